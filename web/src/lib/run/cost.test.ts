import { expect, test } from 'vitest';
import { versus } from './cost.js';

test.each([
  ['100', '100', 1, 'as estimated', false],
  ['88', '100', 1, '12 % under', false],
  ['130', '100', 1, '30 % over', true],
  ['240', '100', 2, '2.4 times', true],
  ['240', '0', 1, '', false],
  ['0', '100', 0, '', false],
])('%s against an estimate of %s after %d attempts is "%s"', (nanoUsd, estimate, attempts, words, over) =>
  expect(versus({ nanoUsd, attempts, estimate: { nanoUsd: estimate } })).toEqual({ words, over }),
);
