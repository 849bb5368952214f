import type { RunFailure } from '$contract/run-failure.js';
import { money } from '../../models/money.js';
import { duration } from '../../models/time.js';

type Difference = RunFailure['differences'][number];
type Action = RunFailure['actions'][number];

/** What a button does, and what follows. */
export function actionWords({
  action,
  stepKey,
  nanoUsd,
  likelyToFail,
}: Pick<Action, 'action' | 'stepKey' | 'nanoUsd' | 'likelyToFail'>): {
  readonly label: string;
  readonly detail: string;
} {
  const cost = nanoUsd && nanoUsd !== '0' ? `about ${money(nanoUsd)}` : '';
  switch (action) {
    case 'retry':
      return {
        label: `Retry ${stepKey ?? 'it'}`,
        detail: [cost, likelyToFail ? 'likely to fail again: every attempt ended the same way' : '']
          .filter(Boolean)
          .join(', '),
      };
    case 'skip':
      return { label: `Skip ${stepKey ?? 'it'} with an output`, detail: 'the run goes on as if the step had given it' };
    case 'abandon':
      return { label: `Abandon ${stepKey ?? 'it'}`, detail: 'the run fails' };
    case 'raiseBudget':
      return { label: 'Raise the budget', detail: 'steps that wait for it go on' };
    case 'resume':
      return { label: 'Resume the run', detail: '' };
    case 'startAgain':
      return { label: 'Start again with the same input', detail: [cost, 'a new run'].filter(Boolean).join(', ') };
    default:
      return action satisfies never;
  }
}

/** One side of a difference as a person reads it. */
export function sideWords(about: Difference['about'], value: unknown): string {
  if (value === undefined) return 'nothing';
  if (about === 'duration' && typeof value === 'number') return duration(value);
  if (about === 'cost' && (typeof value === 'string' || typeof value === 'number')) return money(BigInt(value));
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 160 ? `${text.slice(0, 157)}…` : text;
}

export function causeTitle(first: NonNullable<RunFailure['first']>): string {
  const step = first.stepName ?? first.stepKey ?? 'The run';
  switch (first.kind) {
    case 'step':
      return `${step} ${first.attempts.length > 1 ? `failed ${first.attempts.length} times` : 'failed'}`;
    case 'rejected':
      return `${step} was rejected${first.by ? ` by ${first.by}` : ''}`;
    case 'expired':
      return `Nobody decided about ${step} in time`;
    case 'budget':
      return `The budget was too small for ${step}`;
    case 'deadline':
      return 'The run ran out of time';
    case 'skipped':
      return `${step} was skipped without an output that a later step needs`;
    default:
      return first.kind satisfies never;
  }
}
