/** What queries are asked with and what they answer beside rows. */
export type { AuditFilter } from './audit/filter.js';
export type { AuditEntry, AuditLinkRow } from './audit/links.js';
export type { Bucket, MarkedRow, RecordRequest, RunRecord, TimedRecord } from './audit/record.js';
export type { AuditRow } from './audit/rows.js';
export type { AuditCount, AuditPage, AuditSearch } from './audit/search.js';
export type { ApprovalFilter } from './approvals/queries.js';
export type { BulkFilter, BulkItemFilter, BulkQuestion, Frozen, FrozenItem } from './bulk/queries.js';
export type { BulkItemRow, BulkRow } from './bulk/tables.js';
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
export type { RecentEventEntry, RunEventEntry, RunEventFilter } from './run-events/queries.js';
export type { AttemptEntry, ChargeEntry, ChargeSums, RunCharges, StepEntry, Timeline } from './runs/detail.js';
export type { GoodStep, SameFailure } from './runs/good-step.js';
export type { OverviewRows, OverviewWindow } from './runs/overview.js';
export type { RunFilter, RunSort } from './runs/filter.js';
export type { RunCount, RunListing } from './runs/queries.js';
export type { RunFigures } from './workflows/figures.js';
export type { WorkflowVersionSummary } from './workflows/queries.js';
