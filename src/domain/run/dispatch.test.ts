import { describe, test } from 'vitest';
import {
  approvalId,
  approvalRequested,
  completed,
  deadLettered,
  dispatched,
  failed,
  granted,
  hash,
  HOUR,
  instant,
  key,
  lease,
  MINUTE,
  outputRejected,
  ref,
  retryScheduled,
  runCancelled,
  runHalted,
  runPaused,
  runResumed,
  started,
  startedWith,
} from '../../../test/support/run-events.js';
import { OFFER, runOf } from '../../../test/support/run-spec.js';
import type { RunRequest } from './commands.js';
import type { RunEvent } from './events.js';

const dispatch = (stepKey: string): RunRequest => ({ name: 'DispatchStep', payload: { stepKey: key(stepKey) } });
const chain = runOf([{ id: 'a' }, { id: 'b', dependsOn: ['a'] }, { id: 'c', dependsOn: ['a', 'b'] }]);
const skipped = (stepKey: string): RunEvent => ({
  type: 'StepSkipped',
  data: { step: ref(stepKey), because: 'operator', reason: 'not needed' },
});

describe('a step is dispatched', () => {
  test('when all that it depends on is completed or skipped, and not before', () => {
    chain.given(started()).when(dispatch('a')).then('StepDispatched');
    chain.given(started()).when(dispatch('b')).thenNothing();
    chain.given(started(), dispatched('a')).when(dispatch('b')).thenNothing();
    chain.given(started(), dispatched('a'), completed('a')).when(dispatch('b')).then('StepDispatched');
    chain.given(started(), dispatched('a'), completed('a')).when(dispatch('c')).thenNothing();
    chain.given(started(), dispatched('a'), completed('a'), skipped('b')).when(dispatch('c')).then('StepDispatched');
  });

  test('once: not while it runs, nor when it is done', () => {
    chain.given(started(), dispatched('a')).when(dispatch('a')).thenNothing();
    chain.given(started(), dispatched('a'), completed('a')).when(dispatch('a')).thenNothing();
    chain.given(started(), dispatched('a'), failed('a'), deadLettered('a')).when(dispatch('a')).thenNothing();
  });

  test('only while the run is running', () => {
    const cancelled = runCancelled();
    for (const stopped of [runPaused, runHalted(), cancelled])
      chain.given(started(), stopped).when(dispatch('a')).thenNothing();
    chain.given(started()).when(dispatch('a'), { haltedBecause: 'emergency' }).thenNothing();
    chain.given().when(dispatch('a')).thenNothing();
    chain.given(started(), runHalted(), runResumed).when(dispatch('a')).then('StepDispatched');
  });

  test('to an agent with a free slot, and waits while there is none', () => {
    chain.given(started()).when(dispatch('a'), { offer: undefined }).thenNothing();
    chain
      .given(started())
      .when(dispatch('a'), { offer: OFFER })
      .then({ type: 'StepDispatched', data: { agent: OFFER.agent } });
  });

  test('within the run’s limit on parallelism', () => {
    const wide = runOf([{ id: 'a' }, { id: 'b' }, { id: 'c' }]);
    const busy = [started({ limits: { parallelism: 2 } }), dispatched('a'), dispatched('b')];
    wide
      .given(...busy)
      .when(dispatch('c'))
      .thenNothing();
    wide
      .given(...busy, completed('a'))
      .when(dispatch('c'))
      .then('StepDispatched');
  });

  test('until the attempt’s timeout, and never beyond the run’s deadline', () => {
    const slow = runOf([{ id: 'a', timeout: '10m' }]);
    slow
      .given(started())
      .when(dispatch('a'))
      .then({ type: 'StepDispatched', data: { deadlineAt: instant(10 * MINUTE) } });
    slow
      .given(started({ deadlineAt: instant(MINUTE) }))
      .when(dispatch('a'))
      .then({ type: 'StepDispatched', data: { deadlineAt: instant(MINUTE) } });
  });

  test('with the number of the next attempt, also after a halt took the last one back', () => {
    chain
      .given(started(), dispatched('a'), runHalted({ revoked: [lease('a')] }), runResumed)
      .when(dispatch('a'))
      .then({ type: 'StepDispatched', data: { attempt: 2 } });
  });

  test('again when its retry is due', () => {
    const retried = chain.given(started(), dispatched('a'), failed('a'), retryScheduled('a', 2, 1_000));
    retried.when(dispatch('a')).thenNothing();
    retried.after(999).when(dispatch('a')).thenNothing();
    retried
      .after(1_000)
      .when(dispatch('a'))
      .then({ type: 'StepDispatched', data: { attempt: 2 } });
  });

  test('with the errors of the output that was refused, to be mended', () => {
    chain
      .given(started(), dispatched('a'), outputRejected('a'), retryScheduled('a', 2, 0))
      .when(dispatch('a'))
      .then({
        type: 'StepDispatched',
        data: { constraints: { previousErrors: [{ path: 'ok', message: 'is required' }] } },
      });
  });

  test('not at all when its inputs cannot be made: that is a dead letter, and the run’s end if its policy says so', () => {
    const inputs = { ok: false, message: 'no such member', fingerprint: 'm' } as const;
    const letter = { type: 'StepDeadLettered', data: { class: 'mapping', code: 'MAPPING.FAILED' } } as const;
    chain.given(started()).when(dispatch('a'), { inputs }).then(letter);
    chain
      .given(startedWith({ onDeadLetter: 'fail' }))
      .when(dispatch('a'), { inputs })
      .then(letter, { type: 'RunFailed', data: { because: 'deadLetter' } });
  });
});

describe('a gated step', () => {
  const gated = runOf([{ id: 'a', tier: 'financial', approval: { expiresAfter: '1h', approvers: 2, fourEyes: true } }]);
  const ok = { id: approvalId('a'), nonce: 'nonce', paramsHash: hash('1') };

  test.each([
    ['read', false, false],
    ['read', true, false],
    ['write', false, false],
    ['write', true, true],
    ['irreversible', false, true],
    ['financial', false, true],
  ])('of tier %s asks first (required: %s): %s', (tier, required, asks) => {
    runOf([{ id: 'a', tier, approval: { required } }])
      .given(started())
      .when(dispatch('a'))
      .then(asks ? 'ApprovalRequested' : 'StepDispatched');
  });

  test('of tier write asks first when the workflow’s policy says so and the step does not', () => {
    const write = [{ id: 'a', tier: 'write' }];
    runOf(write, { policies: { approveWrites: true } })
      .given(started())
      .when(dispatch('a'))
      .then('ApprovalRequested');
  });

  test('asks with its exact parameters, their hash, what is spent, what happens then, and until when', () => {
    gated
      .given(started())
      .when(dispatch('a'), { parentSummary: 'so far' })
      .then({
        type: 'ApprovalRequested',
        data: {
          kind: 'step',
          params: {},
          nonce: 'nonce',
          paramsHash: hash('1'),
          attempt: 1,
          tier: 'financial',
          previousSummary: 'so far',
          spentNanoUsd: '0',
          onReject: 'fail',
          onExpire: 'reject',
          requires: { n: 2, not: ['ada'] },
          expiresAt: instant(HOUR),
        },
      });
  });

  test('asks once, whether or not an agent is free', () => {
    gated.given(started()).when(dispatch('a'), { offer: undefined }).then('ApprovalRequested');
    gated.given(started(), approvalRequested('a')).when(dispatch('a')).thenNothing();
  });

  test('is dispatched upon the grant, which it cites', () => {
    gated
      .given(started(), approvalRequested('a'), granted('a'))
      .when(dispatch('a'))
      .then({ type: 'StepDispatched', data: { approval: ok } });
  });

  test('asks anew when its parameters are not those that were granted', () => {
    const inputs = { ok: true, payload: { n: 2 }, hash: hash('3'), paramsHash: hash('4'), from: [] } as const;
    gated
      .given(started(), approvalRequested('a'), granted('a'))
      .when(dispatch('a'), { inputs })
      .then(
        { type: 'ApprovalWithdrawn', data: { approvalId: approvalId('a'), because: 'superseded' } },
        { type: 'ApprovalRequested', data: { approvalId: approvalId('new'), paramsHash: hash('4') } },
      );
  });

  test('uses a grant once: a retry asks anew', () => {
    gated
      .given(
        started(),
        approvalRequested('a'),
        granted('a'),
        dispatched('a', { approval: ok }),
        failed('a'),
        retryScheduled('a', 2, 0),
      )
      .when(dispatch('a'))
      .then({ type: 'ApprovalRequested', data: { attempt: 2 } });
  });

  test('asks anew after a halt', () => {
    gated
      .given(started(), approvalRequested('a'), granted('a'), runHalted({ withdrawn: [approvalId('a')] }), runResumed)
      .when(dispatch('a'))
      .then('ApprovalRequested');
  });
});
