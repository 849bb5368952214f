import { heldBy } from '../domain/run/evolve.js';
import type { RunAt } from '../domain/run/history.js';
import { stepKeyOf } from '../domain/run/readiness.js';
import type { Amount, ApprovalState, Cap, LeaseState, Run, StepState } from '../domain/run/state.js';
import { waitsOf, type Wait } from '../domain/run/waits.js';
import type { Plan, PlanStep } from '../domain/workflow/plan.js';
import type { RunState, StepAt } from './contract/run-state.js';
import { fullEvent } from './run-views.js';

/** A run at one of its events as the contract shows it. What it waits for is said by the live rule, at the moment of that event. */
export function runStateView(
  { state, head, at, event, last }: RunAt,
  plan: Plan,
  beside: Pick<RunState, 'agrees' | 'difference'>,
): RunState {
  const attempts = attemptsOf(state);
  const steps = stepsOf(state, plan).map(([planStep, stepKey, step]) => stepAt(planStep, stepKey, step, attempts));
  const { data: _, metadata: __, ...known } = fullEvent(event);
  return {
    runId: state.runId,
    workflowId: state.workflow.id,
    workflowName: state.workflow.name,
    version: state.workflow.version,
    revision: head.revision,
    last,
    at,
    event: known,
    status: state.status,
    waits: waitsOf(state, plan, Date.parse(at)).map(waitView),
    halt: state.halt ? { scope: state.halt.scope.kind, reason: state.halt.reason } : null,
    startedAt: instant(state.startedAt),
    endedAt: instantOrNull(state.endedAt),
    deadlineAt: instantOrNull(state.deadlineAt),
    limit: capView(state.budget.limit),
    spent: amountView(state.budget.spent),
    reserved: amountView(state.budget.reserved),
    counts: countsOf(steps),
    steps,
    leases: [...state.leases.values()]
      .filter((lease) => lease.status === 'active' || heldBy(lease).nanoUsd > 0n)
      .map(leaseAt),
    approvals: [...state.approvals.values()].map(approvalAt),
    ...beside,
  };
}

interface Attempts {
  readonly first: LeaseState;
  last: LeaseState;
}
/** First and last attempt by step. */
function attemptsOf({ leases }: Run): ReadonlyMap<string, Attempts> {
  const attempts = new Map<string, Attempts>();
  for (const lease of leases.values()) {
    const known = attempts.get(lease.stepKey);
    if (known) known.last = lease;
    else attempts.set(lease.stepKey, { first: lease, last: lease });
  }
  return attempts;
}

/** Every step of the definition, each followed by its iterations. */
function stepsOf({ steps }: Run, plan: Plan): readonly (readonly [PlanStep, string, StepState | undefined])[] {
  const iterations = new Map<string, StepState[]>();
  for (const step of steps.values())
    if (step.stepKey !== step.stepId) iterations.set(step.stepId, [...(iterations.get(step.stepId) ?? []), step]);
  return plan.steps.flatMap((planStep) => {
    const stepKey = stepKeyOf(planStep);
    const own = (iterations.get(planStep.id) ?? []).map((step) => [planStep, step.stepKey, step] as const);
    return [[planStep, stepKey, steps.get(stepKey)] as const, ...own];
  });
}

function stepAt(
  planStep: PlanStep,
  stepKey: string,
  step: StepState | undefined,
  attempts: ReadonlyMap<string, Attempts>,
): StepAt {
  const tried = attempts.get(stepKey);
  return {
    stepKey,
    stepId: planStep.id,
    name: planStep.name,
    status: step?.status ?? 'pending',
    attempt: step?.attempt ?? 0,
    leaseId: step?.leaseId ?? null,
    agentId: tried?.last.agent.id ?? null,
    agentName: tried?.last.agent.name ?? null,
    startedAt: instantOrNull(tried?.first.dispatchedAt),
    dispatchedAt: instantOrNull(tried?.last.dispatchedAt),
    retryAt: instantOrNull(step?.retryAt),
    approvalId: step?.approvalId ?? null,
    spent: amountView(step?.spent ?? NOTHING),
    reserved: amountView(step?.reserved ?? NOTHING),
    limit: capView(step?.limit ?? planStep.budget),
    error: step?.lastCause && step.status !== 'completed' ? { ...step.lastCause } : null,
    summary: step?.summary ?? null,
    outputHash: step?.outputHash ?? null,
    outputRevision: step?.outputAt ?? null,
  };
}

const leaseAt = (lease: LeaseState): RunState['leases'][number] => ({
  leaseId: lease.leaseId,
  stepKey: lease.stepKey,
  attempt: lease.attempt,
  agentId: lease.agent.id,
  agentName: lease.agent.name,
  status: lease.status,
  dispatchedAt: instant(lease.dispatchedAt),
  dispatchedRevision: lease.revision,
  deadlineAt: instant(lease.deadlineAt),
  reservedNanoUsd: String(heldBy(lease).nanoUsd),
  chargedNanoUsd: String(lease.charged.nanoUsd),
});

const approvalAt = (approval: ApprovalState): RunState['approvals'][number] => ({
  approvalId: approval.approvalId,
  kind: approval.kind,
  stepKey: approval.stepKey,
  attempt: approval.attempt,
  status: approval.status,
  requestedRevision: approval.requestedAtRevision,
  expiresAt: instant(approval.expiresAt),
  escalated: approval.escalated,
  votes: approval.votes.size,
  approvers: approval.requires.n,
  decidedBy: approval.decidedByName ?? approval.decidedBy ?? null,
  decidedAt: instantOrNull(approval.decidedAt),
});

function countsOf(steps: readonly StepAt[]): RunState['counts'] {
  const of = (...statuses: readonly StepAt['status'][]): number =>
    steps.filter(({ status }) => statuses.includes(status)).length;
  return {
    total: steps.length,
    done: of('completed', 'skipped'),
    running: of('running'),
    failed: of('deadLetter', 'abandoned'),
    waiting: of('awaitingApproval', 'awaitingBudget'),
    retrying: of('awaitingRetry'),
    skipped: of('skipped'),
  };
}

export const waitView = ({ until, ...wait }: Wait): RunState['waits'][number] => ({
  ...wait,
  ...(until === undefined ? {} : { until: instant(until) }),
});

const NOTHING: Amount = { nanoUsd: 0n, tokens: 0 };
export const amountView = ({ nanoUsd, tokens }: Amount) => ({ nanoUsd: String(nanoUsd), tokens });
export const capView = ({ nanoUsd, tokens }: Readonly<Cap>) => ({
  nanoUsd: nanoUsd === undefined ? null : String(nanoUsd),
  tokens: tokens ?? null,
});
const instant = (ms: number): string => new Date(ms).toISOString();
const instantOrNull = (ms: number | undefined): string | null => (ms === undefined ? null : instant(ms));
