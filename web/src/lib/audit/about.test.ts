import { expect, test } from 'vitest';
import { aboutOf, saidOf } from './about.js';

const none = { runId: null, workflowId: null, stepKey: null, attempt: null };

test('an event of a run is about its workflow, the run by the end of its id, and the step', () =>
  expect(
    aboutOf({
      stream: 'run-7c9e6679-7425-50de-944b-e07fc1f90ae7',
      runId: '7c9e6679-7425-50de-944b-e07fc1f90ae7',
      workflowId: 'release-notes',
      stepKey: 'merge',
      attempt: 2,
    }),
  ).toEqual({
    what: 'release-notes',
    id: 'f90ae7',
    step: 'merge',
    full: 'run-7c9e6679-7425-50de-944b-e07fc1f90ae7 · merge, attempt 2',
  }));
test('any other is about its stream, in words', () => {
  expect(aboutOf({ ...none, stream: 'operator-ada-two' }).what).toBe('operator ada-two');
  expect(aboutOf({ ...none, stream: 'bulk-7c9e6679-7425-50de-944b-e07fc1f90ae7' }).what).toBe('bulk …f90ae7');
  expect(aboutOf({ ...none, stream: 'control' }).what).toBe('control');
});
test('where a word was found is said, unless it is the head of the event', () => {
  const event = { type: 'StepFailed', summary: 'no disk' };
  expect(saidOf(event)).toBe('no disk');
  expect(saidOf({ ...event, excerpt: '… the disk is full …' })).toBe('… the disk is full …');
  expect(saidOf({ ...event, excerpt: 'StepFailed run-1 no disk' })).toBe('no disk');
});
