import { closeReservation, setAside } from "../costs/reservations.js";
import { complete, dispatch, fail, late, revoke } from "./attempts.js";
import { carryOver } from "./carry-over.js";
import { attemptOf, stepOf } from "./document.js";
import { setStatus } from "./step-status.js";
function projectRun(doc, event, changes) {
  const at = event.metadata.at;
  switch (doc.run.endedAt !== null && (doc.run.endedNanoUsd = doc.run.spentNanoUsd), event.type) {
    case "StepDispatched":
      return dispatch(doc, event, changes);
    case "StepCarriedOver":
      return carryOver(doc, event, changes);
    case "StepCompleted":
      return complete(doc, event, changes);
    case "StepFailed":
    case "StepOutputRejected":
    case "StepTimedOut":
    case "LeaseLost":
    case "StepStopped":
      return fail(doc, event, changes);
    case "LateResultRecorded":
      return late(doc, event.data, changes);
    case "StepProgressed": {
      const step = stepOf(doc, event.data.step, changes);
      return step.progressPercent = event.data.percent ?? step.progressPercent, step.progressMessage = event.data.message ?? step.progressMessage, doc.stepsChanged = !0, changes.steps.update(step);
    }
    case "LeaseMoved": {
      const attempt = attemptOf(doc, event.data.leaseId);
      return attempt.gatewayId = event.data.gatewayId, changes.attempts.update(attempt);
    }
    case "StepRetryScheduled": {
      const step = stepOf(doc, event.data.step, changes);
      return step.retryAt = event.data.at, step.readyAt = event.data.at, setStatus(doc, step, "awaitingRetry", at, changes, {
        kind: "retry",
        until: event.data.at,
        reason: event.data.because,
        revision: event.revision
      });
    }
    case "StepDeadLettered": {
      const step = stepOf(doc, event.data.step, changes);
      return step.error = { class: event.data.class, code: event.data.code, message: event.data.message }, step.endedAt = at, setStatus(doc, step, "deadLetter", at, changes, {
        kind: "deadLetter",
        reason: event.data.message,
        revision: event.revision
      });
    }
    case "StepSkipped": {
      const step = stepOf(doc, event.data.step, changes);
      return step.endedAt = at, step.summary = event.data.reason, step.outputRevision = event.data.output === void 0 ? null : event.revision, setStatus(doc, step, "skipped", at, changes);
    }
    case "StepRedriven": {
      const step = stepOf(doc, event.data.step, changes);
      return step.endedAt = null, setStatus(doc, step, "pending", at, changes);
    }
    case "StepAbandoned": {
      const step = stepOf(doc, event.data.step, changes);
      return step.endedAt = at, setStatus(doc, step, "abandoned", at, changes);
    }
    case "BudgetExceeded": {
      const { scope, asked } = event.data, what = asked.nanoUsd === "0" ? `${asked.tokens} tokens` : `${asked.nanoUsd} nano-dollars`;
      return setStatus(doc, stepOf(doc, event.data.step, changes), "awaitingBudget", at, changes, {
        kind: "budget",
        reason: `the ${scope}'s budget is short of the ${what} that the step asks for`,
        revision: event.revision
      });
    }
    case "RunBudgetChanged": {
      const step = event.data.step && stepOf(doc, event.data.step, changes), target = step ?? doc.run;
      return target.limitNanoUsd = event.data.after.nanoUsd ?? null, target.limitTokens = event.data.after.tokens ?? null, step ? changes.steps.update(step) : changes.runs.update(doc.run);
    }
    case "ReservationExtended":
      return setAside(
        doc,
        stepOf(doc, event.data.step, changes),
        attemptOf(doc, event.data.leaseId),
        event.data.reservations,
        changes
      );
    case "ReservationSettled":
      return closeReservation(doc, stepOf(doc, event.data.step, changes), attemptOf(doc, event.data.leaseId), changes);
    case "RunPaused":
      return setRunStatus(doc, "paused", event.data.reason, event);
    case "RunResumed":
      return setRunStatus(doc, "running", null, event);
    case "RunHalted":
      return setRunStatus(doc, "halted", event.data.reason, event), revoke(doc, event.data.revoked, event, changes);
    case "RunCancelled":
      return end(doc, "cancelled", event.data.reason, event), revoke(doc, event.data.revoked, event, changes);
    case "RunFailed":
      return end(doc, "failed", event.data.message, event), revoke(doc, event.data.revoked, event, changes);
    case "RunCompleted":
      return end(doc, "completed", null, event);
    default:
      return;
  }
}
function setRunStatus(doc, status, reason, event) {
  doc.run.status = status, doc.run.reason = reason, doc.heldAt = status === "paused" || status === "halted" ? event.revision : void 0, doc.stateChanged = !0, doc.waitsChanged = !0;
}
function end(doc, status, reason, event) {
  const { run } = doc;
  setRunStatus(doc, status, reason, event), run.endedAt = event.metadata.at, run.durationMs = Math.max(0, Date.parse(run.endedAt) - Date.parse(run.startedAt)), run.endedNanoUsd = run.spentNanoUsd;
}
export {
  projectRun
};
//# sourceMappingURL=projection.js.map
