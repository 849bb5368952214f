import { expect, test } from 'vitest';
import { monthsText, scopeText } from './hold-scope.js';

test('a hold says what it is for', () => {
  expect(scopeText({ workflowId: 'letters', startedFrom: '2026-11-01T00:00:00.000Z' })).toBe(
    'workflow letters, from 2026-11-01',
  );
  expect(scopeText({ runIds: [] })).toBe('0 runs');
});

test('months are years when they are whole ones', () => {
  expect([6, 12, 84, 18, undefined].map(monthsText)).toEqual([
    '6 months',
    '1 year',
    '7 years',
    '18 months',
    'for good',
  ]);
});
