import { assertNever } from "../kernel/errors.js";
const LIMIT_WORDS = {
  run: "the run's budget",
  step: "the step's budget",
  workflowDay: "the workflow's budget of that day",
  everythingDay: "the budget of everything on that day"
};
function findingText({ kind, limit, stepKey, attempt }) {
  const what = `attempt ${attempt ?? 0} of ${stepKey ?? ""}`;
  switch (kind) {
    case "stopped":
      return limit === void 0 || limit === "deadline" ? "The run would have been ended by its deadline." : `A${what.slice(1)} would not have been dispatched: ${LIMIT_WORDS[limit]} has no room for it.`;
    case "asked":
      return `Somebody would have been asked before ${what}.`;
    case "notAsked":
      return `Nobody would have been asked before ${what}.`;
    case "notRetried":
      return `There would have been no ${what}: the failure before it would have been the last one.`;
    case "retried":
      return `${stepKey ?? ""} would have been tried again after attempt ${attempt ?? 0}. What would have come of it is unknown.`;
    case "timedOut":
      return `A${what.slice(1)} would have timed out before this. What would have come of it is unknown.`;
    case "goesOn":
      return `A${what.slice(1)} would not have timed out here. What would have come of it is unknown.`;
    default:
      return assertNever(kind);
  }
}
export {
  findingText
};
//# sourceMappingURL=finding-text.js.map
