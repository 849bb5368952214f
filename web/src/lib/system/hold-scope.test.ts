import { expect, test } from 'vitest';
import { RunParams } from '../../../../src/api/contract/primitives.js';
import { monthsText, scopeText } from './hold-scope.js';

test('a hold says what it is for', () => {
  expect(scopeText({ workflowId: 'letters', startedFrom: '2026-11-01T00:00:00.000Z' })).toBe(
    'workflow letters, from 2026-11-01',
  );
  expect(scopeText({ runIds: [] })).toBe('0 runs');
  expect(scopeText({ runIds: [RunParams.shape.runId.parse('06d77222-96a6-5642-b09e-7cf60348e15d')] })).toBe(
    'run 48e15d',
  );
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
