import type { Cause } from './first-cause.js';
import type { EndedStatus, OpenStatus, StepStatus } from './state.js';

export type Remedy = 'retry' | 'skip' | 'abandon' | 'raiseBudget' | 'resume' | 'startAgain';
export interface RemedyFacts {
  readonly status: OpenStatus | EndedStatus;
  readonly cause: Cause;
  /** Of the step that the cause is about. */
  readonly stepStatus: StepStatus | undefined;
  /** Steps that wait for a budget now. */
  readonly shortOfBudget: readonly string[];
}
export interface PossibleRemedy {
  readonly remedy: Remedy;
  readonly stepKey: string | null;
  /** Why not; null: it can be done now. */
  readonly because: string | null;
}

/** What a person can do about it, the best first; what cannot be done says why. The commands decide by the same rules. */
export function remedies({ status, cause, stepStatus, shortOfBudget }: RemedyFacts): PossibleRemedy[] {
  const over = status === 'completed' || status === 'failed' || status === 'cancelled';
  const ended = over ? `The run is ${status}; an ended run is never reopened.` : null;
  const letter = ended ?? (stepStatus === 'deadLetter' ? null : notLetter(cause.stepKey, stepStatus));
  const held = status === 'paused' || status === 'halted';
  const [short] = shortOfBudget;
  const all: PossibleRemedy[] = [
    {
      remedy: 'raiseBudget',
      stepKey: short ?? null,
      because: ended ?? (short === undefined ? 'No step waits for a budget.' : null),
    },
    { remedy: 'retry', stepKey: cause.stepKey, because: letter },
    { remedy: 'skip', stepKey: cause.stepKey, because: letter },
    { remedy: 'resume', stepKey: null, because: ended ?? (held ? null : 'The run is not paused or halted.') },
    { remedy: 'startAgain', stepKey: null, because: null },
    { remedy: 'abandon', stepKey: cause.stepKey, because: letter },
  ];
  return [...all.filter(({ because }) => because === null), ...all.filter(({ because }) => because !== null)];
}

function notLetter(stepKey: string | null, status: StepStatus | undefined): string {
  if (stepKey === null || status === undefined) return 'It is not about one step.';
  return `Step "${stepKey}" is ${status}, not a dead letter.`;
}
