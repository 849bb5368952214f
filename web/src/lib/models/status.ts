import type { RunSummary, StepStatus } from '$contract/run-views.js';
import type { MarkName } from '../ui/mark.js';
import type { Pip } from '../ui/pip.js';
import type { Tone } from '../ui/tone.js';

/** A status as people see it: mark, word, tone. Red and amber only while something can be done about it. */
export interface StatusLook {
  readonly mark: MarkName;
  readonly word: string;
  readonly tone: Tone;
}

/** A run's status, told by what it waits for where that says more. */
export function runLook(run: Pick<RunSummary, 'status' | 'waits' | 'steps'>): StatusLook {
  switch (run.status) {
    case 'completed':
      return { mark: 'completed', word: 'Completed', tone: 'plain' };
    case 'failed':
      return { mark: 'failed', word: 'Failed', tone: 'bad' };
    case 'cancelled':
      return { mark: 'cancelled', word: 'Cancelled', tone: 'plain' };
    case 'halted':
      return { mark: 'halted', word: 'Halted', tone: 'stop' };
    case 'paused':
      return { mark: 'paused', word: 'Paused', tone: 'you' };
    case 'running':
      return runningLook(run);
    default:
      return run.status satisfies never;
  }
}

function runningLook({ waits, steps }: Pick<RunSummary, 'waits' | 'steps'>): StatusLook {
  const has = (kind: RunSummary['waits'][number]['kind']): boolean => waits.some((wait) => wait.kind === kind);
  if (has('approval')) return { mark: 'waiting', word: 'Waiting for approval', tone: 'you' };
  if (has('deadLetter')) return { mark: 'deadLetter', word: 'Dead letter', tone: 'bad' };
  if (has('budget')) return { mark: 'near', word: 'Waiting for budget', tone: 'you' };
  if (steps.running > 0) return { mark: 'running', word: 'Running', tone: 'now' };
  if (has('retry')) return { mark: 'retrying', word: 'Retrying', tone: 'now' };
  if (has('agent')) return { mark: 'queued', word: 'Waiting for an agent', tone: 'plain' };
  if (has('slot')) return { mark: 'queued', word: 'Queued', tone: 'plain' };
  return { mark: 'running', word: 'Running', tone: 'now' };
}

const steps: Readonly<Record<StepStatus, StatusLook>> = {
  pending: { mark: 'pending', word: 'Pending', tone: 'plain' },
  awaitingApproval: { mark: 'waiting', word: 'Waiting for approval', tone: 'you' },
  approved: { mark: 'approved', word: 'Approved', tone: 'plain' },
  awaitingBudget: { mark: 'near', word: 'Waiting for budget', tone: 'you' },
  running: { mark: 'running', word: 'Running', tone: 'now' },
  awaitingRetry: { mark: 'retrying', word: 'Retrying', tone: 'now' },
  deadLetter: { mark: 'deadLetter', word: 'Dead letter', tone: 'bad' },
  completed: { mark: 'completed', word: 'Completed', tone: 'plain' },
  skipped: { mark: 'skipped', word: 'Skipped', tone: 'plain' },
  abandoned: { mark: 'failed', word: 'Abandoned', tone: 'bad' },
};
export const stepLook = (status: StepStatus): StatusLook => steps[status];

export function pipOf(status: StepStatus): Pip {
  switch (status) {
    case 'completed':
      return 'done';
    case 'running':
    case 'awaitingRetry':
      return 'running';
    case 'awaitingApproval':
    case 'awaitingBudget':
      return 'waiting';
    case 'deadLetter':
    case 'abandoned':
      return 'failed';
    case 'skipped':
      return 'skipped';
    case 'pending':
    case 'approved':
      return 'pending';
    default:
      return status satisfies never;
  }
}

/** `7 of 9 steps done, 1 running, 1 waiting`. */
export function stepsInWords(counts: RunSummary['steps']): string {
  const parts = [`${counts.done} of ${counts.total} steps done`];
  if (counts.running > 0) parts.push(`${counts.running} running`);
  if (counts.waiting > 0) parts.push(`${counts.waiting} waiting`);
  if (counts.retrying > 0) parts.push(`${counts.retrying} retrying`);
  if (counts.failed > 0) parts.push(`${counts.failed} failed`);
  return parts.join(', ');
}

const attempts = {
  running: { mark: 'running', word: 'Running', tone: 'now' },
  completed: { mark: 'completed', word: 'Completed', tone: 'plain' },
  failed: { mark: 'failed', word: 'Failed', tone: 'bad' },
  outputRejected: { mark: 'failed', word: 'Output rejected', tone: 'bad' },
  timedOut: { mark: 'timedOut', word: 'Timed out', tone: 'bad' },
  leaseLost: { mark: 'offline', word: 'Agent lost', tone: 'bad' },
  stopped: { mark: 'failed', word: 'Stopped', tone: 'bad' },
  revoked: { mark: 'cancelled', word: 'Revoked', tone: 'plain' },
} as const satisfies Readonly<Record<string, StatusLook>>;
export const attemptLook = (outcome: keyof typeof attempts): StatusLook => attempts[outcome];

const approvals = {
  pending: { mark: 'waiting', word: 'Waiting', tone: 'you' },
  granted: { mark: 'approved', word: 'Approved', tone: 'ok' },
  rejected: { mark: 'rejected', word: 'Rejected', tone: 'bad' },
  expired: { mark: 'expired', word: 'Expired', tone: 'plain' },
  withdrawn: { mark: 'withdrawn', word: 'Withdrawn', tone: 'plain' },
} as const satisfies Readonly<Record<string, StatusLook>>;
export const approvalLook = (status: keyof typeof approvals): StatusLook => approvals[status];
