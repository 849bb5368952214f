import type { Approval, ApprovalDetail } from '$contract/approvals.js';
import { money } from '../models/money.js';

type Asked = Pick<Approval, 'kind' | 'stepName' | 'overrun'>;

/** What is asked, in a line: `Write report`, `$0.40 over the budget of Write report`. */
export function titleOf({ kind, stepName, overrun }: Asked): string {
  if (kind === 'step' || !overrun) return stepName;
  return `${money(overrun.amount.nanoUsd)} over the budget, for ${stepName}`;
}

/** The words of the button that approves: what follows from it. */
export function approveWords(asked: Asked & Pick<Approval, 'requires' | 'votes'>): string {
  const missing = asked.requires.n - asked.votes.length;
  if (missing > 1) return `Approve as ${asked.votes.length + 1} of ${asked.requires.n}`;
  return asked.kind === 'overrun' ? 'Approve the overrun' : `Approve ${asked.stepName}`;
}

/** What happens when somebody rejects it. */
export function rejectWords({ onReject, stepsAfter }: Pick<ApprovalDetail, 'onReject' | 'stepsAfter'>): string {
  const after = stepsAfter.map(({ name }) => name);
  const never =
    after.length === 0
      ? ''
      : `; ${after.length > 3 ? `${after.slice(0, 3).join(', ')} and ${after.length - 3} more` : after.join(', ')} never ${after.length === 1 ? 'starts' : 'start'}`;
  switch (onReject) {
    case 'fail':
      return `the run fails${never}`;
    case 'skip':
      return 'the step is skipped and the run goes on without its output';
    case 'halt':
      return 'the run is halted until somebody resumes it';
    default:
      return onReject satisfies never;
  }
}

/** What happens at the deadline when nobody has decided. */
export function silenceWords(onExpire: Approval['onExpire']): string {
  switch (onExpire) {
    case 'reject':
      return 'it expires, as if it were rejected';
    case 'escalate':
      return 'it is escalated, not rejected';
    case 'halt':
      return 'the run is halted';
    default:
      return onExpire satisfies never;
  }
}

/** How it ended, and by whom: `approved by ines, marek`. */
export function outcomeWords({
  status,
  decidedByNames,
  edits,
  comment,
}: Pick<Approval, 'status' | 'decidedByNames' | 'edits' | 'comment'>): string {
  const by = decidedByNames.length > 0 ? ` by ${decidedByNames.join(', ')}` : '';
  switch (status) {
    case 'granted':
      return `approved${by}${edits ? ', edited' : ''}`;
    case 'rejected':
      return `rejected${by}`;
    case 'expired':
      return 'expired: nobody decided in time';
    case 'withdrawn':
      // The record says why: `edited`, `superseded`, or what ended the run.
      return comment === 'edited'
        ? `withdrawn${by}: its parameters were edited, and asked for anew`
        : 'withdrawn: no longer needed';
    case 'pending':
      return 'waiting';
    default:
      return status satisfies never;
  }
}

/** The share of its time that is left, between 0 and 1. */
export function timeLeft({ requestedAt, expiresAt }: Pick<Approval, 'requestedAt' | 'expiresAt'>, now: number): number {
  const from = Date.parse(requestedAt);
  const to = Date.parse(expiresAt);
  return to <= from ? 0 : Math.max(0, Math.min(1, (to - now) / (to - from)));
}
