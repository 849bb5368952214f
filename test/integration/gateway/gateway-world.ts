import { createServer, type Server as HttpServer } from 'node:http';
import { Server } from 'socket.io';
import { io as connectTo, type Socket } from 'socket.io-client';
import { vi } from 'vitest';
import { Access } from '../../../src/access/access.js';
import { hashSecret, mintToken, parseToken } from '../../../src/access/token.js';
import type { Want } from '../../../src/commands/agent-pool.js';
import { agentStream, operatorStream } from '../../../src/domain/catalog.js';
import type { Recorded } from '../../../src/domain/kernel/envelope.js';
import type { Offer } from '../../../src/domain/run/commands.js';
import { AgentGateway } from '../../../src/gateway/agent-gateway.js';
import { ConsoleGateway } from '../../../src/gateway/console-gateway.js';
import {
  AGENTS_NAMESPACE,
  CONSOLE_NAMESPACE,
  type AgentToGateway,
  type ConsoleToGateway,
  type GatewayToAgent,
  type GatewayToConsole,
  type LiveProgress,
  type Register,
  type Task,
} from '../../../src/gateway/protocol.js';
import { SlotPool } from '../../../src/gateway/slot-pool.js';
import { NO_OTHERS, type OtherInstances } from '../../../src/processes/instances.js';
import { OpenRuns } from '../../../src/processes/open-runs.js';
import { FakePool, Harness } from '../../support/harness.js';

const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined };
/** How often the gateway looks at its leases. */
const TICK_MS = 250;

/** The slots of the agents that are really connected, for the harness. */
class ConnectedAgents extends FakePool {
  constructor(readonly slotPool: SlotPool) {
    super();
  }
  override take(want: Want): Offer | undefined {
    return this.slotPool.take(want);
  }
  override release(leaseId: string): void {
    this.slotPool.release(leaseId);
  }
  override dispatch(bootId: string, task: Task): void {
    this.slotPool.dispatch(bootId, task);
  }
  override cancel(bootId: string, leaseId: string): void {
    this.slotPool.cancel(bootId, leaseId, 'ended');
  }
}

export interface Token {
  readonly token: string;
  readonly tokenId: string;
}

export interface GatewayWorldOptions {
  /** Settles when agents are answered. */
  readonly ready?: Promise<void>;
  readonly gatewayId?: string;
  readonly instances?: OtherInstances;
  /** Another world, of which this one is a second server on the same log and clock. */
  readonly beside?: GatewayWorld;
}

/** Both gateways on a real port over a write side in memory. Time stands still but for `pass`. */
export class GatewayWorld {
  readonly h: Harness;
  readonly pool: SlotPool;
  readonly openRuns: OpenRuns;
  readonly access: Access;
  readonly agents: AgentGateway;
  readonly consoles: ConsoleGateway;
  readonly io: Server;
  /** What was shown of the progress of steps. */
  readonly shown: LiveProgress[] = [];
  /** What the read models have committed. */
  committed = 0n;
  readonly #http: HttpServer;
  /** Those that are open: a long test has many, one after the other. */
  readonly #sockets = new Set<Socket>();
  #opened = 0;

  constructor({
    ready = Promise.resolve(),
    gatewayId = 'gateway-1',
    instances = NO_OTHERS,
    beside,
  }: GatewayWorldOptions) {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    this.pool = new SlotPool({
      gatewayId,
      maxInFlight: 100,
      nudge: (stream) => this.h.commands.runs.nudge(stream),
    });
    this.h = new Harness({
      pool: new ConnectedAgents(this.pool),
      bootId: gatewayId,
      ...(beside && { over: beside.h.memory.raw, clock: beside.h.clock }),
    });
    const { commands, clock, memory } = this.h;
    this.openRuns = new OpenRuns(() => clock.now());
    commands.runAggregate.observe(this.openRuns);
    commands.runAggregate.observe(this.pool);
    this.access = new Access(memory.store, { now: () => clock.now() });
    this.agents = new AgentGateway(
      {
        access: this.access,
        commands,
        pool: this.pool,
        openRuns: this.openRuns,
        clock,
        log: SILENT,
        gatewayId,
        heartbeatMs: 1_000,
        ready,
        instances,
        caughtUp: () => this.catchUp(),
        recordedConnections: () => Promise.resolve([]),
      },
      { progress: (progress) => this.shown.push(progress) },
    );
    this.consoles = new ConsoleGateway({
      access: this.access,
      committed: () => this.committed,
      now: () => clock.now(),
    });
    this.#http = createServer();
    this.io = new Server(this.#http, { transports: ['websocket'], serveClient: false });
    this.agents.attach(this.io);
    this.consoles.attach(this.io);
  }

  static async open(options: GatewayWorldOptions = {}): Promise<GatewayWorld> {
    const world = new GatewayWorld(options);
    await new Promise<void>((resolve) => world.#http.listen(0, '127.0.0.1', resolve));
    return world;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.close();
    this.agents.stop();
    await this.io.close();
    await this.h.dispose();
    vi.useRealTimers();
  }

  /** Time goes on tick by tick, as in a process that is awake. */
  pass(ms: number): void {
    for (let left = ms; left > 0; left -= TICK_MS) this.#tick(TICK_MS);
  }

  /** Time goes on with nothing done meanwhile, as in a process that was stopped. */
  sleep(ms: number): void {
    this.#tick(ms);
  }

  #tick(ms: number): void {
    this.h.clock.advance(ms);
    vi.advanceTimersByTime(TICK_MS);
  }

  async agentToken(agentId: string): Promise<Token> {
    const { token, tokenId, secretHash } = mintToken('agent', agentId, String(this.#opened));
    const payload = { agentId, tokenId, secretHash, name: agentId };
    await this.h.commands.agents.execute(agentStream(agentId), { name: 'IssueAgentToken', payload }, this.h.context());
    return { token, tokenId };
  }

  async operatorKey(operatorId: string): Promise<Token> {
    const { token, tokenId: keyId, secretHash } = mintToken('key', operatorId, operatorId);
    const { operators } = this.h.commands;
    const stream = operatorStream(operatorId);
    const payload = { operatorId, name: operatorId, roles: ['viewer'] } as const;
    await operators.execute(stream, { name: 'CreateOperator', payload }, this.h.context());
    const key = { keyId, secretHash, name: 'laptop' };
    await operators.execute(stream, { name: 'IssueKey', payload: key }, this.h.context());
    return { token, tokenId: keyId };
  }

  /** As the feed makes it known here what other instances have written. */
  async catchUp(): Promise<void> {
    const { runs } = this.h.commands;
    for (const { stream, revision } of this.h.memory.log)
      if (stream.startsWith('run-') && (runs.knownRevision(stream) ?? -1) < revision) {
        runs.forget(stream);
        await runs.nudge(stream);
      }
  }

  /** As the feed tells everybody. */
  tell(events: readonly Recorded[]): void {
    for (const event of events) {
      this.access.onEvent(event);
      this.agents.onEvent(event);
      this.consoles.onEvent(event);
    }
  }

  /** A connection that has not registered. Rejects with what the gateway says when it is refused. */
  async connectAgent({ token }: Token): Promise<RawAgent> {
    const socket: AgentClient = connectTo(`${this.#url}${AGENTS_NAMESPACE}`, clientOptions(token));
    const agent = new RawAgent(socket);
    await this.#connected(socket);
    return agent;
  }

  /** An agent that has registered; a new one with a token of its own unless one is given. */
  async agent(agentId: string, register: Partial<Register> = {}, token?: Token): Promise<RawAgent> {
    const agent = await this.connectAgent(token ?? (await this.agentToken(agentId)));
    const answer = await agent.register({ agentBootId: `${agentId}-boot`, ...register });
    if (!answer.ok) throw new Error(answer.message);
    return agent;
  }

  async console({ token }: Token): Promise<ConsoleClient> {
    const socket: ConsoleClient = connectTo(`${this.#url}${CONSOLE_NAMESPACE}`, clientOptions(token));
    await this.#connected(socket);
    return socket;
  }

  /** A page in a browser that is signed in by the cookie of a session. */
  async page({ token }: Token, { host, port } = new URL(this.#url), origin = `http://${host}`): Promise<ConsoleClient> {
    const socket: ConsoleClient = connectTo(`${this.#url}${CONSOLE_NAMESPACE}`, {
      ...clientOptions(''),
      extraHeaders: { cookie: `mc_session_${port}=${token}`, ...(origin === '' ? {} : { origin }) },
    });
    await this.#connected(socket);
    return socket;
  }

  /** A session that a key has opened. */
  async session(operatorId: string, key: Token): Promise<Token> {
    const { token, tokenId: sessionId, secretHash } = mintToken('session', operatorId, String(this.#sessions++));
    const by = { kind: 'key', id: key.tokenId, secretHash: hashSecret(parseToken(key.token)?.secret ?? '') } as const;
    const payload = { sessionId, secretHash, by, device: '' };
    const context = this.h.context();
    const stream = operatorStream(operatorId);
    const { events } = await this.h.commands.operators.execute(stream, { name: 'StartSession', payload }, context);
    this.tell(events);
    return { token, tokenId: sessionId };
  }
  #sessions = 0;

  async #connected(socket: Socket): Promise<void> {
    this.#opened++;
    this.#sockets.add(socket);
    socket.on('disconnect', () => void this.#sockets.delete(socket));
    await connected(socket);
  }

  get #url(): string {
    const address = this.#http.address();
    if (address === null || typeof address === 'string') throw new Error('the gateways do not listen');
    return `http://127.0.0.1:${address.port}`;
  }
}

type AgentClient = Socket<GatewayToAgent, AgentToGateway>;
export type ConsoleClient = Socket<GatewayToConsole, ConsoleToGateway>;

const clientOptions = (token: string) => ({
  transports: ['websocket'],
  auth: { token },
  reconnection: false,
  forceNew: true,
});

function connected(socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.on('connect', resolve);
    socket.on('connect_error', reject);
  });
}

/** Settles when the other side has closed it. */
export const closed = (socket: Socket): Promise<void> =>
  socket.connected ? new Promise((resolve) => socket.on('disconnect', () => resolve())) : Promise.resolve();

/** An agent that does nothing by itself but say that it has its tasks. */
export class RawAgent {
  readonly tasks: Task[] = [];
  acknowledges = true;

  constructor(readonly socket: AgentClient) {
    socket.on('dispatchStep', ({ tasks }, answer) => {
      this.tasks.push(...tasks);
      if (this.acknowledges) answer({ accepted: tasks.map(({ leaseId }) => leaseId) });
    });
  }

  register(register: Partial<Register> = {}) {
    return this.socket.emitWithAck('register', {
      protocol: 1,
      agentBootId: 'boot',
      single: false,
      capabilities: ['noop'],
      maxConcurrent: 1,
      held: [],
      sdk: { name: 'raw', version: '1' },
      ...register,
    });
  }

  /** Settles after all that the gateway had to say before. */
  heartbeat(...leases: string[]) {
    return this.socket.emitWithAck('heartbeat', { leases });
  }

  async complete({ runId, leaseId }: Task) {
    const result = { runId, leaseId, resultId: `${leaseId}-result`, output: {}, summary: '', usage: [] };
    const answers = await this.socket.emitWithAck('stepResult', { results: [result] });
    if (!('answers' in answers)) throw new Error(answers.message);
    return answers.answers[0];
  }
}
