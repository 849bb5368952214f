import type { BlobStore, Checkpoint, Feed } from '../domain/kernel/ports.js';
import { listAgentLeases, listAgents, listWantedCapabilities } from './agents/queries.js';
import { getApproval, lastApproved, listApprovals, type ApprovalFilter } from './approvals/queries.js';
import {
  freezeBulk,
  getBulk,
  listBulkItems,
  listBulks,
  listOpenBulks,
  type BulkFilter,
  type BulkItemFilter,
  type BulkQuestion,
  type Frozen,
} from './bulk/queries.js';
import type { BulkItemRow, BulkRow } from './bulk/tables.js';
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
import type { GroupName } from './batch/group.js';
import type { AuditFilter } from './audit/filter.js';
import { AUDIT_GROUP } from './audit/group.js';
import { auditEntry, type AuditEntry } from './audit/links.js';
import { recordByTime, recordOfRun, type RecordRequest, type RunRecord, type TimedRecord } from './audit/record.js';
import { countAudit, searchAudit, type AuditCount, type AuditPage, type AuditSearch } from './audit/search.js';
import { GroupReads } from './group-reads.js';
import { checkpoint, postgresVersion } from './health/queries.js';
import type { ProjectionLog } from './log.js';
import { MAIN_GROUP } from './main-group.js';
import {
  listHints,
  listOperators,
  listSessions,
  listViews,
  type OperatorSummary,
  type SessionFilter,
} from './operators/queries.js';
import { listEndedBefore, listRunsUnderKey, type RetainedRow } from './retention/queries.js';
import type * as row from './rows.js';
import { listRunEvents, type RunEventEntry, type RunEventFilter } from './run-events/queries.js';
import type { CommitListener } from './runner/commits.js';
import { ALONE, type ProjectorIdentity } from './runner/projector-lock.js';
import type { RebuildOptions, RebuildOutcome } from './runner/rebuild.js';
import type { Retried } from './runner/retry-parked.js';
import {
  getStep,
  runCharges,
  type ChargesPage,
  runPayload,
  runTimeline,
  type RunCharges,
  type StepEntry,
  type Timeline,
} from './runs/detail.js';
import type { RunFilter } from './runs/filter.js';
import { lastGoodStep, sameFailure, type GoodStep, type SameFailure } from './runs/good-step.js';
import { overview, type OverviewRows, type OverviewWindow } from './runs/overview.js';
import {
  countRuns,
  getRun,
  listAttempts,
  listOpenWork,
  listRuns,
  listSteps,
  runIds,
  type RunCount,
  type RunListing,
} from './runs/queries.js';
import type { Db } from './storage/database.js';
import { listRunFigures, listVersionFigures, type RunFigures } from './workflows/figures.js';
import { getWorkflow, listWorkflows, listWorkflowVersions, type WorkflowVersionSummary } from './workflows/queries.js';

export type * from './queries.js';
export type { RunChange } from './batch/projector.js';
export type { GroupName } from './batch/group.js';
export type { ProjectionLog } from './log.js';
export type { RebuildOptions, RebuildOutcome } from './runner/rebuild.js';
export type { Retried } from './runner/retry-parked.js';

export interface ReadModelsOptions {
  readonly databaseUrl: string;
  readonly log: ProjectionLog;
  /** What to do when the event at the checkpoint is gone: say so and wait (default), or rebuild from the log that is there. */
  readonly onWipedStore?: 'refuse' | 'rebuild';
  /** Which groups this process fills; default both. */
  readonly groups?: readonly GroupName[];
  /** Connections for queries of the main group; default 8. */
  readonly maxConnections?: number;
  /** Who this server is, and which others are gone: what those hold is taken from them. Default: one that knows of no other. */
  readonly self?: ProjectorIdentity;
  /** False, for tests: only the epoch keeps two servers from writing both. */
  readonly lock?: boolean;
}

/** Of its own, so that a search that takes long holds nothing else up. */
const AUDIT_CONNECTIONS = 3;

/**
 * Everything that is derived from the log, in PostgreSQL, in two groups that do not wait for each other: `main`, and `audit` (the text
 * of every event, and the record). Queries reject with READ.UNAVAILABLE (unavailable) within 2 s when PostgreSQL is away; nothing here
 * is a source.
 */
export class ReadModels {
  private readonly main: GroupReads;
  private readonly audit: GroupReads;

  constructor(private readonly options: ReadModelsOptions) {
    const { databaseUrl, log, onWipedStore = 'refuse', maxConnections = 8, self = ALONE, lock = true } = options;
    const shared = { databaseUrl, log, onWipedStore, self, lock };
    this.main = new GroupReads(MAIN_GROUP, { ...shared, maxConnections });
    this.audit = new GroupReads(AUDIT_GROUP, { ...shared, maxConnections: AUDIT_CONNECTIONS });
  }

  /** Makes the tables of this version if they are not there. Rejects with READ.UNAVAILABLE or READ.NEWER. `start` does it too. */
  async migrate(): Promise<void> {
    await this.main.migrate();
    await this.audit.migrate();
  }

  /** Projects until `signal` aborts; reconnects by itself. Settles when it has stopped, and never rejects. */
  async start(feed: Feed, blobs: Pick<BlobStore, 'get'>, signal: AbortSignal): Promise<void> {
    const groups = (this.options.groups ?? ['main', 'audit']).map((name) => this[name]);
    await Promise.all(groups.map((group) => group.start(feed, blobs, signal)));
  }

  /** Ends the connections; call it after `start` has settled. */
  async close(): Promise<void> {
    await Promise.all([this.main.close(), this.audit.close()]);
  }

  /** Read your writes: resolves when everything up to `position` is committed by a group; else rejects with READ.BEHIND (unavailable), which names the lag. */
  waitFor(position: bigint, timeoutMs = 2_000, group: GroupName = 'main'): Promise<void> {
    return this[group].waitFor(position, timeoutMs);
  }

  /** Called after each commit of a group with the runs and the kinds of stream that changed. Answers how to stop it. */
  onCommit(callback: CommitListener, group: GroupName = 'main'): () => void {
    return this[group].onCommit(callback);
  }

  /** Fills a second schema from the log while the first goes on, and swaps; goes on where one before was stopped. Rejects with READ.REBUILDING (conflict), READ.NOT_PROJECTOR or READ.UNAVAILABLE (unavailable). */
  rebuild(options: RebuildOptions = {}, group: GroupName = 'main'): Promise<RebuildOutcome> {
    return this[group].rebuild(options);
  }

  /** Ends a rebuild and keeps what it has filled, or drops that too; false when there is none. Rejects with READ.NOT_PROJECTOR or READ.UNAVAILABLE (unavailable). */
  stopRebuild(options: { readonly discard?: boolean } = {}, group: GroupName = 'main'): Promise<boolean> {
    return this[group].stopRebuild(options);
  }

  /** Tries parked streams again, from their poison events on. Rejects with READ.NOT_PROJECTOR or READ.UNAVAILABLE (unavailable). */
  retryParked(group: GroupName = 'main'): Promise<Retried> {
    return this[group].retryParked();
  }

  /** Also while PostgreSQL is away: then with what is known. */
  status(group: GroupName = 'main'): Promise<row.ProjectionStatus> {
    return this[group].status();
  }

  /** Asks PostgreSQL who it is. Rejects with READ.UNAVAILABLE when it does not answer. */
  about = (): Promise<{ readonly version: string | null }> => this.read(postgresVersion);

  listRuns = (listing: RunListing): Promise<row.Page<row.RunSummary>> =>
    this.read((db, schema) => listRuns(db, schema, listing));
  countRuns = (filter: RunFilter): Promise<RunCount> => this.read((db, schema) => countRuns(db, schema, filter));
  /** Newest first. */
  runIds = (filter: RunFilter, limit: number): Promise<readonly string[]> =>
    this.read((db, schema) => runIds(db, schema, filter, limit));
  getRun = (
    runId: string,
  ): Promise<{ readonly run: row.RunSummary; readonly steps: readonly row.StepRow[] } | undefined> =>
    this.read((_, schema) => getRun(this.main.db, schema, runId));
  listSteps = (runId: string): Promise<readonly row.StepRow[]> => this.read((db) => listSteps(db, runId));
  listAttempts = (runId: string, stepKey?: string): Promise<readonly row.AttemptRow[]> =>
    this.read((db) => listAttempts(db, runId, stepKey));
  getStep = (runId: string, stepKey: string): Promise<StepEntry | undefined> =>
    this.read((db) => getStep(db, runId, stepKey));
  runTimeline = (runId: string, limit: number): Promise<Timeline> => this.read((db) => runTimeline(db, runId, limit));
  runCharges = (runId: string, page: ChargesPage): Promise<RunCharges> =>
    this.read((db) => runCharges(db, runId, page));
  runPayload = (runId: string, sha256: string): Promise<row.RunPayloadRow | undefined> =>
    this.read((db) => runPayload(db, runId, sha256));
  listEndedBefore = (
    before: string,
    after: { readonly endedAt: string; readonly runId: string } | undefined,
    limit: number,
  ): Promise<readonly RetainedRow[]> => this.read((db) => listEndedBefore(db, before, after, limit));
  listRunsUnderKey = (keyId: string): Promise<readonly RetainedRow[]> => this.read((db) => listRunsUnderKey(db, keyId));
  /** Of another run of the workflow, that started before an instant. */
  lastGoodStep = (workflowId: string, stepKey: string, before: string): Promise<GoodStep | undefined> =>
    this.read((db, schema) => lastGoodStep(db, schema, workflowId, stepKey, before));
  sameFailure = (fingerprint: string): Promise<SameFailure> => this.read((db) => sameFailure(db, fingerprint));
  overview = (window: OverviewWindow): Promise<OverviewRows> =>
    this.read((_, schema) => overview(this.main.db, schema, window));
  listRunEvents = (filter: RunEventFilter): Promise<readonly RunEventEntry[]> =>
    this.read((db) => listRunEvents(db, filter));
  listApprovals = (filter: ApprovalFilter): Promise<row.Page<row.ApprovalRow>> =>
    this.read((db) => listApprovals(db, filter));
  getApproval = (approvalId: string): Promise<row.ApprovalRow | undefined> =>
    this.read((db) => getApproval(db, approvalId));
  lastApproved = (of: row.ApprovalRow): Promise<row.ApprovalRow | undefined> => this.read((db) => lastApproved(db, of));
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
  /** What a bulk action would be done to now: at most `limit` items, and where that was read. */
  freezeBulk = (question: BulkQuestion, limit: number): Promise<Frozen> =>
    this.read((_, schema) => freezeBulk(this.main.db, schema, question, limit));
  listBulks = (filter: BulkFilter): Promise<row.Page<BulkRow>> => this.read((db) => listBulks(db, filter));
  getBulk = (bulkId: string): Promise<BulkRow | undefined> => this.read((db) => getBulk(db, bulkId));
  listOpenBulks = (stoppedSince: string): Promise<readonly string[]> =>
    this.read((db) => listOpenBulks(db, stoppedSince));
  listBulkItems = (filter: BulkItemFilter): Promise<readonly BulkItemRow[]> =>
    this.read((db) => listBulkItems(db, filter));
  listOpenWork = (): ReturnType<typeof listOpenWork> => this.read(listOpenWork);
  /** How far they are: what is read after this call is at least as new. */
  checkpoint = (): Promise<Checkpoint | undefined> => this.read(checkpoint);

  /** Of the audit group: wait for it by name. */
  searchAudit = (search: AuditSearch): Promise<AuditPage> =>
    this.audit.read((db, schema) => searchAudit(db, schema, search));
  countAudit = (filter: AuditFilter): Promise<AuditCount> =>
    this.audit.read((db, schema) => countAudit(db, schema, filter));
  auditEntry = (position: string): Promise<AuditEntry | undefined> =>
    this.audit.read((db, schema) => auditEntry(db, schema, position));
  recordByTime = (request: RecordRequest): Promise<TimedRecord> =>
    this.audit.read((db, schema) => recordByTime(db, schema, request));
  recordOfRun = (runId: string, buckets: number): Promise<RunRecord> =>
    this.audit.read((db, schema) => recordOfRun(db, schema, runId, buckets));

  private read<T>(query: (db: Db, schema: string) => Promise<T>): Promise<T> {
    return this.main.read(query);
  }
}
