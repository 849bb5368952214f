import type { Json } from '../domain/kernel/json.js';
import type { Payload } from '../domain/kernel/payload.js';
import type { Role } from '../domain/operator/events.js';
import type { RiskTier } from '../domain/workflow/definition.js';
import type { EndedStatus, OpenStatus, StepStatus } from '../domain/run/state.js';
import type { Wait as NamedWait } from '../domain/run/waits.js';

export type { WaitKind } from '../domain/run/waits.js';

/**
 * The rows of the read models, as queries answer them and as they are stored (columns in snake_case).
 * Money (`...NanoUsd`) and positions are decimal strings, tokens and revisions numbers, times ISO 8601 in UTC with
 * milliseconds; null means "none". Each row is a function of the events alone.
 */
export type Nano = string;
export type Position = string;
export type Time = string;

export type RunStatus = OpenStatus | EndedStatus;
/** What a run waits for, by the names of its state's rule; `revision`: the event that made it wait. */
export type Wait = NamedWait<Time> & { readonly revision?: number };
export interface Cause {
  readonly class: string;
  readonly code: string;
  readonly message: string;
}

export interface RunRow {
  runId: string;
  workflowId: string;
  workflowName: string;
  workflowVersion: number;
  definitionHash: string;
  status: RunStatus;
  operatorId: string;
  operatorName: string;
  triggerKind: 'manual' | 'schedule' | 'webhook';
  triggerId: string;
  /** Of a replay: the run that it takes over from, and the event up to which. */
  sourceRunId: string | null;
  sourceRevision: number | null;
  /** Of a replay: kept results that are still to be carried over. Until then nothing is ready. */
  stepsToCarry: number;
  priority: number;
  /** Steps that may run at once. */
  parallelism: number;
  startedAt: Time;
  endedAt: Time | null;
  /** Both of an ended run only, so that orders by them have indexes that open runs do not touch. */
  durationMs: number | null;
  endedNanoUsd: Nano | null;
  deadlineAt: Time | null;
  limitNanoUsd: Nano | null;
  limitTokens: number | null;
  spentNanoUsd: Nano;
  spentTokens: number;
  reservedNanoUsd: Nano;
  reservedTokens: number;
  stepsTotal: number;
  /** Completed or skipped. */
  stepsDone: number;
  /** Dead letters and abandoned steps. */
  stepsFailed: number;
  stepsRunning: number;
  /** For an approval or a budget. */
  stepsWaiting: number;
  stepsRetrying: number;
  /** Among those that are done. */
  stepsSkipped: number;
  /** Each step's status as a letter (runs/picture.ts), in the definition's order; null for more than 24. */
  pips: string | null;
  /** The first step of the definition that runs now. */
  current: CurrentStep | null;
  waits: readonly Wait[];
  /** An approval, a budget or a dead letter is among its waits. */
  waitsForPerson: boolean;
  /** Why it is paused or halted, or was cancelled or failed. */
  reason: string | null;
  revision: number;
  position: Position;
  /** The last event that changed the status of the run or of one of its steps. */
  stateRevision: number;
  statePosition: Position;
}
export interface CurrentStep {
  readonly stepKey: string;
  readonly name: string;
  readonly percent: number | null;
  readonly message: string | null;
}
/** `incomplete`: an event of this run could not be projected yet, so that figures may be short. */
export type RunSummary = Omit<RunRow, 'pips'> & { pips: readonly StepStatus[] | null; incomplete: boolean };

/** That an agent had an attempt in a run: one row per pair, in the order of runs. */
export interface RunAgentRow {
  agentId: string;
  startedAt: Time;
  runId: string;
}
/** A payload that an event of the run refers to and that is stored beside the log. */
export interface RunPayloadRow {
  runId: string;
  sha256: string;
  revision: number;
  /** Of the event's data: `input`, `output`, ... */
  field: string;
  size: number;
  mediaType: string;
}

/** Events of a run that hold data of a person, by the key that it is encrypted with. */
export interface RunKeyRow {
  runId: string;
  keyId: string;
  events: number;
}

export interface StepRow {
  runId: string;
  stepKey: string;
  stepId: string;
  name: string;
  /** Place in the definition. */
  order: number;
  status: StepStatus;
  capability: string;
  tier: RiskTier;
  dependsOn: readonly string[];
  /** Attempts that the retry policy allows. */
  maxAttempts: number;
  estimateNanoUsd: Nano;
  estimateTokens: number;
  /** The last attempt that was dispatched; 0 before the first. */
  attempt: number;
  agentId: string | null;
  agentName: string | null;
  model: string | null;
  /** When everything before it was done. */
  readyAt: Time | null;
  /** When its first attempt was dispatched. */
  startedAt: Time | null;
  endedAt: Time | null;
  retryAt: Time | null;
  approvalId: string | null;
  spentNanoUsd: Nano;
  spentTokens: number;
  reservedNanoUsd: Nano;
  reservedTokens: number;
  /** The step's own limit. */
  limitNanoUsd: Nano | null;
  limitTokens: number | null;
  progressPercent: number | null;
  progressMessage: string | null;
  error: Cause | null;
  /** What it waits for since it has its status; a budget that is not short any more is no wait of the run. */
  wait: Wait | null;
  summary: string | null;
  /** Revision of the run's event that holds the output. */
  outputRevision: number | null;
  /** Of a result that was carried over from another run, or given when the replay was started. */
  carried: CarriedResult | null;
}
export interface CarriedResult {
  readonly outcome: 'completed' | 'skipped' | 'given';
  readonly runId: string;
  readonly revision: number;
  /** What the step had cost there. */
  readonly nanoUsd: Nano;
  readonly tokens: number;
}

export type AttemptOutcome =
  'running' | 'completed' | 'failed' | 'outputRejected' | 'timedOut' | 'leaseLost' | 'stopped' | 'revoked';
export interface AttemptRow {
  runId: string;
  stepKey: string;
  attempt: number;
  leaseId: string;
  taskId: string;
  agentId: string;
  agentName: string;
  agentBootId: string;
  gatewayId: string;
  capability: string;
  model: string | null;
  tier: RiskTier;
  readyAt: Time | null;
  dispatchedAt: Time;
  dispatchedRevision: number;
  deadlineAt: Time;
  endedAt: Time | null;
  /** Of the event that ended it. */
  endedRevision: number | null;
  /** `revoked`: the run was halted, cancelled or failed meanwhile. */
  outcome: AttemptOutcome;
  /** A result came after the lease was gone; its cost is booked, nothing else. */
  late: boolean;
  fingerprint: string | null;
  error: Cause | null;
  charges: number;
  spentNanoUsd: Nano;
  spentTokens: number;
  /** What was set aside for it; held while `reservationOpen`. */
  setAsideNanoUsd: Nano;
  setAsideTokens: number;
  reservationOpen: boolean;
}

/** One event of a run in the index; its body is read from the event store. */
export interface RunEventRow {
  runId: string;
  revision: number;
  position: Position;
  eventId: string;
  type: string;
  stepKey: string | null;
  attempt: number | null;
  actorKind: 'operator' | 'agent' | 'system';
  actorId: string;
  actorName: string;
  at: Time;
  commandId: string;
  causationId: string;
}

export type ApprovalStatus = 'pending' | 'granted' | 'rejected' | 'expired' | 'withdrawn';
export interface Vote {
  readonly operatorId: string;
  readonly operatorName: string;
  readonly comment: string;
  readonly at: Time;
}
export interface ApprovalRow {
  approvalId: string;
  runId: string;
  workflowId: string;
  workflowName: string;
  workflowVersion: number;
  /** Who started the run. */
  operatorId: string;
  operatorName: string;
  kind: 'step' | 'overrun';
  stepKey: string;
  stepName: string;
  attempt: number;
  /** Inline, or a blob reference as in the event. */
  params: Payload;
  nonce: string;
  paramsHash: string;
  tier: RiskTier;
  reason: string;
  estimateNanoUsd: Nano;
  estimateTokens: number;
  overrun: {
    readonly scope: 'run' | 'step';
    readonly id: string;
    readonly nanoUsd: Nano;
    readonly tokens: number;
  } | null;
  spentNanoUsd: Nano;
  previousSummary: string;
  onReject: 'fail' | 'skip' | 'halt';
  onExpire: 'reject' | 'escalate' | 'halt';
  /** How many must approve, and who must not. */
  approvers: number;
  notBy: readonly string[];
  requestedAt: Time;
  expiresAt: Time;
  escalated: boolean;
  /** The request that this one replaces. */
  edits: string | null;
  votes: readonly Vote[];
  status: ApprovalStatus;
  decidedBy: readonly string[];
  decidedByNames: readonly string[];
  decidedAt: Time | null;
  comment: string | null;
  /** When an attempt was dispatched on it, or the budget raised by it: it is used once. */
  usedAt: Time | null;
  /** Revision of its ApprovalRequested. */
  revision: number;
  /** The event that gave it its status. */
  stateRevision: number;
  statePosition: Position;
}

export type DeadLetterStatus = 'open' | 'retried' | 'skipped' | 'abandoned';
export interface DeadLetterRow {
  runId: string;
  /** Revision of its StepDeadLettered. */
  revision: number;
  workflowId: string;
  workflowName: string;
  stepKey: string;
  stepId: string;
  attempt: number;
  class: string;
  code: string;
  message: string;
  fingerprint: string;
  attempts: number;
  at: Time;
  /** `abandoned` also when the run ended around it. */
  status: DeadLetterStatus;
  closedAt: Time | null;
  closedBy: string | null;
  /** Position of the event that gave it its status. */
  statePosition: Position;
}

export interface TokenColumns {
  inputTokens: number;
  cachedInputTokens: number;
  cacheWriteTokens: number;
  outputTokens: number;
  reasoningTokens: number;
}
/** One charge, with everything that it is counted under. */
export interface ChargeRow extends TokenColumns {
  runId: string;
  revision: number;
  /** Place among the charges of its event. */
  index: number;
  chargeId: string;
  callId: string;
  stepKey: string;
  stepId: string;
  attempt: number;
  agentId: string;
  model: string;
  workflowId: string;
  operatorId: string;
  priceId: string;
  nanoUsd: Nano;
  source: 'measured' | 'estimated' | 'unknown';
  at: Time;
}

export type CostKind = 'run' | 'step' | 'agent' | 'model' | 'workflow' | 'operator' | 'hour' | 'day';
/** `key`: an id; of a step `workflowId/stepId`; of an hour or a day its start (`2026-11-24T14`, `2026-11-24`). */
export interface CostRollupRow extends TokenColumns {
  kind: CostKind;
  key: string;
  nanoUsd: Nano;
  charges: number;
  estimatedCharges: number;
  unknownCharges: number;
}

/** Sums of charges by hour and everything that they are split by together: a year of them is few rows. */
export interface CostHourRow extends TokenColumns {
  /** Start of the hour. */
  at: Time;
  workflowId: string;
  agentId: string;
  model: string;
  operatorId: string;
  nanoUsd: Nano;
  charges: number;
  estimatedCharges: number;
  unknownCharges: number;
}

export interface WorkflowRow {
  workflowId: string;
  name: string;
  description: string;
  latestVersion: number;
  hash: string;
  steps: number;
  updatedAt: Time;
  updatedBy: string;
}
export interface WorkflowVersionRow {
  workflowId: string;
  version: number;
  name: string;
  description: string;
  hash: string;
  steps: number;
  warnings: readonly { readonly path: string; readonly message: string }[];
  definition: Json;
  /** As its author saved it; the text of a large one is a blob reference as in the event. */
  source: { readonly format: 'json' | 'yaml'; readonly text: Payload } | null;
  savedAt: Time;
  savedBy: string;
}

export interface AgentConnection {
  /** What the process calls itself. */
  readonly name: string;
  readonly bootId: string;
  readonly gatewayId: string;
  readonly since: Time;
  readonly maxConcurrent: number;
  readonly capabilities: readonly string[];
}
export interface TokenInfo {
  readonly id: string;
  readonly name: string;
  readonly issuedAt: Time;
  readonly issuedBy: string;
  readonly revokedAt: Time | null;
  readonly revokedBecause: string | null;
}
export interface AgentRow {
  agentId: string;
  name: string;
  capabilities: readonly string[];
  maxConcurrent: number;
  single: boolean;
  sdkName: string | null;
  sdkVersion: string | null;
  /** Connections of which no end is recorded. */
  connections: readonly AgentConnection[];
  tokens: readonly TokenInfo[];
  lastConnectedAt: Time | null;
  lastDisconnectedAt: Time | null;
  /** Of its last event. */
  statePosition: Position;
}
/** Sums over what an agent did. */
export interface AgentWorkRow {
  agentId: string;
  leasesHeld: number;
  completed: number;
  failed: number;
  spentNanoUsd: Nano;
}
/** The same within an hour; attempts count in the hour in which they ended. */
export interface AgentHourRow {
  agentId: string;
  /** `2026-11-24T14`, UTC. */
  hour: string;
  completed: number;
  failed: number;
  spentNanoUsd: Nano;
}
export type AgentSummary = AgentRow &
  Omit<AgentWorkRow, 'agentId'> & {
    /** Since the instant that was asked for. */
    readonly recentlyCompleted: number;
    readonly recentlyFailed: number;
    readonly recentlySpentNanoUsd: Nano;
  };
/** An attempt that an agent works on now. */
export interface AgentLease {
  readonly agentId: string;
  readonly runId: string;
  readonly workflowId: string;
  readonly workflowName: string;
  readonly stepKey: string;
  readonly attempt: number;
  readonly leaseId: string;
  readonly dispatchedAt: Time;
  readonly deadlineAt: Time;
}
/** What steps of open runs are ready for. */
export interface WantedCapability {
  readonly capability: string;
  readonly runs: number;
  /** Start of the oldest run. */
  readonly since: Time;
  /** Ids of runs, oldest first, at most five. */
  readonly sample: readonly string[];
}

export interface KeyInfo extends TokenInfo {
  readonly roles: readonly Role[];
}
export interface OperatorRow {
  operatorId: string;
  name: string;
  roles: readonly Role[];
  createdAt: Time;
  /** Null: it is not disabled. */
  disabledAt: Time | null;
  disabledBecause: string | null;
  keys: readonly KeyInfo[];
  /** Open ones; what has expired stays until the next one starts. */
  sessions: readonly SessionInfo[];
  views: readonly ViewRow[];
  /** Hints that were dismissed. */
  hints: readonly string[];
}
export interface SessionInfo {
  readonly sessionId: string;
  readonly linkId: string | null;
  readonly keyId: string | null;
  /** No more than these; null: whatever the operator has. */
  readonly roles: readonly Role[] | null;
  readonly device: string;
  readonly startedAt: Time;
  readonly expiresAt: Time;
}
/** `roles`: what it may do now. */
export type SessionRow = Omit<SessionInfo, 'roles'> &
  Pick<OperatorRow, 'operatorId' | 'name'> & { readonly roles: readonly Role[] };
export interface ViewRow {
  readonly viewId: string;
  readonly page: string;
  readonly name: string;
  readonly query: string;
  readonly savedAt: Time;
}

export interface HaltRow {
  haltId: string;
  /** The workflow; null: everything. */
  workflowId: string | null;
  reason: string;
  orderedAt: Time;
  orderedBy: string;
  liftedAt: Time | null;
  liftedBy: string | null;
  liftReason: string | null;
}

/** One row per open run: where the scheduler looks at its start. */
export interface OpenWorkRow {
  runId: string;
  revision: number;
  workflowId: string;
  priority: number;
  startedAt: Time;
  status: OpenStatus;
}

/** A poison event: it parked its stream. */
export interface DeadLetteredEventRow {
  position: Position;
  stream: string;
  revision: number;
  id: string;
  type: string;
  reason: string;
  /** How many later events of its stream wait for it. */
  parked: number;
}
export interface SkippedTypeRow {
  type: string;
  count: number;
}

export interface Page<Row> {
  readonly items: readonly Row[];
  /** Give it as `cursor` for the page after; absent on the last one. */
  readonly next?: string;
}

export type ProjectionState =
  /** Following the log as it grows. */
  | 'live'
  | 'catchingUp'
  /** Another process projects; this one takes over when that one dies. */
  | 'standby'
  /** The event at the checkpoint is gone: the store was wiped or restored. Nothing is projected until a rebuild. */
  | 'storeWiped'
  /** PostgreSQL or the event store cannot be reached; it goes on by itself. */
  | 'unavailable'
  | 'stopped';
export interface RebuildProgress {
  /** `stopped`: by a person or an error; what it has filled is kept until it goes on. */
  readonly state: 'running' | 'stopped';
  readonly position: Position;
  readonly target: Position;
  readonly events: number;
  readonly startedAt: Time;
  /** How many of the indexes of those who read are there, while it makes them: after all rows, before what came meanwhile. */
  readonly indexes: { readonly made: number; readonly of: number } | null;
  /** Since when it has been at it without a break, and where it stood then; null while it is not, or another process is. */
  readonly stretch: { readonly since: Time; readonly events: number; readonly position: Position } | null;
}
export interface ProjectionStatus {
  readonly state: ProjectionState;
  /** What is wrong and what to do; null when nothing is. */
  readonly problem: string | null;
  readonly schema: string;
  readonly format: number;
  readonly epoch: string;
  readonly position: Position;
  /** The log's end, and how far behind it the read models are (both in positions); null while the store is away. */
  readonly end: Position | null;
  readonly lag: string | null;
  readonly rebuilding: RebuildProgress | null;
  readonly parkedStreams: number;
  readonly parkedEvents: number;
  readonly deadLettered: readonly DeadLetteredEventRow[];
  readonly skippedTypes: readonly SkippedTypeRow[];
}
