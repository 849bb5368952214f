import { assertNever, DomainError } from '../kernel/errors.js';
import type { Json } from '../kernel/json.js';
import type { CommandAnswer } from '../kernel/ports.js';
import type { RunRequest } from '../run/commands.js';
import type { BulkAction, BulkItem, BulkOutcome } from './events.js';

/** The command on one item; undefined when there is nothing to give it to: a run without a dead letter. */
export function requestFor(
  { runId: _, stepKey }: BulkItem,
  action: BulkAction,
  reason: string,
  output: Json | undefined,
): RunRequest | undefined {
  switch (action) {
    case 'cancel':
      return { name: 'CancelRun', payload: { reason } };
    case 'halt':
      return { name: 'HaltRun', payload: { reason, scope: { kind: 'run' } } };
    case 'pause':
      return { name: 'PauseRun', payload: { reason } };
    case 'resume':
      return { name: 'ResumeRun', payload: { reason } };
    case 'retry':
      return stepKey && { name: 'RetryStep', payload: { stepKey, reason } };
    case 'skip':
      return stepKey && { name: 'SkipStep', payload: { stepKey, reason, ...(output === undefined ? {} : { output }) } };
    case 'abandon':
      return stepKey && { name: 'AbandonStep', payload: { stepKey, reason } };
    default:
      return assertNever(action);
  }
}

/** What a run says when it is so already, or when it is too late: nothing is wrong, and nothing was done. */
const SO_ALREADY: ReadonlySet<string> = new Set([
  'RUN.ENDED',
  'RUN.NOT_RUNNING',
  'RUN.NOT_STOPPED',
  'STEP.NOT_DEAD_LETTER',
]);
/** What may be otherwise in a moment: no outcome of the item, which is tried again. */
const AGAIN: ReadonlySet<string> = new Set(['STORE.UNAVAILABLE', 'STORE.OUTCOME_UNKNOWN', 'STREAM.CONTENDED']);

export function outcomeOf(item: BulkItem, { stream, revision, events }: CommandAnswer): BulkOutcome {
  if (events.length > 0) return { item, outcome: 'done', stream, revision };
  return { item, outcome: 'skipped', code: 'RUN.SO_ALREADY', message: 'It was so already; nothing was written.' };
}

export const withoutDeadLetter = (item: BulkItem): BulkOutcome => ({
  item,
  outcome: 'skipped',
  code: 'RUN.NO_DEAD_LETTER',
  message: 'No step of the run was a dead letter when the bulk action was started.',
});

/** Of a stopped job: an item before one that was done. */
export const leftByStop = (item: BulkItem): BulkOutcome => ({
  item,
  outcome: 'skipped',
  code: 'BULK.STOPPED',
  message: 'The bulk action was stopped before this was done.',
});

/** What a refused command means for its item; undefined: nothing yet. */
export function outcomeOfError(item: BulkItem, error: unknown): BulkOutcome | undefined {
  if (!(error instanceof DomainError))
    return {
      item,
      outcome: 'refused',
      code: 'INTERNAL',
      message: 'Something went wrong here; the log of the server says what.',
    };
  const { code, message } = error;
  if (AGAIN.has(code)) return undefined;
  return { item, outcome: SO_ALREADY.has(code) ? 'skipped' : 'refused', code, message };
}
