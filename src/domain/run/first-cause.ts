import { neighboursOf, type Neighbour } from '../workflow/neighbours.js';
import { isFailure } from './failure-events.js';
import type { EndedStatus, OpenStatus, StepStatus } from './state.js';

/** A step as it stands now. */
export interface CauseStep extends Neighbour {
  readonly status: StepStatus;
  /** Number of its last attempt; 0: it never ran. */
  readonly attempt: number;
  /** Whether it has an output that later steps can read. */
  readonly hasOutput: boolean;
}
/** An event of the run's index. */
export interface CauseEvent {
  readonly revision: number;
  readonly type: string;
  readonly stepKey: string | null;
}
export interface CauseFacts {
  readonly status: OpenStatus | EndedStatus;
  readonly steps: readonly CauseStep[];
  /** Failures, retries by people, skips, short budgets and ends, in order; others do no harm. */
  readonly events: readonly CauseEvent[];
  /** Of a failed run: what its RunFailed says. */
  readonly ended: { readonly because: string; readonly stepKey: string | undefined } | undefined;
}

export type CauseKind = 'step' | 'rejected' | 'expired' | 'budget' | 'deadline' | 'skipped';
export interface Cause {
  readonly kind: CauseKind;
  readonly stepKey: string | null;
  /** The event from which everything else follows. */
  readonly revision: number;
}
export interface Causes {
  readonly first: Cause;
  /** Failures that do not follow from the first one. */
  readonly others: readonly Cause[];
}

/**
 * Why a run does not go on: the earliest failure that nothing before it explains, from recorded facts alone. A failure that was mended (by a
 * later attempt, or a person's retry or skip) is none. Undefined: nothing is wrong.
 */
export function firstCause(facts: CauseFacts): Causes | undefined {
  if (facts.status === 'completed') return undefined;
  const given = givenUp(facts);
  // Steps that were still being tried when the run ended explain its end only where none was given up.
  const failing = given.length > 0 ? given : ended(facts) ? stillFailing(facts) : [];
  const causes = failing.map((cause) => explained(cause, facts)).sort((a, b) => a.revision - b.revision);
  const [first, ...others] = unique(causes);
  if (first) return { first, others };
  const end = endOf(facts);
  return end && { first: end, others: [] };
}

const ended = ({ status }: CauseFacts): boolean => status === 'failed' || status === 'cancelled';

/** Steps that are given up: dead letters, abandoned ones, and the one that its run failed by. */
function givenUp(facts: CauseFacts): Cause[] {
  return facts.steps.flatMap((step) => {
    const { status, stepKey } = step;
    const refused = lastRefusal(facts, stepKey);
    const byIt = facts.ended?.stepKey === stepKey && status !== 'completed';
    // After a rejection the run may be halted until a person decides; once it goes on, the request is made anew.
    const held = refused !== undefined && facts.status === 'halted' && status === 'pending';
    if (status !== 'deadLetter' && status !== 'abandoned' && !byIt && !held) return [];
    const cause = causeOf(facts, stepKey);
    return cause ? [cause] : [];
  });
}

const stillFailing = (facts: CauseFacts): Cause[] =>
  facts.steps.flatMap(({ status, stepKey }) => {
    if (status === 'completed' || status === 'skipped') return [];
    const cause = causeOf(facts, stepKey);
    return cause ? [cause] : [];
  });

/** The first of a step's failures since a person last had it tried again. */
function causeOf(facts: CauseFacts, stepKey: string): Cause | undefined {
  const of = facts.events.filter((event) => event.stepKey === stepKey);
  const again = of.findLastIndex(({ type }) => type === 'StepRedriven');
  const first = of.slice(again + 1).find(({ type }) => isFailure(type) && type !== 'RunFailed');
  return first && { kind: kindOf(first.type), stepKey, revision: first.revision };
}

function kindOf(type: string): CauseKind {
  if (type === 'ApprovalRejected') return 'rejected';
  return type === 'ApprovalExpired' ? 'expired' : 'step';
}

function lastRefusal(facts: CauseFacts, stepKey: string): CauseEvent | undefined {
  return facts.events.findLast(
    (event) => event.stepKey === stepKey && (event.type === 'ApprovalRejected' || event.type === 'ApprovalExpired'),
  );
}

/** A step that fails behind one that was skipped without an output lacks what it was to be given: the skip is the cause. */
function explained(cause: Cause, facts: CauseFacts): Cause {
  const step = facts.steps.find(({ stepKey }) => stepKey === cause.stepKey);
  if (!step || cause.kind !== 'step') return cause;
  const skipped = neighboursOf(facts.steps, step).before.filter(
    ({ status, hasOutput }) => status === 'skipped' && !hasOutput,
  );
  const skips = facts.events.filter(
    ({ type, stepKey }) => type === 'StepSkipped' && skipped.some((one) => one.stepKey === stepKey),
  );
  const [earliest] = skips.filter(({ revision }) => revision < cause.revision);
  return earliest ? { kind: 'skipped', stepKey: earliest.stepKey, revision: earliest.revision } : cause;
}

function unique(causes: readonly Cause[]): Cause[] {
  return causes.filter((cause, i) => causes.findIndex(({ revision }) => revision === cause.revision) === i);
}

/** The run failed, and no step of it did: its budget was short, or its time was up. */
function endOf(facts: CauseFacts): Cause | undefined {
  const short = facts.events.findLast(({ type }) => type === 'BudgetExceeded');
  if (facts.ended?.because === 'budget' && short)
    return { kind: 'budget', stepKey: short.stepKey, revision: short.revision };
  const failed = facts.events.findLast(({ type }) => type === 'RunFailed');
  if (failed) return { kind: 'deadline', stepKey: facts.ended?.stepKey ?? null, revision: failed.revision };
  const waits = facts.steps.find(({ status }) => status === 'awaitingBudget');
  return waits && short && facts.status !== 'cancelled'
    ? { kind: 'budget', stepKey: short.stepKey, revision: short.revision }
    : undefined;
}

/** Steps that cannot start because of it: everything behind it, or for an end without a step everything that never ran. */
export function stoppedBy<Step extends CauseStep>(cause: Cause, steps: readonly Step[]): readonly Step[] {
  const step = steps.find(({ stepKey }) => stepKey === cause.stepKey);
  const behind = step ? neighboursOf(steps, step).after : steps;
  return behind.filter(({ status, attempt }) => attempt === 0 && (status === 'pending' || status === 'approved'));
}
