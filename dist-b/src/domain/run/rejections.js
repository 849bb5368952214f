import { DomainError } from "../kernel/errors.js";
import { isEnded } from "./state.js";
const noSuchRun = (runId) => new DomainError(
  "RUN.NOT_FOUND",
  "notFound",
  `There is no run ${runId}. \`missionctl run list\` shows the runs there are.`,
  {
    runId
  }
);
function startedRun(state) {
  if (state.status === "none")
    throw new DomainError(
      "RUN.NOT_FOUND",
      "notFound",
      "There is no such run. `missionctl run list` shows the runs there are."
    );
  return state;
}
function openRun(state) {
  const run = startedRun(state);
  if (isEnded(run))
    throw new DomainError(
      "RUN.ENDED",
      "conflict",
      `The run is ${run.status}; an ended run is never reopened. Start a new one.`,
      { runStatus: run.status }
    );
  return run;
}
function leaseOf(run, id, actor) {
  const lease = run.leases.get(id);
  if (!lease || actor.kind === "agent" && lease.agent.id !== actor.id)
    throw new DomainError("LEASE.UNKNOWN", "notFound", `Run ${run.runId} has no lease ${id}.`);
  return lease;
}
function activeLease(run, id, actor) {
  const lease = leaseOf(run, id, actor);
  if (lease.status !== "active") throw leaseNotHeld(lease);
  return lease;
}
function leaseNotHeld(lease) {
  return new DomainError(
    "LEASE.NOT_HELD",
    "conflict",
    `Lease ${lease.leaseId} is no longer held (${lease.status}): its result has no effect.`,
    { leaseStatus: lease.status }
  );
}
function planStepOf(plan, stepKey) {
  const step = plan.byId.get(stepIdOf(stepKey));
  if (!step)
    throw new DomainError("STEP.UNKNOWN", "notFound", `Workflow "${plan.workflowId}" has no step "${stepKey}".`);
  return step;
}
function stepIdOf(stepKey) {
  const bracket = stepKey.indexOf("[");
  return bracket < 0 ? stepKey : stepKey.slice(0, bracket);
}
function deadLetterOf(run, plan, stepKey) {
  planStepOf(plan, stepKey);
  const step = run.steps.get(stepKey);
  if (step?.status !== "deadLetter")
    throw new DomainError(
      "STEP.NOT_DEAD_LETTER",
      "conflict",
      `Step "${stepKey}" is ${step?.status ?? "pending"}, not a dead letter.`,
      { stepStatus: step?.status ?? "pending" }
    );
  return step;
}
function pendingApproval(state, id, now) {
  const run = startedRun(state), approval = run.approvals.get(id);
  if (!approval)
    throw new DomainError("APPROVAL.NOT_FOUND", "notFound", `Run ${run.runId} has no approval request ${id}.`);
  if (approval.status !== "pending") throw decided(approval);
  if (openRun(run), now >= approval.expiresAt)
    throw new DomainError("APPROVAL.EXPIRED", "conflict", "The deadline of this request has passed.", {
      expiresAt: new Date(approval.expiresAt).toISOString()
    });
  return { run, approval };
}
function decided({ status, decidedBy, decidedByName, decidedAt }) {
  const word = status === "used" ? "granted" : status, at = decidedAt === void 0 ? null : new Date(decidedAt).toISOString(), by = decidedByName ?? decidedBy;
  return new DomainError(
    "APPROVAL.DECIDED",
    "conflict",
    `This request was already ${word}${by === void 0 ? "" : ` by ${by}`}${at === null ? "" : ` at ${at}`}.`,
    { decision: word, decidedBy: decidedBy ?? null, decidedByName: decidedByName ?? null, decidedAt: at }
  );
}
export {
  activeLease,
  deadLetterOf,
  leaseNotHeld,
  leaseOf,
  noSuchRun,
  openRun,
  pendingApproval,
  planStepOf,
  startedRun,
  stepIdOf
};
//# sourceMappingURL=rejections.js.map
