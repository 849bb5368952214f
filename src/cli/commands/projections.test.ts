import { expect, test } from 'vitest';
import { rebuildWords } from './projections.js';

test('a rebuild says how far it is, and which index it makes when all rows are there', () => {
  const filling = {
    state: 'running' as const,
    position: '10',
    target: '20',
    events: 42_000,
    eventsInAll: 69_000,
    indexes: null,
    done: 0.619,
    eventsPerSecond: 9_000,
    leftMs: 31_000,
    startedAt: '2026-11-24T14:32:07.000Z',
  };
  expect(rebuildWords(filling)).toBe('61 %, 42,000 of about 69,000 events, 9,000 a second, 31.0 s left');
  const indexing = { ...filling, done: 1, indexes: { made: 2, of: 23 }, eventsPerSecond: null, leftMs: null };
  expect(rebuildWords(indexing)).toBe('100 %, 42,000 of about 69,000 events, making index 3 of 23');
});
