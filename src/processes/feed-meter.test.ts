import { describe, expect, test } from 'vitest';
import { FeedMeter } from './feed-meter.js';

const T0 = Date.parse('2026-11-24T12:00:00.000Z');
function meter(events: number, remembered = 100): FeedMeter {
  const made = new FeedMeter(remembered);
  for (let i = 1; i <= events; i++) made.note(BigInt(i * 10), new Date(T0 + i * 1_000).toISOString());
  return made;
}

describe('how far a reader is behind', () => {
  test('is nothing at the end, and before anything was heard', () => {
    expect(meter(3).behind(30n, T0 + 60_000)).toEqual({ events: 0, ms: 0 });
    expect(meter(3).behind(99n, T0 + 60_000)).toEqual({ events: 0, ms: 0 });
    expect(meter(0).behind(0n, T0)).toEqual({ events: 0, ms: 0 });
  });
  test('is counted in events, and in the age of the first that was not seen', () => {
    expect(meter(5).behind(20n, T0 + 10_000)).toEqual({ events: 3, ms: 7_000 });
    expect(meter(5).behind(25n, T0 + 10_000)).toEqual({ events: 3, ms: 7_000 });
  });
  test('is not known further back than is remembered', () => {
    const full = meter(1_000, 100);
    expect(full.behind(10_000n - 990n, T0 + 1_001_000)).toEqual({ events: 99, ms: 99_000 });
    expect(full.behind(10n, T0 + 1_001_000)).toEqual({ events: undefined, ms: undefined });
  });
});
