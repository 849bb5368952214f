import { describe, expect, test } from 'vitest';
import { busyOf, placeOf, scaleOf, timeAt } from './scale.js';

const HOUR = 3_600_000;

describe('the axis', () => {
  test('intervals that touch are one, and what goes on has no end', () => {
    const bars = [
      { start: 0, end: 10 },
      { start: 5, end: 7 },
      { start: 10, end: 12 },
      { start: 20, end: undefined },
      { start: 30, end: 40 },
    ];
    expect(busyOf(bars)).toEqual([
      { start: 0, end: 12 },
      { start: 20, end: Infinity },
    ]);
  });

  const busy = [
    { start: 0, end: 60_000 },
    { start: HOUR, end: HOUR + 40_000 },
  ];
  test('without collapsing it is linear', () => {
    const scale = scaleOf(busy, 0, HOUR + 40_000, false);
    expect(scale.length).toBe(HOUR + 40_000);
    expect(placeOf(scale, HOUR / 2)).toBe(HOUR / 2);
  });
  test('a long pause is a ladder, at the end of the axis too', () => {
    const scale = scaleOf(busy, 0, 3 * HOUR, true);
    expect(scale.pieces.map(({ idle, length }) => [idle, length])).toEqual([
      [false, 60_000],
      [true, 5_000],
      [false, 40_000],
      [true, 5_000],
    ]);
    expect(scale.length).toBe(110_000);
  });
  test('a short pause, and any pause without work beside it, stays as it is', () => {
    expect(
      scaleOf(
        [
          { start: 0, end: 500 },
          { start: 2_400, end: 3_000 },
        ],
        0,
        3_000,
        true,
      ).pieces,
    ).toHaveLength(1);
    expect(scaleOf([], 0, HOUR, true).pieces).toHaveLength(1);
  });
  test('many ladders take no more room than there is work', () => {
    const many = Array.from({ length: 100 }, (_, index) => ({ start: index * HOUR, end: index * HOUR + 1_000 }));
    const scale = scaleOf(many, 0, 100 * HOUR, true);
    expect(scale.length).toBeCloseTo(140_000, 3);
  });
  test('from an instant to a place and back is the same instant, in work and in ladders', () => {
    const scale = scaleOf(busy, 0, 3 * HOUR, true);
    for (const ms of [0, 1, 59_999, 60_000, HOUR / 2, HOUR, HOUR + 1, 2 * HOUR, 3 * HOUR])
      expect(timeAt(scale, placeOf(scale, ms))).toBeCloseTo(ms, 3);
    expect(placeOf(scale, -1)).toBe(0);
    expect(placeOf(scale, 9 * HOUR)).toBe(scale.length);
  });
  test('places never go back as time goes on', () => {
    const scale = scaleOf(busy, 0, 3 * HOUR, true);
    let before = -1;
    for (let ms = 0; ms <= 3 * HOUR; ms += 7_919) {
      const place = placeOf(scale, ms);
      expect(place).toBeGreaterThan(before);
      before = place;
    }
  });
  test('an axis has a length even at its first instant', () => expect(scaleOf([], 5, 5, true).length).toBe(1));
});
