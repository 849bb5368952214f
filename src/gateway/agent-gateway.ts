import type { Namespace, Server } from 'socket.io';
import type { Commands } from '../commands/commands.js';
import { hashOf, NAMESPACE, uuidV5 } from '../commands/hashing.js';
import { runStream } from '../domain/catalog.js';
import { agentEvents } from '../domain/agent/events.js';
import type { Recorded } from '../domain/kernel/envelope.js';
import { DomainError } from '../domain/kernel/errors.js';
import { LeaseId, RunId } from '../domain/kernel/ids.js';
import { Payload } from '../domain/kernel/payload.js';
import { redact } from '../domain/kernel/redaction.js';
import type { Json } from '../domain/kernel/json.js';
import type { CommandContext } from '../domain/kernel/ports.js';
import type { RunRequest } from '../domain/run/commands.js';
import { AgentConnection, type AgentSocket } from './agent-connection.js';
import { actorOf, ConnectionRecord } from './connection-record.js';
import { errorFrame, parseFrame, refuseOthers, replyTo } from './frames.js';
import type { GatewayDeps, LiveListener } from './gateway-deps.js';
import { LeaseKeeper } from './lease-keeper.js';
import * as protocol from './protocol.js';
import type { SlotPool } from './slot-pool.js';
import { failpoint } from '../faults/failpoint.js';

const FROM_AGENTS: readonly (keyof protocol.AgentToGateway)[] = [
  'register',
  'stepResult',
  'stepProgress',
  'usage',
  'sideEffect',
  'heartbeat',
];

/** Agents over socket.io. Holds no rule: it parses, adds who it is, hands the command to the writer, and answers after the append. */
export class AgentGateway {
  readonly keeper: LeaseKeeper;
  readonly #commands: Commands;
  readonly #pool: SlotPool;
  readonly #record: ConnectionRecord;
  #namespace: Namespace | undefined;
  #reports = 0;

  constructor(
    readonly deps: GatewayDeps,
    readonly live: LiveListener,
  ) {
    this.#commands = deps.commands;
    this.#pool = deps.pool;
    this.keeper = new LeaseKeeper(deps);
    this.#record = new ConnectionRecord({
      gatewayId: deps.gatewayId,
      now: () => deps.clock.now(),
      log: deps.log,
      present: () => this.keeper.connections(),
      instances: deps.instances,
      recorded: deps.recordedConnections,
      execute: (stream, request, context) => deps.commands.agents.execute(stream, request, context),
    });
  }

  attach(io: Server): void {
    const namespace = io.of(protocol.AGENTS_NAMESPACE);
    this.#namespace = namespace;
    namespace.use((socket, next) => {
      this.#authenticate(socket).then(
        () => next(),
        (error: unknown) => next(Object.assign(new Error(errorFrame(error).message), { data: errorFrame(error) })),
      );
    });
    namespace.on('connection', (socket: AgentSocket) => this.#connected(socket));
    this.keeper.start();
    this.#record.start();
  }

  /** A token that is revoked opens nothing from then on, and what it has opened is closed, whether it has registered or not. */
  onEvent(event: Recorded): void {
    if (event.type !== 'AgentTokenRevoked') return;
    const { tokenId } = agentEvents.AgentTokenRevoked.parse(event.data);
    for (const socket of this.#namespace?.sockets.values() ?? [])
      if (socket.data.agent.tokenId === tokenId) socket.disconnect(true);
  }

  stop(): void {
    this.keeper.stop();
    this.#record.stop();
  }

  async #authenticate(socket: AgentSocket): Promise<void> {
    const { token } = socket.handshake.auth;
    const principal = await this.deps.access.verify(typeof token === 'string' ? token : '');
    if (principal.kind !== 'agent')
      throw new DomainError(
        'ACCESS.NOT_AN_AGENT',
        'forbidden',
        'This is the key of an operator. Make a token for the agent: missionctl agent token AGENT.',
      );
    socket.data.agent = { id: principal.agentId, tokenId: principal.tokenId };
  }

  #connected(socket: AgentSocket): void {
    const who: { id: string; tokenId: string } = socket.data.agent;
    let connection: AgentConnection | undefined;
    const on = <T, A>(
      schema: import('zod').ZodType<T>,
      frame: unknown,
      answer: unknown,
      handle: (message: T, connection: AgentConnection) => Promise<A> | A,
    ): void => {
      const reply = replyTo<A>(socket, answer);
      const parsed = parseFrame(schema, frame);
      if (!parsed.ok) return reply(parsed);
      if (!connection) return reply({ ok: false, code: 'AGENT.NOT_REGISTERED', message: 'Send `register` first.' });
      connection.lastSeen = this.deps.clock.now();
      // Async, so that what is thrown at once is an answer too, and not the end of the process.
      const handled = async (from: AgentConnection): Promise<A> => handle(parsed.message, from);
      handled(connection).then(reply, (error: unknown) => {
        if (!(error instanceof DomainError))
          this.deps.log.error({ agentId: who.id, reason: String(error) }, 'a message of an agent failed');
        reply(errorFrame(error));
      });
    };

    refuseOthers(socket, FROM_AGENTS);
    socket.on('register', (frame, answer) => {
      const reply = replyTo<protocol.Registered>(socket, answer);
      const parsed = parseFrame(protocol.Register, frame);
      if (!parsed.ok) return reply(parsed);
      if (connection) this.#disconnected(connection, 'registered again');
      const fresh = new AgentConnection(who.id, who.tokenId, parsed.message, socket, () => this.deps.clock.now());
      connection = fresh;
      this.#register(fresh, () => connection === fresh).then(reply, (error: unknown) => reply(errorFrame(error)));
    });
    socket.on('stepResult', (frame, answer) =>
      on(protocol.StepResults, frame, answer, async ({ results }, from) => ({
        answers: await Promise.all(results.map((result) => this.#result(result, from))),
      })),
    );
    socket.on('stepProgress', (frame, answer) =>
      on(protocol.StepProgress, frame, answer, (message, from) => this.#progress(message, from)),
    );
    socket.on('usage', (frame, answer) =>
      on(protocol.Usage, frame, answer, (message, from) =>
        this.#report(
          from,
          message,
          { name: 'ReportUsage', payload: { leaseId: leaseId(message), usage: message.calls } },
          hashOf(message.calls),
        ),
      ),
    );
    socket.on('sideEffect', (frame, answer) =>
      on(protocol.SideEffect, frame, answer, (message, from) => {
        const { effectId, kind, target } = message;
        const payload = { leaseId: leaseId(message), effectId, kind, target, receipt: jsonOf(message.receipt) };
        return this.#report(from, message, { name: 'RecordSideEffect', payload }, effectId);
      }),
    );
    socket.on('heartbeat', (frame, answer) =>
      on(protocol.Heartbeat, frame, answer, async ({ leases }, from) => {
        if (FAILPOINTS) await failpoint('leaseExtended.before');
        const abandon = this.keeper.heartbeat(from, leases);
        if (FAILPOINTS) await failpoint('leaseExtended.after');
        return { ok: true as const, abandon };
      }),
    );
    socket.on('disconnect', (because) => {
      if (connection) this.#disconnected(connection, because);
    });
  }

  async #register(connection: AgentConnection, isCurrent: () => boolean): Promise<protocol.Registered> {
    await this.deps.ready;
    // It may have left, or said something else, while the server was not ready.
    if (!connection.socket.connected || !isCurrent())
      throw new DomainError('AGENT.GONE', 'conflict', 'The connection is not the one that registered.');
    const taken = this.#pool.process(connection.bootId);
    if (taken && taken.agentId !== connection.agentId) {
      throw new DomainError(
        'AGENT.BOOT_ID_TAKEN',
        'conflict',
        'Another agent uses this agentBootId. Make a new random one at each start.',
      );
    }
    const kept = await this.keeper.register(connection);
    const { agentId } = connection;
    const { gatewayId } = this.deps;
    void this.#record.connected(connection);
    return { ok: true, agentId, gatewayId, ...kept, heartbeatMs: this.deps.heartbeatMs };
  }

  #disconnected(connection: AgentConnection, because: string): void {
    if (this.#pool.process(connection.bootId) !== connection) return;
    this.#pool.leave(connection.bootId);
    this.keeper.left(connection);
    void this.#record.disconnected(connection, because);
  }

  async #result(result: protocol.StepResult, from: AgentConnection): Promise<protocol.ResultAnswer> {
    const { resultId } = result;
    if (FAILPOINTS) await failpoint('result.before');
    const answer = { leaseId: result.leaseId, resultId };
    // The agent has finished: its slot is free whatever becomes of the result.
    if (from.leases.has(result.leaseId)) this.#pool.release(result.leaseId);
    from.settled(result.leaseId);
    try {
      const { events } = await this.#commands.runs.execute(
        runStream(runId(result)),
        requestOf(result),
        contextOf(from, result.leaseId, 'result', resultId),
      );
      if (FAILPOINTS) await failpoint('result.after');
      if (events.some((event) => event.type === 'LateResultRecorded')) {
        return {
          ...answer,
          status: 409,
          code: 'LEASE.NOT_HELD',
          message: 'The lease was no longer held: the result was recorded as late and has no effect.',
        };
      }
      return { ...answer, status: 200 };
    } catch (error) {
      return { ...answer, ...this.#refusal(error, from, result) };
    }
  }

  #refusal(
    error: unknown,
    from: AgentConnection,
    result: protocol.StepResult,
  ): Omit<protocol.ResultAnswer, 'leaseId' | 'resultId'> {
    const context = { agentId: from.agentId, runId: result.runId, leaseId: result.leaseId };
    if (!(error instanceof DomainError)) {
      this.deps.log.error({ ...context, reason: String(error) }, 'a result could not be taken');
      return { status: 503, code: 'INTERNAL', message: 'Something went wrong here; send it again.' };
    }
    const { code, message } = error;
    switch (error.kind) {
      case 'notFound':
        this.deps.log.warn({ ...context, code }, 'a result for an unknown lease');
        return { status: 404, code, message };
      case 'invalid':
      case 'forbidden':
      case 'unauthenticated':
      case 'paymentRequired':
        return { status: 422, code, message };
      case 'conflict':
      case 'rejected':
        return { status: 409, code, message };
      case 'limited':
      case 'unavailable':
        return { status: 503, code, message };
    }
  }

  /** Each report is a command of its own: one that comes twice is too soon after the first. */
  async #progress(message: protocol.StepProgress, from: AgentConnection): Promise<protocol.Done> {
    const { percent, message: text, data } = message;
    const lease = this.deps.openRuns.lease(message.leaseId);
    if (lease?.agentId === from.agentId) {
      const { stepKey } = lease;
      this.live.progress({
        runId: lease.runId,
        stepKey,
        ...(percent === undefined ? {} : { percent }),
        ...(text === undefined ? {} : { message: redact(text).value }),
      });
    }
    const payload = {
      leaseId: leaseId(message),
      percent,
      message: text,
      data: data === undefined ? undefined : jsonOf(data),
    };
    return this.#report(
      from,
      message,
      { name: 'ReportProgress', payload },
      `${this.deps.gatewayId} ${++this.#reports}`,
    );
  }

  async #report(
    from: AgentConnection,
    message: { readonly runId: string; readonly leaseId: string },
    request: RunRequest,
    id: string,
  ): Promise<protocol.Done> {
    if (FAILPOINTS) await failpoint('report.before');
    await this.#commands.runs.execute(
      runStream(runId(message)),
      request,
      contextOf(from, message.leaseId, request.name, id),
    );
    if (FAILPOINTS) await failpoint('report.after');
    return { ok: true };
  }
}

function requestOf(result: protocol.StepResult): RunRequest {
  const { resultId, usage, error } = result;
  const lease = leaseId(result);
  if (error) {
    const { details, ...cause } = error;
    return {
      name: 'FailStep',
      payload: {
        leaseId: lease,
        resultId,
        error: { ...cause, details: details === undefined ? undefined : jsonOf(details) },
        usage,
      },
    };
  }
  return {
    name: 'CompleteStep',
    payload: { leaseId: lease, resultId, output: jsonOf(result.output), summary: result.summary, usage },
  };
}

/** A message that is sent again is the same command. */
function contextOf(from: AgentConnection, lease: string, kind: string, id: string): CommandContext {
  return { commandId: uuidV5(NAMESPACE, lease, kind, id), causationId: lease, actor: actorOf(from) };
}

function leaseId({ leaseId: id }: { readonly leaseId: string }): LeaseId {
  const parsed = LeaseId.safeParse(id);
  if (!parsed.success) throw new DomainError('LEASE.UNKNOWN', 'notFound', `There is no lease "${id}".`);
  return parsed.data;
}

function runId({ runId: id }: { readonly runId: string }): RunId {
  const parsed = RunId.safeParse(id);
  if (!parsed.success) throw new DomainError('LEASE.UNKNOWN', 'notFound', `There is no run "${id}".`);
  return parsed.data;
}

/** The frame's check has shown that it is JSON without reserved keys. */
function jsonOf(value: unknown): Json {
  return Payload.parse(value);
}
