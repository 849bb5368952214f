import { expect, test } from 'vitest';
import type { StateChange } from '../../api/contract/run-state.js';
import { differenceLines } from './run-state.js';

const step = (
  field: StateChange['field'],
  before: StateChange['before'],
  after: StateChange['after'],
): StateChange => ({
  about: 'step',
  stepKey: 'parse',
  approvalId: null,
  field,
  before,
  after,
});

test('a difference is read as one line for each step, with money, times and hashes as people write them', () => {
  expect(
    differenceLines(
      [
        { ...step('stepsDone', 3, 4), about: 'run', stepKey: null },
        step('status', 'running', 'completed'),
        step('attempt', 1, 2),
        step('spent', '0', '1200000'),
        step('output', null, '9f86d081884c7d65'),
        step('retryAt', '2026-11-24T14:32:07.000Z', null),
        step('summary', null, 'all 14 parsed'),
        { ...step('status', null, 'pending'), about: 'approval', approvalId: '2f1d9b5c-8a3e' },
      ],
      true,
    ),
  ).toEqual([
    'run: steps done 3 -> 4',
    'parse: running -> completed, attempt 1 -> 2, spent $0.00 -> $0.0012, output none -> 9f86d081, retry at 2026-11-24 14:32:07Z -> none, summary none -> "all 14 parsed"',
    'approval 2f1d9b5c (parse): none -> pending',
  ]);
});
