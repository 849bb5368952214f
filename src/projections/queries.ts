import type { CostKind, CostRollupRow, DeadLetterStatus, ApprovalStatus, RunStatus } from './rows.js';

export interface Paging {
  /** 1 to 500. */
  readonly limit: number;
  /** `next` of the page before. */
  readonly cursor?: string | undefined;
}
export interface RunFilter extends Paging {
  readonly status?: RunStatus | 'open' | undefined;
  readonly workflow?: string | undefined;
  readonly operator?: string | undefined;
  /** Any part of the run's id, workflow or operator, in any case. */
  readonly text?: string | undefined;
}
export interface ApprovalFilter extends Paging {
  readonly status?: ApprovalStatus | undefined;
  readonly runId?: string | undefined;
}
export interface DeadLetterFilter {
  readonly status?: DeadLetterStatus | undefined;
  readonly runId?: string | undefined;
}
export interface CostFilter {
  readonly by: CostKind;
  /** ISO instants: from inclusive, to exclusive. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly runId?: string | undefined;
}
export interface Costs {
  readonly rows: readonly CostRollupRow[];
  /** The sum of the rows, to the nano-dollar. */
  readonly total: Omit<CostRollupRow, 'kind' | 'key'>;
  /** True while an event of any run could not be projected. */
  readonly incomplete: boolean;
}
