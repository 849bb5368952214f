import type { ChanceFacts } from './commands.js';
import type { RunEvent, StepRef } from './events.js';
import type { Run } from './state.js';
import type { PlanStep } from '../workflow/plan.js';
import { ending } from './ending.js';

export interface Cause {
  readonly class: string;
  readonly code: string;
  readonly message: string;
  readonly fingerprint: string;
  readonly retryable: boolean;
}

/** Exponential backoff with full jitter: anything between nothing and initial * factor^(failures - 1), capped. */
export function backoffMs(retry: PlanStep['retry'], failures: number, random: number): number {
  const ceiling = Math.min(retry.maxMs, retry.initialMs * retry.factor ** Math.max(0, failures - 1));
  return Math.floor(random * ceiling);
}

/** What follows a failed attempt, in the same append: another attempt later, or a dead letter (and the end of the run if its policy says so). */
export function afterFailure(
  run: Run,
  planStep: PlanStep,
  step: StepRef,
  attempt: number,
  cause: Cause,
  facts: ChanceFacts,
): RunEvent[] {
  const failures = (run.steps.get(step.stepKey)?.failures ?? 0) + 1;
  const again = cause.retryable && failures < planStep.retry.attempts && !planStep.retry.never.includes(cause.class);
  if (again) {
    const delayMs = backoffMs(planStep.retry, failures, facts.random);
    return [
      {
        type: 'StepRetryScheduled',
        data: {
          step,
          attempt: attempt + 1,
          at: new Date(facts.now + delayMs).toISOString(),
          delayMs,
          because: `${cause.class}: ${cause.code}`,
        },
      },
    ];
  }
  return deadLetter(run, step, attempt, cause, failures);
}

export function deadLetter(
  run: Run,
  step: StepRef,
  attempt: number,
  cause: Omit<Cause, 'retryable'>,
  attempts: number,
): RunEvent[] {
  const { class: kind, code, message, fingerprint } = cause;
  const letter: RunEvent = {
    type: 'StepDeadLettered',
    data: { step, attempt, class: kind, code, message, fingerprint, attempts },
  };
  if (run.policies.onDeadLetter === 'wait') return [letter];
  return [
    letter,
    ending(
      run,
      { because: 'deadLetter', step, message: `Step "${step.stepKey}" is out of attempts: ${message}` },
      step.stepKey,
    ),
  ];
}
