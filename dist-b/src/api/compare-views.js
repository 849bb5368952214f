import { amountView } from "./run-state-view.js";
const comparisonView = ({ a, b }, { same, relation, sameWorkflow, parting, steps }, shown) => ({
  a: sideView(a),
  b: sideView(b),
  same,
  relation: relation.kind === "replay" ? { kind: relation.kind, of: relation.of, revision: relation.revision } : { kind: relation.kind, of: null, revision: null },
  sameWorkflow,
  parting: parting ? { ...parting, reasons: [...parting.reasons], a: parting.a ?? null, b: parting.b ?? null } : null,
  input: shown.input,
  workflow: shown.workflow,
  steps: steps.map((step, i) => stepView(step, shown.steps[i] ?? NOTHING_SHOWN))
}), NOTHING_SHOWN = { inputs: null, output: null, fields: [] };
function sideView({ run, story, plan, revision, at, last }) {
  const work = [...story.work.values()], kept = [...run.steps.values()].flatMap(({ carriedCost }) => carriedCost ?? []);
  return {
    runId: run.runId,
    workflowId: run.workflow.id,
    workflowName: run.workflow.name,
    version: run.workflow.version,
    status: run.status,
    reason: story.reason ?? null,
    revision,
    last,
    startedAt: new Date(run.startedAt).toISOString(),
    endedAt: run.endedAt === void 0 ? null : new Date(run.endedAt).toISOString(),
    durationMs: (run.endedAt ?? at) - run.startedAt,
    workedMs: work.reduce((sum, { workedMs }) => sum + workedMs, 0),
    spent: amountView(run.budget.spent),
    kept: { steps: kept.length, had: amountView(kept.reduce(plus, NOTHING)) },
    attempts: work.reduce((sum, { attempts }) => sum + attempts, 0),
    steps: { total: plan.steps.length, done: run.done }
  };
}
const stepView = ({ stepKey, name, differs, first, a, b }, shown) => ({
  stepKey,
  name,
  differs: [...differs],
  first,
  ...shown,
  a: a ? stepSideView(a) : null,
  b: b ? stepSideView(b) : null
});
function stepSideView({ status, state, work }) {
  const took = work?.startedAt === void 0 || work.endedAt === void 0 ? null : work.endedAt - work.startedAt;
  return {
    status,
    attempts: work?.attempts ?? 0,
    agentName: work?.agentName ?? null,
    model: work?.model ?? null,
    spent: amountView(state?.spent ?? NOTHING),
    workedMs: work?.workedMs ?? 0,
    tookMs: took,
    error: state?.lastCause && status !== "completed" ? { ...state.lastCause } : null,
    summary: state?.summary ?? null,
    keptFrom: work?.keptFrom ? { ...work.keptFrom } : null,
    revision: work?.revision ?? null,
    inputsRevision: work?.inputs?.revision ?? null,
    outputRevision: work?.output?.revision ?? null
  };
}
const NOTHING = { nanoUsd: 0n, tokens: 0 }, plus = (sum, one) => ({
  nanoUsd: sum.nanoUsd + one.nanoUsd,
  tokens: sum.tokens + one.tokens
});
export {
  comparisonView
};
//# sourceMappingURL=compare-views.js.map
