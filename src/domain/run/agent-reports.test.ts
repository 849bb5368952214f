import { describe, test } from 'vitest';
import { completed, dispatched, lease, runCancelled, started } from '../../../test/support/run-events.js';
import { AGENT, runOf } from '../../../test/support/run-spec.js';
import type { RunRequest } from './commands.js';

const leaseId = lease('a');
const progress: RunRequest = { name: 'ReportProgress', payload: { leaseId, percent: 40, message: 'reading' } };
const effect: RunRequest = {
  name: 'RecordSideEffect',
  payload: { leaseId, effectId: 'e-1', kind: 'file', target: '/tmp/report.md', receipt: {} },
};
const move = (gatewayId: string): RunRequest => ({ name: 'MoveLease', payload: { leaseId, gatewayId } });
const two = runOf([{ id: 'a' }, { id: 'b' }]);
const running = [started(), dispatched('a')];

describe('progress', () => {
  test('is recorded at most every 5 seconds', () => {
    const told = two
      .given(...running)
      .when(progress)
      .then({ type: 'StepProgressed', data: { percent: 40, message: 'reading' } });
    told.after(4_999).when(progress).thenNothing();
    told.after(5_000).when(progress).then('StepProgressed');
  });
  test('is that of a lease which is held, by the agent that holds it', () => {
    two
      .given(...running, completed('a'))
      .when(progress)
      .thenRefused('LEASE.NOT_HELD');
    two
      .given(...running)
      .when(progress, { actor: { ...AGENT, id: 'thief' } })
      .thenRefused('LEASE.UNKNOWN');
    two.given().when(progress).thenRefused('RUN.NOT_FOUND');
  });
});

describe('a side effect', () => {
  test('is recorded with its receipt, once', () => {
    two
      .given(...running)
      .when(effect, { payload: { bytes: 12 } })
      .then({ type: 'SideEffectRecorded', data: { target: '/tmp/report.md', receipt: { bytes: 12 } } })
      .when(effect)
      .thenNothing();
  });
  test('is recorded also after its lease or the run has ended: what was done was done', () => {
    two
      .given(...running, completed('a'))
      .when(effect)
      .then('SideEffectRecorded');
    two
      .given(...running, runCancelled({ revoked: [leaseId] }))
      .when(effect)
      .then('SideEffectRecorded');
  });
});

describe('a lease', () => {
  test('moves to the gateway at which its agent is now', () => {
    two
      .given(...running)
      .when(move('gateway-1'))
      .thenNothing();
    two
      .given(...running)
      .when(move('gateway-2'))
      .then({ type: 'LeaseMoved', data: { gatewayId: 'gateway-2' } })
      .when(move('gateway-2'))
      .thenNothing();
    two
      .given(...running, completed('a'))
      .when(move('gateway-2'))
      .thenRefused('LEASE.NOT_HELD');
  });
});
