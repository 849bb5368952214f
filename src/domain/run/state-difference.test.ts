import { expect, test } from 'vitest';
import {
  approvalId,
  approvalRequested,
  completed,
  dispatched,
  failed,
  granted,
  retryScheduled,
  runHalted,
  started,
} from '../../../test/support/run-events.js';
import { runOf } from '../../../test/support/run-spec.js';
import type { RunEvent } from './events.js';
import { stateDifference } from './state-difference.js';
import type { Run } from './state.js';

const two = runOf([{ id: 'a' }, { id: 'b', dependsOn: ['a'] }]);
function at(...events: RunEvent[]): Run {
  const { state } = two.given(started(), ...events);
  if (state.status === 'none') throw new Error('it was not started');
  return state;
}
const lines = (before: Run, after: Run): string[] =>
  stateDifference(before, after).map(
    ({ about, stepKey, field, before: was, after: is }) => `${about} ${stepKey ?? ''} ${field}: ${was} -> ${is}`,
  );

test('between an event and itself nothing differs', () => {
  expect(stateDifference(at(dispatched('a')), at(dispatched('a')))).toEqual([]);
});

test('a step that was dispatched has an attempt and an agent; one that has completed gives them back and has an output', () => {
  expect(lines(at(), at(dispatched('a')))).toEqual(
    expect.arrayContaining(['step a status: pending -> running', 'step a attempt: 0 -> 1']),
  );
  const done = stateDifference(at(dispatched('a')), at(dispatched('a'), completed('a')));
  expect(done.map(({ about, field }) => `${about}.${field}`)).toEqual(
    expect.arrayContaining(['run.stepsDone', 'step.status', 'step.agent', 'step.output']),
  );
  expect(done.find(({ field }) => field === 'agent')).toMatchObject({ after: null });
  expect(done.find(({ field }) => field === 'output')).toMatchObject({
    before: null,
    after: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
});

test('a failure shows its message and when it is tried again', () => {
  const before = at(dispatched('a'));
  const after = at(dispatched('a'), failed('a'), retryScheduled('a', 1));
  const fields = stateDifference(before, after).map(({ field }) => field);
  expect(fields).toEqual(expect.arrayContaining(['status', 'error', 'retryAt']));
});

test('a request has its own lines, under the step that it is for', () => {
  const asked = at(approvalRequested('a'));
  expect(stateDifference(at(), asked)).toContainEqual({
    about: 'approval',
    stepKey: 'a',
    approvalId: approvalId('a'),
    field: 'status',
    before: null,
    after: 'pending',
  });
  expect(lines(asked, at(approvalRequested('a'), granted('a')))).toContain('approval a status: pending -> granted');
});

test('a halt is of the run; backwards it reads the other way round', () => {
  const before = at(dispatched('a'));
  const after = at(dispatched('a'), runHalted());
  expect(lines(before, after)).toContain('run  status: running -> halted');
  expect(lines(after, before)).toContain('run  status: halted -> running');
});
