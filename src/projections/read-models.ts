import type pg from 'pg';
import type { BlobStore, Feed } from '../domain/kernel/ports.js';
import type { ApprovalFilter, CostFilter, Costs, DeadLetterFilter, Paging, RunFilter } from './queries.js';
import type * as row from './rows.js';

export type { ApprovalFilter, CostFilter, Costs, DeadLetterFilter, Paging, RunFilter } from './queries.js';

/** What the read models say to the log: pino's shape. */
export interface ProjectionLog {
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
}

export interface RunChange {
  readonly runId: string;
  readonly revision: number;
}

export interface ReadModelsOptions {
  readonly databaseUrl: string;
  readonly log: ProjectionLog;
  /** What to do at start when the event at the checkpoint is gone: say so and wait (default), or rebuild from the log that is there. */
  readonly onWipedStore?: 'refuse' | 'rebuild';
  /** Connections for queries; default 8. */
  readonly maxConnections?: number;
}

/**
 * Everything that is derived from the log, in PostgreSQL. Queries reject with READ.UNAVAILABLE (unavailable) within about 2 s
 * when PostgreSQL is away; nothing here is a source.
 */
export declare class ReadModels {
  constructor(options: ReadModelsOptions & { readonly pool?: pg.Pool });
  /** Makes the tables of this version if they are not there. Rejects with READ.UNAVAILABLE, READ.NEWER. `start` does it too. */
  migrate(): Promise<void>;
  /** Projects until `signal` aborts; reconnects by itself. Settles when it has stopped, and never rejects. */
  start(feed: Feed, blobs: BlobStore, signal: AbortSignal): Promise<void>;
  /** Ends the connections. Call after `start` has settled. */
  close(): Promise<void>;
  /** Read your writes: resolves when everything up to `position` is committed; else rejects with READ.BEHIND (unavailable), which names the lag. */
  waitFor(position: bigint, timeoutMs?: number): Promise<void>;
  /** Called after each commit with the runs that changed. Returns how to stop it. */
  onCommit(callback: (changes: readonly RunChange[], position: bigint) => void): () => void;
  /** Fills a second schema from the log while the first goes on, and swaps. Rejects with READ.REBUILDING (conflict), READ.NOT_PROJECTOR (unavailable). */
  rebuild(options?: {
    readonly onProgress?: (progress: row.RebuildProgress) => void;
    readonly signal?: AbortSignal;
  }): Promise<void>;
  /** Tries parked streams again, from their poison events on. */
  retryParked(): Promise<{ readonly streams: number; readonly events: number; readonly stillParked: number }>;
  status(): Promise<row.ProjectionStatus>;

  listRuns(filter: RunFilter): Promise<row.Page<row.RunSummary>>;
  getRun(runId: string): Promise<{ readonly run: row.RunSummary; readonly steps: readonly row.StepRow[] } | undefined>;
  listSteps(runId: string): Promise<readonly row.StepRow[]>;
  listAttempts(runId: string): Promise<readonly row.AttemptRow[]>;
  /** In order, from revision `from` on. */
  listRunEvents(filter: {
    readonly runId: string;
    readonly from?: number | undefined;
    readonly limit: number;
  }): Promise<readonly row.RunEventRow[]>;
  /** Pending ones by deadline, then risk; the others newest first. */
  listApprovals(filter: ApprovalFilter): Promise<row.Page<row.ApprovalRow>>;
  getApproval(approvalId: string): Promise<row.ApprovalRow | undefined>;
  listDeadLetters(filter?: DeadLetterFilter): Promise<readonly row.DeadLetterRow[]>;
  costs(filter: CostFilter): Promise<Costs>;
  listAgents(): Promise<readonly row.AgentSummary[]>;
  listWorkflows(): Promise<readonly row.WorkflowRow[]>;
  /** The newest version when none is given. */
  getWorkflow(workflowId: string, version?: number): Promise<row.WorkflowVersionRow | undefined>;
  listWorkflowVersions(workflowId: string): Promise<readonly Omit<row.WorkflowVersionRow, 'definition'>[]>;
  listHalts(): Promise<readonly row.HaltRow[]>;
  listOperators(): Promise<readonly row.OperatorRow[]>;
  listOpenWork(): Promise<readonly row.OpenWorkRow[]>;
}
