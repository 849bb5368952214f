import { POLICY_VERSION } from "../workflow/plan.js";
import { amountJson, askOf, capJson, reservationsFor, shortBudget } from "./budget.js";
import { ending, halting } from "./ending.js";
import { planStepOf, stepIdOf } from "./rejections.js";
import { deadLetter } from "./retry.js";
import { isReady } from "./readiness.js";
function dispatchStep(state, { payload, facts }) {
  if (state.status !== "running") return [];
  const run = state, planStep = planStepOf(facts.plan, payload.stepKey), step = run.steps.get(payload.stepKey);
  if (facts.haltedBecause !== void 0 || !isReady(run, facts.plan, planStep, facts.now)) return [];
  const ref = { stepKey: payload.stepKey, stepId: stepIdOf(payload.stepKey) }, attempt = (step?.attempt ?? 0) + 1;
  if (!facts.inputs.ok) {
    const cause = {
      class: "mapping",
      code: "MAPPING.FAILED",
      message: facts.inputs.message,
      fingerprint: facts.inputs.fingerprint
    };
    return deadLetter(run, ref, attempt, cause, step?.failures ?? 0);
  }
  const ask = askOf(planStep, step), short = shortBudget(run, planStep, step, ask);
  if (short) return budgetShort(run, planStep, ref, attempt, step, ask, short, facts, facts.inputs);
  const granted = grantedFor(run, step, facts.inputs.paramsHash);
  return planStep.approval.required && !granted ? [...superseded(run, step), approvalRequest(run, planStep, ref, attempt, facts, facts.inputs, ask)] : facts.offer === void 0 || run.running >= run.parallelism ? [] : [dispatched(run, planStep, ref, attempt, step, ask, granted, facts, facts.offer, facts.inputs)];
}
function grantedFor(run, step, paramsHash) {
  const approval = step?.approvalId === void 0 ? void 0 : run.approvals.get(step.approvalId);
  return approval?.status === "granted" && approval.kind === "step" && approval.paramsHash === paramsHash ? approval : void 0;
}
function superseded(run, step) {
  const approval = step?.approvalId === void 0 ? void 0 : run.approvals.get(step.approvalId);
  return approval?.status === "granted" ? [{ type: "ApprovalWithdrawn", data: { approvalId: approval.approvalId, because: "superseded" } }] : [];
}
function dispatched(run, planStep, step, attempt, state, ask, approval, facts, offer, inputs) {
  const deadline = Math.min(facts.now + planStep.timeoutMs, run.deadlineAt ?? 1 / 0);
  return {
    type: "StepDispatched",
    data: {
      step,
      attempt,
      leaseId: facts.leaseId,
      taskId: facts.taskId,
      agent: offer.agent,
      capability: planStep.capability,
      ...planStep.model === void 0 ? {} : { model: planStep.model },
      tier: planStep.tier,
      inputs: inputs.payload,
      inputsHash: inputs.hash,
      from: [...inputs.from],
      constraints: {
        outputSchema: { hash: facts.schemaHash },
        ...state?.previousErrors === void 0 ? {} : { previousErrors: [...state.previousErrors] }
      },
      parentSummary: facts.parentSummary,
      deadlineAt: new Date(deadline).toISOString(),
      heartbeatMs: planStep.heartbeatMs,
      reservations: reservationsFor(run, step.stepKey, ask),
      ...approval === void 0 ? {} : { approval: { id: approval.approvalId, nonce: approval.nonce, paramsHash: approval.paramsHash } },
      controlRevision: facts.controlRevision,
      why: { policyVersion: POLICY_VERSION, estimate: amountJson(ask) }
    }
  };
}
function approvalRequest(run, planStep, step, attempt, facts, inputs, ask, overrun) {
  const policy = planStep.approval;
  return {
    type: "ApprovalRequested",
    data: {
      approvalId: facts.approvalId,
      kind: overrun ? "overrun" : "step",
      step,
      stepName: planStep.name,
      attempt,
      params: inputs.payload,
      nonce: facts.nonce,
      paramsHash: inputs.paramsHash,
      tier: planStep.tier,
      reason: overrun ? `The ${overrun.account.scope} budget is short.` : policy.reason ?? `A ${planStep.tier} step asks first.`,
      estimate: amountJson(ask),
      ...overrun ? { overrun: { scope: overrun.account.scope, id: overrun.account.id, amount: amountJson(overrun.by) } } : {},
      spentNanoUsd: run.budget.spent.nanoUsd.toString(),
      previousSummary: facts.parentSummary,
      onReject: policy.onReject,
      onExpire: policy.onExpire,
      requires: { n: policy.approvers, not: policy.fourEyes ? [run.operatorId] : [] },
      expiresAt: new Date(facts.now + policy.expiresAfterMs).toISOString()
    }
  };
}
function budgetShort(run, planStep, step, attempt, state, ask, short, facts, inputs) {
  if (state?.status === "awaitingBudget") return [];
  const { account } = short, policy = run.policies.onBudget, exceeded = {
    type: "BudgetExceeded",
    data: {
      scope: account.scope,
      id: account.id,
      step,
      attempt,
      limit: capJson(account.limit),
      spent: amountJson(account.spent),
      reserved: amountJson(account.reserved),
      asked: amountJson(ask),
      policy
    }
  };
  switch (policy) {
    case "pause":
      return [exceeded];
    case "approval":
      return [
        exceeded,
        ...superseded(run, state),
        approvalRequest(run, planStep, step, attempt, facts, inputs, ask, short)
      ];
    case "halt":
      return [
        exceeded,
        halting(run, { kind: "run" }, `The ${account.scope} budget is short for step "${step.stepKey}".`)
      ];
    case "fail":
      return [
        exceeded,
        ending(run, {
          because: "budget",
          step,
          message: `The ${account.scope} budget is short for step "${step.stepKey}".`
        })
      ];
  }
}
export {
  dispatchStep
};
//# sourceMappingURL=dispatch.js.map
