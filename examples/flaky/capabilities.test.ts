import { expect, it } from 'vitest';
import type { AgentTask, StepContext } from '@mission-control/agent';
import { capabilities } from './capabilities.js';

const context: StepContext = {
  taskId: 't',
  attempt: 1,
  signal: new AbortController().signal,
  log: { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined },
  progress: () => undefined,
  usage: () => undefined,
  sideEffect: async () => undefined,
};

function attempt(
  capability: string,
  number: number,
  previousErrors?: AgentTask['constraints']['previousErrors'],
): unknown {
  const task: AgentTask = {
    taskId: 't',
    inputs: {},
    constraints: { outputSchema: true, ...(previousErrors && { previousErrors }) },
    parentSummary: '',
    capability,
    tier: 'read',
    runId: 'r',
    workflow: { id: 'flaky', name: 'Flaky', version: 1 },
    step: { stepKey: 's', stepId: 's', name: 'S' },
    attempt: number,
    deadlineAt: '2026-01-01T00:00:00.000Z',
  };
  return capabilities[capability]?.(task, context);
}

it('fails-twice fails in attempts 1 and 2, to be tried again, and works in attempt 3', () => {
  expect(() => attempt('flaky-fails-twice', 1)).toThrow(expect.objectContaining({ retryable: true }));
  expect(() => attempt('flaky-fails-twice', 2)).toThrow(expect.objectContaining({ retryable: true }));
  expect(attempt('flaky-fails-twice', 3)).toMatchObject({ output: { attempt: 3 } });
});

it('refuses fails for good', () => {
  expect(() => attempt('flaky-refuses', 1)).toThrow(expect.objectContaining({ retryable: false }));
});

it('corrects-itself sends an invalid output until it is told what is wrong with it', () => {
  expect(attempt('flaky-corrects-itself', 1)).toEqual({ count: 'three' });
  expect(attempt('flaky-corrects-itself', 2, [{ path: '/count', message: 'must be integer' }])).toMatchObject({
    output: { count: 3 },
  });
});
