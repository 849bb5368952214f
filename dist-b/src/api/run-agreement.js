import { canonicalize } from "../domain/kernel/json.js";
import { waitsOf } from "../domain/run/waits.js";
import { waitView } from "./run-state-view.js";
import { jsonOf } from "./run-views.js";
function disagreements(shown, state, plan, rows) {
  const { run } = rows, waits = waitsOf(state, plan, 0).map(waitView);
  return [
    ...compared("run", runOf(shown, waits), runOf({ ...run, counts: run.steps }, run.waits)),
    ...stepsCompared(shown, rows)
  ];
}
function stepsCompared({ steps }, rows) {
  const byKey = new Map(rows.steps.map((step) => [step.stepKey, step])), known = new Set(steps.map(({ stepKey }) => stepKey));
  return [
    ...steps.flatMap((step) => {
      const row = byKey.get(step.stepKey);
      return compared(`steps.${step.stepKey}`, stepOf(step), row ? stepOf(row) : {});
    }),
    ...rows.steps.filter(({ stepKey }) => !known.has(stepKey)).flatMap((row) => compared(`steps.${row.stepKey}`, {}, stepOf(row)))
  ];
}
const runOf = ({ status, endedAt, deadlineAt, limit, spent, reserved, counts }, waits) => ({
  status,
  endedAt,
  deadlineAt,
  limit,
  spent,
  reserved,
  counts,
  waits: waits.map(({ reason: _, revision: __, ...wait }) => wait)
}), stepOf = (step) => ({
  status: step.status,
  attempt: step.attempt,
  agentId: step.agentId,
  approvalId: step.approvalId,
  spent: step.spent,
  reserved: step.reserved,
  limit: step.limit,
  summary: step.summary,
  outputRevision: step.outputRevision,
  startedAt: step.startedAt,
  ...step.status === "awaitingRetry" ? { retryAt: step.retryAt } : {}
});
function compared(where, state, readModel) {
  const other = new Map(Object.entries(readModel)), names = /* @__PURE__ */ new Set([...Object.keys(state), ...other.keys()]), own = new Map(Object.entries(state));
  return [...names].flatMap((name) => {
    const a = jsonOf(own.get(name) ?? null), b = jsonOf(other.get(name) ?? null);
    return canonicalize(a) === canonicalize(b) ? [] : [{ path: `${where}.${name}`, state: a, readModel: b }];
  });
}
export {
  disagreements
};
//# sourceMappingURL=run-agreement.js.map
