import type { Actor } from '../kernel/envelope.js';
import { DomainError } from '../kernel/errors.js';
import type { ApprovalId, LeaseId, StepKey } from '../kernel/ids.js';
import { isEnded, type ApprovalState, type LeaseState, type Run, type RunState, type StepState } from './state.js';
import type { Plan, PlanStep } from '../workflow/plan.js';

/** Every way in which a command on a run can be refused, in one place: codes are stable, messages say what to do. */

export const noSuchRun = (runId: string): DomainError =>
  new DomainError(
    'RUN.NOT_FOUND',
    'notFound',
    `There is no run ${runId}. \`missionctl run list\` shows the runs there are.`,
    {
      runId,
    },
  );

export function startedRun(state: RunState): Run {
  if (state.status === 'none')
    throw new DomainError(
      'RUN.NOT_FOUND',
      'notFound',
      'There is no such run. `missionctl run list` shows the runs there are.',
    );
  return state;
}

export function openRun(state: RunState): Run {
  const run = startedRun(state);
  if (isEnded(run)) {
    throw new DomainError(
      'RUN.ENDED',
      'conflict',
      `The run is ${run.status}; an ended run is never reopened. Start a new one.`,
      { runStatus: run.status },
    );
  }
  return run;
}

/** An agent sees its own leases only. */
export function leaseOf(run: Run, id: LeaseId, actor: Actor): LeaseState {
  const lease = run.leases.get(id);
  if (!lease || (actor.kind === 'agent' && lease.agent.id !== actor.id))
    throw new DomainError('LEASE.UNKNOWN', 'notFound', `Run ${run.runId} has no lease ${id}.`);
  return lease;
}

export function activeLease(run: Run, id: LeaseId, actor: Actor): LeaseState {
  const lease = leaseOf(run, id, actor);
  if (lease.status !== 'active') throw leaseNotHeld(lease);
  return lease;
}

export function leaseNotHeld(lease: LeaseState): DomainError {
  return new DomainError(
    'LEASE.NOT_HELD',
    'conflict',
    `Lease ${lease.leaseId} is no longer held (${lease.status}): its result has no effect.`,
    { leaseStatus: lease.status },
  );
}

export function planStepOf(plan: Plan, stepKey: StepKey): PlanStep {
  const step = plan.byId.get(stepIdOf(stepKey));
  if (!step)
    throw new DomainError('STEP.UNKNOWN', 'notFound', `Workflow "${plan.workflowId}" has no step "${stepKey}".`);
  return step;
}

/** `parse[12]` is an iteration of `parse`. */
export function stepIdOf(stepKey: StepKey): string {
  const bracket = stepKey.indexOf('[');
  return bracket < 0 ? stepKey : stepKey.slice(0, bracket);
}

export function deadLetterOf(run: Run, plan: Plan, stepKey: StepKey): StepState {
  planStepOf(plan, stepKey);
  const step = run.steps.get(stepKey);
  if (step?.status !== 'deadLetter') {
    throw new DomainError(
      'STEP.NOT_DEAD_LETTER',
      'conflict',
      `Step "${stepKey}" is ${step?.status ?? 'pending'}, not a dead letter.`,
      { stepStatus: step?.status ?? 'pending' },
    );
  }
  return step;
}

/** A request that can still be decided: nobody was faster, and its deadline has not passed (what follows then, its policy says). */
export function pendingApproval(state: RunState, id: ApprovalId, now: number): { run: Run; approval: ApprovalState } {
  const run = startedRun(state);
  const approval = run.approvals.get(id);
  if (!approval)
    throw new DomainError('APPROVAL.NOT_FOUND', 'notFound', `Run ${run.runId} has no approval request ${id}.`);
  // Before the run's own state: a rejection may have ended it, and whoever came second is to be told that.
  if (approval.status !== 'pending' && !MUTANT.approvalDecidedTwice) throw decided(approval);
  openRun(run);
  if (now >= approval.expiresAt)
    throw new DomainError('APPROVAL.EXPIRED', 'conflict', 'The deadline of this request has passed.', {
      expiresAt: new Date(approval.expiresAt).toISOString(),
    });
  return { run, approval };
}

/** The one who comes second is told who was first, what they decided, and when. */
function decided({ status, decidedBy, decidedByName, decidedAt }: ApprovalState): DomainError {
  const word = status === 'used' ? 'granted' : status;
  const at = decidedAt === undefined ? null : new Date(decidedAt).toISOString();
  const by = decidedByName ?? decidedBy;
  return new DomainError(
    'APPROVAL.DECIDED',
    'conflict',
    `This request was already ${word}${by === undefined ? '' : ` by ${by}`}${at === null ? '' : ` at ${at}`}.`,
    { decision: word, decidedBy: decidedBy ?? null, decidedByName: decidedByName ?? null, decidedAt: at },
  );
}
