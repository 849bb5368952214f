import { expect, test } from 'vitest';
import type { RunSummary } from '$contract/run-views.js';
import { fullestFirst, used, waitsForBudget } from './budget.js';

type Budgeted = Pick<RunSummary, 'limit' | 'spent' | 'reserved' | 'waits'>;
const run = (nanoUsd: string | null, spent: string, reserved = '0', tokens: number | null = null): Budgeted => ({
  limit: { nanoUsd, tokens },
  spent: { nanoUsd: spent, tokens: 90 },
  reserved: { nanoUsd: reserved, tokens: 0 },
  waits: [],
});
const waiting: Budgeted['waits'][number] = { kind: 'budget', stepKey: 'collect' };

test('what is set aside counts as used, and tokens count as much as money', () => {
  expect(used(run('100', '40', '20'))).toBe(0.6);
  expect(used(run('100', '40', '0', 100))).toBe(0.9);
  expect(used(run(null, '40'))).toBe(0);
});

test('a budget that holds something up comes first, then the fullest; without a limit there is none', () => {
  const [low, high, stopped, none] = [
    run('100', '10'),
    run('100', '90'),
    { ...run('100', '50'), waits: [waiting] },
    run(null, '10'),
  ];
  expect(fullestFirst([low, high, stopped, none])).toEqual([stopped, high, low]);
  expect(waitsForBudget(stopped)).toBe(true);
});
