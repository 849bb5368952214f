import { expect, test } from 'vitest';
import { outcomeLook, sumRows } from './words.js';

test('sums name what would have been more and what fewer', () => {
  const rows = sumRows({
    runs: 4,
    outcomes: { same: 1, asked: 1, unknown: 1, stopped: 1 },
    findings: { stopped: 1, asked: 2, notAsked: 0, notRetried: 4, retried: 5, timedOut: 6, goesOn: 7 },
    spentNanoUsd: '0',
    notSpentNanoUsd: '0',
  });
  expect(Object.fromEntries(rows)).toEqual({
    'Runs stopped': 1,
    'Runs with an unknown outcome': 1,
    'Runs with questions': 1,
    'Runs as they were': 1,
    'Approvals more': 2,
    'Retries more': 5,
    'Retries fewer': 4,
    'Timeouts more': 6,
    'Timeouts fewer': 7,
  });
});

test('an outcome that nobody can know is said to be unknown', () => {
  expect(outcomeLook('unknown').word).toContain('unknown');
});
