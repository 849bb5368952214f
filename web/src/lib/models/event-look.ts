import type { MarkName } from '../ui/mark.js';

/** An event type as people see it: its mark, and what it says of its step or run. */
export interface EventLook {
  readonly mark: MarkName;
  /** Follows the step's name (`collect dispatched`), or stands alone. */
  readonly words: string;
}

const looks: Readonly<Record<string, EventLook>> = {
  RunStarted: { mark: 'running', words: 'started' },
  StepDispatched: { mark: 'running', words: 'dispatched' },
  StepProgressed: { mark: 'dot', words: 'progressed' },
  UsageCharged: { mark: 'dot', words: 'charged' },
  SideEffectRecorded: { mark: 'dot', words: 'side effect recorded' },
  LeaseMoved: { mark: 'dot', words: 'lease moved' },
  StepCompleted: { mark: 'completed', words: 'completed' },
  StepCarriedOver: { mark: 'skipped', words: 'carried over' },
  StepFailed: { mark: 'failed', words: 'failed' },
  StepOutputRejected: { mark: 'failed', words: 'output rejected' },
  StepTimedOut: { mark: 'timedOut', words: 'timed out' },
  LeaseLost: { mark: 'offline', words: 'agent lost' },
  StepStopped: { mark: 'failed', words: 'stopped' },
  StepRetryScheduled: { mark: 'retrying', words: 'retry scheduled' },
  StepDeadLettered: { mark: 'deadLetter', words: 'is a dead letter' },
  StepSkipped: { mark: 'skipped', words: 'skipped' },
  StepRedriven: { mark: 'retrying', words: 'retried by hand' },
  StepAbandoned: { mark: 'failed', words: 'abandoned' },
  ApprovalRequested: { mark: 'waiting', words: 'asks for approval' },
  ApprovalVoted: { mark: 'approved', words: 'vote to approve' },
  ApprovalGranted: { mark: 'approved', words: 'approved' },
  ApprovalRejected: { mark: 'rejected', words: 'rejected' },
  ApprovalExpired: { mark: 'expired', words: 'approval expired' },
  ApprovalEscalated: { mark: 'warning', words: 'approval escalated' },
  ApprovalWithdrawn: { mark: 'withdrawn', words: 'approval withdrawn' },
  BudgetExceeded: { mark: 'over', words: 'budget too small' },
  RunBudgetChanged: { mark: 'within', words: 'budget changed' },
  ReservationExtended: { mark: 'dot', words: 'reservation extended' },
  ReservationSettled: { mark: 'dot', words: 'settled' },
  RunPaused: { mark: 'paused', words: 'paused' },
  RunResumed: { mark: 'running', words: 'resumed' },
  RunHalted: { mark: 'halted', words: 'halted' },
  RunCancelled: { mark: 'cancelled', words: 'cancelled' },
  LateResultRecorded: { mark: 'late', words: 'late result' },
  RunCompleted: { mark: 'completed', words: 'completed' },
  RunFailed: { mark: 'failed', words: 'failed' },
  HaltOrdered: { mark: 'halted', words: 'halt ordered' },
  HaltLifted: { mark: 'running', words: 'halt lifted' },
  AgentConnected: { mark: 'connected', words: 'connected' },
  AgentDisconnected: { mark: 'offline', words: 'disconnected' },
};

const attemptEnds = new Set(['StepFailed', 'StepOutputRejected', 'StepTimedOut', 'LeaseLost', 'StepStopped']);
/** Whether an event ends an attempt without its result. */
export const endsBadly = (type: string): boolean => attemptEnds.has(type);

/** What an event's words are about: a step by its key; the run itself, also where a step is the reason. */
export const subjectOf = ({ type, stepKey }: { readonly type: string; readonly stepKey: string | null }): string =>
  stepKey === null || type.startsWith('Run') ? 'Run' : stepKey;

/** One that this console does not know is shown by its name, in words. */
export function eventLook(type: string): EventLook {
  return looks[type] ?? { mark: 'dot', words: type.replaceAll(/([a-z])([A-Z])/g, '$1 $2').toLowerCase() };
}
