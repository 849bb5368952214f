import pino from 'pino';
import supertest from 'supertest';
import { Access } from '../../../src/access/access.js';
import { mintToken } from '../../../src/access/token.js';
import { createApi, type ApiDeps } from '../../../src/api/create-api.js';
import { definitions } from '../../../src/api/definitions.js';
import { PrometheusMetrics } from '../../../src/api/operation/prometheus.js';
import type { OpenRun } from '../../../src/api/ports.js';
import { ReplayVerifier } from '../../../src/commands/replay-verifier.js';
import { Definitions } from '../../../src/commands/run/definitions.js';
import { runFolding } from '../../../src/commands/run/run-folding.js';
import { priceTable } from '../../../src/domain/pricing/price-table.js';
import { Protector } from '../../../src/commands/protection/protector.js';
import { Payloads } from '../../../src/commands/run/payloads.js';
import { MemoryKeyStore } from '../../../src/keystore/memory-key-store.js';
import { ReplayPlanner } from '../../../src/commands/run/replay-planner.js';
import { LoggedRunHistory } from '../../../src/commands/run/run-history.js';
import { agentDecider } from '../../../src/domain/agent/decide.js';
import { agentEvents, type AgentEvent } from '../../../src/domain/agent/events.js';
import { bulkDecider } from '../../../src/domain/bulk/decide.js';
import { bulkEvents, type BulkEvent, type BulkItem } from '../../../src/domain/bulk/events.js';
import type { AnyCommand, CommandGateway } from '../../../src/domain/command-gateway.js';
import { controlDecider } from '../../../src/domain/control/decide.js';
import { controlEvents, type ControlEvent } from '../../../src/domain/control/events.js';
import type { DomainEvent, Recorded } from '../../../src/domain/kernel/envelope.js';
import { DomainError } from '../../../src/domain/kernel/errors.js';
import { CommandId } from '../../../src/domain/kernel/ids.js';
import type { Json } from '../../../src/domain/kernel/json.js';
import type { CommandAnswer, CommandContext } from '../../../src/domain/kernel/ports.js';
import { exportDecider } from '../../../src/domain/export/decide.js';
import { exportEvents, type ExportEvent } from '../../../src/domain/export/events.js';
import { operatorDecider } from '../../../src/domain/operator/decide.js';
import { operatorEvents, type OperatorEvent, type Role } from '../../../src/domain/operator/events.js';
import { memoryStore } from '../../../src/eventstore/memory.js';
import { evidenceOver } from '../../support/evidence.js';
import { Harness } from '../../support/harness.js';
import { fakeReads, type FakeReads } from './fake-reads.js';
import { quietRetention } from '../../support/quiet-retention.js';

/** Agents are heard at this moment. */
export const fakePresence: ApiDeps['presence'] = { gatewayId: 'g', silentAfterMs: 15_000, heardAt: () => Date.now() };
export const fakeSystem: ApiDeps['system'] = {
  version: '0.0.0-test',
  bootId: 'b',
  startedAt: 0,
  embedded: { eventStore: true, postgres: false },
  eventStore: () => Promise.resolve({ version: '24.10.4' }),
  processes: () => [{ name: 'scheduler', running: true, detail: '1 open run', figures: { openRuns: 1 } }],
  behind: () => ({ events: 0, ms: 0 }),
};

/** A log in memory. */
export class FakeStore {
  readonly streams = new Map<string, Recorded[]>();
  up = true;
  readonly clock = { at: Date.parse('2026-11-24T14:32:07.000Z'), now: (): number => this.clock.at };
  private end = 0n;

  append(
    stream: string,
    events: readonly DomainEvent[],
    context: Pick<CommandContext, 'commandId' | 'actor'>,
  ): Recorded[] {
    const known = this.streams.get(stream) ?? [];
    const added = events.map((event, index): Recorded => {
      const revision = known.length + index;
      return {
        ...event,
        id: `${stream}@${revision}`,
        stream,
        revision,
        position: (this.end += 1n),
        metadata: {
          v: 1,
          commandId: CommandId.parse(context.commandId),
          index,
          correlationId: context.commandId,
          causationId: context.commandId,
          actor: context.actor,
          at: new Date(this.clock.now()).toISOString(),
          writer: { version: '0', bootId: 'test' },
          prev: '0'.repeat(64),
          hash: '1'.repeat(64),
        },
      };
    });
    this.streams.set(stream, [...known, ...added]);
    return added;
  }
  async *read(
    stream: string,
    options: { after?: { revision: number }; maxCount?: number } = {},
  ): AsyncIterable<Recorded> {
    await Promise.resolve();
    if (!this.up) throw new DomainError('STORE.UNAVAILABLE', 'unavailable', 'The event store is away.');
    const from = (options.after?.revision ?? -1) + 1;
    yield* (this.streams.get(stream) ?? []).slice(from, from + (options.maxCount ?? Infinity));
  }
  readOne(stream: string, revision: number | 'end'): Promise<Recorded | undefined> {
    return Promise.resolve(this.streams.get(stream)?.at(revision === 'end' ? -1 : revision));
  }
  available = (): boolean => this.up;
  refusal = (): undefined => undefined;
}

/** The write side: operators, agents and control by their real deciders; of runs and workflows the commands are kept and answered. */
export class FakeCommands implements CommandGateway {
  readonly given: { readonly command: AnyCommand; readonly context: CommandContext }[] = [];
  private readonly known = new Map<string, { hash: string | undefined; answer: CommandAnswer }>();
  /** What the next command on a run is refused with. */
  refusal: DomainError | undefined;
  /** Events that a command on a run is answered with. */
  runEvents: (command: AnyCommand) => readonly DomainEvent[] = () => [{ type: 'RunPaused', data: { reason: '' } }];

  constructor(private readonly store: FakeStore) {}

  async execute(command: AnyCommand, context: CommandContext): Promise<CommandAnswer> {
    await Promise.resolve();
    const id = `${command.stream} ${context.commandId}`;
    const before = this.known.get(id);
    if (before) {
      if (before.hash === context.payloadHash) return before.answer;
      throw new DomainError('IDEMPOTENCY.MISMATCH', 'invalid', 'This Idempotency-Key was used for another command.');
    }
    this.given.push({ command, context });
    const events = this.store.append(command.stream, this.decide(command, context), context);
    const log = this.store.streams.get(command.stream) ?? [];
    const answer: CommandAnswer = {
      stream: command.stream,
      revision: log.length - 1,
      position: log.at(-1)?.position ?? 0n,
      events,
    };
    this.known.set(id, { hash: context.payloadHash, answer });
    return answer;
  }

  private decide(command: AnyCommand, { actor }: CommandContext): readonly DomainEvent[] {
    const facts = { now: this.store.clock.now(), actor };
    const log = this.store.streams.get(command.stream) ?? [];
    switch (command.aggregate) {
      case 'operator':
        return operatorDecider.decide(
          log.filter(isOperatorEvent).reduce(operatorDecider.evolve, operatorDecider.initialState()),
          { ...command, facts },
        );
      case 'agent':
        return agentDecider.decide(log.filter(isAgentEvent).reduce(agentDecider.evolve, agentDecider.initialState()), {
          ...command,
          facts,
        });
      case 'control':
        return controlDecider.decide(
          log.filter(isControlEvent).reduce(controlDecider.evolve, controlDecider.initialState()),
          { ...command, facts },
        );
      case 'bulk':
        return bulkDecider.decide(
          log.filter(isBulkEvent).reduce(bulkDecider.evolve, bulkDecider.initialState()),
          command.name === 'StartBulk'
            ? {
                ...command,
                facts: { ...facts, items: command.payload.items.map(jsonOf), output: command.payload.output },
              }
            : { ...command, facts },
        );
      case 'export':
        return exportDecider.decide(
          log.filter(isExportEvent).reduce(exportDecider.evolve, exportDecider.initialState()),
          { ...command, facts },
        );
      default: {
        const { refusal } = this;
        this.refusal = undefined;
        if (refusal) throw refusal;
        return this.runEvents(command);
      }
    }
  }
}
const isOperatorEvent = (event: Recorded): event is Recorded<OperatorEvent> => event.type in operatorEvents;
const isAgentEvent = (event: Recorded): event is Recorded<AgentEvent> => event.type in agentEvents;
const jsonOf = ({ runId, stepKey }: BulkItem): Json => (stepKey === undefined ? { runId } : { runId, stepKey });
const isBulkEvent = (event: Recorded): event is Recorded<BulkEvent> => event.type in bulkEvents;
const isExportEvent = (event: Recorded): event is Recorded<ExportEvent> => event.type in exportEvents;
const isControlEvent = (event: Recorded): event is Recorded<ControlEvent> => event.type in controlEvents;

export interface FakeServer {
  readonly http: ReturnType<typeof supertest>;
  readonly store: FakeStore;
  readonly commands: FakeCommands;
  readonly reads: FakeReads;
  readonly openRuns: OpenRun[];
  readonly logged: string[];
  readonly app: Awaited<ReturnType<typeof createApi>>['app'];
  /** `Bearer` header of a new operator with these roles. */
  as(...roles: Role[]): string;
  agentToken(): string;
  close(): Promise<void>;
}

const SETUP: Pick<CommandContext, 'commandId' | 'actor'> = {
  commandId: '00000000-0000-5000-8000-000000000000',
  actor: { kind: 'system', id: 'test', name: 'Test' },
};

/** What every run follows here. */
const HELLO = { id: 'hello', name: 'Hello', steps: [{ id: 'greet', agent: 'greeter', output: true }] };
const NO_SNAPSHOTS = { load: () => Promise.resolve(undefined), save: () => Promise.resolve() };

/** The real Nest application over typed fakes of its ports. */
export async function fakeServer(changes: Partial<ApiDeps> = {}): Promise<FakeServer> {
  const store = new FakeStore();
  const commands = new FakeCommands(store);
  const reads = fakeReads();
  const openRuns: OpenRun[] = [];
  const logged: string[] = [];
  const log = pino({ level: 'info' }, { write: (line: string) => void logged.push(line) });
  const { clock } = store;
  const saved = new Definitions({
    put: () => Promise.reject(new Error('not here')),
    get: () => Promise.resolve(HELLO),
    keep: () => Promise.resolve(false),
  });
  const history = new LoggedRunHistory(runFolding, { store, snapshots: NO_SNAPSHOTS, definitions: saved, log });
  const { personal } = new Protector(new MemoryKeyStore());
  const { app, httpServer } = await createApi({
    commands,
    personal,
    retention: quietRetention(),
    reads,
    store,
    history,
    replays: new ReplayPlanner({
      history,
      definitions: saved,
      payloads: new Payloads(memoryStore().store, saved.blobs, personal),
      prices: priceTable([]),
      versions: () => Promise.resolve([]),
      isAgent: () => Promise.resolve(false),
      haltedBecause: () => undefined,
    }),
    verifier: new ReplayVerifier({ store, blobs: saved.blobs, definitions: saved }),
    blobs: { get: (ref) => Promise.resolve({ blob: ref.$blob.sha256 }) },
    logReader: memoryStore().reader,
    evidence: evidenceOver(new Harness()),
    access: new Access(store, { now: () => clock.now() }),
    clock: { now: () => clock.now() },
    definitions,
    presence: fakePresence,
    system: fakeSystem,
    openRuns: () => Promise.resolve([...openRuns]),
    controlEverywhere: () => Promise.resolve(),
    metrics: new PrometheusMetrics({ processMetrics: false }),
    log,
    version: '0.0.0-test',
    ...changes,
  });
  let operators = 0;
  return {
    http: supertest(httpServer),
    store,
    commands,
    reads,
    openRuns,
    logged,
    app,
    as(...roles) {
      const operatorId = `${roles.join('-')}-${++operators}`;
      const { token, tokenId, secretHash } = mintToken('key', operatorId, operatorId);
      store.append(
        `operator-${operatorId}`,
        [
          { type: 'OperatorCreated', data: { operatorId, name: operatorId, roles } },
          { type: 'OperatorKeyIssued', data: { operatorId, keyId: tokenId, secretHash, name: 'test', roles } },
        ],
        SETUP,
      );
      return `Bearer ${token}`;
    },
    agentToken() {
      const { token, tokenId, secretHash } = mintToken('agent', 'repo', 'repo');
      store.append(
        'agent-repo',
        [{ type: 'AgentTokenIssued', data: { agentId: 'repo', tokenId, secretHash, name: 'test' } }],
        SETUP,
      );
      return `Bearer ${token}`;
    },
    close: () => app.close(),
  };
}
