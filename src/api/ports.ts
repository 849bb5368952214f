import type { Problem } from '../domain/kernel/errors.js';
import type { Json } from '../domain/kernel/json.js';
import type { CommandAnswer, CommandContext } from '../domain/kernel/ports.js';
import type { StreamVerification } from '../domain/kernel/redecide.js';
import type { WorkflowDefinition } from '../domain/workflow/definition.js';
import type { Picture } from '../domain/workflow/picture.js';
import type { PlannedReplay } from '../domain/run/replaying.js';
import type { ReplayOrder } from '../domain/run/commands.js';
import type { HoldScope } from '../domain/retention/events.js';
import type { Retention } from '../domain/retention/state.js';
import type { OpenStatus } from '../domain/run/state.js';
import type { Bundles } from '../evidence/bundles.js';
import type { Checkpoints } from '../evidence/checkpoints.js';
import type { SigningKeys } from '../evidence/signing-keys.js';
import type { Witness } from '../evidence/witness.js';
import type { SubjectStanding } from '../processes/erasures.js';
import type { PruningNote } from '../processes/pruned-runs.js';
import type { PruningOutcome, PruningPlan, PruningWork } from '../processes/pruning.js';
import type { GroupName, ReadModels } from '../projections/read-models.js';
import type { System } from './contract/system.js';

/** Tokens under which Nest hands out what the API works with. Explicit, since the build emits no types for decorators. */
export const COMMANDS = Symbol('COMMANDS');
export const READS = Symbol('READS');
export const STORE = Symbol('STORE');
export const BLOBS = Symbol('BLOBS');
export const ACCESS = Symbol('ACCESS');
export const SITE = Symbol('SITE');
export const CLOCK = Symbol('CLOCK');
export const DEFINITIONS = Symbol('DEFINITIONS');
export const PRESENCE = Symbol('PRESENCE');
export const OPEN_RUNS = Symbol('OPEN_RUNS');
export const CONTROL_EVERYWHERE = Symbol('CONTROL_EVERYWHERE');
export const SYSTEM = Symbol('SYSTEM');
export const METRICS = Symbol('METRICS');
export const LOG = Symbol('LOG');
export const VERIFIER = Symbol('VERIFIER');
export const LOG_READER = Symbol('LOG_READER');
export const EVIDENCE = Symbol('EVIDENCE');
export const EXPORT_LIMITS = Symbol('EXPORT_LIMITS');
export const PERSONAL_DATA = Symbol('PERSONAL_DATA');
export const RETENTION = Symbol('RETENTION');
/** What a replay from an event would do. */
export const REPLAYS = Symbol('REPLAYS');
/** RunHistory: runs as they were at any of their events. */
export const HISTORY = Symbol('HISTORY');

/** Rejects with RUN.NOT_FOUND (notFound) or RUN.NO_SUCH_EVENT (invalid); all else that does not fit is in the plan. `now` in milliseconds. */
export interface Replays {
  plan(order: ReplayOrder, now: number): Promise<PlannedReplay>;
}

/** Values as they are stored, with what is about persons opened: `[erased]` where a key is gone. Rejects with KEYS.UNAVAILABLE. */
export interface PersonalDataReader {
  open(value: Json): Json | Promise<Json>;
}

/** Retention as the API asks for it. `apply` and `erase` reject as Pruning and Erasures do. */
export interface RetentionDesk {
  state(): Promise<Retention>;
  plan(): Promise<PruningPlan>;
  apply(context: CommandContext): Promise<PruningOutcome>;
  /** When this server applies the policy by itself, in ms; undefined: it does not. */
  nextAt(): Promise<number | undefined>;
  /** Of this server. */
  work(): PruningWork;
  standing(subject: string): Promise<SubjectStanding>;
  erase(subject: string, reason: string, context: CommandContext): Promise<CommandAnswer>;
  /** Rejects with HOLD.UNKNOWN_SCOPE (invalid) when a hold would be on nothing. */
  checkScope(scope: HoldScope): Promise<void>;
  /** Of a run that was pruned. */
  pruningOf(runId: string): Promise<PruningNote | undefined>;
}

/** The read models as far as the API asks them. */
export type Reads = Pick<
  ReadModels,
  | 'waitFor'
  | 'status'
  | 'about'
  | 'rebuild'
  | 'stopRebuild'
  | 'retryParked'
  | 'listRuns'
  | 'countRuns'
  | 'getStep'
  | 'runTimeline'
  | 'runCharges'
  | 'runPayload'
  | 'lastGoodStep'
  | 'sameFailure'
  | 'overview'
  | 'getRun'
  | 'listAttempts'
  | 'listRunEvents'
  | 'listApprovals'
  | 'getApproval'
  | 'lastApproved'
  | 'listDeadLetters'
  | 'listDeadLetterGroups'
  | 'costs'
  | 'costMatrix'
  | 'listRunCosts'
  | 'listCostEstimates'
  | 'listAgents'
  | 'listAgentLeases'
  | 'listWantedCapabilities'
  | 'listWorkflows'
  | 'getWorkflow'
  | 'listWorkflowVersions'
  | 'listRunFigures'
  | 'listVersionFigures'
  | 'listHalts'
  | 'openWorkIn'
  | 'heldWork'
  | 'listOperators'
  | 'freezeBulk'
  | 'listBulks'
  | 'getBulk'
  | 'listBulkItems'
  | 'listSessions'
  | 'listViews'
  | 'listHints'
  | 'searchAudit'
  | 'countAudit'
  | 'auditEntry'
  | 'recordByTime'
  | 'recordOfRun'
>;

export interface LocatedProblem extends Problem {
  /** From 1; only for a definition that came as text. */
  readonly line?: number;
  readonly column?: number;
  /** From 0, in UTF-16 units. */
  readonly from?: number;
  readonly to?: number;
}
export interface CheckedDefinition {
  /** Absent when there are problems. */
  readonly definition?: WorkflowDefinition;
  readonly problems: readonly LocatedProblem[];
  readonly warnings: readonly LocatedProblem[];
  /** What it is written in; only for a definition that came as text. */
  readonly format?: 'json' | 'yaml';
  /** As far as it can be read; absent when nothing can. */
  readonly picture?: Picture;
  /** The place in the text of a path such as `steps[2]`. */
  readonly locate?: (path: string) => { readonly line: number; readonly from: number; readonly to: number } | undefined;
}
/** Checks a workflow's definition, given as JSON or as text; never rejects, all problems at once. */
export interface Definitions {
  check(
    given: { readonly definition: Json } | { readonly source: string; readonly format?: 'json' | 'yaml' | undefined },
  ): CheckedDefinition;
  /** The JSON Schema of a definition, for editors. */
  jsonSchema(): Readonly<Record<string, Json>>;
}

export interface OpenRun {
  readonly runId: string;
  readonly workflowId: string;
  readonly status: OpenStatus;
  /** Of a halted run: the emergency stop that halted it; absent when it was halted by itself. */
  readonly haltId?: string | undefined;
}
export type { GroupName } from '../projections/read-models.js';
export const GROUPS: readonly GroupName[] = ['main', 'audit'];

/** What the server knows of itself. */
export interface SystemProbe {
  readonly version: string;
  readonly bootId: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** Stores that npm start runs by itself. */
  readonly embedded: { readonly eventStore: boolean; readonly postgres: boolean };
  /** Asks the event store; rejects when it does not answer. */
  eventStore(): Promise<{ readonly version: string | null }>;
  processes(): System['processes'];
  /** How far from the log's end a position is, as far as this process remembers; undefined: further. */
  behind(position: bigint, now: number): { readonly events: number | undefined; readonly ms: number | undefined };
}

/** Whether agents are heard, as far as this server knows. */
export interface AgentPresence {
  /** Of this server, as connections are recorded with it. */
  readonly gatewayId: string;
  /** Longer silence than this is not as it should be; milliseconds. */
  readonly silentAfterMs: number;
  /** Last word of a process of an agent that is connected here, in milliseconds since the epoch. */
  heardAt(bootId: string): number | undefined;
}

/** Decides the recorded commands of a stream again with the code of today; nothing is written. Rejects as `EventStore.read` does. */
export interface Verifier {
  verify(stream: string): Promise<StreamVerification>;
}

/**
 * Runs that have not ended, as newly as this process knows.
 * `all`: right after a start, waits for those that are still being loaded. Rejects with RUNS.LOADING (unavailable) when that takes long.
 */
export type OpenRuns = (wanted?: { readonly all: boolean }) => Promise<readonly OpenRun[]>;
/**
 * Settles when every server on the log acts upon this revision of `control`, or has stopped acting, and what they had written until then
 * is among the open runs. Rejects with HALT.UNCONFIRMED (unavailable).
 */
export type ControlEverywhere = (controlRevision: number) => Promise<void>;

/** Checkpoints, their keys, and bundles of evidence. */
export interface Evidence {
  readonly checkpoints: Pick<Checkpoints, 'state' | 'sign' | 'rotate'> & { readonly keys: Pick<SigningKeys, 'has'> };
  readonly bundles: Pick<Bundles, 'make'>;
  readonly witness: Pick<Witness, 'state' | 'toFile' | 'toWebhook'>;
  readonly everyMs: number;
  /** Why no checkpoint could be signed the last time; null: one could. */
  problem(): string | null;
}

/** What exports of the log may take of this process. */
export interface ExportLimits {
  readonly atOnce: number;
  /** A receiver that takes nothing for so long is cut, in ms. */
  readonly stallMs: number;
}

/** Which server this is, and what stands before it. */
export interface Site {
  /** Of the product. */
  readonly version: string;
  /** What people call this instance: local, staging, production. */
  readonly environment: string;
  /** Proxies in front, whose X-Forwarded headers are believed. */
  readonly trustedProxies: number;
}

/** What the API says: pino's shape. */
export interface ApiLog {
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
}
