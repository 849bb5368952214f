import { kindOf, type AnyEventType } from '../../domain/catalog.js';
import type { AuditMark, MarkKind } from './rows.js';

const KINDS: Readonly<Partial<Record<AnyEventType, MarkKind>>> = {
  HaltOrdered: 'halt',
  HaltLifted: 'halt',
  RunHalted: 'halt',
  RunPaused: 'halt',
  RunResumed: 'halt',
  RunCancelled: 'halt',
  StepFailed: 'failure',
  StepOutputRejected: 'failure',
  StepTimedOut: 'failure',
  LeaseLost: 'failure',
  StepStopped: 'failure',
  StepDeadLettered: 'failure',
  RunFailed: 'failure',
  ApprovalRequested: 'approvalAsked',
  ApprovalVoted: 'decision',
  ApprovalGranted: 'decision',
  ApprovalRejected: 'decision',
  ApprovalExpired: 'decision',
  ApprovalEscalated: 'decision',
  ApprovalWithdrawn: 'decision',
  StepSkipped: 'decision',
  StepRedriven: 'decision',
  StepAbandoned: 'decision',
  BulkStarted: 'decision',
  BulkStopped: 'decision',
  BudgetExceeded: 'money',
  RunBudgetChanged: 'money',
  RunCompleted: 'end',
  RunStarted: 'start',
};
/** Money that moves as usual: found by its mark, but not marked in the record. */
const CHARGES: ReadonlySet<string> = new Set<AnyEventType>([
  'UsageCharged',
  'ReservationExtended',
  'ReservationSettled',
]);

const isMarked = (type: string): type is keyof typeof KINDS => Object.hasOwn(KINDS, type);

/** What the record marks an event with, if it does. */
export const markKindOf = (type: string): MarkKind | null => (isMarked(type) ? (KINDS[type] ?? null) : null);

/** What an event is to whoever scans the record. */
export function markOf(type: string, stream: string): AuditMark {
  const kind = markKindOf(type);
  switch (kind) {
    case 'halt':
    case 'failure':
    case 'decision':
    case 'money':
      return kind;
    case 'approvalAsked':
      return 'decision';
    case 'start':
    case 'end':
      return 'lifecycle';
    case null:
      if (CHARGES.has(type)) return 'money';
      return kindOf(stream) === 'run' ? 'none' : 'lifecycle';
  }
}
