import { describe, expect, test } from 'vitest';
import { scaleOf } from './scale.js';
import { T0 } from './timeline.example.js';
import { laddersOf, stepOf, ticksOf } from './ticks.js';

const labels = (seconds: number, width = 800) =>
  ticksOf(scaleOf([], T0, T0 + seconds * 1_000, false), undefined, width, 'UTC').map(({ label }) => label);

describe('times over the lanes', () => {
  test('are round and have room', () => {
    expect(labels(600)).toEqual([
      '14:00',
      '14:01',
      '14:02',
      '14:03',
      '14:04',
      '14:05',
      '14:06',
      '14:07',
      '14:08',
      '14:09',
    ]);
    expect(labels(20)).toEqual([
      '14:00:00',
      '14:00:02',
      '14:00:04',
      '14:00:06',
      '14:00:08',
      '14:00:10',
      '14:00:12',
      '14:00:14',
      '14:00:16',
      '14:00:18',
    ]);
    expect(labels(0.4, 400)).toEqual(['14:00:00.000', '14:00:00.100', '14:00:00.200', '14:00:00.300']);
  });
  test('name the day where it changes', () => expect(labels(24 * 3_600)).toContain('25 Nov 00:00'));
  test('are at hours of the zone', () => {
    const scale = scaleOf([], T0, T0 + 6 * 3_600_000, false);
    const [first] = ticksOf(scale, undefined, 400, 'UTC', 30 * 60_000);
    expect(new Date(first?.at ?? 0).toISOString()).toBe('2026-11-24T15:30:00.000Z');
  });
  test('have a step for any span', () => {
    expect(stepOf(80)).toBe(2);
    expect(stepOf(1e-12)).toBe(365 * 86_400_000);
  });

  const busy = [
    { start: T0, end: T0 + 30_000 },
    { start: T0 + 7_200_000, end: T0 + 7_230_000 },
  ];
  const scale = scaleOf(busy, T0, T0 + 7_230_000, true);
  test('are none in a ladder; after it the first instant has one', () => {
    const ticks = ticksOf(scale, undefined, 800, 'UTC');
    const [ladder] = laddersOf(scale, undefined, 800);
    expect(ticks.every(({ at }) => at <= T0 + 30_000 || at >= T0 + 7_200_000)).toBe(true);
    expect(ticks.some(({ at }) => at === T0 + 7_200_000)).toBe(true);
    expect(ladder).toMatchObject({ from: T0 + 30_000, to: T0 + 7_200_000 });
  });
  test('only ladders in sight are drawn', () => {
    expect(laddersOf(scale, { from: T0, to: T0 + 10_000 }, 800)).toEqual([]);
    expect(laddersOf(scale, undefined, 800)).toHaveLength(1);
  });
});
