import { agentHourOf, agentWorkOf } from "../agents/work.js";
import { closeReservation, setAside } from "../costs/reservations.js";
import { attemptOf, stepOf } from "./document.js";
import { setStatus } from "./step-status.js";
function dispatch(doc, event, changes) {
  const { data } = event, at = event.metadata.at, step = stepOf(doc, data.step, changes), attempt = {
    runId: doc.run.runId,
    stepKey: step.stepKey,
    attempt: data.attempt,
    leaseId: data.leaseId,
    taskId: data.taskId,
    agentId: data.agent.id,
    agentName: data.agent.name,
    agentBootId: data.agent.bootId,
    gatewayId: data.agent.gatewayId,
    capability: data.capability,
    model: data.model ?? null,
    tier: data.tier,
    readyAt: step.readyAt,
    dispatchedAt: at,
    dispatchedRevision: event.revision,
    deadlineAt: data.deadlineAt,
    endedAt: null,
    endedRevision: null,
    outcome: "running",
    late: !1,
    fingerprint: null,
    error: null,
    charges: 0,
    spentNanoUsd: "0",
    spentTokens: 0,
    setAsideNanoUsd: "0",
    setAsideTokens: 0,
    reservationOpen: !0
  };
  doc.attempts.set(attempt.leaseId, attempt), changes.attempts.insert(attempt), doc.agents.has(attempt.agentId) || (doc.agents.add(attempt.agentId), changes.runAgents.insert({ agentId: attempt.agentId, startedAt: doc.run.startedAt, runId: doc.run.runId })), step.attempt = data.attempt, step.agentId = data.agent.id, step.agentName = data.agent.name, data.model !== void 0 && (step.model = data.model), step.startedAt ??= at, step.endedAt = null, step.retryAt = null, step.approvalId = null, step.progressPercent = null, step.progressMessage = null, setStatus(doc, step, "running", at, changes), setAside(doc, step, attempt, data.reservations, changes), agentWorkOf(changes, attempt.agentId).leasesHeld++;
}
function complete(doc, event, changes) {
  const { data } = event, step = stepOf(doc, data.step, changes), attempt = attemptOf(doc, data.leaseId);
  endAttempt(attempt, "completed", event, changes), data.settles.length > 0 && closeReservation(doc, step, attempt, changes), step.endedAt = event.metadata.at, step.summary = data.summary, step.outputRevision = event.revision, step.error = null, setStatus(doc, step, "completed", event.metadata.at, changes);
}
function fail(doc, event, changes) {
  const { data } = event, at = event.metadata.at, step = stepOf(doc, data.step, changes), attempt = attemptOf(doc, data.leaseId);
  attempt.error = causeOf(event), (event.type === "StepFailed" || event.type === "StepOutputRejected") && (attempt.fingerprint = event.data.fingerprint), endAttempt(attempt, OUTCOME[event.type], event, changes), data.settles.length > 0 && closeReservation(doc, step, attempt, changes), step.error = attempt.error, setStatus(doc, step, "pending", at, changes);
}
const OUTCOME = {
  StepFailed: "failed",
  StepOutputRejected: "outputRejected",
  StepTimedOut: "timedOut",
  LeaseLost: "leaseLost",
  StepStopped: "stopped"
};
function causeOf(event) {
  switch (event.type) {
    case "StepFailed":
      return { class: event.data.class, code: event.data.code, message: event.data.message };
    case "StepOutputRejected": {
      const [first, ...more] = event.data.errors;
      return { class: "outputRejected", code: "OUTPUT.REJECTED", message: first ? `${first.path} ${first.message}${more.length > 0 ? ` (and ${more.length} more)` : ""}`.trim() : "" };
    }
    case "StepTimedOut":
      return { class: "timeout", code: "ATTEMPT.TIMED_OUT", message: `no result by ${event.data.deadlineAt}` };
    case "LeaseLost":
      return { class: "leaseLost", code: "LEASE.LOST", message: event.data.because };
    case "StepStopped":
      return { class: "stopped", code: "ATTEMPT.STOPPED", message: event.data.message };
  }
}
function endAttempt(attempt, outcome, event, changes) {
  attempt.outcome = outcome, attempt.endedAt = event.metadata.at, attempt.endedRevision = event.revision, changes.attempts.update(attempt);
  const work = agentWorkOf(changes, attempt.agentId);
  work.leasesHeld--;
  for (const sums of [work, agentHourOf(changes, attempt.agentId, event.metadata.at)])
    outcome === "completed" ? sums.completed++ : sums.failed++;
}
function revoke(doc, leaseIds, { revision, metadata: { at } }, changes) {
  for (const leaseId of leaseIds) {
    const attempt = attemptOf(doc, leaseId);
    attempt.outcome = "revoked", attempt.endedAt = at, attempt.endedRevision = revision, changes.attempts.update(attempt), agentWorkOf(changes, attempt.agentId).leasesHeld--;
    const step = doc.steps.get(attempt.stepKey);
    step && setStatus(doc, step, "pending", at, changes);
  }
}
function late(doc, data, changes) {
  const attempt = attemptOf(doc, data.leaseId);
  attempt.late = !0, changes.attempts.update(attempt), data.settles.length > 0 && closeReservation(doc, stepOf(doc, data.step, changes), attempt, changes);
}
export {
  complete,
  dispatch,
  fail,
  late,
  revoke
};
//# sourceMappingURL=attempts.js.map
