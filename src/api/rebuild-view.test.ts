import { expect, test } from 'vitest';
import type { RebuildProgress } from '../projections/rows.js';
import { rebuildView } from './rebuild-view.js';

const NOW = Date.parse('2026-11-24T14:00:10.000Z');
const rebuilding: RebuildProgress = {
  state: 'running',
  position: '600',
  target: '1000',
  events: 6_000,
  startedAt: '2026-11-23T14:00:00.000Z',
  indexes: null,
  stretch: { since: '2026-11-24T14:00:00.000Z', events: 5_000, position: '500' },
};

test('the rate of a rebuild that went on is that of now, not of the time before it was stopped', () => {
  expect(rebuildView({ rebuilding }, NOW)).toMatchObject({
    done: 0.6,
    eventsInAll: 10_000,
    eventsPerSecond: 100,
    leftMs: 40_000,
  });
});

test('a rebuild that does not run here has no rate', () => {
  const stopped = { ...rebuilding, state: 'stopped' as const, stretch: null };
  expect(rebuildView({ rebuilding: stopped }, NOW)).toMatchObject({
    state: 'stopped',
    eventsPerSecond: null,
    leftMs: null,
  });
  expect(rebuildView({ rebuilding: null }, NOW)).toBeNull();
});

test('while it makes indexes it says which, and has no rate', () => {
  const indexing = { ...rebuilding, position: '1000', indexes: { made: 2, of: 11 } };
  expect(rebuildView({ rebuilding: indexing }, NOW)).toMatchObject({
    done: 1,
    indexes: { made: 2, of: 11 },
    eventsPerSecond: null,
    leftMs: null,
  });
});

test('of an empty log everything is done', () => {
  const empty = { ...rebuilding, position: '0', target: '0', events: 0, stretch: null };
  expect(rebuildView({ rebuilding: empty }, NOW)).toMatchObject({ done: 1, eventsInAll: 0 });
});
