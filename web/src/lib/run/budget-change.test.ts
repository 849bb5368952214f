import { expect, test } from 'vitest';
import { budgetOf, budgetTexts } from './budget-change.js';

test('a change of the money keeps the limit in tokens: both begin as they are, exactly, and both are sent', () => {
  const texts = budgetTexts({ nanoUsd: '4500001', tokens: 100_000 });
  expect(texts).toEqual({ usd: '0.004500001', tokens: '100000' });
  expect(budgetOf({ ...texts, usd: '$0.25' })).toEqual({ usd: '0.25', tokens: 100_000 });
});
test('an empty field is no limit, and something must be limited', () => {
  expect(budgetTexts({ nanoUsd: null, tokens: null })).toEqual({ usd: '', tokens: '' });
  expect(budgetOf({ usd: '1', tokens: '' })).toEqual({ usd: '1' });
  expect(budgetOf({ usd: ' ', tokens: '' })).toBeUndefined();
});
test('what is no amount is not sent', () => {
  expect(budgetOf({ usd: '-1', tokens: '5' })).toBeUndefined();
  expect(budgetOf({ usd: '1', tokens: '1e3' })).toBeUndefined();
});
