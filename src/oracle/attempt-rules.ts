import type { RunEvent, RunEventData } from '../domain/run/events.js';
import type { DefinedStep, Definition } from './definition.js';
import type { Complain } from './report.js';

export interface StepRecord {
  attempt: number;
  /** Failures since it was dispatched anew by hand. */
  failures: number;
  lastClass: string | undefined;
  running: boolean;
  done: boolean;
  deadLetter: boolean;
  /** Until when it waits to be tried again; 0: it does not. */
  retryAt: number;
  /** What was asked for when a budget was short. */
  asked: RunEventData<'BudgetExceeded'>['asked'] | undefined;
  /** Revision of its accepted result, when that has an output. */
  outputAt: number | undefined;
  /** What its last attempt was given, and the key under which it acts on the world. */
  task: { readonly inputsHash: string; readonly taskId: string } | undefined;
}
interface Lease {
  readonly stepKey: string;
  readonly attempt: number;
  readonly deadlineAt: number;
  active: boolean;
  late: boolean;
}
export type Outcome = Extract<
  RunEvent,
  { type: 'StepCompleted' | 'StepFailed' | 'StepOutputRejected' | 'StepTimedOut' | 'LeaseLost' | 'StepStopped' }
>;

/** How long what a lost lease has set aside is held after its deadline, in ms. */
const HOLD_MS = 60_000;

/** I1, I2 and I8: attempts, leases, results, and what depends on them. */
export class AttemptRules {
  readonly leases = new Map<string, Lease>();
  readonly #steps = new Map<string, StepRecord>();
  readonly #outcomes = new Set<string>();
  #active = 0;

  constructor(
    /** undefined: the definition was not there to be read. */
    readonly definition: Definition | undefined,
    readonly parallelism: number,
    readonly complain: Complain,
  ) {}

  get active(): number {
    return this.#active;
  }

  defined(stepKey: string): DefinedStep | undefined {
    const bracket = stepKey.indexOf('[');
    return this.definition?.get(bracket < 0 ? stepKey : stepKey.slice(0, bracket));
  }

  step(stepKey: string): StepRecord {
    let step = this.#steps.get(stepKey);
    if (!step) {
      step = {
        attempt: 0,
        failures: 0,
        lastClass: undefined,
        running: false,
        done: false,
        deadLetter: false,
        retryAt: 0,
        asked: undefined,
        outputAt: undefined,
        task: undefined,
      };
      this.#steps.set(stepKey, step);
    }
    return step;
  }

  /** Everything that a step depends on is done. */
  isFree(stepKey: string): boolean {
    return (this.defined(stepKey)?.dependsOn ?? []).every((before) => this.step(before).done);
  }

  dispatched(data: RunEventData<'StepDispatched'>, at: number): void {
    const { stepKey } = data.step;
    const step = this.step(stepKey);
    if (step.running || step.done || step.deadLetter)
      this.complain('one-result', `expected ${stepKey} to be open when it is dispatched, found it ${standing(step)}`);
    if (data.attempt !== step.attempt + 1)
      this.complain('one-outcome', `expected attempt ${step.attempt + 1} of ${stepKey}, found attempt ${data.attempt}`);
    if (at < step.retryAt)
      this.complain('limits', `expected ${stepKey} again from ${instant(step.retryAt)} on, found it at ${instant(at)}`);
    if (this.leases.has(data.leaseId))
      this.complain('leases', `expected a new lease, found ${data.leaseId} for the second time`);
    if (this.#active >= this.parallelism)
      this.complain('limits', `expected at most ${this.parallelism} steps at once, found ${this.#active + 1}`);
    const { inputsHash, taskId } = data;
    if (step.task?.inputsHash === inputsHash && step.task.taskId !== taskId)
      this.complain(
        'one-result',
        `expected ${stepKey} to act under ${step.task.taskId}, as its attempt before did with the same inputs, found ${taskId}`,
      );
    step.task = { inputsHash, taskId };
    this.#dependencies(data);
    step.running = true;
    step.attempt = data.attempt;
    step.retryAt = 0;
    step.asked = undefined;
    this.#active++;
    const deadlineAt = Date.parse(data.deadlineAt);
    this.leases.set(data.leaseId, { stepKey, attempt: data.attempt, deadlineAt, active: true, late: false });
  }

  #dependencies({ step: { stepKey }, from, tier }: RunEventData<'StepDispatched'>): void {
    for (const { stepKey: source, revision } of from) {
      const { outputAt } = this.step(source);
      if (outputAt !== revision)
        this.complain(
          'dependencies',
          `expected ${stepKey} to take the result of ${source} from event ${outputAt ?? '(none)'}, found event ${revision}`,
        );
    }
    if (!this.definition) return;
    const defined = this.defined(stepKey);
    if (!defined) return this.complain('dependencies', `expected a step of the definition, found ${stepKey}`);
    if (defined.tier !== tier)
      this.complain('gates', `expected ${stepKey} to be of tier ${defined.tier}, as it is defined, found ${tier}`);
    for (const before of defined.dependsOn)
      if (!this.step(before).done)
        this.complain(
          'dependencies',
          `expected ${before} to be done before ${stepKey} is dispatched, found it ${standing(this.step(before))}`,
        );
  }

  outcome({ type, data }: Outcome, revision: number, at: number): void {
    const { stepKey } = data.step;
    const step = this.step(stepKey);
    const lease = this.leases.get(data.leaseId);
    const key = `${stepKey} ${data.attempt}`;
    if (this.#outcomes.has(key))
      this.complain('one-outcome', `expected one outcome of attempt ${data.attempt} of ${stepKey}, found ${type} too`);
    this.#outcomes.add(key);
    if (!lease?.active)
      this.complain(
        'leases',
        `expected ${type} of ${stepKey} under a lease that is held, found ${data.leaseId}, which is ${lease ? 'not held any more' : 'unknown'}`,
      );
    if (lease && (lease.stepKey !== stepKey || lease.attempt !== data.attempt))
      this.complain(
        'leases',
        `expected ${type} of attempt ${lease.attempt} of ${lease.stepKey} under its lease, found attempt ${data.attempt} of ${stepKey}`,
      );
    if (type === 'StepTimedOut' && lease && at < lease.deadlineAt)
      this.complain(
        'limits',
        `expected ${stepKey} to time out from ${instant(lease.deadlineAt)} on, found ${instant(at)}`,
      );
    if (lease?.active) this.#end(lease);
    step.running = false;
    if (type === 'StepCompleted') {
      if (step.done) this.complain('one-result', `expected one accepted result of ${stepKey}, found a second one`);
      step.done = true;
      step.outputAt = revision;
    } else {
      step.failures++;
      step.lastClass = type === 'StepFailed' ? data.class : undefined;
    }
  }

  late({ leaseId, step }: RunEventData<'LateResultRecorded'>): void {
    const lease = this.leases.get(leaseId);
    if (!lease || lease.active)
      this.complain(
        'leases',
        `expected a late result under a lease that has ended, found ${leaseId} of ${step.stepKey}`,
      );
    if (lease?.late) this.complain('leases', `expected one late result of lease ${leaseId}, found a second one`);
    if (lease) lease.late = true;
  }

  /** An event of an attempt that only its holder may send. */
  held(type: string, leaseId: string): void {
    if (!this.leases.get(leaseId)?.active)
      this.complain('leases', `expected ${type} under a lease that is held, found ${leaseId}`);
  }

  /** An event of an attempt that was dispatched, whether it is held or not. */
  known(type: string, leaseId: string): void {
    if (!this.leases.has(leaseId)) this.complain('leases', `expected ${type} of a dispatched lease, found ${leaseId}`);
  }

  settled({ leaseId }: RunEventData<'ReservationSettled'>, at: number): void {
    const lease = this.leases.get(leaseId);
    if (!lease || lease.active)
      this.complain(
        'reservations',
        `expected the lease to have ended when its reservation is released, found ${leaseId}`,
      );
    if (lease && at < lease.deadlineAt + HOLD_MS)
      this.complain(
        'reservations',
        `expected the reservation of ${leaseId} to be held until ${instant(lease.deadlineAt + HOLD_MS)}, found it released at ${instant(at)}`,
      );
  }

  retried({ step: { stepKey }, attempt, at }: RunEventData<'StepRetryScheduled'>): void {
    const step = this.step(stepKey);
    const defined = this.defined(stepKey);
    if (step.running || step.done)
      this.complain('one-result', `expected a retry of a failed step, found ${stepKey}, which is ${standing(step)}`);
    if (attempt !== step.attempt + 1)
      this.complain('limits', `expected attempt ${step.attempt + 1} of ${stepKey} to be next, found ${attempt}`);
    if (defined && step.failures >= defined.attempts)
      this.complain(
        'limits',
        `expected at most ${defined.attempts} attempts of ${stepKey}, found another one after ${step.failures}`,
      );
    if (step.lastClass !== undefined && defined?.never.includes(step.lastClass))
      this.complain('limits', `expected no retry of ${stepKey} after ${step.lastClass}, found one`);
    step.retryAt = Date.parse(at);
  }

  deadLettered(stepKey: string): void {
    const step = this.step(stepKey);
    if (step.running || step.done)
      this.complain('one-result', `expected a dead letter that is open, found ${stepKey}, which is ${standing(step)}`);
    step.deadLetter = true;
    step.retryAt = 0;
  }

  /** By a person: tried again, or given up. */
  takenUp(type: string, stepKey: string): void {
    const step = this.step(stepKey);
    if (!step.deadLetter)
      this.complain('one-result', `expected ${type} of a dead letter, found ${stepKey}, which is ${standing(step)}`);
    step.deadLetter = false;
    step.failures = 0;
  }

  skipped({ step: { stepKey }, because, output }: RunEventData<'StepSkipped'>, revision: number): void {
    const step = this.step(stepKey);
    if (step.done || step.running)
      this.complain('one-result', `expected an open step to be skipped, found ${stepKey}, which is ${standing(step)}`);
    if (because === 'operator' && !step.deadLetter)
      this.complain('one-result', `expected a dead letter to be skipped by hand, found ${stepKey}`);
    step.done = true;
    step.deadLetter = false;
    step.outputAt = output === undefined ? undefined : revision;
  }

  carriedOver({ step: { stepKey }, output }: RunEventData<'StepCarriedOver'>, revision: number): void {
    const step = this.step(stepKey);
    if (step.done || step.attempt > 0)
      this.complain(
        'one-result',
        `expected ${stepKey} to be carried over before anything else, found it ${standing(step)}`,
      );
    step.done = true;
    step.outputAt = output === undefined ? undefined : revision;
  }

  /** A stop takes back every lease there is. */
  revoked(type: string, revoked: readonly string[]): void {
    for (const id of revoked) {
      const lease = this.leases.get(id);
      if (!lease?.active) this.complain('leases', `expected ${type} to take back leases that are held, found ${id}`);
      if (!lease?.active) continue;
      this.#end(lease);
      this.step(lease.stepKey).running = false;
    }
    if (this.#active === 0) return;
    for (const { active, stepKey } of this.leases.values())
      if (active)
        this.complain('after-stop', `expected ${type} to take back every lease, found ${stepKey} left running`);
  }

  completed(steps: number): void {
    if (this.#active > 0)
      this.complain(
        'after-stop',
        `expected nothing to run when the run completes, found ${this.#active} steps running`,
      );
    if (!this.definition) return;
    for (const stepKey of this.definition.keys()) {
      const step = this.step(stepKey);
      if (!step.done)
        this.complain(
          'dependencies',
          `expected every step to be done when the run completes, found ${stepKey} ${standing(step)}`,
        );
    }
    if (steps !== this.definition.size)
      this.complain('dependencies', `expected ${this.definition.size} steps in RunCompleted, found ${steps}`);
  }

  /** Once the run has ended only its leases are needed, for what comes late. */
  forget(): void {
    this.#steps.clear();
    this.#outcomes.clear();
  }

  #end(lease: Lease): void {
    lease.active = false;
    this.#active--;
  }
}

function standing({ running, done, deadLetter, attempt }: StepRecord): string {
  if (done) return 'done';
  if (running) return 'running';
  if (deadLetter) return 'a dead letter';
  return attempt === 0 ? 'not begun' : 'not done';
}
const instant = (at: number): string => new Date(at).toISOString();
