import { describe, expect, test } from 'vitest';
import { ReadModelGroup, System, systemEndpoints } from '../../../../src/api/contract/system.js';
import { groupLook, lagWords, rebuildWords, storeLook, warningOf } from './facts.js';

const system = System.parse(systemEndpoints.getSystem.example.response);
const [live] = system.readModels;
const group = (change: Partial<ReadModelGroup>): ReadModelGroup => ReadModelGroup.parse({ ...live, ...change });
const rebuild = {
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

describe('the state of a group of read models', () => {
  test('what is under way is no lag; much or old is', () => {
    expect(groupLook(group({ lagEvents: 3, lagMs: 40 })).word).toBe('live');
    expect(groupLook(group({ lagEvents: 3, lagMs: 6_000 })).word).toBe('behind');
    expect(groupLook(group({ lagEvents: 600, lagMs: 40 })).word).toBe('behind');
    expect(groupLook(group({ deadLettered: 1 })).word).toBe('incomplete');
  });
  test('the lag is said in events and time', () => {
    expect(lagWords({ lagEvents: 0, lagMs: 0 })).toBe('up to date');
    expect(lagWords({ lagEvents: 1, lagMs: 2_000 })).toBe('1 event, 2.0 s behind');
    expect(lagWords({ lagEvents: 10_000, lagMs: null })).toBe('10,000+ events behind');
    expect(lagWords({ lagEvents: null, lagMs: null })).toBe('unknown: the log cannot be asked');
  });
  test('a rebuild says how far it is and what is left, never the whole before it is', () => {
    expect(rebuildWords(rebuild)).toBe('61 %, 42,000 of about 69,000 events, 9,000 a second, 31s left');
    expect(rebuildWords({ ...rebuild, done: 0.999, eventsInAll: null, eventsPerSecond: null, leftMs: null })).toBe(
      '99 %, 42,000 events',
    );
    expect(rebuildWords({ ...rebuild, indexes: { made: 2, of: 23 }, eventsPerSecond: null, leftMs: null })).toBe(
      '61 %, 42,000 of about 69,000 events, making index 3 of 23',
    );
  });
});

test('a store that does not answer is told from a slow one', () => {
  expect(storeLook({ ...system.stores.postgres, reachable: false }).tone).toBe('bad');
  expect(storeLook({ ...system.stores.postgres, latencyMs: 1_500 }).word).toBe('slow');
  expect(storeLook({ ...system.stores.postgres, latencyMs: 3 }).word).toBe('answers');
});

describe('what is said over every page', () => {
  test('nothing while all is well', () => expect(warningOf(system)).toBeUndefined());
  test('the event store goes before everything else', () => {
    const stores = { ...system.stores, eventStore: { ...system.stores.eventStore, reachable: false } };
    expect(warningOf({ stores, readModels: [group({ lagMs: 60_000 })] })?.title).toContain('event store');
  });
  test('being behind is said; catching up by a little is not', () => {
    expect(warningOf({ ...system, readModels: [group({ lagEvents: 900, lagMs: 9_000 })] })?.tone).toBe('you');
    expect(
      warningOf({ ...system, readModels: [group({ state: 'catchingUp', lagEvents: 2, lagMs: 9 })] }),
    ).toBeUndefined();
  });
  test("a rebuild leaves what is shown true; one that was stopped is nobody's business", () => {
    expect(warningOf({ ...system, readModels: [group({ rebuild })] })?.tone).toBe('now');
    expect(
      warningOf({ ...system, readModels: [group({ rebuild: { ...rebuild, state: 'stopped' } })] }),
    ).toBeUndefined();
  });
});
