import type * as row from '../rows.js';
import type { BulkItemRow, BulkRow } from '../bulk/tables.js';
import type { ParkedEventRow, StoredDeadLetteredEvent } from '../health/tables.js';
import type { TableName } from '../tables.js';

/** What a batch does to one table. A row is kept once, as it stands at the end of the batch. */
export class RowChanges<Row> {
  readonly inserted = new Set<Row>();
  readonly updated = new Set<Row>();

  insert(row: Row): void {
    this.inserted.add(row);
  }
  update(row: Row): void {
    if (!this.inserted.has(row)) this.updated.add(row);
  }
}

/** Rows that are sums: a batch adds to each once. */
export class SumChanges<Row> {
  private readonly rows = new Map<string, Row>();
  readonly updated: ReadonlySet<Row> = new Set();

  get inserted(): Iterable<Row> & { readonly size: number } {
    return new Set(this.rows.values());
  }
  of(key: string, empty: () => Row): Row {
    const known = this.rows.get(key);
    if (known) return known;
    const row = empty();
    this.rows.set(key, row);
    return row;
  }
}

/** Everything that a batch of events does to the tables, gathered in memory and written by one statement. */
export class Changes {
  readonly runs = new RowChanges<row.RunRow>();
  readonly steps = new RowChanges<row.StepRow>();
  readonly attempts = new RowChanges<row.AttemptRow>();
  readonly runAgents = new RowChanges<row.RunAgentRow>();
  readonly runPayloads = new RowChanges<row.RunPayloadRow>();
  readonly runKeys = new SumChanges<row.RunKeyRow>();
  readonly runEvents = new RowChanges<row.RunEventRow>();
  readonly approvals = new RowChanges<row.ApprovalRow>();
  readonly deadLetters = new RowChanges<row.DeadLetterRow>();
  readonly charges = new RowChanges<row.ChargeRow>();
  readonly costRollups = new SumChanges<row.CostRollupRow>();
  readonly costHours = new SumChanges<row.CostHourRow>();
  readonly workflows = new RowChanges<row.WorkflowRow>();
  readonly workflowVersions = new RowChanges<row.WorkflowVersionRow>();
  readonly agents = new RowChanges<row.AgentRow>();
  readonly agentWork = new SumChanges<row.AgentWorkRow>();
  readonly agentHours = new SumChanges<row.AgentHourRow>();
  readonly operators = new RowChanges<row.OperatorRow>();
  readonly halts = new RowChanges<row.HaltRow>();
  readonly bulks = new RowChanges<BulkRow>();
  readonly bulkItems = new RowChanges<BulkItemRow>();
  readonly deadLetteredEvents = new RowChanges<StoredDeadLetteredEvent>();
  readonly parkedEvents = new RowChanges<ParkedEventRow>();
  readonly skippedTypes = new SumChanges<row.SkippedTypeRow>();
}

/** Compile-time proof that each table has its changes, and nothing else does. */
export const tableChanges = (
  changes: Changes,
): Record<
  TableName,
  { readonly inserted: Iterable<object> & { readonly size: number }; readonly updated: ReadonlySet<object> }
> => ({ ...changes });
