import type { Actor } from '../kernel/envelope.js';
import type { ApprovalId, LeaseId, RunId, StepKey, TaskId } from '../kernel/ids.js';
import type { Json } from '../kernel/json.js';
import type { BlobRef, Payload } from '../kernel/payload.js';
import type { Plan } from '../workflow/plan.js';
import type { PricedCall } from './charge.js';
import type { HaltScope, ReplaySource, RunEventData, SchemaError } from './events.js';
import type { KeptResult } from './kept-results.js';
import type { ReplayChanges } from './replay-plan.js';

/** An amount as operators write it, already in nano-dollars (decimal string). */
export interface BudgetInput {
  readonly nanoUsd?: string | undefined;
  readonly tokens?: number | undefined;
}

/** What shall be replayed, and how. */
export interface ReplayOrder {
  readonly origin: { readonly runId: RunId; readonly revision: number };
  readonly changes: ReplayChanges;
  /** Instead of the definition's budget. */
  readonly budget?: BudgetInput | undefined;
}

/** What a caller says; the writer adds the facts. Payloads are hashed with the idempotency key, so they hold nothing that differs between retries. */
export interface RunPayloads {
  // operators
  StartRun: {
    readonly runId: RunId;
    readonly workflowId: string;
    /** Default: the latest version. */
    readonly version?: number | undefined;
    readonly input: Json;
    /** Instead of the definition's budget. */
    readonly budget?: BudgetInput | undefined;
    readonly priority?: number | undefined;
    readonly trigger: {
      readonly kind: 'manual' | 'schedule' | 'webhook';
      readonly id: string;
      readonly context?: Json | undefined;
    };
  };
  /** A new run that takes over everything up to event `revision` of another and goes on from there. */
  ReplayRun: ReplayOrder & { readonly runId: RunId; readonly operatorId: string };
  CancelRun: { readonly reason: string };
  HaltRun: { readonly reason: string; readonly scope: HaltScope };
  /** `haltId`: only what this emergency stop has halted. */
  ResumeRun: { readonly reason: string; readonly haltId?: string | undefined };
  PauseRun: { readonly reason: string };
  /** Of the run, or of one step. Absent members mean: no limit of that kind. */
  ChangeRunBudget: { readonly budget: BudgetInput; readonly stepKey?: StepKey | undefined; readonly reason: string };
  Approve: { readonly approvalId: ApprovalId; readonly comment: string };
  Reject: { readonly approvalId: ApprovalId; readonly comment: string };
  /** Withdraws the request and makes a new one with these parameters. */
  EditApproval: { readonly approvalId: ApprovalId; readonly params: Json; readonly comment: string };
  RetryStep: { readonly stepKey: StepKey; readonly reason: string };
  SkipStep: { readonly stepKey: StepKey; readonly output?: Json | undefined; readonly reason: string };
  AbandonStep: { readonly stepKey: StepKey; readonly reason: string };
  // agents, by the gateway
  CompleteStep: {
    readonly leaseId: LeaseId;
    readonly resultId: string;
    readonly output: Json;
    readonly summary: string;
    readonly usage: readonly ReportedCall[];
  };
  FailStep: {
    readonly leaseId: LeaseId;
    readonly resultId: string;
    readonly error: {
      readonly class: string;
      readonly code: string;
      readonly message: string;
      readonly retryable: boolean;
      readonly details?: Json | undefined;
    };
    readonly usage: readonly ReportedCall[];
  };
  ReportProgress: {
    readonly leaseId: LeaseId;
    readonly percent?: number | undefined;
    readonly message?: string | undefined;
    readonly data?: Json | undefined;
  };
  ReportUsage: { readonly leaseId: LeaseId; readonly usage: readonly ReportedCall[] };
  RecordSideEffect: {
    readonly leaseId: LeaseId;
    readonly effectId: string;
    readonly kind: string;
    readonly target: string;
    readonly receipt: Json;
  };
  MoveLease: { readonly leaseId: LeaseId; readonly gatewayId: string };
  // the scheduler, timers, the gateway's watch
  DispatchStep: { readonly stepKey: StepKey };
  /** The kept result at this place of the list that the run was started with. */
  CarryOverResult: { readonly index: number };
  LoseLease: { readonly leaseId: LeaseId; readonly because: RunEventData<'LeaseLost'>['because'] };
  TimeOutAttempt: { readonly leaseId: LeaseId };
  /** `expiresAt` (ms since the epoch): the deadline that has passed. */
  ExpireApproval: { readonly approvalId: ApprovalId; readonly expiresAt: number };
  FailOnDeadline: Record<string, never>;
  SettleReservation: { readonly leaseId: LeaseId };
}

/** Cumulative usage of one model call, classes adding up. */
export interface ReportedCall {
  readonly callId: string;
  readonly model: string;
  readonly input: number;
  readonly cachedInput: number;
  readonly cacheWrite: number;
  readonly output: number;
  readonly reasoning: number;
  readonly source: 'measured' | 'estimated';
}

/** What was looked up before deciding. Everything impure arrives here: time, chance, ids, hashes, evaluated expressions, verdicts, prices, a free slot. */
export interface Facts {
  /** Milliseconds since the epoch; fixed per command over its retries, never before the stream's last event. */
  readonly now: number;
  readonly actor: Actor;
}
export interface StartFacts extends Facts {
  readonly plan: Plan;
  readonly workflow: {
    readonly id: string;
    readonly name: string;
    readonly version: number;
    readonly definition: BlobRef;
    readonly hash: string;
  };
  readonly input: Payload;
  readonly inputHash: string;
  readonly context: Payload | undefined;
  readonly controlRevision: number;
  /** Reason of an open halt of this workflow or of everything. */
  readonly haltedBecause: string | undefined;
}
export interface ReplayFacts extends StartFacts {
  readonly source: ReplaySource;
}
export interface CarryOverFacts extends PlanFacts {
  readonly kept: KeptResult;
}
export interface PlanFacts extends Facts {
  readonly plan: Plan;
}
export interface ChanceFacts extends PlanFacts {
  /** In [0, 1): the jitter of a retry. */
  readonly random: number;
}
export interface ResultFacts extends ChanceFacts {
  readonly priced: readonly PricedCall[];
  /** SHA-256 of class, code and the message without what varies: equal failures have equal fingerprints. */
  readonly fingerprint: string;
}
export interface CompleteFacts extends ResultFacts {
  readonly output: Payload;
  readonly outputHash: string;
  readonly schemaHash: string;
  /** What the step's output schema says of it. */
  readonly errors: readonly SchemaError[];
}
export interface FailFacts extends ResultFacts {
  readonly details: Payload | undefined;
}
export interface Offer {
  readonly agent: RunEventData<'StepDispatched'>['agent'];
}
export interface DispatchFacts extends PlanFacts {
  readonly leaseId: LeaseId;
  readonly taskId: TaskId;
  readonly approvalId: ApprovalId;
  readonly nonce: string;
  /** Mapped (or edited) inputs, or why they could not be made. */
  readonly inputs:
    | {
        readonly ok: true;
        readonly payload: Payload;
        readonly hash: string;
        /** SHA-256(nonce ‖ JCS(inputs)) with the nonce of the approval that is at hand, else with the new one. */
        readonly paramsHash: string;
        readonly from: readonly { readonly stepKey: StepKey; readonly revision: number }[];
      }
    | { readonly ok: false; readonly message: string; readonly fingerprint: string };
  readonly schemaHash: string;
  readonly parentSummary: string;
  /** A free slot of an agent connected here; undefined when there is none. */
  readonly offer: Offer | undefined;
  readonly controlRevision: number;
  readonly haltedBecause: string | undefined;
}
export interface EditFacts extends PlanFacts {
  readonly approvalId: ApprovalId;
  readonly nonce: string;
  readonly params: Payload;
  readonly paramsHash: string;
  readonly previousSummary: string;
}
export interface SkipFacts extends PlanFacts {
  readonly output: Payload | undefined;
  readonly outputHash: string | undefined;
  /** What the step's output schema says of the substitute. */
  readonly errors: readonly SchemaError[];
}
export interface ControlFacts extends PlanFacts {
  readonly controlRevision: number;
  readonly haltedBecause: string | undefined;
}
export interface PayloadFacts extends Facts {
  readonly payload: Payload | undefined;
}
export interface UsageFacts extends ChanceFacts {
  readonly priced: readonly PricedCall[];
}

export interface RunFacts {
  StartRun: StartFacts;
  ReplayRun: ReplayFacts;
  CarryOverResult: CarryOverFacts;
  CancelRun: PlanFacts;
  HaltRun: PlanFacts;
  ResumeRun: ControlFacts;
  PauseRun: PlanFacts;
  ChangeRunBudget: PlanFacts;
  Approve: PlanFacts;
  Reject: PlanFacts;
  EditApproval: EditFacts;
  RetryStep: PlanFacts;
  SkipStep: SkipFacts;
  AbandonStep: PlanFacts;
  CompleteStep: CompleteFacts;
  FailStep: FailFacts;
  ReportProgress: PayloadFacts;
  ReportUsage: UsageFacts;
  RecordSideEffect: PayloadFacts;
  MoveLease: Facts;
  DispatchStep: DispatchFacts;
  LoseLease: ChanceFacts;
  TimeOutAttempt: ChanceFacts;
  ExpireApproval: PlanFacts;
  FailOnDeadline: PlanFacts;
  SettleReservation: PlanFacts;
}

export type RunCommandName = keyof RunPayloads;
/** A command as it is asked for. */
export type RunRequest = {
  [N in RunCommandName]: { readonly name: N; readonly payload: RunPayloads[N] };
}[RunCommandName];
/** A command as it is decided. */
export type RunCommand = {
  [N in RunCommandName]: { readonly name: N; readonly payload: RunPayloads[N]; readonly facts: RunFacts[N] };
}[RunCommandName];
export type RunCommandOf<N extends RunCommandName> = Extract<RunCommand, { readonly name: N }>;
