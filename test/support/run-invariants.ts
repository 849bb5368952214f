import type { Actor, Recorded } from '../../src/domain/kernel/envelope.js';
import { runEvents, type RunEvent, type RunEventData } from '../../src/domain/run/events.js';
import type { PlanStep, Plan } from '../../src/domain/workflow/plan.js';
import { ApprovalInvariants } from './approval-invariants.js';
import { MoneyInvariants } from './money-invariants.js';

type Ended = 'StepCompleted' | 'StepFailed' | 'StepOutputRejected' | 'StepTimedOut' | 'LeaseLost' | 'StepStopped';
const AFTER_THE_END: readonly string[] = [
  'LateResultRecorded',
  'UsageCharged',
  'SideEffectRecorded',
  'ReservationSettled',
];

interface Step {
  attempt: number;
  failures: number;
  lastClass: string | undefined;
  running: boolean;
  done: boolean;
  deadLetter: boolean;
  retryAt: number;
}
interface Lease {
  readonly stepKey: string;
  readonly attempt: number;
  readonly deadlineAt: number;
  active: boolean;
  late: boolean;
}

export const isRunEvent = (event: Recorded): event is Recorded<RunEvent> => event.type in runEvents;

/**
 * The rules that hold always (I1 to I4, I8, I9 and what the envelope promises), checked at every prefix of a run's recorded events.
 * Shares no code with the decider: it counts everything anew from the events and from the plan.
 */
export class RunInvariants {
  readonly violations: string[] = [];
  readonly money: MoneyInvariants;
  readonly approvals: ApprovalInvariants;
  readonly leases = new Map<string, Lease>();
  readonly #steps = new Map<string, Step>();
  readonly #outcomes = new Set<string>();
  readonly #ids = new Set<string>();
  #status: 'none' | 'running' | 'paused' | 'halted' | 'ended' = 'none';
  #revision = -1;
  #head = '0'.repeat(64);
  #at = 0;
  #runId = '';
  #operator = '';
  #parallelism = 0;
  /** Kept results of a replay that are still to come. */
  #toCarry = 0;

  constructor(readonly plan: Plan) {
    const complain = (rule: string): void => void this.violations.push(`at ${this.#revision}: ${rule}`);
    this.money = new MoneyInvariants(new Map(plan.steps.map((step) => [step.id, step.budget])), complain);
    this.approvals = new ApprovalInvariants((stepKey) => this.#gated(stepKey), complain);
  }

  /** Revision up to which was checked. */
  get revision(): number {
    return this.#revision;
  }
  get ended(): boolean {
    return this.#status === 'ended';
  }

  /** Checks what is new since the last call. */
  check(events: readonly Recorded[]): readonly string[] {
    for (const event of events.slice(this.#revision + 1)) this.#next(event);
    return this.violations;
  }

  #complain(rule: string): void {
    this.violations.push(`at ${this.#revision}: ${rule}`);
  }

  #next(event: Recorded): void {
    const { metadata } = event;
    if (event.revision !== this.#revision + 1) this.#complain(`I10 revision ${event.revision} follows`);
    this.#revision = event.revision;
    if (this.#ids.has(event.id)) this.#complain(`I10 event id ${event.id} is there twice`);
    this.#ids.add(event.id);
    if (metadata.prev !== this.#head) this.#complain('I10 the chain is broken');
    this.#head = metadata.hash;
    const at = Date.parse(metadata.at);
    if (at < this.#at) this.#complain('I10 time goes back');
    this.#at = at;
    if (!isRunEvent(event)) return this.#complain(`${event.type} is not an event of a run`);
    if (this.#status === 'ended' && !AFTER_THE_END.includes(event.type))
      this.#complain(`I2 ${event.type} after the end of the run`);
    this.#apply(event);
    this.money.apply(event);
    this.approvals.apply(event, at);
    if (this.#runId !== metadata.correlationId) this.#complain('the correlation id is not that of the run');
    if (!this.#isOnBehalf(metadata.actor))
      this.#complain(`${event.type} by ${metadata.actor.id} is on nobody's behalf`);
  }

  /** Agents and processes act for whoever started the run; a bulk action for whoever ordered it. */
  #isOnBehalf({ kind, id, onBehalfOf }: Actor): boolean {
    if (kind === 'operator') return true;
    return id === 'bulk' ? onBehalfOf !== undefined : onBehalfOf === this.#operator;
  }

  #apply(event: RunEvent): void {
    switch (event.type) {
      case 'RunStarted':
        if (this.#status !== 'none') this.#complain('the run starts twice');
        this.#status = 'running';
        this.#runId = event.data.runId;
        this.#operator = event.data.operatorId;
        this.#parallelism = event.data.limits.parallelism;
        this.#toCarry = event.data.source?.steps ?? 0;
        return;
      case 'StepCarriedOver':
        return this.#carriedOver(event.data.step.stepKey);
      case 'ApprovalRequested':
      case 'BudgetExceeded':
        if (this.#toCarry > 0) this.#complain(`I2 ${event.type} before the last kept result`);
        return;
      case 'StepDispatched':
        return this.#dispatched(event.data);
      case 'StepCompleted':
      case 'StepFailed':
      case 'StepOutputRejected':
      case 'StepTimedOut':
      case 'LeaseLost':
      case 'StepStopped':
        return this.#outcome(event);
      case 'LateResultRecorded': {
        const lease = this.leases.get(event.data.leaseId);
        if (!lease || lease.active) this.#complain('I8 a late result under a lease that is held');
        if (lease?.late) this.#complain('I8 a second late result of one lease');
        if (lease) lease.late = true;
        return;
      }
      case 'ReservationSettled': {
        const lease = this.leases.get(event.data.leaseId);
        if (!lease || lease.active) this.#complain('I3 a reservation is settled under a lease that is held');
        if (lease && this.#at < lease.deadlineAt + 60_000) this.#complain('I3 a reservation is settled too early');
        return;
      }
      case 'StepRetryScheduled':
        return this.#retry(event.data);
      case 'StepDeadLettered': {
        const step = this.#step(event.data.step.stepKey);
        if (step.running || step.done)
          this.#complain(`${event.data.step.stepKey} is no dead letter: it runs or is done`);
        step.deadLetter = true;
        return;
      }
      case 'StepRedriven':
      case 'StepAbandoned': {
        const step = this.#step(event.data.step.stepKey);
        if (!step.deadLetter) this.#complain(`${event.type} of what is no dead letter`);
        step.deadLetter = false;
        step.failures = 0;
        return;
      }
      case 'StepSkipped': {
        const step = this.#step(event.data.step.stepKey);
        if (step.done || step.running)
          this.#complain(`I1 ${event.data.step.stepKey} is skipped, done already or running`);
        if (event.data.because === 'operator' && !step.deadLetter)
          this.#complain('skipped by hand, but no dead letter');
        step.done = true;
        step.deadLetter = false;
        return;
      }
      case 'RunPaused':
        this.#status = 'paused';
        return;
      case 'RunResumed':
        this.#status = 'running';
        return;
      case 'RunHalted':
        this.#status = 'halted';
        return this.#revoke(event.data.revoked);
      case 'RunCancelled':
      case 'RunFailed':
        this.#status = 'ended';
        return this.#revoke(event.data.revoked);
      case 'RunCompleted':
        this.#status = 'ended';
        for (const { id } of this.plan.steps) if (!this.#step(id).done) this.#complain(`completed without ${id}`);
        if (event.data.steps !== this.plan.steps.length) this.#complain('completed with another number of steps');
        return;
      default:
    }
  }

  #carriedOver(stepKey: string): void {
    const step = this.#step(stepKey);
    if (this.#status !== 'running') this.#complain(`I2 ${stepKey} is carried over while the run is ${this.#status}`);
    if (this.#toCarry-- <= 0) this.#complain(`I1 ${stepKey} is carried over, and there were no more to come`);
    if (step.done || step.attempt > 0) this.#complain(`I1 ${stepKey} is carried over, but was dispatched or is done`);
    step.done = true;
  }

  #dispatched(data: RunEventData<'StepDispatched'>): void {
    const { stepKey } = data.step;
    const step = this.#step(stepKey);
    if (this.#toCarry > 0) this.#complain(`I2 ${stepKey} is dispatched before the last kept result`);
    if (this.#status !== 'running') this.#complain(`I2 ${stepKey} is dispatched while the run is ${this.#status}`);
    if (step.running || step.done || step.deadLetter)
      this.#complain(`I1 ${stepKey} is dispatched, but runs or is done`);
    if (data.attempt !== step.attempt + 1)
      this.#complain(`I1 attempt ${data.attempt} of ${stepKey} follows ${step.attempt}`);
    if (this.#at < step.retryAt) this.#complain(`${stepKey} is tried again too early`);
    for (const before of this.plan.byId.get(stepKey)?.dependsOn ?? [])
      if (!this.#step(before).done) this.#complain(`I2 ${stepKey} is dispatched before ${before} is done`);
    if (this.leases.has(data.leaseId)) this.#complain(`I8 lease ${data.leaseId} is given twice`);
    const running = [...this.leases.values()].filter((lease) => lease.active).length;
    if (running >= this.#parallelism) this.#complain(`${running + 1} steps run at once, ${this.#parallelism} may`);
    step.running = true;
    step.attempt = data.attempt;
    const deadlineAt = Date.parse(data.deadlineAt);
    this.leases.set(data.leaseId, { stepKey, attempt: data.attempt, deadlineAt, active: true, late: false });
  }

  #outcome({ type, data }: Extract<RunEvent, { type: Ended }>): void {
    const { stepKey } = data.step;
    const step = this.#step(stepKey);
    const lease = this.leases.get(data.leaseId);
    if (!lease?.active) this.#complain(`I8 ${type} of ${stepKey} under a lease that is not held`);
    if (lease?.stepKey !== stepKey || lease.attempt !== data.attempt)
      this.#complain(`I8 ${type} under another's lease`);
    const key = `${stepKey} ${data.attempt}`;
    if (this.#outcomes.has(key)) this.#complain(`I1 a second outcome of ${key}`);
    this.#outcomes.add(key);
    if (lease) lease.active = false;
    if (type === 'StepTimedOut' && lease && this.#at < lease.deadlineAt)
      this.#complain(`${stepKey} times out too early`);
    step.running = false;
    if (type === 'StepCompleted') {
      if (step.done) this.#complain(`I1 a second accepted result of ${stepKey}`);
      step.done = true;
    } else {
      step.failures++;
      step.lastClass = type === 'StepFailed' ? data.class : undefined;
    }
  }

  #retry(data: RunEventData<'StepRetryScheduled'>): void {
    const { stepKey } = data.step;
    const step = this.#step(stepKey);
    const { attempts, initialMs, factor, maxMs, never } = this.#planStep(stepKey).retry;
    if (step.failures >= attempts) this.#complain(`${stepKey} is tried again after ${step.failures} of ${attempts}`);
    if (step.lastClass !== undefined && never.includes(step.lastClass))
      this.#complain(`${step.lastClass} is tried again`);
    const ceiling = Math.min(maxMs, initialMs * factor ** (step.failures - 1));
    if (data.delayMs < 0 || data.delayMs > ceiling)
      this.#complain(`${data.delayMs} ms is no jitter within ${ceiling} ms`);
    step.retryAt = Date.parse(data.at);
  }

  #revoke(revoked: readonly string[]): void {
    for (const id of revoked) {
      const lease = this.leases.get(id);
      if (!lease?.active) this.#complain(`I8 a lease is revoked that is not held`);
      if (lease) lease.active = false;
      if (lease) this.#step(lease.stepKey).running = false;
    }
    for (const lease of this.leases.values()) if (lease.active) this.#complain(`I2 ${lease.stepKey} is left running`);
  }

  #gated(stepKey: string): boolean {
    const { tier, approval } = this.#planStep(stepKey);
    return tier === 'irreversible' || tier === 'financial' || (tier === 'write' && approval.required);
  }

  #planStep(stepKey: string): PlanStep {
    const step = this.plan.byId.get(stepKey);
    if (!step) throw new Error(`the plan has no step ${stepKey}`);
    return step;
  }

  #step(stepKey: string): Step {
    const known = this.#steps.get(stepKey);
    if (known) return known;
    const step = {
      attempt: 0,
      failures: 0,
      lastClass: undefined,
      running: false,
      done: false,
      deadLetter: false,
      retryAt: 0,
    };
    this.#steps.set(stepKey, step);
    return step;
  }
}
