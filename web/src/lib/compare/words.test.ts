import { expect, test } from 'vitest';
import type { ComparedRun } from '$contract/compare.js';
import { differsWords, figuresOf, relationWords, verdictWords } from './words.js';

const run = (more: Partial<ComparedRun> = {}): ComparedRun => ({
  runId: '7c9e6679-7425-50de-944b-e07fc1f90ae7',
  workflowId: 'report',
  workflowName: 'Report',
  version: 1,
  status: 'completed',
  reason: null,
  revision: 9,
  last: 9,
  startedAt: '2026-11-24T14:32:07.000Z',
  endedAt: null,
  durationMs: 10_000,
  workedMs: 8_000,
  spent: { nanoUsd: '2000000000', tokens: 900 },
  kept: { steps: 0, had: { nanoUsd: '0', tokens: 0 } },
  attempts: 4,
  steps: { total: 4, done: 4 },
  ...more,
});

test('by how much B is more or less is said with its sign, and nothing where they are alike', () => {
  const found = figuresOf(run(), run({ durationMs: 8_000, attempts: 6, spent: { nanoUsd: '500000000', tokens: 900 } }));
  expect(Object.fromEntries(found.map(({ name, more }) => [name, more]))).toEqual({
    Cost: '−$1.50',
    Tokens: '',
    Took: '−2.0 s',
    Worked: '',
    Attempts: '+2',
    'Steps done': '',
  });
});

test('a step that one side has not says which', () => {
  expect(differsWords({ differs: ['only'], a: null, b: null })).toBe('only in A');
  expect(differsWords({ differs: ['inputs', 'output'], a: null, b: null })).toBe('differs in inputs, output');
  expect(differsWords({ differs: [], a: null, b: null })).toBe('the same');
});

test('relation and verdict are sentences', () => {
  const [a, b] = [run(), run({ status: 'failed' })];
  expect(relationWords({ a, b, relation: { kind: 'replay', of: 'a', revision: 3 } })).toBe(
    'B is a replay of A from event #3.',
  );
  const whole = {
    a,
    b,
    same: false,
    relation: { kind: 'none', of: null, revision: null },
    sameWorkflow: true,
  } as const;
  expect(verdictWords({ ...whole, parting: null, input: null, workflow: [], steps: [] })).toBe(
    'No step differs. A is completed, B is failed.',
  );
});
