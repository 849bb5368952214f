import type { RunFigures } from '$contract/workflow-views.js';
import type { StatusLook } from '../models/status.js';

/** Completed of those that ended by themselves; cancelled ones say nothing about the workflow. `—` before the first. */
export function successRate({ completed, failed }: Pick<RunFigures, 'completed' | 'failed'>): string {
  const ended = completed + failed;
  if (ended === 0) return '—';
  // Never "100 %" while one has failed, never "0 %" while one has worked.
  const share = Math.round((completed / ended) * 100);
  const least = completed > 0 ? 1 : 0;
  const most = failed > 0 ? 99 : 100;
  return `${Math.min(most, Math.max(least, share))} %`;
}

/** A run's status where nothing is known of what it waits for. */
export function statusLook(status: NonNullable<RunFigures['lastRun']>['status']): StatusLook {
  switch (status) {
    case 'running':
      // It may well wait for somebody: which, its own page says.
      return { mark: 'running', word: 'Open', tone: 'plain' };
    case 'paused':
      return { mark: 'paused', word: 'Paused', tone: 'you' };
    case 'halted':
      return { mark: 'halted', word: 'Halted', tone: 'stop' };
    case 'completed':
      return { mark: 'completed', word: 'Completed', tone: 'plain' };
    case 'failed':
      return { mark: 'failed', word: 'Failed', tone: 'bad' };
    case 'cancelled':
      return { mark: 'cancelled', word: 'Cancelled', tone: 'plain' };
    default:
      return status satisfies never;
  }
}
