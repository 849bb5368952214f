import { formatUsd } from "../domain/kernel/money.js";
import { jsonDifferences } from "../domain/kernel/json-difference.js";
import { durationOf } from "./run-views.js";
function saidBy(event) {
  const words = (kind, code, message) => ({
    class: kind,
    code,
    message,
    by: null,
    schemaErrors: [],
    fingerprint: null
  });
  switch (event?.type) {
    case "StepFailed":
    case "StepDeadLettered":
      return {
        ...words(event.data.class, event.data.code, event.data.message),
        fingerprint: event.data.fingerprint
      };
    case "StepOutputRejected": {
      const { errors, fingerprint } = event.data, [first] = errors, message = first ? `${first.path} ${first.message}`.trim() : "the output does not fit its schema";
      return { ...words("outputRejected", "OUTPUT.REJECTED", message), fingerprint, schemaErrors: [...errors] };
    }
    case "StepTimedOut":
      return words("timeout", "ATTEMPT.TIMED_OUT", `no result by ${event.data.deadlineAt}`);
    case "LeaseLost":
      return words("leaseLost", "LEASE.LOST", event.data.because);
    case "StepStopped":
      return words("stopped", "ATTEMPT.STOPPED", event.data.message);
    case "StepAbandoned":
      return { ...words("abandoned", "STEP.ABANDONED", event.data.reason), by: event.metadata.actor.name };
    case "StepSkipped":
      return { ...words("skipped", "STEP.SKIPPED", event.data.reason), by: event.metadata.actor.name };
    case "ApprovalRejected": {
      const by = event.metadata.actor.name;
      return { ...words("rejected", "APPROVAL.REJECTED", event.data.comment || `rejected by ${by}`), by };
    }
    case "ApprovalExpired":
      return words("expired", "APPROVAL.EXPIRED", "nobody decided before the deadline");
    case "BudgetExceeded": {
      const { scope, asked, limit } = event.data, of = limit.nanoUsd === void 0 ? `${limit.tokens ?? 0} tokens` : formatUsd(BigInt(limit.nanoUsd)), what = asked.nanoUsd === "0" ? `${asked.tokens} tokens` : formatUsd(BigInt(asked.nanoUsd));
      return words("budget", "BUDGET.EXCEEDED", `the ${scope}'s budget of ${of} is short of the ${what} asked for`);
    }
    case "RunFailed":
      return words(event.data.because, `RUN.${event.data.because.toUpperCase()}`, event.data.message);
    default:
      return words("unknown", "UNKNOWN", "");
  }
}
const failedAttemptView = (attempt, schemaErrors) => ({
  attempt: attempt.attempt,
  agentId: attempt.agentId,
  agentName: attempt.agentName,
  model: attempt.model,
  outcome: attempt.outcome,
  dispatchedAt: attempt.dispatchedAt,
  endedAt: attempt.endedAt,
  durationMs: durationOf(attempt.dispatchedAt, attempt.endedAt),
  revision: attempt.endedRevision,
  nanoUsd: attempt.spentNanoUsd,
  error: attempt.error && { ...attempt.error },
  fingerprint: attempt.fingerprint,
  schemaErrors
});
function goodRunView({ version, step, attempt }) {
  const startedAt = step.startedAt ?? attempt.dispatchedAt, endedAt = step.endedAt ?? attempt.endedAt ?? startedAt;
  return {
    runId: step.runId,
    stepKey: step.stepKey,
    version,
    agentId: attempt.agentId,
    agentName: attempt.agentName,
    model: attempt.model,
    attempts: step.attempt,
    startedAt,
    endedAt,
    durationMs: durationOf(startedAt, endedAt) ?? 0,
    nanoUsd: step.spentNanoUsd,
    outputRevision: step.outputRevision
  };
}
const MOST_DIFFERENCES = 100;
function differences(before, after, schemaErrors) {
  const found = [], plain = (about, a, b, likely) => {
    a !== b && found.push({ about, path: null, before: a, after: b, likely });
  };
  plain("version", before.version, after.version, !0), plain("agent", before.agent, after.agent, !0), plain("model", before.model, after.model, !0);
  for (const about of ["output", "input"]) {
    const [a, b] = [before[about], after[about]];
    if (!(a === void 0 || b === void 0))
      for (const { path, ...values } of jsonDifferences(a, b, MOST_DIFFERENCES)) {
        const refused = about === "output" && schemaErrors.some((error) => samePlace(error.path, path));
        (about === "input" || refused) && found.push({ about, path, ...values, likely: refused });
      }
  }
  return plain("attempts", before.attempts, after.attempts, !1), plain("duration", before.durationMs, after.durationMs, !1), plain("cost", before.nanoUsd, after.nanoUsd, !1), [...found.filter(({ likely }) => likely), ...found.filter(({ likely }) => !likely)].slice(0, MOST_DIFFERENCES);
}
function samePlace(pointer, path) {
  const a = pointer.split("/").filter((part) => part !== ""), b = path.replace(/\[(\d+)\]/g, ".$1").split(".").filter((part) => part !== "");
  return a.slice(0, b.length).every((part, i) => b[i] === void 0 || part === b[i]) && a.length > 0 && b.length > 0;
}
const ENDPOINT = {
  retry: "retryStep",
  skip: "skipStep",
  abandon: "abandonStep",
  raiseBudget: "changeRunBudget",
  resume: "resumeRun",
  startAgain: "startRun"
}, actionView = ({ remedy, stepKey, because }, about) => ({
  action: remedy,
  stepKey,
  possible: because === null,
  because,
  role: "operator",
  endpoint: ENDPOINT[remedy],
  nanoUsd: remedy === "retry" ? about.nanoUsd : null,
  likelyToFail: remedy === "retry" && about.likelyToFail
}), elsewhereView = (same) => ({
  deadLetters: same?.deadLetters ?? 0,
  runs: same?.runs ?? 0,
  since: same?.since ?? null,
  items: (same?.items ?? []).map(({ runId, workflowId, workflowName, stepKey, at }) => ({
    runId,
    workflowId,
    workflowName,
    stepKey,
    at
  }))
});
export {
  actionView,
  differences,
  elsewhereView,
  failedAttemptView,
  goodRunView,
  saidBy
};
//# sourceMappingURL=failure-views.js.map
