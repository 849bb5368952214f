import { assertNever } from "../kernel/errors.js";
import { approve, editApproval, expireApproval, reject } from "./approvals.js";
import { dispatchStep } from "./dispatch.js";
import { evolve } from "./evolve.js";
import * as lifecycle from "./lifecycle.js";
import * as results from "./results.js";
function decide(state, command) {
  switch (command.name) {
    case "StartRun":
      return lifecycle.startRun(state, command);
    case "ReplayRun":
      return lifecycle.replayRun(state, command);
    case "CarryOverResult":
      return lifecycle.carryOverResult(state, command);
    case "CancelRun":
      return lifecycle.cancelRun(state, command);
    case "HaltRun":
      return lifecycle.haltRun(state, command);
    case "ResumeRun":
      return lifecycle.resumeRun(state, command);
    case "PauseRun":
      return lifecycle.pauseRun(state, command);
    case "ChangeRunBudget":
      return lifecycle.changeRunBudget(state, command);
    case "RetryStep":
      return lifecycle.retryStep(state, command);
    case "SkipStep":
      return lifecycle.skipStep(state, command);
    case "AbandonStep":
      return lifecycle.abandonStep(state, command);
    case "FailOnDeadline":
      return lifecycle.failOnDeadline(state, command);
    case "SettleReservation":
      return lifecycle.settleReservation(state, command);
    case "Approve":
      return approve(state, command);
    case "Reject":
      return reject(state, command);
    case "EditApproval":
      return editApproval(state, command);
    case "ExpireApproval":
      return expireApproval(state, command);
    case "CompleteStep":
      return results.completeStep(state, command);
    case "FailStep":
      return results.failStep(state, command);
    case "ReportProgress":
      return results.reportProgress(state, command);
    case "ReportUsage":
      return results.reportUsage(state, command);
    case "RecordSideEffect":
      return results.recordSideEffect(state, command);
    case "MoveLease":
      return results.moveLease(state, command);
    case "LoseLease":
      return results.loseLease(state, command);
    case "TimeOutAttempt":
      return results.timeOutAttempt(state, command);
    case "DispatchStep":
      return dispatchStep(state, command);
    default:
      return assertNever(command);
  }
}
const runDecider = {
  stateVersion: 3,
  initialState: () => ({ status: "none" }),
  decide,
  evolve
};
export {
  decide,
  runDecider
};
//# sourceMappingURL=decide.js.map
