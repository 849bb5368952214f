/** What queries are asked with and what they answer beside rows. */
export type { ApprovalFilter } from './approvals/queries.js';
export type { CostFilter, Costs } from './costs/queries.js';
export type { CostEstimate, CostEstimateFilter, RunCost, RunCostFilter } from './costs/runs.js';
export type { CostCell, CostMatrix, CostMatrixFilter, CostSplit } from './costs/series.js';
export type {
  DeadLetterFilter,
  DeadLetterGroup,
  DeadLetterGroupFilter,
  DeadLetterGroups,
} from './dead-letters/queries.js';
export type { HeldWork, OpenWork, OpenWorkFigures } from './halts/queries.js';
export type { OperatorSummary, SessionFilter } from './operators/queries.js';
export type { Paging } from './paging.js';
export type { RunEventFilter } from './run-events/queries.js';
export type { RunFilter } from './runs/queries.js';
export type { RunFigures } from './workflows/figures.js';
export type { WorkflowVersionSummary } from './workflows/queries.js';
