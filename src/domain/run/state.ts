import type { ApprovalId, LeaseId, RunId, StepKey } from '../kernel/ids.js';
import type { BlobRef } from '../kernel/payload.js';
import type { HaltScope, ReplaySource, RunEventData, SchemaError } from './events.js';

/** What a step waits for or ended as. `pending` covers both "dependencies open" and "ready": readiness follows from the plan. */
export type StepStatus =
  | 'pending'
  | 'awaitingApproval'
  | 'approved'
  | 'awaitingBudget'
  | 'running'
  | 'awaitingRetry'
  | 'deadLetter'
  | 'completed'
  | 'skipped'
  | 'abandoned';

export interface Amount {
  nanoUsd: bigint;
  tokens: number;
}
/** A limit that may be absent in either kind. */
export interface Cap {
  nanoUsd: bigint | undefined;
  tokens: number | undefined;
}

/** Limit, spent and reserved of one scope. Spent and reserved are folds of charges and reservations. */
export interface Account {
  limit: Cap;
  spent: Amount;
  reserved: Amount;
}

export interface StepState {
  readonly stepKey: StepKey;
  readonly stepId: string;
  readonly iteration: number | undefined;
  status: StepStatus;
  /** Number of the last attempt that was dispatched; 0 when none was. */
  attempt: number;
  /** Attempts that count against the retry policy since the last redrive. */
  failures: number;
  leaseId: LeaseId | undefined;
  approvalId: ApprovalId | undefined;
  retryAt: number | undefined;
  /** What was asked for when the budget was short. */
  asked: Amount | undefined;
  /** Revision of the ApprovalRequested whose edited parameters replace the mapped inputs. */
  editedAt: number | undefined;
  /** Errors of the last output that was refused, for the next attempt's constraints. */
  previousErrors: readonly SchemaError[] | undefined;
  /** Revision of the event that holds the output; the payload itself is not part of the state. */
  outputAt: number | undefined;
  outputHash: string | undefined;
  summary: string | undefined;
  /** What it had cost in the run that its result was carried over from; undefined for a result of this run's own. */
  carriedCost: Amount | undefined;
  lastCause: { readonly class: string; readonly code: string; readonly message: string } | undefined;
  /** The step's own budget; the limit comes with the plan until it is changed by an event. */
  limit: Cap | undefined;
  readonly spent: Amount;
  readonly reserved: Amount;
}

export type LeaseStatus = 'active' | 'completed' | 'failed' | 'lost' | 'timedOut' | 'stopped' | 'revoked';

export interface LeaseState {
  readonly leaseId: LeaseId;
  readonly stepKey: StepKey;
  readonly stepId: string;
  readonly iteration: number | undefined;
  readonly attempt: number;
  readonly taskId: string;
  readonly agent: {
    readonly id: string;
    readonly name: string;
    readonly bootId: string;
    gatewayId: string;
    readonly single: boolean;
  };
  readonly dispatchedAt: number;
  /** Revision of its StepDispatched: from there it can be emitted again. */
  readonly revision: number;
  readonly deadlineAt: number;
  readonly heartbeatMs: number;
  status: LeaseStatus;
  /** The result that ended it. */
  resultId: string | undefined;
  lateResultId: string | undefined;
  /** What was set aside; still held while `open`. */
  reserved: Amount;
  open: boolean;
  charged: Amount;
  /** Cumulative cost and tokens by call, as charged so far. */
  readonly calls: Map<string, { nanoUsd: bigint; tokens: RunEventData<'UsageCharged'>['charges'][number]['tokens'] }>;
  usageAt: number;
  progressAt: number;
}

export interface ApprovalState {
  readonly approvalId: ApprovalId;
  readonly kind: 'step' | 'overrun';
  readonly stepKey: StepKey;
  readonly attempt: number;
  readonly nonce: string;
  readonly paramsHash: string;
  readonly requestedAtRevision: number;
  readonly onReject: 'fail' | 'skip' | 'halt';
  readonly onExpire: 'reject' | 'escalate' | 'halt';
  readonly requires: { readonly n: number; readonly not: readonly string[] };
  readonly overrun: Amount | undefined;
  readonly overrunScope: 'run' | 'step' | undefined;
  expiresAt: number;
  escalated: boolean;
  readonly votes: Map<string, string>;
  status: 'pending' | 'granted' | 'used' | 'rejected' | 'expired' | 'withdrawn';
  /** Ids of those who decided; undefined when nobody did (it expired, or was withdrawn by a rule). */
  decidedBy: string | undefined;
  /** Of whom the last of them is; and when, in milliseconds. */
  decidedByName: string | undefined;
  decidedAt: number | undefined;
}

export type OpenStatus = 'running' | 'paused' | 'halted';
export type EndedStatus = 'completed' | 'failed' | 'cancelled';

export interface Run {
  status: OpenStatus | EndedStatus;
  readonly runId: RunId;
  readonly rootRunId: RunId;
  readonly workflow: {
    readonly id: string;
    readonly name: string;
    readonly version: number;
    readonly definition: BlobRef;
    readonly hash: string;
  };
  readonly operatorId: string;
  readonly operatorName: string;
  readonly priority: number;
  readonly startedAt: number;
  readonly deadlineAt: number | undefined;
  readonly parallelism: number;
  readonly policies: RunEventData<'RunStarted'>['policies'];
  /** Of a run that takes over from another. */
  readonly source: ReplaySource | undefined;
  /** Results that have been carried over so far. */
  carried: number;
  controlRevision: number;
  halt: { readonly scope: HaltScope; readonly reason: string } | undefined;
  endedAt: number | undefined;
  readonly budget: Account;
  readonly steps: Map<StepKey, StepState>;
  readonly leases: Map<LeaseId, LeaseState>;
  readonly approvals: Map<ApprovalId, ApprovalState>;
  /** Side effects by id, so that a receipt sent twice is recorded once. */
  readonly effects: Set<string>;
  /** Steps completed or skipped. */
  done: number;
  /** Steps running. */
  running: number;
}

/** A stream without events is a run that was not started. */
export type RunState = { readonly status: 'none' } | Run;

export const isEnded = (run: Run): boolean =>
  run.status === 'completed' || run.status === 'failed' || run.status === 'cancelled';

/** A replay takes over results, one event each; until the last of them nothing is ready. */
export const isCarryingOver = (run: Run): boolean => run.source !== undefined && run.carried < run.source.steps;
