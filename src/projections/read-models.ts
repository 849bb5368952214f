import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import type { BlobStore, Checkpoint, Feed } from '../domain/kernel/ports.js';
import { listAgentLeases, listAgents, listWantedCapabilities } from './agents/queries.js';
import { getApproval, lastApproved, listApprovals, type ApprovalFilter } from './approvals/queries.js';
import { costs, type CostFilter, type Costs } from './costs/queries.js';
import {
  listCostEstimates,
  listRunCosts,
  type CostEstimate,
  type CostEstimateFilter,
  type RunCost,
  type RunCostFilter,
} from './costs/runs.js';
import { costMatrix, type CostMatrix, type CostMatrixFilter } from './costs/series.js';
import {
  listDeadLetterGroups,
  listDeadLetters,
  type DeadLetterFilter,
  type DeadLetterGroupFilter,
  type DeadLetterGroups,
} from './dead-letters/queries.js';
import { heldWork, listHalts, openWorkIn, type HeldWork, type OpenWork } from './halts/queries.js';
import { checkpoint, checkpointPosition } from './health/queries.js';
import { projectionStatus } from './health/status.js';
import type { ProjectionLog } from './log.js';
import {
  listHints,
  listOperators,
  listSessions,
  listViews,
  type OperatorSummary,
  type SessionFilter,
} from './operators/queries.js';
import type * as row from './rows.js';
import { listRunEvents, type RunEventFilter } from './run-events/queries.js';
import { behind, type CommitListener } from './runner/commits.js';
import { Rebuild, type RebuildOptions } from './runner/rebuild.js';
import { retryParked, type Retried } from './runner/retry-parked.js';
import { Runner } from './runner/runner.js';
import { getRun, listAttempts, listOpenWork, listRuns, listSteps, type RunFilter } from './runs/queries.js';
import { isSchemaGone, projectorConnection, queryPool, unavailable } from './storage/connection.js';
import { database, type Db } from './storage/database.js';
import { currentSchema, migrate } from './storage/schema.js';
import { listRunFigures, listVersionFigures, type RunFigures } from './workflows/figures.js';
import { getWorkflow, listWorkflows, listWorkflowVersions, type WorkflowVersionSummary } from './workflows/queries.js';

export type * from './queries.js';
export type { RunChange } from './batch/projector.js';
export type { ProjectionLog } from './log.js';
export type { RebuildOptions } from './runner/rebuild.js';
export type { Retried } from './runner/retry-parked.js';

export interface ReadModelsOptions {
  readonly databaseUrl: string;
  readonly log: ProjectionLog;
  /** What to do when the event at the checkpoint is gone: say so and wait (default), or rebuild from the log that is there. */
  readonly onWipedStore?: 'refuse' | 'rebuild';
  /** Connections for queries; default 8. */
  readonly maxConnections?: number;
}

const STANDBY_POLL_MS = 20;

/**
 * Everything that is derived from the log, in PostgreSQL. Queries reject with READ.UNAVAILABLE (unavailable) within 2 s
 * when PostgreSQL is away; nothing here is a source.
 */
export class ReadModels {
  private readonly pool: pg.Pool;
  private readonly db: Db;
  private readonly runner: Runner;
  private readonly rebuilding: Rebuild;
  /** The current schema, as far as this process knows. */
  private schema: string | undefined;

  constructor(private readonly options: ReadModelsOptions) {
    const { databaseUrl, log } = options;
    this.pool = queryPool(databaseUrl, options.maxConnections ?? 8);
    this.db = database(this.pool);
    const onSchema = (schema: string): void => void (this.schema = schema);
    this.runner = new Runner({ databaseUrl, log, onWipedStore: options.onWipedStore ?? 'refuse', onSchema });
    this.rebuilding = new Rebuild(this.runner, databaseUrl, log, onSchema);
    this.runner.onWiped = () => this.rebuilding.run({});
  }

  /** Makes the tables of this version if they are not there. Rejects with READ.UNAVAILABLE or READ.NEWER. `start` does it too. */
  async migrate(): Promise<void> {
    try {
      const client = await projectorConnection(this.options.databaseUrl, () => undefined);
      try {
        this.schema = (await migrate(client, this.options.log)).schema;
      } finally {
        await client.end();
      }
    } catch (error) {
      throw unavailable(error);
    }
  }

  /** Projects until `signal` aborts; reconnects by itself. Settles when it has stopped, and never rejects. */
  start(feed: Feed, blobs: BlobStore, signal: AbortSignal): Promise<void> {
    return this.runner.run(feed, blobs, signal);
  }

  /** Ends the connections; call it after `start` has settled. */
  async close(): Promise<void> {
    await this.db.destroy();
  }

  /** Read your writes: resolves when everything up to `position` is committed; else rejects with READ.BEHIND (unavailable), which names the lag. */
  async waitFor(position: bigint, timeoutMs = 2_000): Promise<void> {
    if (this.runner.session) return this.runner.commits.waitFor(position, timeoutMs);
    // Another process projects, or none does: ask Postgres how far it is.
    const until = performance.now() + timeoutMs;
    for (;;) {
      const at = await this.read(checkpointPosition);
      if (at >= position) return;
      if (performance.now() >= until) throw behind(position, at);
      await sleep(STANDBY_POLL_MS);
    }
  }

  /** Called after each commit with the runs and the kinds of stream that changed. Answers how to stop it. */
  onCommit(callback: CommitListener): () => void {
    return this.runner.commits.listen(callback);
  }

  /** Fills a second schema from the log while the first goes on, and swaps. Rejects with READ.REBUILDING (conflict), READ.NOT_PROJECTOR or READ.UNAVAILABLE (unavailable). */
  async rebuild(options: RebuildOptions = {}): Promise<void> {
    try {
      await this.rebuilding.run(options);
    } catch (error) {
      if (options.signal?.aborted) throw error;
      throw unavailable(error);
    }
  }

  /** Tries parked streams again, from their poison events on. Rejects with READ.NOT_PROJECTOR or READ.UNAVAILABLE (unavailable). */
  async retryParked(): Promise<Retried> {
    try {
      return await retryParked(this.runner);
    } catch (error) {
      throw unavailable(error);
    }
  }

  /** Also while PostgreSQL is away: then with what is known. */
  status(): Promise<row.ProjectionStatus> {
    return projectionStatus(this.runner, this.rebuilding.progress, this.schema, (query) => this.read(query));
  }

  listRuns = (filter: RunFilter): Promise<row.Page<row.RunSummary>> => this.read((db) => listRuns(db, filter));
  getRun = (
    runId: string,
  ): Promise<{ readonly run: row.RunSummary; readonly steps: readonly row.StepRow[] } | undefined> =>
    this.read((_, schema) => getRun(this.db, schema, runId));
  listSteps = (runId: string): Promise<readonly row.StepRow[]> => this.read((db) => listSteps(db, runId));
  listAttempts = (runId: string): Promise<readonly row.AttemptRow[]> => this.read((db) => listAttempts(db, runId));
  listRunEvents = (filter: RunEventFilter): Promise<readonly row.RunEventRow[]> =>
    this.read((db) => listRunEvents(db, filter));
  listApprovals = (filter: ApprovalFilter): Promise<row.Page<row.ApprovalRow>> =>
    this.read((db) => listApprovals(db, filter));
  getApproval = (approvalId: string): Promise<row.ApprovalRow | undefined> =>
    this.read((db) => getApproval(db, approvalId));
  lastApproved = (of: row.ApprovalRow): Promise<row.ApprovalRow | undefined> =>
    this.read((db) => lastApproved(db, of));
  listDeadLetters = (filter: DeadLetterFilter): Promise<row.Page<row.DeadLetterRow>> =>
    this.read((db) => listDeadLetters(db, filter));
  listDeadLetterGroups = (filter: DeadLetterGroupFilter): Promise<DeadLetterGroups> =>
    this.read((db) => listDeadLetterGroups(db, filter));
  costs = (filter: CostFilter): Promise<Costs> => this.read((db) => costs(db, filter));
  costMatrix = (filter: CostMatrixFilter): Promise<CostMatrix> => this.read((db) => costMatrix(db, filter));
  listRunCosts = (filter: RunCostFilter): Promise<readonly RunCost[]> => this.read((db) => listRunCosts(db, filter));
  listCostEstimates = (filter: CostEstimateFilter): Promise<readonly CostEstimate[]> =>
    this.read((db) => listCostEstimates(db, filter));
  /** `since`: from when on "recently" is, in whole hours. */
  listAgents = (since: string): Promise<readonly row.AgentSummary[]> => this.read((db) => listAgents(db, since));
  listAgentLeases = (): Promise<readonly row.AgentLease[]> => this.read(listAgentLeases);
  listWantedCapabilities = (): Promise<readonly row.WantedCapability[]> => this.read(listWantedCapabilities);
  listWorkflows = (): Promise<readonly row.WorkflowRow[]> => this.read(listWorkflows);
  getWorkflow = (workflowId: string, version?: number): Promise<row.WorkflowVersionRow | undefined> =>
    this.read((db) => getWorkflow(db, workflowId, version));
  listWorkflowVersions = (workflowId: string): Promise<readonly WorkflowVersionSummary[]> =>
    this.read((db) => listWorkflowVersions(db, workflowId));
  listRunFigures = (): Promise<readonly RunFigures[]> => this.read(listRunFigures);
  listVersionFigures = (workflowId: string): Promise<readonly RunFigures[]> =>
    this.read((db) => listVersionFigures(db, workflowId));
  listHalts = (): Promise<readonly row.HaltRow[]> => this.read(listHalts);
  openWorkIn = (workflowId: string | undefined): Promise<OpenWork> => this.read((db) => openWorkIn(db, workflowId));
  heldWork = (runIds: readonly string[]): Promise<HeldWork> => this.read((db) => heldWork(db, runIds));
  listOperators = (): Promise<readonly OperatorSummary[]> => this.read(listOperators);
  listSessions = (filter: SessionFilter): Promise<readonly row.SessionRow[]> =>
    this.read((db) => listSessions(db, filter));
  listViews = (operatorId: string, page?: string): Promise<readonly row.ViewRow[]> =>
    this.read((db) => listViews(db, operatorId, page));
  listHints = (operatorId: string): Promise<readonly string[]> => this.read((db) => listHints(db, operatorId));
  listOpenWork = (): Promise<readonly row.OpenWorkRow[]> => this.read(listOpenWork);
  /** How far they are: what is read after this call is at least as new. */
  checkpoint = (): Promise<Checkpoint | undefined> => this.read(checkpoint);

  /** Runs a query on the current schema; when that was swapped by another process, once more on the new one. */
  private async read<T>(query: (db: Db, schema: string) => Promise<T>): Promise<T> {
    try {
      const schema = this.schema ?? (await this.findSchema());
      try {
        return await query(this.db.withSchema(schema), schema);
      } catch (error) {
        if (!isSchemaGone(error)) throw error;
        const now = await this.findSchema();
        return await query(this.db.withSchema(now), now);
      }
    } catch (error) {
      throw unavailable(error);
    }
  }

  private async findSchema(): Promise<string> {
    const found = await currentSchema(this.pool);
    if (!found) throw new Error('the read models are not set up yet');
    this.schema = found.schema;
    return found.schema;
  }
}
