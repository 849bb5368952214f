import { setImmediate as turn } from 'node:timers/promises';
import { runStream } from '../../src/domain/catalog.js';
import type { Recorded } from '../../src/domain/kernel/envelope.js';
import { DomainError } from '../../src/domain/kernel/errors.js';
import type { CommandAnswer } from '../../src/domain/kernel/ports.js';
import type { RunRequest } from '../../src/domain/run/commands.js';
import { evolve } from '../../src/domain/run/evolve.js';
import type { LeaseState, Run, RunState } from '../../src/domain/run/state.js';
import { isEnded } from '../../src/domain/run/state.js';
import { waitsOf } from '../../src/domain/run/waits.js';
import { WorkflowDefinition } from '../../src/domain/workflow/definition.js';
import { compilePlan, type Plan } from '../../src/domain/workflow/plan.js';
import type { MemoryStore } from '../../src/eventstore/memory.js';
import type { AppendFault } from '../../src/eventstore/memory-log.js';
import { OpenRuns } from '../../src/processes/open-runs.js';
import { Timers } from '../../src/processes/timers.js';
import { FakePool, FixedClock, Harness } from './harness.js';
import { isRunEvent, RunInvariants } from './run-invariants.js';
import type { World } from './run-worlds.js';

/** A process of the product: its writer, its agents' slots, its timers. */
export interface Instance {
  readonly harness: Harness;
  readonly pool: FakePool;
  readonly timers: Timers;
}

const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined };
/** What a store that is away makes a writer say; anything else that is "unavailable" is a defect. */
const EXPECTED_UNAVAILABLE = ['STORE.UNAVAILABLE', 'STORE.OUTCOME_UNKNOWN'];

/** One run in a world: instances of the product over one log, faults on the way to it, and a checker that looks at every prefix. */
export class RunDriver {
  readonly faults: AppendFault[] = [];
  readonly instances: Instance[] = [];
  readonly problems: string[] = [];
  readonly plan: Plan;
  readonly invariants: RunInvariants;
  runId = '';
  readonly #pending: Promise<void>[] = [];
  readonly #pools: FakePool[] = [];
  #state: RunState = { status: 'none' };
  #folded = 0;
  #boots = 0;
  /** More than one process wrote: slots of one may be freed by results that another took. */
  #shared = false;

  private constructor(
    readonly world: World,
    readonly clock = new FixedClock(),
    /** The log of another driver, which it writes to as well; its faults are that one's. */
    readonly sharedLog: MemoryStore['raw'] | undefined = undefined,
  ) {
    this.plan = compilePlan(WorkflowDefinition.parse(world.definition));
    this.invariants = new RunInvariants(this.plan);
  }

  static async start(world: World): Promise<RunDriver> {
    const driver = new RunDriver(world);
    const first = driver.boot();
    await first.harness.save(world.definition);
    driver.runId = await first.harness.start('world', { from: 'test' });
    await driver.settle();
    return driver;
  }

  /** A replay of another driver's run from an event, without a change. */
  static async replay(origin: RunDriver, revision: number): Promise<RunDriver> {
    const driver = new RunDriver(origin.world, origin.clock, origin.instance(0).harness.memory.raw);
    const { harness } = driver.boot();
    driver.runId = await harness.replay(origin.runId, revision);
    await driver.settle();
    return driver;
  }

  get stream(): string {
    return runStream(this.runId);
  }
  get log(): readonly Recorded[] {
    return this.instance(0).harness.memory.log.filter(({ stream }) => stream === this.stream);
  }

  instance(n: number): Instance {
    const instance = this.instances[n % this.instances.length];
    if (!instance) throw new Error('no instance is running');
    return instance;
  }

  /** Another process over the same log. */
  boot(): Instance {
    const bootId = `boot-${++this.#boots}`;
    const pool = new FakePool(bootId);
    pool.slots = this.world.slots;
    const over = this.instances[0]?.harness.memory.raw ?? this.sharedLog;
    const harness = new Harness({
      clock: this.clock,
      pool,
      bootId,
      inline: this.world.inline,
      ...(over ? { over } : { beforeAppend: ({ stream }) => this.#fault(stream) }),
    });
    const openRuns = new OpenRuns(() => this.clock.now());
    harness.commands.runAggregate.observe(openRuns);
    const instance = { harness, pool, timers: new Timers(harness.commands, openRuns, this.clock, SILENT) };
    this.instances.push(instance);
    this.#pools.push(pool);
    if (this.#boots > 1) this.#shared = true;
    return instance;
  }

  /** The process at a place is killed and another takes its place; its slots are gone with it. */
  async restart(n: number): Promise<void> {
    await this.settle();
    const old = this.instance(n);
    this.boot();
    this.instances.splice(this.instances.indexOf(old), 1);
    await old.harness.dispose();
    await this.nudge(this.instances.length - 1);
  }

  #fault(stream: string): AppendFault | undefined {
    return stream === this.stream ? this.faults.shift() : undefined;
  }

  /** The run as its events say, folded here. */
  run(): Run {
    const { log } = this;
    for (const event of log.slice(this.#folded))
      if (isRunEvent(event)) this.#state = evolve(this.#state, structuredClone(event));
    this.#folded = log.length;
    if (this.#state.status === 'none') throw new Error('the run has not started');
    return this.#state;
  }

  leases(active: boolean): LeaseState[] {
    return [...this.run().leases.values()].filter(({ status }) => (status === 'active') === active);
  }

  /** Sends a command; what it is answered is checked, whenever that is. */
  send(
    n: number,
    request: RunRequest,
    actor: Parameters<Harness['run']>[2],
    key?: string,
    answered?: (answer: CommandAnswer) => void,
  ): void {
    const sent = this.instance(n)
      .harness.run(this.runId, request, actor, key)
      .then(
        (answer) => {
          this.#acknowledged(request, answer);
          answered?.(answer);
        },
        (error: unknown) => this.#refused(request, error),
      );
    this.#pending.push(sent);
  }

  #acknowledged({ name }: RunRequest, answer: CommandAnswer): void {
    const { log } = this;
    for (const { id, revision, type } of answer.events)
      if (log[revision]?.id !== id) this.problems.push(`I5 ${name} was answered with a ${type} that is not in the log`);
  }

  #refused({ name }: RunRequest, error: unknown): void {
    if (!(error instanceof DomainError)) this.problems.push(`${name}: ${error instanceof Error ? error.stack : ''}`);
    else if (error.kind === 'unavailable' && !EXPECTED_UNAVAILABLE.includes(error.code))
      this.problems.push(`${name}: ${error.code} ${error.message}`);
  }

  async nudge(n: number): Promise<void> {
    const { runs } = this.instance(n).harness.commands;
    const known = runs.knownRevision(this.stream);
    if (known !== undefined && known < this.log.length - 1) runs.forget(this.stream);
    await runs.nudge(this.stream);
  }

  fireTimers(n: number): void {
    this.#pending.push(this.instance(n).timers.fire(this.stream));
  }

  /** Waits until all that was sent is answered and every store answers; then looks at everything that is new in the log. */
  async settle(): Promise<void> {
    await Promise.all(this.#pending.splice(0));
    for (const { harness } of this.instances) while (!harness.memory.store.available()) await turn();
    if (!this.world.inline) {
      await this.nudge(0);
      for (const { harness } of this.instances) while (!harness.memory.store.available()) await turn();
    }
    this.invariants.check(this.log);
    this.#checkSlots();
    this.#checkWaits();
    const problems = [...this.invariants.violations, ...this.problems];
    if (problems.length > 0) throw new Error(`${problems.join('\n')}\n${this.describe()}`);
  }

  /** A slot is taken for a lease that is in the log, and no longer than it is held. */
  #checkSlots(): void {
    const dispatched = new Map<string, string>();
    for (const event of this.log)
      if (isRunEvent(event) && event.type === 'StepDispatched')
        dispatched.set(event.data.leaseId, event.data.agent.bootId);
    const active = new Set<string>(this.leases(true).map(({ leaseId }) => leaseId));
    for (const pool of this.#pools) {
      for (const leaseId of pool.taken.keys()) {
        if (dispatched.get(leaseId) !== pool.bootId) this.problems.push(`a slot of ${pool.bootId} was not given back`);
        if (active.has(leaseId)) continue;
        if (!this.#shared) this.problems.push(`a slot is taken by a lease that has ended`);
        pool.release(leaseId);
      }
      for (const { leaseId, step } of pool.tasks)
        if (dispatched.get(leaseId) !== pool.bootId)
          this.problems.push(`${pool.bootId} was told to do ${step.stepKey}, the log says ${dispatched.get(leaseId)}`);
    }
  }

  /** I7: nothing waits without a name. */
  #checkWaits(): void {
    const run = this.run();
    if (isEnded(run) || run.running > 0) return;
    if (waitsOf(run, this.plan, this.clock.now()).length === 0) this.problems.push('I7 the run waits for nothing');
  }

  describe(): string {
    return this.log
      .map(({ revision, type, data }) => `${revision} ${type} ${JSON.stringify(data).slice(0, 200)}`)
      .join('\n');
  }

  async dispose(): Promise<void> {
    await Promise.all(this.instances.map(({ harness }) => harness.dispose()));
  }
}
