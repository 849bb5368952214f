import { describe, expect, test } from 'vitest';
import { barsOf } from './lanes.js';
import { moneyAt, moneySteps, sampled } from './money-steps.js';
import { T0, attempt, timeline } from './timeline.example.js';

const attempts = (...all: Parameters<typeof attempt>[]) =>
  barsOf(timeline(all.map((one) => attempt(...one)))).filter((bar) => bar.kind === 'attempt');
const at = (seconds: number): number => T0 + seconds * 1_000;

describe('money over time', () => {
  const points = moneySteps(
    attempts(
      ['a', 'x', 0, 10, { nanoUsd: '7', setAsideNanoUsd: '20' }],
      ['b', 'x', 5, 10, { nanoUsd: '9007199254740993', setAsideNanoUsd: '1' }],
      ['c', 'x', 10, null, { nanoUsd: '3', setAsideNanoUsd: '10' }],
    ),
    at(20),
  );
  test('what is set aside stands from the dispatch to the end, the cost from the end', () => {
    expect(moneyAt(points, at(-1))).toEqual({ spent: 0n, reserved: 0n });
    expect(moneyAt(points, at(0))).toMatchObject({ spent: 0n, reserved: 20n });
    expect(moneyAt(points, at(6))).toMatchObject({ spent: 0n, reserved: 21n });
    expect(moneyAt(points, at(10))).toMatchObject({ spent: 9007199254741000n, reserved: 10n });
  });
  test('of what goes on the cost is there now, and the rest is still set aside', () =>
    expect(moneyAt(points, at(20))).toMatchObject({ spent: 9007199254741003n, reserved: 7n }));
  test('the last point is the sum of all attempts, to the nano-dollar', () => {
    const many = attempts(
      ...Array.from({ length: 999 }, (_, n): Parameters<typeof attempt> => [
        String(n),
        'x',
        n,
        n + 1,
        { nanoUsd: '333333333' },
      ]),
    );
    expect(moneySteps(many, at(0)).at(-1)).toMatchObject({ spent: 333333333n * 999n, reserved: 0n });
  });
  test('as many steps as there are pixels at most, and the last of each counts', () => {
    const many = moneySteps(
      attempts(
        ...Array.from({ length: 5_000 }, (_, n): Parameters<typeof attempt> => [
          String(n),
          'x',
          n / 100,
          n / 100 + 0.005,
          { nanoUsd: '1' },
        ]),
      ),
      at(50),
    );
    const shown = sampled(many, (ms) => (ms - T0) / 500, 100);
    expect(shown.length).toBeLessThanOrEqual(102);
    expect(shown.at(-1)?.spent).toBe(5_000n);
    expect(sampled(many, (ms) => (ms - T0) / 500 - 50, 100)[0]).toMatchObject({ x: 0, spent: 2_500n });
  });
});
