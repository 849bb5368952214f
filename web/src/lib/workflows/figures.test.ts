import { expect, test } from 'vitest';
import { successRate } from './figures.js';

test.each([
  [0, 0, '—'],
  [3, 0, '100 %'],
  [0, 2, '0 %'],
  [999, 1, '99 %'],
  [1, 999, '1 %'],
  [2, 1, '67 %'],
])('%i completed and %i failed is %s', (completed, failed, rate) =>
  expect(successRate({ completed, failed })).toBe(rate),
);
