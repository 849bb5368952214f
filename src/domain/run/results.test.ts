import { describe, expect, test } from 'vitest';
import {
  charge,
  completed,
  dispatched,
  failed,
  hash,
  instant,
  key,
  lateResult,
  lease,
  leaseLost,
  MINUTE,
  NO_USAGE,
  priced,
  retryScheduled,
  runCancelled,
  runHalted,
  runPaused,
  settles,
  started,
  startedWith,
  timedOut,
} from '../../../test/support/run-events.js';
import { AGENT, runOf } from '../../../test/support/run-spec.js';
import type { RunPayloads, RunRequest } from './commands.js';
import { backoffMs } from './retry.js';

const complete = (stepKey: string, resultId = 'result', attempt = 1): RunRequest => ({
  name: 'CompleteStep',
  payload: { leaseId: lease(stepKey, attempt), resultId, output: {}, summary: 'done', usage: NO_USAGE },
});
const fail = (
  stepKey: string,
  error: Partial<RunPayloads['FailStep']['error']> = {},
  { attempt = 1, resultId = 'failure' } = {},
): RunRequest => ({
  name: 'FailStep',
  payload: {
    leaseId: lease(stepKey, attempt),
    resultId,
    error: { class: 'internal', code: 'BROKEN', message: 'it broke', retryable: true, ...error },
    usage: NO_USAGE,
  },
});
const lose = (stepKey: string, because: RunPayloads['LoseLease']['because'] = 'heartbeat'): RunRequest => ({
  name: 'LoseLease',
  payload: { leaseId: lease(stepKey), because },
});
const timeOut: RunRequest = { name: 'TimeOutAttempt', payload: { leaseId: lease('a') } };

const two = runOf([{ id: 'a' }, { id: 'b', dependsOn: ['a'] }]);
const one = runOf([{ id: 'a', retry: { attempts: 2, never: ['permission'] } }]);
const running = [started(), dispatched('a', { holds: 60 })];

describe('a result', () => {
  test('completes its step, and the last one its run', () => {
    two
      .given(started(), dispatched('a'))
      .when(complete('a'))
      .then({ type: 'StepCompleted', data: { resultId: 'result', summary: 'done', verdict: { valid: true } } });
    one.given(started(), dispatched('a')).when(complete('a')).then('StepCompleted', 'RunCompleted');
  });

  test('is taken while the run is paused', () => {
    two.given(started(), dispatched('a'), runPaused).when(complete('a')).then('StepCompleted');
  });

  test('books its cost and settles its reservation in the same append', () => {
    one
      .given(...running)
      .when(complete('a'), { priced: [priced(45)] })
      .then(
        { type: 'StepCompleted', data: { charges: [{ nanoUsd: '45' }], settles: settles('a', 60, 45) } },
        { type: 'RunCompleted', data: { spentNanoUsd: '45', tokens: 45, steps: 1 } },
      );
  });

  test('sent again gives the same answer and no event', () => {
    two
      .given(...running)
      .when(complete('a'))
      .then('StepCompleted')
      .when(complete('a'))
      .thenNothing();
    one
      .given(...running)
      .when(fail('a'))
      .then('StepFailed', 'StepRetryScheduled')
      .when(fail('a'))
      .thenNothing();
  });

  test('under a lease that nobody was given is unknown, and so is another agent’s', () => {
    two.given(started()).when(complete('a')).thenRefused('LEASE.UNKNOWN');
    two
      .given(...running)
      .when(complete('a'), { actor: { ...AGENT, id: 'thief' } })
      .thenRefused('LEASE.UNKNOWN');
    two
      .given(...running)
      .when(complete('a'), { actor: AGENT })
      .then('StepCompleted');
  });
});

describe('a late result', () => {
  const gone = [...running, leaseLost('a'), retryScheduled('a', 2)];

  test('is recorded, its cost booked and its reservation settled, without effect on the run', () => {
    two
      .given(...gone)
      .when(complete('a', 'late'), { priced: [priced(70)], outputHash: hash('9') })
      .then({
        type: 'LateResultRecorded',
        data: {
          result: 'completed',
          outputHash: hash('9'),
          charges: [{ nanoUsd: '70' }],
          settles: settles('a', 60, 70),
        },
      });
  });

  test('is recorded once per lease, and refused from then on', () => {
    const again = two.given(...gone, lateResult('a'));
    again.when(complete('a', 'late')).thenRefused('LEASE.NOT_HELD');
    again.when(fail('a', {}, { resultId: 'another' })).thenRefused('LEASE.NOT_HELD');
  });

  test('is one that comes after a timeout, a halt, a cancel, or another result', () => {
    const late = { type: 'LateResultRecorded', data: { result: 'failed' } } as const;
    two
      .given(...running, timedOut('a'), retryScheduled('a', 2))
      .when(fail('a'))
      .then(late);
    two
      .given(...running, runHalted({ revoked: [lease('a')] }))
      .when(fail('a'))
      .then(late);
    two
      .given(...running, runCancelled({ revoked: [lease('a')] }))
      .when(fail('a'))
      .then(late);
    two
      .given(...running, completed('a'))
      .when(fail('a'))
      .then(late);
  });

  test('does not touch the attempt that took its place', () => {
    const { run } = two.given(...gone, dispatched('a', { attempt: 2 }), lateResult('a', { charges: [charge(5)] }));
    expect(run.steps.get(key('a'))).toMatchObject({ status: 'running', attempt: 2 });
    expect(run.budget.spent.nanoUsd).toBe(5n);
  });
});

describe('an output that does not fit its schema', () => {
  const errors = [{ path: 'ok', message: 'is required' }];
  test('is a failure with the exact errors, and is tried again', () => {
    one
      .given(...running)
      .when(complete('a'), { errors })
      .then({ type: 'StepOutputRejected', data: { errors, settles: settles('a', 60, 0) } }, 'StepRetryScheduled');
  });
  test('counts as an attempt', () => {
    one
      .given(started(), dispatched('a'), failed('a'), retryScheduled('a', 2), dispatched('a', { attempt: 2 }))
      .when(complete('a', 'r', 2), { errors })
      .then('StepOutputRejected', { type: 'StepDeadLettered', data: { class: 'outputRejected', attempts: 2 } });
  });
});

describe('a failed attempt', () => {
  test('is tried again after a random part of an exponential backoff', () => {
    const retry = { attempts: 9, initialMs: 1_000, factor: 2, maxMs: 5_000, never: [] };
    expect([1, 2, 3, 4, 9].map((failures) => backoffMs(retry, failures, 0.999_999))).toEqual([
      999, 1_999, 3_999, 4_999, 4_999,
    ]);
    expect(backoffMs(retry, 3, 0)).toBe(0);
    one
      .given(...running)
      .when(fail('a'), { random: 0.25 })
      .then('StepFailed', { type: 'StepRetryScheduled', data: { attempt: 2, delayMs: 250, at: instant(250) } });
  });

  test('is a dead letter when it was the last one', () => {
    one
      .given(started(), dispatched('a'), failed('a'), retryScheduled('a', 2), dispatched('a', { attempt: 2 }))
      .when(fail('a', {}, { attempt: 2 }))
      .then('StepFailed', { type: 'StepDeadLettered', data: { attempt: 2, attempts: 2, code: 'BROKEN' } });
  });

  test('is not tried again when its agent says so, or its class is never to be', () => {
    one
      .given(...running)
      .when(fail('a', { retryable: false }))
      .then('StepFailed', 'StepDeadLettered');
    one
      .given(...running)
      .when(fail('a', { class: 'permission' }))
      .then('StepFailed', 'StepDeadLettered');
  });

  test('that was the last ends the run when its policy says so, and takes back what else is in flight', () => {
    runOf([{ id: 'a', retry: { attempts: 1 } }, { id: 'b' }])
      .given(startedWith({ onDeadLetter: 'fail' }), dispatched('a'), dispatched('b'))
      .when(fail('a'))
      .then('StepFailed', 'StepDeadLettered', {
        type: 'RunFailed',
        data: { because: 'deadLetter', revoked: [lease('b')] },
      });
  });

  test('does not count when a halt took it back', () => {
    one
      .given(
        ...running,
        runHalted({ revoked: [lease('a')] }),
        { type: 'RunResumed', data: { reason: '', controlRevision: -1 } },
        dispatched('a', { attempt: 2 }),
      )
      .when(fail('a', {}, { attempt: 2 }))
      .then('StepFailed', { type: 'StepRetryScheduled', data: { attempt: 3 } });
  });
});

describe('an attempt without a result', () => {
  test('times out at its deadline and not before', () => {
    one
      .given(...running)
      .after(10 * MINUTE - 1)
      .when(timeOut)
      .thenNothing();
    one
      .given(...running)
      .after(10 * MINUTE)
      .when(timeOut)
      .then({ type: 'StepTimedOut', data: { settles: [], charges: [] } }, 'StepRetryScheduled');
  });

  test('is lost with its lease, and its reservation is held', () => {
    one
      .given(...running)
      .when(lose('a'))
      .then({ type: 'LeaseLost', data: { because: 'heartbeat', settles: [] } }, 'StepRetryScheduled');
  });

  test('of an agent that has started anew will report nothing: its reservation is booked as unknown', () => {
    one
      .given(...running)
      .when(lose('a', 'agentRestarted'))
      .then(
        { type: 'LeaseLost', data: { charges: [{ source: 'unknown', nanoUsd: '60' }], settles: settles('a', 60, 60) } },
        'StepRetryScheduled',
      );
  });

  test('that has ended is neither lost nor timed out', () => {
    for (const end of [completed('a'), leaseLost('a'), runCancelled({ revoked: [lease('a')] })]) {
      two
        .given(...running, end)
        .after(10 * MINUTE)
        .when(timeOut)
        .thenNothing();
      two
        .given(...running, end)
        .when(lose('a'))
        .thenNothing();
    }
    two.given(started()).when(lose('a')).thenNothing();
  });
});
