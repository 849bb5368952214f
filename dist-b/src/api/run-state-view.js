import { heldBy } from "../domain/run/evolve.js";
import { stepKeyOf } from "../domain/run/readiness.js";
import { waitsOf } from "../domain/run/waits.js";
import { fullEvent } from "./run-views.js";
function runStateView({ state, head, at, event, last }, plan, beside) {
  const attempts = attemptsOf(state), steps = stepsOf(state, plan).map(([planStep, stepKey, step]) => stepAt(planStep, stepKey, step, attempts)), { data: _, metadata: __, ...known } = fullEvent(event);
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
    leases: [...state.leases.values()].filter((lease) => lease.status === "active" || heldBy(lease).nanoUsd > 0n).map(leaseAt),
    approvals: [...state.approvals.values()].map(approvalAt),
    ...beside
  };
}
function attemptsOf({ leases }) {
  const attempts = /* @__PURE__ */ new Map();
  for (const lease of leases.values()) {
    const known = attempts.get(lease.stepKey);
    known ? known.last = lease : attempts.set(lease.stepKey, { first: lease, last: lease });
  }
  return attempts;
}
function stepsOf({ steps }, plan) {
  const iterations = /* @__PURE__ */ new Map();
  for (const step of steps.values())
    step.stepKey !== step.stepId && iterations.set(step.stepId, [...iterations.get(step.stepId) ?? [], step]);
  return plan.steps.flatMap((planStep) => {
    const stepKey = stepKeyOf(planStep), own = (iterations.get(planStep.id) ?? []).map((step) => [planStep, step.stepKey, step]);
    return [[planStep, stepKey, steps.get(stepKey)], ...own];
  });
}
function stepAt(planStep, stepKey, step, attempts) {
  const tried = attempts.get(stepKey);
  return {
    stepKey,
    stepId: planStep.id,
    name: planStep.name,
    status: step?.status ?? "pending",
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
    error: step?.lastCause && step.status !== "completed" ? { ...step.lastCause } : null,
    summary: step?.summary ?? null,
    outputHash: step?.outputHash ?? null,
    outputRevision: step?.outputAt ?? null
  };
}
const leaseAt = (lease) => ({
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
  chargedNanoUsd: String(lease.charged.nanoUsd)
}), approvalAt = (approval) => ({
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
  decidedAt: instantOrNull(approval.decidedAt)
});
function countsOf(steps) {
  const of = (...statuses) => steps.filter(({ status }) => statuses.includes(status)).length;
  return {
    total: steps.length,
    done: of("completed", "skipped"),
    running: of("running"),
    failed: of("deadLetter", "abandoned"),
    waiting: of("awaitingApproval", "awaitingBudget"),
    retrying: of("awaitingRetry"),
    skipped: of("skipped")
  };
}
const waitView = ({ until, ...wait }) => ({
  ...wait,
  ...until === void 0 ? {} : { until: instant(until) }
}), NOTHING = { nanoUsd: 0n, tokens: 0 }, amountView = ({ nanoUsd, tokens }) => ({ nanoUsd: String(nanoUsd), tokens }), capView = ({ nanoUsd, tokens }) => ({
  nanoUsd: nanoUsd === void 0 ? null : String(nanoUsd),
  tokens: tokens ?? null
}), instant = (ms) => new Date(ms).toISOString(), instantOrNull = (ms) => ms === void 0 ? null : instant(ms);
export {
  amountView,
  capView,
  runStateView,
  waitView
};
//# sourceMappingURL=run-state-view.js.map
