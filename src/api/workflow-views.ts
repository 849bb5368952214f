import type { DefinitionDiff } from '../domain/workflow/diff.js';
import type { RunFigures as Figures, WorkflowVersionSummary as VersionRow } from '../projections/queries.js';
import type * as row from '../projections/rows.js';
import type {
  DefinitionGraph,
  DefinitionProblem,
  RunFigures,
  WorkflowDiff,
  WorkflowSummary,
  WorkflowVersion,
  WorkflowVersionSummary,
} from './contract/workflows.js';
import type { CheckedDefinition, LocatedProblem } from './ports.js';

const NO_RUNS: RunFigures = {
  total: 0,
  open: 0,
  completed: 0,
  failed: 0,
  cancelled: 0,
  medianDurationMs: null,
  spentNanoUsd: '0',
  averageNanoUsd: null,
  lastRun: null,
};

export const figuresView = (figures: Figures | undefined): RunFigures =>
  figures
    ? {
        total: figures.total,
        open: figures.open,
        completed: figures.completed,
        failed: figures.failed,
        cancelled: figures.cancelled,
        medianDurationMs: figures.medianDurationMs,
        spentNanoUsd: figures.spentNanoUsd,
        averageNanoUsd: figures.averageNanoUsd,
        lastRun: { runId: figures.lastRunId, status: figures.lastStatus, startedAt: figures.lastStartedAt },
      }
    : { ...NO_RUNS };

export const workflowView = (workflow: row.WorkflowRow, figures: Figures | undefined): WorkflowSummary => ({
  workflowId: workflow.workflowId,
  name: workflow.name,
  description: workflow.description,
  latestVersion: workflow.latestVersion,
  hash: workflow.hash,
  steps: workflow.steps,
  savedAt: workflow.updatedAt,
  savedBy: workflow.updatedBy,
  runs: figuresView(figures),
});

/** `text`: of the source, looked up when it is stored beside the log. */
export const versionView = (version: row.WorkflowVersionRow, text: unknown): WorkflowVersion => ({
  workflowId: version.workflowId,
  version: version.version,
  name: version.name,
  description: version.description,
  definition: version.definition,
  source: version.source && typeof text === 'string' ? { format: version.source.format, text } : null,
  hash: version.hash,
  steps: version.steps,
  warnings: version.warnings.map((warning) => ({ ...warning })),
  savedAt: version.savedAt,
  savedBy: version.savedBy,
});

export const versionSummaryView = (version: VersionRow, figures: Figures | undefined): WorkflowVersionSummary => ({
  version: version.version,
  name: version.name,
  hash: version.hash,
  steps: version.steps,
  warnings: version.warnings.length,
  savedAt: version.savedAt,
  savedBy: version.savedBy,
  runs: figuresView(figures),
});

export const diffView = (
  workflowId: string,
  [from, to]: readonly [number, number],
  diff: DefinitionDiff,
): WorkflowDiff => ({
  workflowId,
  from,
  to,
  same: diff.same,
  workflow: diff.workflow.map(changeView),
  steps: diff.steps.map((step) =>
    step.kind === 'changed'
      ? { stepId: step.stepId, kind: step.kind, moved: step.moved, fields: step.fields.map(changeView) }
      : { stepId: step.stepId, kind: step.kind, moved: false, fields: [] },
  ),
});
const changeView = ({
  field,
  before,
  after,
}: DefinitionDiff['workflow'][number]): WorkflowDiff['workflow'][number] => ({
  field,
  ...(before === undefined ? {} : { before }),
  ...(after === undefined ? {} : { after }),
});

export const problemView = ({ path, message, code, line, column, from, to }: LocatedProblem): DefinitionProblem => ({
  path,
  message,
  ...(code === undefined ? {} : { code }),
  ...(line === undefined ? {} : { line }),
  ...(column === undefined ? {} : { column }),
  ...(from === undefined ? {} : { from }),
  ...(to === undefined ? {} : { to }),
});

export function graphView({ picture, locate }: CheckedDefinition): DefinitionGraph | undefined {
  if (!picture) return undefined;
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
        estimateNanoUsd: step.estimateNanoUsd === undefined ? null : String(step.estimateNanoUsd),
        inCycle: step.inCycle,
        problems: step.problems,
        warnings: step.warnings,
        ...(place === undefined ? {} : { line: place.line, from: place.from, to: place.to }),
      };
    }),
    layers: picture.layers.map((layer) => [...layer]),
    cycles: [...picture.cycles],
  };
}
