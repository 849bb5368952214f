import { kindOf } from "../../domain/catalog.js";
const KINDS = {
  HaltOrdered: "halt",
  HaltLifted: "halt",
  RunHalted: "halt",
  RunPaused: "halt",
  RunResumed: "halt",
  RunCancelled: "halt",
  StepFailed: "failure",
  StepOutputRejected: "failure",
  StepTimedOut: "failure",
  LeaseLost: "failure",
  StepStopped: "failure",
  StepDeadLettered: "failure",
  RunFailed: "failure",
  ApprovalRequested: "approvalAsked",
  ApprovalVoted: "decision",
  ApprovalGranted: "decision",
  ApprovalRejected: "decision",
  ApprovalExpired: "decision",
  ApprovalEscalated: "decision",
  ApprovalWithdrawn: "decision",
  StepSkipped: "decision",
  StepRedriven: "decision",
  StepAbandoned: "decision",
  BulkStarted: "decision",
  BulkStopped: "decision",
  BudgetExceeded: "money",
  RunBudgetChanged: "money",
  RunCompleted: "end",
  RunStarted: "start"
}, CHARGES = /* @__PURE__ */ new Set([
  "UsageCharged",
  "ReservationExtended",
  "ReservationSettled"
]), isMarked = (type) => Object.hasOwn(KINDS, type), markKindOf = (type) => isMarked(type) ? KINDS[type] ?? null : null;
function markOf(type, stream) {
  const kind = markKindOf(type);
  switch (kind) {
    case "halt":
    case "failure":
    case "decision":
    case "money":
      return kind;
    case "approvalAsked":
      return "decision";
    case "start":
    case "end":
      return "lifecycle";
    case null:
      return CHARGES.has(type) ? "money" : kindOf(stream) === "run" ? "none" : "lifecycle";
  }
}
export {
  markKindOf,
  markOf
};
//# sourceMappingURL=marks.js.map
