import { expect, test } from 'vitest';
import { subjectOf } from './event-look.js';

test('what ends a run is said of the run, not of the step that is the reason', () => {
  expect(subjectOf({ type: 'StepFailed', stepKey: 'quote' })).toBe('quote');
  expect(subjectOf({ type: 'RunFailed', stepKey: 'quote' })).toBe('Run');
  expect(subjectOf({ type: 'ApprovalRequested', stepKey: null })).toBe('Run');
});
