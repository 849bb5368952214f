import { assertNever, DomainError } from "../kernel/errors.js";
function requestFor({ runId: _, stepKey }, action, reason, output) {
  switch (action) {
    case "cancel":
      return { name: "CancelRun", payload: { reason } };
    case "halt":
      return { name: "HaltRun", payload: { reason, scope: { kind: "run" } } };
    case "pause":
      return { name: "PauseRun", payload: { reason } };
    case "resume":
      return { name: "ResumeRun", payload: { reason } };
    case "retry":
      return stepKey && { name: "RetryStep", payload: { stepKey, reason } };
    case "skip":
      return stepKey && { name: "SkipStep", payload: { stepKey, reason, ...output === void 0 ? {} : { output } } };
    case "abandon":
      return stepKey && { name: "AbandonStep", payload: { stepKey, reason } };
    default:
      return assertNever(action);
  }
}
const SO_ALREADY = /* @__PURE__ */ new Set([
  "RUN.ENDED",
  "RUN.NOT_RUNNING",
  "RUN.NOT_STOPPED",
  "STEP.NOT_DEAD_LETTER"
]), AGAIN = /* @__PURE__ */ new Set(["STORE.UNAVAILABLE", "STORE.OUTCOME_UNKNOWN", "STREAM.CONTENDED"]);
function outcomeOf(item, { stream, revision, events }) {
  return events.length > 0 ? { item, outcome: "done", stream, revision } : { item, outcome: "skipped", code: "RUN.SO_ALREADY", message: "It was so already; nothing was written." };
}
const withoutDeadLetter = (item) => ({
  item,
  outcome: "skipped",
  code: "RUN.NO_DEAD_LETTER",
  message: "No step of the run was a dead letter when the bulk action was started."
}), leftByStop = (item) => ({
  item,
  outcome: "skipped",
  code: "BULK.STOPPED",
  message: "The bulk action was stopped before this was done."
});
function outcomeOfError(item, error) {
  if (!(error instanceof DomainError))
    return {
      item,
      outcome: "refused",
      code: "INTERNAL",
      message: "Something went wrong here; the log of the server says what."
    };
  const { code, message } = error;
  if (!AGAIN.has(code))
    return { item, outcome: SO_ALREADY.has(code) ? "skipped" : "refused", code, message };
}
export {
  leftByStop,
  outcomeOf,
  outcomeOfError,
  requestFor,
  withoutDeadLetter
};
//# sourceMappingURL=items.js.map
