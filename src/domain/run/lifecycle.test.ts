import { describe, test } from 'vitest';
import { RunId } from '../kernel/ids.js';
import {
  approvalId,
  approvalRequested,
  completed,
  dispatched,
  granted,
  HOUR,
  instant,
  lease,
  leaseLost,
  retryScheduled,
  RUN,
  runCancelled,
  runHalted,
  runPaused,
  runResumed,
  started,
} from '../../../test/support/run-events.js';
import { ADA, runOf } from '../../../test/support/run-spec.js';
import type { RunPayloads, RunRequest } from './commands.js';

const start = (more: Partial<RunPayloads['StartRun']> = {}): RunRequest => ({
  name: 'StartRun',
  payload: { runId: RUN, workflowId: 'w', input: {}, trigger: { kind: 'manual', id: 'test' }, ...more },
});
const cancel: RunRequest = { name: 'CancelRun', payload: { reason: 'enough' } };
const halt: RunRequest = { name: 'HaltRun', payload: { reason: 'stop', scope: { kind: 'run' } } };
const resume: RunRequest = { name: 'ResumeRun', payload: { reason: 'go' } };
const pause: RunRequest = { name: 'PauseRun', payload: { reason: 'wait' } };
const deadline: RunRequest = { name: 'FailOnDeadline', payload: {} };

const two = runOf([{ id: 'a' }, { id: 'b' }], { budget: { usd: '1' }, deadline: '1h', priority: 70 });
const stopped = { revoked: [lease('b')], withdrawn: [approvalId('c')] };
const inFlight = [
  started(),
  dispatched('a'),
  completed('a'),
  dispatched('b'),
  approvalRequested('c'),
  approvalRequested('d', { approvalId: approvalId('d') }),
  granted('d'),
  dispatched('d', { approval: { id: approvalId('d'), nonce: 'nonce', paramsHash: 'x' } }),
];

describe('a run that starts', () => {
  test('names who started it, and takes budget, deadline, priority and policies from the definition', () => {
    two
      .given()
      .when(start())
      .then({
        type: 'RunStarted',
        data: {
          operatorId: ADA.id,
          operatorName: ADA.name,
          priority: 70,
          budget: { nanoUsd: '1000000000' },
          deadlineAt: instant(HOUR),
          policies: { onDeadLetter: 'wait', onReject: 'fail', onBudget: 'pause', overrides: [] },
        },
      });
  });

  test('may have another budget and priority, and says that they are not the definition’s', () => {
    two
      .given()
      .when(start({ budget: { nanoUsd: '5' }, priority: 3 }))
      .then({
        type: 'RunStarted',
        data: { budget: { nanoUsd: '5' }, priority: 3, policies: { overrides: ['budget', 'priority'] } },
      });
  });

  test('is started once', () => {
    two.given(started()).when(start()).thenRefused('RUN.EXISTS');
    two
      .given(started())
      .when(start({ runId: RunId.parse('00000000-0000-5000-8000-0000000000ff') }))
      .thenRefused('RUN.EXISTS');
  });

  test('is refused while its workflow is halted', () => {
    two.given().when(start(), { haltedBecause: 'emergency' }).thenRefused('RUN.HALTED');
  });
});

describe('a run that is stopped', () => {
  test('takes back every lease and request when it is cancelled', () => {
    two
      .given(...inFlight)
      .when(cancel)
      .then({
        type: 'RunCancelled',
        data: { revoked: [lease('b'), lease('d')], withdrawn: stopped.withdrawn },
      });
  });

  test('takes back every lease and request when it is halted', () => {
    two
      .given(...inFlight)
      .when(halt)
      .then({ type: 'RunHalted', data: { revoked: [lease('b'), lease('d')], withdrawn: stopped.withdrawn } });
  });

  test('takes back a grant that was not used', () => {
    two
      .given(started(), approvalRequested('a'), granted('a'))
      .when(halt)
      .then({ type: 'RunHalted', data: { withdrawn: [approvalId('a')] } });
  });

  test('does not take back what an approved overrun has done', () => {
    two
      .given(started(), approvalRequested('a', { kind: 'overrun' }), granted('a'))
      .when(halt)
      .then({ type: 'RunHalted', data: { withdrawn: [] } });
  });

  test('stays halted by the order that came first', () => {
    two.given(started(), runHalted()).when(halt).thenNothing();
  });

  test('is never reopened once it has ended', () => {
    const ended = two.given(started(), runCancelled());
    for (const request of [cancel, halt, resume, pause]) ended.when(request).thenRefused('RUN.ENDED');
  });

  test('is not there before it started', () => {
    two.given().when(cancel).thenRefused('RUN.NOT_FOUND');
  });
});

describe('a run that is paused', () => {
  test('keeps its leases', () => {
    two.given(started(), dispatched('a')).when(pause).then('RunPaused');
  });
  test('is paused once, and not while it is halted', () => {
    two.given(started(), runPaused).when(pause).thenRefused('RUN.NOT_RUNNING');
    two.given(started(), runHalted()).when(pause).thenRefused('RUN.NOT_RUNNING');
  });
  test('can still be halted', () => {
    two.given(started(), runPaused).when(halt).then('RunHalted');
  });
});

describe('a run that is resumed', () => {
  test('goes on, upon the newest emergency stops', () => {
    two
      .given(started(), runHalted())
      .when(resume, { controlRevision: 7 })
      .then({ type: 'RunResumed', data: { controlRevision: 7 } });
  });
  test('stays where it is while its workflow is halted', () => {
    two.given(started(), runHalted()).when(resume, { haltedBecause: 'emergency' }).thenRefused('RUN.HALTED');
  });
  test('was stopped before', () => {
    two.given(started()).when(resume).thenRefused('RUN.NOT_STOPPED');
  });
  test('by the lift of an emergency stop was halted by that one, and by nothing since', () => {
    const byOrder = runHalted({ scope: { kind: 'everything', haltId: 'fire' } });
    const lift: RunRequest = { name: 'ResumeRun', payload: { reason: 'over', haltId: 'fire' } };
    two.given(started(), byOrder).when(lift).then('RunResumed');
    for (const since of [runHalted(), runPaused])
      two.given(started(), byOrder, runResumed, since).when(lift).thenRefused('RUN.NOT_STOPPED');
  });
});

describe('a run’s deadline', () => {
  const due = [started({ deadlineAt: instant(HOUR) }), dispatched('a')];
  test('fails the run and takes back what is in flight', () => {
    two
      .given(...due)
      .after(HOUR)
      .when(deadline)
      .then({ type: 'RunFailed', data: { because: 'deadline', revoked: [lease('a')] } });
  });
  test('does nothing before its time, to a run that has ended, and to a run without one', () => {
    two
      .given(...due)
      .after(HOUR - 1)
      .when(deadline)
      .thenNothing();
    two
      .given(...due, runCancelled())
      .after(HOUR)
      .when(deadline)
      .thenNothing();
    two.given(started()).after(HOUR).when(deadline).thenNothing();
    two.given().after(HOUR).when(deadline).thenNothing();
  });
  test('leaves no lease that was lost before among those it revokes', () => {
    two
      .given(...due, leaseLost('a'), retryScheduled('a', 2))
      .after(HOUR)
      .when(deadline)
      .then({ type: 'RunFailed', data: { revoked: [] } });
  });
});
