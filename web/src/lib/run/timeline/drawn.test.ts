import { describe, expect, test } from 'vitest';
import { drawnOf, leastOf, rowsOf } from './drawn.js';
import { barsOf } from './lanes.js';
import { T0, attempt, timeline } from './timeline.example.js';

const row = (...spans: [number, number | null][]) =>
  barsOf(timeline(spans.map(([from, to], index) => attempt(String(index), 'a', from, to))));
/** Ten pixels a second. */
const project = (ms: number): number => (ms - T0) / 100;

describe('bars of a row', () => {
  test('stand at their time and grow with the clock', () => {
    expect(drawnOf(row([0, 2], [3, null]), project, 800, T0 + 10_000).map(({ x, width }) => [x, width])).toEqual([
      [0, 20],
      [30, 70],
    ]);
  });
  test('that are out of sight are not drawn, and a long one is cut', () => {
    const drawn = drawnOf(row([0, 1], [30, 500], [600, 601]), (ms) => project(ms) - 400, 800, T0);
    expect(drawn.map(({ x, width }) => [x, width])).toEqual([[-12, 824]]);
  });
  test('that would be specks beside each other are one heap; one apart is not', () => {
    const drawn = drawnOf(row([0, 0.1], [0.2, 0.3], [0.5, 0.6], [9, 9.1], [10, 20]), project, 800, T0);
    expect(drawn.map(({ bars }) => bars.length)).toEqual([3, 1, 1]);
  });
  test('are never more than there are pixels, and none is lost', () => {
    const many = row(...Array.from({ length: 10_000 }, (_, at): [number, number] => [at / 100, at / 100 + 0.009]));
    const drawn = drawnOf(many, (ms) => (ms - T0) / 125, 800, T0);
    expect(drawn.length).toBeLessThan(200);
    expect(drawn.reduce((sum, { bars }) => sum + bars.length, 0)).toBe(10_000);
  });
});

test('the more there is in sight, the sooner bars are heaps; looking closer shows each', () => {
  const rows = Array.from({ length: 60 }, () =>
    row(...Array.from({ length: 160 }, (_, at): [number, number] => [at, at + 0.9])),
  );
  const far = (ms: number): number => (ms - T0) / 200;
  const drawn = (least: number, zoom: (ms: number) => number) =>
    rows.flatMap((one) => drawnOf(one, zoom, 800, T0, least)).length;
  expect(leastOf(rows, far, 800)).toBe(48);
  expect(drawn(48, far)).toBeLessThan(1_250);
  const near = (ms: number): number => (ms - T0) / 10;
  expect(leastOf(rows, near, 800)).toBe(4);
  expect(drawn(4, near)).toBe(60 * 9);
});

test('a lane with one row has a whole bar, with two half ones, and with many still fits', () => {
  expect(rowsOf(1)).toMatchObject({ height: 40, bar: 22 });
  expect(rowsOf(2)).toMatchObject({ height: 40, bar: 14 });
  for (const count of [2, 12, 13, 40, 41, 200]) {
    const { height, bar, top } = rowsOf(count);
    expect(top(count - 1) + bar).toBeLessThanOrEqual(height);
    expect(top(1)).toBeGreaterThanOrEqual(top(0) + bar);
  }
});
