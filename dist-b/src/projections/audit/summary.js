import { CATALOG } from "../../domain/catalog.js";
import { formatUsd } from "../../domain/kernel/money.js";
import { oneLine } from "./text.js";
function summaryOf(event, nanoUsd) {
  const line = isKnown(event) ? lineOf(event) : "", cost = nanoUsd === void 0 || nanoUsd === 0n ? "" : formatUsd(nanoUsd);
  return oneLine([line, cost].filter((part) => part !== "").join(" \xB7 "));
}
const isKnown = (event) => CATALOG.has(event.type), said = (text) => text.trim() === "" ? "" : `\u201C${text.trim()}\u201D`, joined = (...parts) => parts.filter((part) => part !== "").join(", "), count = (n, noun) => `${n} ${noun}${n === 1 ? "" : "s"}`, usd = (nano) => formatUsd(BigInt(nano)), limit = ({ nanoUsd, tokens }) => joined(nanoUsd === void 0 ? "" : usd(nanoUsd), tokens === void 0 ? "" : `${tokens} tokens`) || "no limit", inScope = (scope) => scope.kind === "workflow" ? `workflow ${scope.id ?? ""}` : scope.kind;
function lineOf(event) {
  switch (event.type) {
    case "RunStarted":
      return `${event.data.workflow.id}@${event.data.workflow.version}, ${event.data.trigger.kind}, by ${event.data.operatorName}`;
    case "RunCompleted":
      return `${count(event.data.steps, "step")}, ${usd(event.data.spentNanoUsd)} in all`;
    case "RunFailed":
      return joined(event.data.step?.stepKey ?? "", event.data.message);
    case "RunHalted":
      return joined(
        event.data.scope.kind === "run" ? "" : `by a stop of ${inScope(event.data.scope)}`,
        said(event.data.reason),
        event.data.revoked.length === 0 ? "" : `${count(event.data.revoked.length, "lease")} revoked`
      );
    case "RunCancelled":
      return joined(
        said(event.data.reason),
        event.data.revoked.length === 0 ? "" : `${count(event.data.revoked.length, "lease")} revoked`
      );
    case "RunPaused":
    case "RunResumed":
      return said(event.data.reason);
    case "HaltOrdered":
    case "HaltLifted":
      return joined(inScope(event.data.scope), said(event.data.reason));
    case "StepDispatched":
      return `to ${event.data.agent.name}${event.data.model === void 0 ? "" : `, ${event.data.model}`}`;
    case "StepProgressed":
      return joined(event.data.percent === void 0 ? "" : `${event.data.percent} %`, event.data.message ?? "");
    case "SideEffectRecorded":
      return joined(event.data.kind, event.data.target);
    case "StepCompleted":
      return event.data.summary;
    case "StepFailed":
      return `${event.data.class}: ${event.data.message}`;
    case "StepCarriedOver":
      return joined(
        event.data.outcome === "given" ? "given by the operator" : `${event.data.outcome} in run ${event.data.from.runId}`,
        event.data.summary
      );
    case "StepOutputRejected":
      return event.data.errors.map(({ path, message }) => `${path} ${message}`.trim()).join("; ");
    case "StepTimedOut":
      return `not done by ${event.data.deadlineAt}`;
    case "LeaseLost":
      return event.data.because;
    case "StepStopped":
      return joined(event.data.because, event.data.message);
    case "StepRetryScheduled":
      return joined(`attempt ${event.data.attempt} at ${event.data.at}`, event.data.because);
    case "StepDeadLettered":
      return `after ${count(event.data.attempts, "attempt")}: ${event.data.message}`;
    case "StepSkipped":
      return joined(event.data.because, said(event.data.reason));
    case "StepRedriven":
    case "StepAbandoned":
      return said(event.data.reason);
    case "LateResultRecorded":
      return event.data.result;
    case "ApprovalRequested":
      return joined(event.data.tier, event.data.reason, `until ${event.data.expiresAt}`);
    case "ApprovalVoted":
      return joined(`by ${event.data.operatorName}`, said(event.data.comment));
    case "ApprovalGranted":
      return joined(event.data.by.length > 1 ? `by ${event.data.by.join(" and ")}` : "", said(event.data.comment));
    case "ApprovalRejected":
      return said(event.data.comment);
    case "ApprovalEscalated":
      return `until ${event.data.expiresAt}`;
    case "ApprovalWithdrawn":
      return event.data.because;
    case "BudgetExceeded":
      return joined(
        `${event.data.scope} budget of ${limit(event.data.limit)}`,
        `${usd(event.data.spent.nanoUsd)} spent`,
        `${usd(event.data.asked.nanoUsd)} asked`,
        event.data.policy
      );
    case "RunBudgetChanged":
      return joined(`${limit(event.data.before)} to ${limit(event.data.after)}`, said(event.data.reason));
    case "UsageCharged":
    case "ReservationSettled":
      return event.data.charges.map(({ model }) => model).filter((model, i, all) => all.indexOf(model) === i).join(", ");
    case "WorkflowVersionSaved":
      return `${event.data.workflowId}@${event.data.version}, ${count(event.data.steps, "step")}`;
    case "AgentConnected":
      return joined(event.data.name, event.data.capabilities.join(" "));
    case "AgentDisconnected":
      return event.data.because;
    case "AgentTokenIssued":
    case "OperatorKeyIssued":
    case "OperatorRenamed":
      return event.data.name;
    case "AgentTokenRevoked":
    case "OperatorKeyRevoked":
    case "OperatorDisabled":
    case "OperatorEnabled":
      return said(event.data.reason);
    case "OperatorCreated":
    case "OperatorRolesChanged":
      return event.data.roles.join(", ");
    case "SessionStarted":
      return event.data.device;
    case "SessionEnded":
      return event.data.because;
    case "ViewSaved":
      return event.data.name;
    case "BulkStarted":
      return joined(`${event.data.action} ${event.data.total}`, said(event.data.reason));
    case "BulkItemsDone":
      return `${event.data.from + event.data.outcomes.length} so far`;
    case "BulkPaused":
    case "BulkResumed":
    case "BulkStopped":
      return said(event.data.reason);
    case "SigningKeyAdded":
      return joined(
        event.data.keyId,
        event.data.lost === !0 ? "the key before it was lost" : "",
        said(event.data.reason)
      );
    case "CheckpointSigned":
      return joined(count(event.data.size, "leaf").replace("leafs", "leaves"), `root ${event.data.rootHash}`);
    case "ExportRequested":
      return joined(
        `${event.data.kind} as ${event.data.format}`,
        ...Object.entries(event.data.filter).map(([name, value]) => `${name} ${[value].flat().join(" ")}`),
        event.data.resumes === void 0 ? "" : `goes on with ${event.data.resumes}`
      );
    case "ExportFinished":
      return joined(
        event.data.outcome,
        count(event.data.events, "event"),
        count(event.data.bytes, "byte"),
        event.data.reason ?? ""
      );
    // Type and place say it all; a new type is added here when it has more to say.
    default:
      return "";
  }
}
export {
  summaryOf
};
//# sourceMappingURL=summary.js.map
