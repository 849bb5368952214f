import { describe, expect, test } from 'vitest';
import { pipOf, runLook, stepLook, stepsInWords } from './status.js';

const steps = { total: 3, done: 1, running: 0, failed: 0, waiting: 0, retrying: 0, skipped: 0 };

describe('status', () => {
  test('a run that waits for a person says so, whatever else goes on', () =>
    expect(runLook({ status: 'running', waits: [{ kind: 'approval' }], steps: { ...steps, running: 2 } }).word).toBe(
      'Waiting for approval',
    ));
  test('a run whose agents are busy is running', () =>
    expect(runLook({ status: 'running', waits: [{ kind: 'retry' }], steps: { ...steps, running: 1 } }).word).toBe(
      'Running',
    ));
  test('a run with nothing in flight says what for', () =>
    expect(runLook({ status: 'running', waits: [{ kind: 'agent' }], steps }).word).toBe('Waiting for an agent'));
  test('completed is quiet, failed is not', () => {
    expect(stepLook('completed').tone).toBe('plain');
    expect(runLook({ status: 'failed', waits: [], steps }).tone).toBe('bad');
  });
  test('a pip shows what a step does', () => expect(pipOf('awaitingBudget')).toBe('waiting'));
  test('steps in words', () =>
    expect(stepsInWords({ ...steps, running: 1, failed: 1 })).toBe('1 of 3 steps done, 1 running, 1 failed'));
});
