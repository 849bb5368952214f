const NO_RUNS = {
  total: 0,
  open: 0,
  completed: 0,
  failed: 0,
  cancelled: 0,
  medianDurationMs: null,
  spentNanoUsd: "0",
  averageNanoUsd: null,
  lastRun: null
}, figuresView = (figures) => figures ? {
  total: figures.total,
  open: figures.open,
  completed: figures.completed,
  failed: figures.failed,
  cancelled: figures.cancelled,
  medianDurationMs: figures.medianDurationMs,
  spentNanoUsd: figures.spentNanoUsd,
  averageNanoUsd: figures.averageNanoUsd,
  lastRun: { runId: figures.lastRunId, status: figures.lastStatus, startedAt: figures.lastStartedAt }
} : { ...NO_RUNS }, workflowView = (workflow, figures) => ({
  workflowId: workflow.workflowId,
  name: workflow.name,
  description: workflow.description,
  latestVersion: workflow.latestVersion,
  hash: workflow.hash,
  steps: workflow.steps,
  savedAt: workflow.updatedAt,
  savedBy: workflow.updatedBy,
  runs: figuresView(figures)
}), versionView = (version, text) => ({
  workflowId: version.workflowId,
  version: version.version,
  name: version.name,
  description: version.description,
  definition: version.definition,
  source: version.source && typeof text == "string" ? { format: version.source.format, text } : null,
  hash: version.hash,
  steps: version.steps,
  warnings: version.warnings.map((warning) => ({ ...warning })),
  savedAt: version.savedAt,
  savedBy: version.savedBy
}), versionSummaryView = (version, figures) => ({
  version: version.version,
  name: version.name,
  hash: version.hash,
  steps: version.steps,
  warnings: version.warnings.length,
  savedAt: version.savedAt,
  savedBy: version.savedBy,
  runs: figuresView(figures)
}), diffView = (workflowId, [from, to], diff) => ({
  workflowId,
  from,
  to,
  same: diff.same,
  workflow: diff.workflow.map(changeView),
  steps: diff.steps.map(
    (step) => step.kind === "changed" ? { stepId: step.stepId, kind: step.kind, moved: step.moved, fields: step.fields.map(changeView) } : { stepId: step.stepId, kind: step.kind, moved: !1, fields: [] }
  )
}), changeView = ({
  field,
  before,
  after
}) => ({
  field,
  ...before === void 0 ? {} : { before },
  ...after === void 0 ? {} : { after }
}), problemView = ({ path, message, code, line, column, from, to }) => ({
  path,
  message,
  ...code === void 0 ? {} : { code },
  ...line === void 0 ? {} : { line },
  ...column === void 0 ? {} : { column },
  ...from === void 0 ? {} : { from },
  ...to === void 0 ? {} : { to }
});
function graphView({ picture, locate }) {
  if (picture)
    return {
      steps: picture.steps.map((step) => {
        const place = locate?.(`steps[${step.index}]`);
        return {
          id: step.id,
          name: step.name,
          index: step.index,
          layer: step.layer,
          dependsOn: [...step.dependsOn],
          capability: step.capability ?? null,
          model: step.model ?? null,
          tier: step.tier,
          asksApproval: step.asksApproval,
          estimateNanoUsd: step.estimateNanoUsd === void 0 ? null : String(step.estimateNanoUsd),
          inCycle: step.inCycle,
          problems: step.problems,
          warnings: step.warnings,
          ...place === void 0 ? {} : { line: place.line, from: place.from, to: place.to }
        };
      }),
      layers: picture.layers.map((layer) => [...layer]),
      cycles: [...picture.cycles]
    };
}
export {
  diffView,
  figuresView,
  graphView,
  problemView,
  versionSummaryView,
  versionView,
  workflowView
};
//# sourceMappingURL=workflow-views.js.map
