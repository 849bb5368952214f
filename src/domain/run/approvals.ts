import { DomainError } from '../kernel/errors.js';
import type { RunCommandOf } from './commands.js';
import { amountJson, askOf, capJson } from './budget.js';
import { completion, ending, halting } from './ending.js';
import type { RunEvent, StepRef } from './events.js';
import { pendingApproval, planStepOf, stepIdOf } from './rejections.js';
import type { Plan } from '../workflow/plan.js';
import { isEnded, type ApprovalState, type Run, type RunState } from './state.js';

const refOf = (approval: ApprovalState): StepRef => ({ stepKey: approval.stepKey, stepId: stepIdOf(approval.stepKey) });

export function approve(state: RunState, { payload, facts }: RunCommandOf<'Approve'>): readonly RunEvent[] {
  const { run, approval } = pendingApproval(state, payload.approvalId, facts.now);
  const { id, name } = facts.actor;
  if (approval.requires.not.includes(id)) {
    throw new DomainError(
      'APPROVAL.FOUR_EYES',
      'forbidden',
      `"${name}" started the run; this request wants the approval of somebody else.`,
    );
  }
  if (approval.votes.has(id)) {
    throw new DomainError(
      'APPROVAL.VOTED',
      'conflict',
      `"${name}" has approved this already; it wants ${approval.requires.n} different people.`,
    );
  }
  const votes = approval.votes.size + 1;
  const voted: RunEvent = {
    type: 'ApprovalVoted',
    data: { approvalId: approval.approvalId, operatorId: id, operatorName: name, comment: payload.comment, votes },
  };
  if (votes < approval.requires.n) return [voted];
  const granted: RunEvent = {
    type: 'ApprovalGranted',
    data: { approvalId: approval.approvalId, by: [...approval.votes.keys(), id], comment: payload.comment },
  };
  return [voted, granted, ...raisedBudget(run, approval, facts.plan)];
}

/** Granting an overrun raises the budget that was short by what was asked: the limit still holds at every prefix of the log. */
function raisedBudget(run: Run, approval: ApprovalState, plan: Plan): RunEvent[] {
  if (approval.kind !== 'overrun' || !approval.overrun) return [];
  const ofStep = approval.overrunScope === 'step';
  const stepLimit = run.steps.get(approval.stepKey)?.limit ?? planStepOf(plan, approval.stepKey).budget;
  const limit = ofStep ? stepLimit : run.budget.limit;
  const after = {
    nanoUsd: limit.nanoUsd === undefined ? undefined : limit.nanoUsd + approval.overrun.nanoUsd,
    tokens: limit.tokens === undefined ? undefined : limit.tokens + approval.overrun.tokens,
  };
  const where = ofStep
    ? { scope: 'step' as const, id: approval.stepKey, step: refOf(approval) }
    : { scope: 'run' as const, id: run.runId };
  return [
    {
      type: 'RunBudgetChanged',
      data: { ...where, before: capJson(limit), after: capJson(after), reason: 'The overrun was approved.' },
    },
  ];
}

export function reject(state: RunState, { payload, facts }: RunCommandOf<'Reject'>): readonly RunEvent[] {
  const { run, approval } = pendingApproval(state, payload.approvalId, facts.now);
  const rejected: RunEvent = {
    type: 'ApprovalRejected',
    data: { approvalId: approval.approvalId, by: facts.actor.id, comment: payload.comment },
  };
  const said = payload.comment === '' ? '' : `: ${payload.comment}`;
  return [
    rejected,
    ...refused(
      run,
      approval,
      'rejected',
      `${facts.actor.name} rejected step "${approval.stepKey}"${said}`,
      facts.plan.steps.length,
    ),
  ];
}

/** What the policy says of a request that was not granted. */
function refused(
  run: Run,
  approval: ApprovalState,
  because: 'rejected' | 'expired',
  message: string,
  steps: number,
): RunEvent[] {
  const step = refOf(approval);
  switch (approval.onReject) {
    case 'fail':
      return [ending(run, { because, step, message }, approval.stepKey)];
    case 'halt':
      return [halting(run, { kind: 'run' }, message, approval.stepKey)];
    case 'skip':
      return [
        { type: 'StepSkipped', data: { step, because, reason: message } },
        ...completion(run, steps, run.budget.spent.nanoUsd, run.budget.spent.tokens),
      ];
  }
}

/** An edited set of parameters is a new request: it has its own hash and wants its own approval. */
export function editApproval(state: RunState, { payload, facts }: RunCommandOf<'EditApproval'>): readonly RunEvent[] {
  const { run, approval } = pendingApproval(state, payload.approvalId, facts.now);
  if (approval.kind === 'overrun')
    throw new DomainError(
      'APPROVAL.NOT_EDITABLE',
      'rejected',
      'A request for an overrun has nothing to edit; change the budget instead.',
    );
  const planStep = planStepOf(facts.plan, approval.stepKey);
  const policy = planStep.approval;
  return [
    { type: 'ApprovalWithdrawn', data: { approvalId: approval.approvalId, because: 'edited' } },
    {
      type: 'ApprovalRequested',
      data: {
        approvalId: facts.approvalId,
        kind: 'step',
        step: refOf(approval),
        stepName: planStep.name,
        attempt: approval.attempt,
        params: facts.params,
        nonce: facts.nonce,
        paramsHash: facts.paramsHash,
        tier: planStep.tier,
        reason: payload.comment === '' ? `${facts.actor.name} edited the parameters.` : payload.comment,
        estimate: amountJson(askOf(planStep, run.steps.get(approval.stepKey))),
        spentNanoUsd: run.budget.spent.nanoUsd.toString(),
        previousSummary: facts.previousSummary,
        onReject: policy.onReject,
        onExpire: policy.onExpire,
        requires: { n: approval.requires.n, not: [...approval.requires.not] },
        expiresAt: new Date(facts.now + policy.expiresAfterMs).toISOString(),
        edits: approval.approvalId,
      },
    },
  ];
}

/** By the timer. A request that was decided meanwhile, or whose deadline moved, gives nothing. */
export function expireApproval(
  state: RunState,
  { payload, facts }: RunCommandOf<'ExpireApproval'>,
): readonly RunEvent[] {
  if (state.status === 'none' || isEnded(state)) return [];
  const approval = state.approvals.get(payload.approvalId);
  if (approval?.status !== 'pending' || approval.expiresAt !== payload.expiresAt) return [];
  if (facts.now < approval.expiresAt) return [];
  const planStep = planStepOf(facts.plan, approval.stepKey);
  if (approval.onExpire === 'escalate' && !approval.escalated) {
    const expiresAt = new Date(facts.now + planStep.approval.expiresAfterMs).toISOString();
    return [{ type: 'ApprovalEscalated', data: { approvalId: approval.approvalId, expiresAt } }];
  }
  const expired: RunEvent = { type: 'ApprovalExpired', data: { approvalId: approval.approvalId } };
  const message = `Nobody decided on step "${approval.stepKey}" before its deadline.`;
  if (approval.onExpire === 'halt') return [expired, halting(state, { kind: 'run' }, message, approval.stepKey)];
  return [expired, ...refused(state, approval, 'expired', message, facts.plan.steps.length)];
}
