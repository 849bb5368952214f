import { describe, expect, test } from 'vitest';
import { DomainError } from '../kernel/errors.js';
import { RunId, StepKey } from '../kernel/ids.js';
import { BulkAction, type BulkItem } from './events.js';
import { outcomeOf, outcomeOfError, requestFor } from './items.js';

const run: BulkItem = { runId: RunId.parse('00000000-0000-5000-8000-000000000001') };
const letter: BulkItem = { ...run, stepKey: StepKey.parse('never') };

describe('the command on an item', () => {
  test('is that of the single action, with the reason of the bulk action', () => {
    expect(BulkAction.options.map((action) => requestFor(letter, action, 'r', undefined)?.name)).toEqual([
      'CancelRun',
      'HaltRun',
      'PauseRun',
      'ResumeRun',
      'RetryStep',
      'SkipStep',
      'AbandonStep',
    ]);
    expect(requestFor(run, 'halt', 'r', undefined)).toEqual({
      name: 'HaltRun',
      payload: { reason: 'r', scope: { kind: 'run' } },
    });
    expect(requestFor(letter, 'skip', 'r', { by: 'hand' })?.payload).toEqual({
      stepKey: 'never',
      reason: 'r',
      output: { by: 'hand' },
    });
    expect(requestFor(letter, 'skip', 'r', undefined)?.payload).toEqual({ stepKey: 'never', reason: 'r' });
  });

  test('there is none for a run without a dead letter', () => {
    for (const action of ['retry', 'skip', 'abandon'] as const)
      expect(requestFor(run, action, 'r', undefined)).toBeUndefined();
  });
});

describe('the outcome of an item', () => {
  const answer = { stream: 'run-1', revision: 4, position: 9n };
  const event = { type: 'RunCancelled', data: {}, id: 'e', stream: 'run-1', revision: 4 };

  test('done says where its effect stands', () => {
    const metadata = Object.create(null);
    expect(outcomeOf(run, { ...answer, events: [{ ...event, metadata }] })).toEqual({
      item: run,
      outcome: 'done',
      stream: 'run-1',
      revision: 4,
    });
  });

  test('what was so already, or comes too late, is skipped and says why', () => {
    expect(outcomeOf(run, { ...answer, events: [] })).toMatchObject({ outcome: 'skipped' });
    for (const code of ['RUN.ENDED', 'RUN.NOT_RUNNING', 'RUN.NOT_STOPPED', 'STEP.NOT_DEAD_LETTER'])
      expect(outcomeOfError(run, new DomainError(code, 'conflict', 'why'))).toEqual({
        item: run,
        outcome: 'skipped',
        code,
        message: 'why',
      });
  });

  test('what cannot be done is refused and says why', () => {
    for (const code of ['RUN.NOT_FOUND', 'RUN.HALTED', 'OUTPUT.INVALID', 'STREAM.NEWER'])
      expect(outcomeOfError(run, new DomainError(code, 'invalid', 'why'))).toMatchObject({ outcome: 'refused', code });
    expect(outcomeOfError(run, new TypeError('inside'))).toMatchObject({ outcome: 'refused', code: 'INTERNAL' });
    expect(JSON.stringify(outcomeOfError(run, new TypeError('inside')))).not.toContain('inside');
  });

  test('a store that is away is no outcome', () => {
    for (const code of ['STORE.UNAVAILABLE', 'STORE.OUTCOME_UNKNOWN', 'STREAM.CONTENDED'])
      expect(outcomeOfError(run, new DomainError(code, 'unavailable', 'later'))).toBeUndefined();
  });
});
