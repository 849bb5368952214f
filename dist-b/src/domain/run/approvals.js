import { DomainError } from "../kernel/errors.js";
import { amountJson, askOf, capJson } from "./budget.js";
import { completion, ending, halting } from "./ending.js";
import { pendingApproval, planStepOf, stepIdOf } from "./rejections.js";
import { isEnded } from "./state.js";
const refOf = (approval) => ({ stepKey: approval.stepKey, stepId: stepIdOf(approval.stepKey) });
function approve(state, { payload, facts }) {
  const { run, approval } = pendingApproval(state, payload.approvalId, facts.now), { id, name } = facts.actor;
  if (approval.requires.not.includes(id))
    throw new DomainError(
      "APPROVAL.FOUR_EYES",
      "forbidden",
      `"${name}" started the run; this request wants the approval of somebody else.`
    );
  if (approval.votes.has(id))
    throw new DomainError(
      "APPROVAL.VOTED",
      "conflict",
      `"${name}" has approved this already; it wants ${approval.requires.n} different people.`
    );
  const votes = approval.votes.size + 1, voted = {
    type: "ApprovalVoted",
    data: { approvalId: approval.approvalId, operatorId: id, operatorName: name, comment: payload.comment, votes }
  };
  if (votes < approval.requires.n) return [voted];
  const granted = {
    type: "ApprovalGranted",
    data: { approvalId: approval.approvalId, by: [...approval.votes.keys(), id], comment: payload.comment }
  };
  return [voted, granted, ...raisedBudget(run, approval, facts.plan)];
}
function raisedBudget(run, approval, plan) {
  if (approval.kind !== "overrun" || !approval.overrun) return [];
  const ofStep = approval.overrunScope === "step", stepLimit = run.steps.get(approval.stepKey)?.limit ?? planStepOf(plan, approval.stepKey).budget, limit = ofStep ? stepLimit : run.budget.limit, after = {
    nanoUsd: limit.nanoUsd === void 0 ? void 0 : limit.nanoUsd + approval.overrun.nanoUsd,
    tokens: limit.tokens === void 0 ? void 0 : limit.tokens + approval.overrun.tokens
  };
  return [
    {
      type: "RunBudgetChanged",
      data: { ...ofStep ? { scope: "step", id: approval.stepKey, step: refOf(approval) } : { scope: "run", id: run.runId }, before: capJson(limit), after: capJson(after), reason: "The overrun was approved." }
    }
  ];
}
function reject(state, { payload, facts }) {
  const { run, approval } = pendingApproval(state, payload.approvalId, facts.now), rejected = {
    type: "ApprovalRejected",
    data: { approvalId: approval.approvalId, by: facts.actor.id, comment: payload.comment }
  }, said = payload.comment === "" ? "" : `: ${payload.comment}`;
  return [
    rejected,
    ...refused(
      run,
      approval,
      "rejected",
      `${facts.actor.name} rejected step "${approval.stepKey}"${said}`,
      facts.plan.steps.length
    )
  ];
}
function refused(run, approval, because, message, steps) {
  const step = refOf(approval);
  switch (approval.onReject) {
    case "fail":
      return [ending(run, { because, step, message }, approval.stepKey)];
    case "halt":
      return [halting(run, { kind: "run" }, message, approval.stepKey)];
    case "skip":
      return [
        { type: "StepSkipped", data: { step, because, reason: message } },
        ...completion(run, steps, run.budget.spent.nanoUsd, run.budget.spent.tokens)
      ];
  }
}
function editApproval(state, { payload, facts }) {
  const { run, approval } = pendingApproval(state, payload.approvalId, facts.now);
  if (approval.kind === "overrun")
    throw new DomainError(
      "APPROVAL.NOT_EDITABLE",
      "rejected",
      "A request for an overrun has nothing to edit; change the budget instead."
    );
  const planStep = planStepOf(facts.plan, approval.stepKey), policy = planStep.approval;
  return [
    { type: "ApprovalWithdrawn", data: { approvalId: approval.approvalId, because: "edited" } },
    {
      type: "ApprovalRequested",
      data: {
        approvalId: facts.approvalId,
        kind: "step",
        step: refOf(approval),
        stepName: planStep.name,
        attempt: approval.attempt,
        params: facts.params,
        nonce: facts.nonce,
        paramsHash: facts.paramsHash,
        tier: planStep.tier,
        reason: payload.comment === "" ? `${facts.actor.name} edited the parameters.` : payload.comment,
        estimate: amountJson(askOf(planStep, run.steps.get(approval.stepKey))),
        spentNanoUsd: run.budget.spent.nanoUsd.toString(),
        previousSummary: facts.previousSummary,
        onReject: policy.onReject,
        onExpire: policy.onExpire,
        requires: { n: approval.requires.n, not: [...approval.requires.not] },
        expiresAt: new Date(facts.now + policy.expiresAfterMs).toISOString(),
        edits: approval.approvalId
      }
    }
  ];
}
function expireApproval(state, { payload, facts }) {
  if (state.status === "none" || isEnded(state)) return [];
  const approval = state.approvals.get(payload.approvalId);
  if (approval?.status !== "pending" || facts.now < approval.expiresAt) return [];
  const planStep = planStepOf(facts.plan, approval.stepKey);
  if (approval.onExpire === "escalate" && !approval.escalated) {
    const expiresAt = new Date(facts.now + planStep.approval.expiresAfterMs).toISOString();
    return [{ type: "ApprovalEscalated", data: { approvalId: approval.approvalId, expiresAt } }];
  }
  const expired = { type: "ApprovalExpired", data: { approvalId: approval.approvalId } }, message = `Nobody decided on step "${approval.stepKey}" before its deadline.`;
  return approval.onExpire === "halt" ? [expired, halting(state, { kind: "run" }, message, approval.stepKey)] : [expired, ...refused(state, approval, "expired", message, facts.plan.steps.length)];
}
export {
  approve,
  editApproval,
  expireApproval,
  reject
};
//# sourceMappingURL=approvals.js.map
