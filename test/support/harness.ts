import type { Want, AgentPool } from '../../src/commands/agent-pool.js';
import { Commands } from '../../src/commands/commands.js';
import { uuidV5 } from '../../src/commands/hashing.js';
import { runStream, workflowStream } from '../../src/domain/catalog.js';
import type { Recorded } from '../../src/domain/kernel/envelope.js';
import { LeaseId, RunId } from '../../src/domain/kernel/ids.js';
import type { Json } from '../../src/domain/kernel/json.js';
import type { CommandAnswer, CommandContext, KeyStore } from '../../src/domain/kernel/ports.js';
import { priceTable } from '../../src/domain/pricing/price-table.js';
import type { Offer, RunRequest, ReplayOrder } from '../../src/domain/run/commands.js';
import type { ReplayChanges } from '../../src/domain/run/replay-plan.js';
import type { RunState } from '../../src/domain/run/state.js';
import { WorkflowDefinition } from '../../src/domain/workflow/definition.js';
import { memoryStore, type MemoryStore, type MemoryStoreOptions } from '../../src/eventstore/memory.js';
import type { Task } from '../../src/gateway/protocol.js';
import { MemoryKeyStore } from '../../src/keystore/memory-key-store.js';

export class FixedClock {
  constructor(public ms = Date.parse('2026-11-24T12:00:00.000Z')) {}
  now(): number {
    return this.ms;
  }
  advance(ms: number): void {
    this.ms += ms;
  }
}

/** Agents as the scheduler sees them: slots, and what was sent to whom. */
export class FakePool implements AgentPool {
  readonly tasks: Task[] = [];
  readonly cancelled: string[] = [];
  readonly taken = new Map<string, Want>();
  slots = Number.POSITIVE_INFINITY;

  constructor(readonly bootId = 'boot-1') {}

  take(want: Want): Offer | undefined {
    if (this.taken.size >= this.slots) return undefined;
    this.taken.set(want.leaseId, want);
    return {
      agent: { id: 'agent-one', name: 'Agent One', bootId: this.bootId, gatewayId: 'gateway-1', single: false },
    };
  }
  release(leaseId: string): void {
    this.taken.delete(leaseId);
  }
  dispatch(_: string, task: Task): void {
    this.tasks.push(task);
  }
  cancel(_: string, leaseId: string): void {
    this.cancelled.push(leaseId);
  }
}

export const OPERATOR = { kind: 'operator', id: 'ada', name: 'Ada' } as const;
export const AGENT = { kind: 'agent', id: 'agent-one', name: 'Agent One' } as const;

export const TEST_PRICES = priceTable([
  {
    priceId: 'test/one@2026-01-01',
    provider: 'test',
    model: 'test/one',
    validFrom: 0,
    prices: { input: '1000000', cachedInput: '100000', cacheWrite: '1250000', output: '4000000', reasoning: '4000000' },
  },
]);

export interface HarnessOptions extends MemoryStoreOptions {
  readonly inline?: boolean;
  readonly clock?: FixedClock;
  readonly pool?: FakePool;
  readonly bootId?: string;
}

/** Servers of one log share their keys. */
const keyStores = new WeakMap<object, KeyStore>();
function keysOf(log: object): KeyStore {
  let keys = keyStores.get(log);
  if (!keys) keyStores.set(log, (keys = new MemoryKeyStore()));
  return keys;
}

/** The write side over the event store in memory, with a clock that stands still and agents that do what the test says. */
export class Harness {
  readonly memory: MemoryStore;
  readonly clock: FixedClock;
  readonly pool: FakePool;
  readonly keys: KeyStore;
  readonly commands: Commands;
  /** What `random` gives next; 0.5 by default. */
  random = 0.5;
  #seq = 0;
  readonly #bootId: string;

  constructor(options: HarnessOptions = {}) {
    this.memory = memoryStore({ now: () => this.clock.now(), ...options });
    this.#bootId = options.bootId ?? 'writer-1';
    this.clock = options.clock ?? new FixedClock();
    this.pool = options.pool ?? new FakePool();
    this.keys = keysOf(this.memory.raw);
    this.commands = new Commands({
      store: this.memory.store,
      snapshots: this.memory.snapshots,
      blobs: this.memory.blobs,
      keys: this.keys,
      clock: this.clock,
      log: { warn: () => undefined, error: () => undefined },
      writer: { version: '0.0.0-test', bootId: this.#bootId },
      inline: options.inline ?? true,
      pool: this.pool,
      prices: TEST_PRICES,
      random: () => this.random,
      warningsOf: () => [],
    });
  }

  context(key?: string, actor: CommandContext['actor'] = OPERATOR): CommandContext {
    const commandId = uuidV5('6d1f0d5e-5a0b-5c3e-9f7a-3b1c2d4e5f60', 'test', key ?? `${this.#bootId} ${++this.#seq}`);
    return { commandId, causationId: commandId, actor, ...(key === undefined ? {} : { payloadHash: 'a'.repeat(64) }) };
  }

  async save(definition: unknown): Promise<WorkflowDefinition> {
    const parsed = WorkflowDefinition.parse(definition);
    await this.commands.workflows.execute(
      workflowStream(parsed.id),
      { name: 'SaveVersion', payload: { definition: parsed } },
      this.context(),
    );
    return parsed;
  }

  async start(workflowId: string, input: Json = {}, key = `start-${++this.#seq}`): Promise<string> {
    const context = this.context(key);
    const runId = RunId.parse(uuidV5(context.commandId, 'run'));
    await this.commands.runs.execute(
      runStream(runId),
      { name: 'StartRun', payload: { runId, workflowId, input, trigger: { kind: 'manual', id: 'test' } } },
      context,
    );
    return runId;
  }

  /** A new run from an event of another; its id. The same key again is the same replay. */
  async replay(
    origin: string,
    revision: number,
    changes: Partial<ReplayChanges> = {},
    more: { readonly key?: string; readonly budget?: ReplayOrder['budget'] } = {},
  ): Promise<string> {
    const context = this.context(more.key ?? `replay-${++this.#seq}`);
    const runId = RunId.parse(uuidV5(context.commandId, 'run'));
    const payload = {
      runId,
      origin: { runId: RunId.parse(origin), revision },
      changes: { agents: {}, models: {}, outputs: {}, ...changes },
      budget: more.budget,
      operatorId: OPERATOR.id,
    };
    await this.commands.runs.execute(runStream(runId), { name: 'ReplayRun', payload }, context);
    return runId;
  }

  run(
    runId: string,
    request: RunRequest,
    actor: CommandContext['actor'] = OPERATOR,
    key?: string,
  ): Promise<CommandAnswer> {
    return this.commands.runs.execute(runStream(runId), request, this.context(key, actor));
  }

  /** The state, as a function of it. */
  state<T>(runId: string, read: (state: RunState) => T): Promise<T> {
    return this.commands.runs.look(runStream(runId), read);
  }

  events(runId: string): readonly Recorded[] {
    return this.memory.log.filter((event) => event.stream === runStream(runId));
  }

  types(runId: string): string[] {
    return this.events(runId).map((event) => event.type);
  }

  /** The last task that was sent for a step. */
  task(stepKey: string): Task {
    const task = this.pool.tasks.findLast((one) => one.step.stepKey === stepKey);
    if (!task)
      throw new Error(
        `no task was dispatched for ${stepKey}; there are ${this.pool.tasks.map((one) => one.step.stepKey).join(', ') || 'none'}`,
      );
    return task;
  }

  complete(
    task: Task,
    output: Json,
    more: { resultId?: string; usage?: RunRequestUsage; summary?: string } = {},
  ): Promise<CommandAnswer> {
    const { leaseId } = parseLease(task);
    return this.run(
      task.runId,
      {
        name: 'CompleteStep',
        payload: {
          leaseId,
          resultId: more.resultId ?? `${leaseId}-result`,
          output,
          summary: more.summary ?? '',
          usage: more.usage ?? [],
        },
      },
      AGENT,
    );
  }

  fail(
    task: Task,
    error: Partial<{ class: string; code: string; message: string; retryable: boolean }> = {},
  ): Promise<CommandAnswer> {
    const { leaseId } = parseLease(task);
    return this.run(
      task.runId,
      {
        name: 'FailStep',
        payload: {
          leaseId,
          resultId: `${leaseId}-failure`,
          error: { class: 'internal', code: 'BROKEN', message: 'it broke', retryable: true, ...error },
          usage: [],
        },
      },
      AGENT,
    );
  }

  async dispose(): Promise<void> {
    this.commands.close();
    this.memory.dispose();
    await Promise.resolve();
  }
}

type RunRequestUsage = Extract<RunRequest, { name: 'CompleteStep' }>['payload']['usage'];

export function parseLease(task: Task): { leaseId: LeaseId } {
  return { leaseId: LeaseId.parse(task.leaseId) };
}

/** A chain of n steps, each taking the output of the one before. */
export function chain(n: number, more: Record<string, unknown> = {}): unknown {
  return {
    id: `chain-${n}`,
    name: 'Chain',
    steps: Array.from({ length: n }, (_, i) => ({
      id: `s${i + 1}`,
      agent: 'noop',
      output: true,
      ...(i === 0 ? {} : { dependsOn: [`s${i}`], inputs: { before: `steps.s${i}.output.value` } }),
    })),
    ...more,
  };
}
