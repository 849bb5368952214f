import { describe, expect, test } from 'vitest';
import {
  completed,
  deadLettered,
  dispatched,
  failed,
  key,
  lease,
  runCancelled,
  started,
} from '../../../test/support/run-events.js';
import { runOf } from '../../../test/support/run-spec.js';
import type { RunRequest } from './commands.js';
import { readySteps } from './readiness.js';

const about = { stepKey: key('a'), reason: 'looked at' };
const retry: RunRequest = { name: 'RetryStep', payload: about };
const skip: RunRequest = { name: 'SkipStep', payload: about };
const abandon: RunRequest = { name: 'AbandonStep', payload: about };
const two = runOf([{ id: 'a', retry: { attempts: 2 } }, { id: 'b', dependsOn: ['a'] }, { id: 'c' }]);
const letter = [started(), dispatched('a'), failed('a'), deadLettered('a', 2)];

describe('a dead letter', () => {
  test('keeps the run open while other branches go on', () => {
    const { run } = two.given(...letter);
    expect(run.status).toBe('running');
    expect(readySteps(run, two.plan, 0)).toEqual(['c']);
  });

  test('that is retried is ready, with all its attempts before it', () => {
    const redriven = two
      .given(...letter)
      .when(retry)
      .then('StepRedriven');
    expect(readySteps(redriven.run, two.plan, 0)).toEqual(['a', 'c']);
    const fail: RunRequest = {
      name: 'FailStep',
      payload: {
        leaseId: lease('a', 2),
        resultId: 'r',
        error: { class: 'internal', code: 'BROKEN', message: '', retryable: true },
        usage: [],
      },
    };
    two
      .given(...redriven.events, dispatched('a', { attempt: 2 }))
      .when(fail)
      .then('StepFailed', 'StepRetryScheduled');
  });

  test('that is skipped lets what depends on it go on, with its substitute output', () => {
    const skipped = two
      .given(...letter)
      .when(skip, { output: { ok: true } })
      .then({ type: 'StepSkipped', data: { because: 'operator', output: { ok: true } } });
    expect(readySteps(skipped.run, two.plan, 0)).toEqual(['b', 'c']);
    expect(skipped.run.steps.get(key('a'))?.outputAt).toBe(4);
  });

  test('is not skipped with an output that does not fit', () => {
    two
      .given(...letter)
      .when(skip, { errors: [{ path: 'ok', message: 'is required' }] })
      .thenRefused('OUTPUT.INVALID');
  });

  test('that was the last open step completes the run when it is skipped', () => {
    const rest = [dispatched('c'), completed('c')];
    runOf([{ id: 'a' }, { id: 'c' }])
      .given(...letter, ...rest)
      .when(skip)
      .then('StepSkipped', 'RunCompleted');
  });

  test('that is abandoned fails the run and takes back what is in flight', () => {
    two
      .given(...letter, dispatched('c'))
      .when(abandon)
      .then('StepAbandoned', { type: 'RunFailed', data: { because: 'abandoned', revoked: [lease('c')] } });
  });

  test('is what is retried, skipped or abandoned, and nothing else', () => {
    for (const request of [retry, skip, abandon]) {
      two.given(started()).when(request).thenRefused('STEP.NOT_DEAD_LETTER');
      two.given(started(), dispatched('a'), completed('a')).when(request).thenRefused('STEP.NOT_DEAD_LETTER');
      two
        .given(...letter, runCancelled())
        .when(request)
        .thenRefused('RUN.ENDED');
    }
    const nobody: RunRequest = { name: 'RetryStep', payload: { stepKey: key('nobody'), reason: '' } };
    two
      .given(...letter)
      .when(nobody)
      .thenRefused('STEP.UNKNOWN');
  });
});
