/** What queries are asked with and what they answer beside rows. */
export type { ApprovalFilter } from './approvals/queries.js';
export type { CostFilter, Costs } from './costs/queries.js';
export type { DeadLetterFilter } from './dead-letters/queries.js';
export type { Paging } from './paging.js';
export type { RunEventFilter } from './run-events/queries.js';
export type { RunFilter } from './runs/queries.js';
export type { WorkflowVersionSummary } from './workflows/queries.js';
