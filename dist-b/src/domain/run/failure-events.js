const FAILURE_EVENTS = [
  "StepFailed",
  "StepOutputRejected",
  "StepTimedOut",
  "LeaseLost",
  "StepStopped",
  "StepDeadLettered",
  "StepAbandoned",
  "ApprovalRejected",
  "ApprovalExpired",
  "RunFailed"
], names = new Set(FAILURE_EVENTS), isFailure = (type) => names.has(type);
export {
  FAILURE_EVENTS,
  isFailure
};
//# sourceMappingURL=failure-events.js.map
