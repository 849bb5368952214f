import type { Recorded } from '../kernel/envelope.js';
import type { LeaseId, StepKey } from '../kernel/ids.js';
import { asked, shortBy } from '../run/budget.js';
import { totalTokens, type Charge } from '../run/charge.js';
import type { RunEvent, StepRef } from '../run/events.js';
import { evolve } from '../run/evolve.js';
import type { Amount, Run, RunState } from '../run/state.js';
import type { Limit, Plan } from '../workflow/plan.js';
import { dayOf, EVERYTHING, type DayAccounts } from './day-accounts.js';
import type { Rules } from './rules.js';

/** What would have happened. `stopped`: no attempt more, by a budget or the run's deadline. `goesOn`: it would not have timed out. */
export const FINDINGS = ['stopped', 'asked', 'notAsked', 'notRetried', 'retried', 'timedOut', 'goesOn'] as const;
export type FindingKind = (typeof FINDINGS)[number];
export const LIMITS = ['run', 'step', 'workflowDay', 'everythingDay', 'deadline'] as const;
export type LimitName = (typeof LIMITS)[number];

export interface Finding {
  readonly kind: FindingKind;
  /** Of `stopped`. */
  readonly limit: LimitName | undefined;
  readonly stepKey: StepKey | undefined;
  readonly attempt: number | undefined;
  /** The event where it would have happened. */
  readonly revision: number;
  readonly at: string;
  /** What attempts that would not have been dispatched after it have cost, in nano-dollars. */
  notSpent: bigint;
  /** What follows from it, or where exactly it would have been, cannot be known from the record. */
  readonly estimated: boolean;
}

/** `same`: nothing would have been otherwise, but for fewer questions. `asked`: a person would have been asked. `unknown`: it would have gone another way. */
export const OUTCOMES = ['same', 'asked', 'unknown', 'stopped'] as const;
export type TriedOutcome = (typeof OUTCOMES)[number];

/** Findings that are listed of one run; the rest is counted. */
const MOST = 50;
const NOTHING: Amount = { nanoUsd: 0n, tokens: 0 };

/** Policies over one past run: its recorded events, folded in order. Nothing is decided again: what an agent would have answered is not known. */
export class TriedRun {
  readonly findings: Finding[] = [];
  readonly counts = new Map<FindingKind, number>();
  spent = 0n;
  notSpent = 0n;
  #notSpentTokens = 0;
  #state: RunState = { status: 'none' };
  /** The finding after which nothing of the run would have been dispatched. */
  #stop: Finding | undefined;
  /** Steps that would not have been tried any more, and because of what. */
  readonly #gone = new Map<string, Finding>();
  /** Attempts that would not have been dispatched: what they cost is what would not have been spent. Those that ran at a stop are paid. */
  readonly #refused = new Map<LeaseId, Finding>();
  /** Steps whose last failure the agent called final. */
  readonly #final = new Set<StepKey>();

  constructor(
    private readonly plan: Plan,
    private readonly rules: Rules,
    private readonly days: DayAccounts,
  ) {}

  get outcome(): TriedOutcome {
    if (this.#stop) return 'stopped';
    const had = (kind: FindingKind): boolean => this.counts.has(kind);
    if (had('stopped') || had('notRetried') || had('retried') || had('timedOut') || had('goesOn')) return 'unknown';
    return had('asked') ? 'asked' : 'same';
  }

  tell(event: Recorded<RunEvent>): void {
    const run = this.#state.status === 'none' ? undefined : this.#state;
    if (run && !this.#stop) this.#before(run, event);
    if (event.type === 'StepDispatched') {
      const because = this.#stop ?? this.#gone.get(event.data.step.stepId);
      if (because) this.#refused.set(event.data.leaseId, because);
    }
    this.#state = evolve(this.#state, event);
    if (this.#state.status === 'none') return;
    if ('charges' in event.data) this.#charged(event, event.data.leaseId, event.data.charges);
    if (!this.#stop) this.#after(this.#state, event);
  }

  /** What would have hindered the event. */
  #before(run: Run, event: Recorded<RunEvent>): void {
    const { deadlineMs } = this.rules;
    if (deadlineMs !== undefined && run.endedAt === undefined && msOf(event) > run.startedAt + deadlineMs) {
      this.#stop = this.#found(event, 'stopped', { limit: 'deadline' });
      return;
    }
    switch (event.type) {
      case 'StepDispatched':
        return this.#dispatch(run, event);
      case 'ApprovalRequested': {
        const { kind, step, tier, attempt } = event.data;
        if (kind === 'step' && !this.#gone.has(step.stepId) && this.rules.asks(step.stepId, tier) === false)
          this.#found(event, 'notAsked', { step, attempt });
        return;
      }
      case 'StepCompleted':
      case 'StepFailed':
      case 'StepOutputRejected':
      case 'StepTimedOut':
        return this.#timeout(run, event);
      default:
    }
  }

  #dispatch(run: Run, event: Recorded<Extract<RunEvent, { type: 'StepDispatched' }>>): void {
    const { step, attempt, tier, approval } = event.data;
    if (this.#gone.has(step.stepId)) return;
    const limit = this.#shortAt(run, event, step);
    if (limit === 'step') this.#leave(step.stepId, this.#found(event, 'stopped', { limit, step, attempt }));
    else if (limit) this.#stop = this.#found(event, 'stopped', { limit, step, attempt });
    else if (!approval && this.rules.asks(step.stepId, tier) === true) this.#found(event, 'asked', { step, attempt });
  }

  /** The first budget that has no room for the attempt, narrow to wide. */
  #shortAt(run: Run, { metadata }: Recorded<RunEvent>, { stepKey, stepId }: StepRef): LimitName | undefined {
    const state = run.steps.get(stepKey);
    const planStep = this.plan.byId.get(stepId);
    const own = { spent: state?.spent ?? NOTHING, reserved: state?.reserved ?? NOTHING };
    const stepLimit = this.rules.step(stepId);
    const ask = planStep
      ? asked(planStep.estimate, { ...own, limit: stepLimit ?? state?.limit ?? planStep.budget })
      : NOTHING;
    const isShort = (limit: Limit | undefined, account: { spent: Amount; reserved: Amount }): boolean =>
      limit !== undefined && (reached(limit, account.spent) || shortBy({ limit, ...account }, ask) !== undefined);
    if (isShort(stepLimit, own)) return 'step';
    const paid = {
      nanoUsd: run.budget.spent.nanoUsd - this.notSpent,
      tokens: run.budget.spent.tokens - this.#notSpentTokens,
    };
    if (isShort(this.rules.run, { spent: paid, reserved: run.budget.reserved })) return 'run';
    const day = dayOf(metadata.at);
    const reserved = run.budget.reserved;
    if (isShort(this.rules.workflowDay, { spent: this.days.spent(run.workflow.id, day), reserved }))
      return 'workflowDay';
    return isShort(this.rules.everythingDay, { spent: this.days.spent(EVERYTHING, day), reserved })
      ? 'everythingDay'
      : undefined;
  }

  #timeout(
    run: Run,
    event: Recorded<
      Extract<RunEvent, { type: 'StepCompleted' | 'StepFailed' | 'StepOutputRejected' | 'StepTimedOut' }>
    >,
  ): void {
    const { step, attempt, leaseId } = event.data;
    const timeoutMs = this.rules.timeoutMs(step.stepId);
    const lease = run.leases.get(leaseId);
    if (timeoutMs === undefined || !lease || this.#gone.has(step.stepId)) return;
    const tookMs = msOf(event) - lease.dispatchedAt;
    if (event.type === 'StepTimedOut') {
      if (timeoutMs > lease.deadlineAt - lease.dispatchedAt) this.#found(event, 'goesOn', { step, attempt });
    } else if (tookMs > timeoutMs) this.#found(event, 'timedOut', { step, attempt });
  }

  /** What would have come of the event. */
  #after(run: Run, event: Recorded<RunEvent>): void {
    if (event.type === 'StepFailed') {
      if (event.data.retryable) this.#final.delete(event.data.step.stepKey);
      else this.#final.add(event.data.step.stepKey);
    }
    if (event.type !== 'StepRetryScheduled' && event.type !== 'StepDeadLettered') return;
    const { step, attempt } = event.data;
    const retry = this.rules.retry(step.stepId);
    const state = run.steps.get(step.stepKey);
    if (!retry || !state || this.#gone.has(step.stepId)) return;
    const again = state.failures < retry.attempts && !retry.never.includes(state.lastCause?.class ?? '');
    if (event.type === 'StepRetryScheduled') {
      if (!again) this.#leave(step.stepId, this.#found(event, 'notRetried', { step, attempt }));
    } else if (again && !this.#final.has(step.stepKey) && event.data.class !== 'mapping')
      this.#found(event, 'retried', { step, attempt });
  }

  /** The step would not have been tried again, nor what depends on it, until a person acts. */
  #leave(stepId: string, because: Finding): void {
    this.#gone.set(stepId, because);
    const open = [stepId];
    for (let id = open.pop(); id !== undefined; id = open.pop())
      for (const next of this.plan.steps)
        if (next.dependsOn.includes(id) && !this.#gone.has(next.id)) {
          this.#gone.set(next.id, because);
          open.push(next.id);
        }
  }

  #charged({ metadata }: Recorded<RunEvent>, leaseId: LeaseId, charges: readonly Charge[]): void {
    if (charges.length === 0 || this.#state.status === 'none') return;
    const amount = { nanoUsd: 0n, tokens: 0 };
    for (const charge of charges) {
      amount.nanoUsd += BigInt(charge.nanoUsd);
      amount.tokens += totalTokens(charge.tokens);
    }
    this.spent += amount.nanoUsd;
    const because = this.#refused.get(leaseId);
    if (because) {
      because.notSpent += amount.nanoUsd;
      this.notSpent += amount.nanoUsd;
      this.#notSpentTokens += amount.tokens;
      return;
    }
    const day = dayOf(metadata.at);
    if (this.rules.workflowDay) this.days.add(this.#state.workflow.id, day, amount);
    if (this.rules.everythingDay) this.days.add(EVERYTHING, day, amount);
  }

  #found(
    { revision, metadata }: Recorded<RunEvent>,
    kind: FindingKind,
    { limit, step, attempt }: { limit?: LimitName; step?: StepRef; attempt?: number },
  ): Finding {
    const finding: Finding = {
      kind,
      limit,
      stepKey: step?.stepKey,
      attempt,
      revision,
      at: metadata.at,
      notSpent: 0n,
      // Where a day's budget ends depends on how runs overlapped; what a retry or a longer time gives is not recorded.
      estimated: limit === 'workflowDay' || limit === 'everythingDay' || UNKNOWN.has(kind),
    };
    this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1);
    if (this.findings.length < MOST) this.findings.push(finding);
    return finding;
  }
}

const UNKNOWN: ReadonlySet<FindingKind> = new Set(['retried', 'timedOut', 'goesOn']);
const msOf = ({ metadata }: Recorded<RunEvent>): number => Date.parse(metadata.at);
/** Nothing is left of it, also for an attempt that asks for nothing. */
const reached = ({ nanoUsd, tokens }: Limit, spent: Amount): boolean =>
  (nanoUsd !== undefined && spent.nanoUsd >= nanoUsd) || (tokens !== undefined && spent.tokens >= tokens);
