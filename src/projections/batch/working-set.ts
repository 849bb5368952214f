import type pg from 'pg';
import { STREAMS } from '../../domain/catalog.js';
import type { FeedBatch } from '../../domain/kernel/ports.js';
import type { BulkRow } from '../bulk/tables.js';
import type * as row from '../rows.js';
import { runDocument, type RunDocument } from '../runs/document.js';
import { TABLES, type TableName } from '../tables.js';

/** Rows of every workflow, agent, operator, halt and bulk action: few, and kept in memory. */
export interface Registry {
  readonly workflows: Map<string, row.WorkflowRow>;
  readonly agents: Map<string, row.AgentRow>;
  readonly operators: Map<string, row.OperatorRow>;
  readonly halts: Map<string, row.HaltRow>;
  readonly bulks: Map<string, BulkRow>;
}

/** Rows of steps that may stay in memory between batches. */
const KEPT_STEPS = 100_000;

/**
 * The rows that events are folded into: as they stand in Postgres, since only one projector writes. Runs are loaded when an event
 * touches them and stay while they are open. After a failed write everything is forgotten.
 */
export class WorkingSet {
  readonly runs = new Map<string, RunDocument>();
  registry: Registry = {
    workflows: new Map(),
    agents: new Map(),
    operators: new Map(),
    halts: new Map(),
    bulks: new Map(),
  };
  private registryLoaded = false;

  constructor(
    private readonly client: pg.ClientBase,
    private readonly schema: string,
  ) {}

  /** Loads what the events of a batch touch; a run that starts in it has no rows yet. */
  async load(items: FeedBatch['items']): Promise<void> {
    const missing = new Set<string>();
    let registry = false;
    for (const item of items) {
      if (item.kind !== 'event') continue;
      const { stream, revision } = item.event;
      if (!stream.startsWith(STREAMS.run)) registry = true;
      else {
        const runId = stream.slice(STREAMS.run.length);
        if (revision > 0 && !this.runs.has(runId)) missing.add(runId);
        else if (revision === 0) this.starting.add(runId);
      }
    }
    for (const runId of this.starting) missing.delete(runId);
    this.starting.clear();
    if (missing.size > 0) await this.loadRuns([...missing]);
    if (registry && !this.registryLoaded) await this.loadRegistry();
  }
  private readonly starting = new Set<string>();

  forget(): void {
    this.runs.clear();
    this.registryLoaded = false;
  }

  /** Ended runs hardly change any more; beyond the limit, those that were loaded first go. */
  trim(): void {
    let steps = 0;
    for (const [runId, doc] of this.runs) {
      if (doc.run.endedAt !== null) this.runs.delete(runId);
      else steps += doc.steps.size;
    }
    for (const [runId, doc] of this.runs) {
      if (steps <= KEPT_STEPS) return;
      this.runs.delete(runId);
      steps -= doc.steps.size;
    }
  }

  private async loadRuns(runIds: readonly string[]): Promise<void> {
    const of = <Row extends pg.QueryResultRow>(table: TableName, where = ''): Promise<Row[]> =>
      this.rows<Row>(table, `WHERE run_id = ANY($1::text[])${where}`, [runIds]);
    const runs = await of<row.RunRow>('runs');
    const steps = byRun(await of<row.StepRow>('steps', ' ORDER BY run_id, "order", step_key'));
    const attempts = byRun(await of<row.AttemptRow>('attempts'));
    const approvals = byRun(await of<row.ApprovalRow>('approvals'));
    const deadLetters = byRun(await of<row.DeadLetterRow>('deadLetters', ` AND status = 'open'`));
    for (const run of runs)
      this.runs.set(
        run.runId,
        runDocument({
          run,
          steps: steps.get(run.runId) ?? [],
          attempts: attempts.get(run.runId) ?? [],
          approvals: approvals.get(run.runId) ?? [],
          deadLetters: deadLetters.get(run.runId) ?? [],
        }),
      );
  }

  private async loadRegistry(): Promise<void> {
    this.registry = {
      workflows: byId(await this.rows<row.WorkflowRow>('workflows'), (one) => one.workflowId),
      agents: byId(await this.rows<row.AgentRow>('agents'), (one) => one.agentId),
      operators: byId(await this.rows<row.OperatorRow>('operators'), (one) => one.operatorId),
      halts: byId(await this.rows<row.HaltRow>('halts'), (one) => one.haltId),
      bulks: byId(await this.rows<BulkRow>('bulks'), (one) => one.bulkId),
    };
    this.registryLoaded = true;
  }

  private async rows<Row extends pg.QueryResultRow>(
    table: TableName,
    where = '',
    values: unknown[] = [],
  ): Promise<Row[]> {
    return (await this.client.query<Row>(`${TABLES[table].select(this.schema)} ${where}`, values)).rows;
  }
}

const byId = <Row>(rows: readonly Row[], id: (row: Row) => string): Map<string, Row> =>
  new Map(rows.map((one) => [id(one), one]));

function byRun<Row extends { readonly runId: string }>(rows: readonly Row[]): Map<string, Row[]> {
  const found = new Map<string, Row[]>();
  for (const one of rows) {
    const others = found.get(one.runId);
    if (others) others.push(one);
    else found.set(one.runId, [one]);
  }
  return found;
}
