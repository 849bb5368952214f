import { DomainError } from "../kernel/errors.js";
import { capJson } from "./budget.js";
import { finalSettlement } from "./charging.js";
import { completion, ending, halting, takenBack } from "./ending.js";
import { heldBy } from "./evolve.js";
import { deadLetterOf, openRun, planStepOf, stepIdOf } from "./rejections.js";
import { refOf } from "./results.js";
import { isCarryingOver, isEnded } from "./state.js";
import { POLICY_VERSION } from "../workflow/plan.js";
const HOLD_MS = 6e4;
function startRun(state, { payload, facts }) {
  return [{ type: "RunStarted", data: beginning(state, payload, facts) }];
}
function replayRun(state, { payload, facts }) {
  const { runId, budget, operatorId } = payload;
  return [{ type: "RunStarted", data: { ...beginning(state, { runId, budget, trigger: { kind: "manual", id: operatorId } }, facts), source: facts.source } }];
}
function carryOverResult(state, { payload, facts }) {
  if (state.status !== "running" || !isCarryingOver(state) || payload.index !== state.carried) return [];
  const { nanoUsd, tokens } = state.budget.spent;
  return [
    { type: "StepCarriedOver", data: facts.kept },
    ...completion(state, facts.plan.steps.length, nanoUsd, tokens)
  ];
}
function beginning(state, payload, facts) {
  if (state.status !== "none")
    throw new DomainError("RUN.EXISTS", "conflict", `Run ${payload.runId} was started already.`);
  if (facts.haltedBecause !== void 0)
    throw new DomainError(
      "RUN.HALTED",
      "conflict",
      `Workflow "${facts.workflow.id}" is halted: ${facts.haltedBecause}. Lift the halt first (missionctl halt list).`
    );
  const { plan } = facts, overrides = [
    ...payload.budget === void 0 ? [] : ["budget"],
    ...payload.priority === void 0 ? [] : ["priority"]
  ];
  return {
    runId: payload.runId,
    rootRunId: payload.runId,
    workflow: facts.workflow,
    input: facts.input,
    inputHash: facts.inputHash,
    trigger: {
      kind: payload.trigger.kind,
      id: payload.trigger.id,
      ...facts.context === void 0 ? {} : { context: facts.context }
    },
    operatorId: facts.actor.id,
    operatorName: facts.actor.name,
    priority: payload.priority ?? plan.priority,
    budget: payload.budget === void 0 ? capJson(plan.budget) : budgetJson(payload.budget),
    limits: { parallelism: plan.parallelism },
    ...plan.deadlineMs === void 0 ? {} : { deadlineAt: new Date(facts.now + plan.deadlineMs).toISOString() },
    controlRevision: facts.controlRevision,
    policies: { version: POLICY_VERSION, ...plan.policies, overrides }
  };
}
const budgetJson = (budget) => ({
  ...budget.nanoUsd === void 0 ? {} : { nanoUsd: budget.nanoUsd },
  ...budget.tokens === void 0 ? {} : { tokens: budget.tokens }
});
function cancelRun(state, { payload }) {
  const run = openRun(state);
  return [{ type: "RunCancelled", data: { reason: payload.reason, ...takenBack(run) } }];
}
function haltRun(state, { payload }) {
  const run = openRun(state);
  return run.status === "halted" ? [] : [halting(run, payload.scope, payload.reason)];
}
function resumeRun(state, { payload, facts }) {
  const run = openRun(state);
  if (run.status === "running")
    throw new DomainError("RUN.NOT_STOPPED", "conflict", "The run is running; there is nothing to resume.");
  if (facts.haltedBecause !== void 0)
    throw new DomainError(
      "RUN.HALTED",
      "conflict",
      `Workflow "${run.workflow.id}" is still halted: ${facts.haltedBecause}. Lift the halt first (missionctl halt list).`
    );
  return [{ type: "RunResumed", data: { reason: payload.reason, controlRevision: facts.controlRevision } }];
}
function pauseRun(state, { payload }) {
  const run = openRun(state);
  if (run.status !== "running")
    throw new DomainError("RUN.NOT_RUNNING", "conflict", `The run is ${run.status} already.`);
  return [{ type: "RunPaused", data: { reason: payload.reason } }];
}
function changeRunBudget(state, { payload, facts }) {
  const run = openRun(state), { reason, stepKey } = payload, after = budgetJson(payload.budget);
  if (stepKey === void 0) {
    const before2 = capJson(run.budget.limit);
    return [{ type: "RunBudgetChanged", data: { scope: "run", id: run.runId, before: before2, after, reason } }];
  }
  const before = capJson(run.steps.get(stepKey)?.limit ?? planStepOf(facts.plan, stepKey).budget), step = { stepKey, stepId: stepIdOf(stepKey) };
  return [{ type: "RunBudgetChanged", data: { scope: "step", id: stepKey, step, before, after, reason } }];
}
function retryStep(state, { payload, facts }) {
  const step = deadLetterOf(openRun(state), facts.plan, payload.stepKey);
  return [
    { type: "StepRedriven", data: { step: { stepKey: step.stepKey, stepId: step.stepId }, reason: payload.reason } }
  ];
}
function skipStep(state, { payload, facts }) {
  const run = openRun(state), step = deadLetterOf(run, facts.plan, payload.stepKey);
  if (facts.errors.length > 0)
    throw new DomainError(
      "OUTPUT.INVALID",
      "invalid",
      `The substitute output does not fit the output schema of step "${payload.stepKey}".`,
      { problems: facts.errors }
    );
  const output = facts.output === void 0 || facts.outputHash === void 0 ? {} : { output: facts.output, outputHash: facts.outputHash };
  return [
    {
      type: "StepSkipped",
      data: {
        step: { stepKey: step.stepKey, stepId: step.stepId },
        because: "operator",
        reason: payload.reason,
        ...output
      }
    },
    ...completion(run, facts.plan.steps.length, run.budget.spent.nanoUsd, run.budget.spent.tokens)
  ];
}
function abandonStep(state, { payload, facts }) {
  const run = openRun(state), { stepKey, stepId } = deadLetterOf(run, facts.plan, payload.stepKey), step = { stepKey, stepId };
  return [
    { type: "StepAbandoned", data: { step, reason: payload.reason } },
    ending(run, { because: "abandoned", step, message: `Step "${stepKey}" was abandoned: ${payload.reason}` })
  ];
}
function failOnDeadline(state, { facts }) {
  return state.status === "none" || isEnded(state) || state.deadlineAt === void 0 || facts.now < state.deadlineAt ? [] : [
    ending(state, {
      because: "deadline",
      message: `The run did not end by ${new Date(state.deadlineAt).toISOString()}.`
    })
  ];
}
function settleDueAt(lease) {
  if (lease.status === "active") return;
  const held = heldBy(lease);
  return held.nanoUsd > 0n || held.tokens > 0 ? lease.deadlineAt + HOLD_MS : void 0;
}
function settleReservation(state, { payload, facts }) {
  if (state.status === "none") return [];
  const lease = state.leases.get(payload.leaseId), due = lease && settleDueAt(lease);
  return !lease || due === void 0 || facts.now < due ? [] : [
    {
      type: "ReservationSettled",
      data: { step: refOf(lease), attempt: lease.attempt, leaseId: lease.leaseId, ...finalSettlement(state, lease) }
    }
  ];
}
export {
  HOLD_MS,
  abandonStep,
  cancelRun,
  carryOverResult,
  changeRunBudget,
  failOnDeadline,
  haltRun,
  pauseRun,
  replayRun,
  resumeRun,
  retryStep,
  settleDueAt,
  settleReservation,
  skipStep,
  startRun
};
//# sourceMappingURL=lifecycle.js.map
