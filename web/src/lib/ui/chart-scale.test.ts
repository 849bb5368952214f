import { expect, test } from 'vitest';
import { axisEnd, labelEvery } from './chart-scale.js';

test('an axis ends at a round number that holds the highest bar', () => {
  expect(axisEnd(44_600_000_000n)).toBe(50_000_000_000n);
  expect(axisEnd(50_000_000_000n)).toBe(50_000_000_000n);
  expect(axisEnd(2_145_000n)).toBe(2_400_000n);
  expect(axisEnd(1_000_000_001n)).toBe(1_200_000_000n);
  expect(axisEnd(0n)).toBe(4n);
  for (let most = 5n; most < 10n ** 20n; most = most * 3n + 1n) {
    const end = axisEnd(most);
    expect(end >= most && end <= most * 2n + 4n, `${most}: ${end}`).toBe(true);
  }
});

test('labels are thinned until they fit', () => {
  expect(labelEvery(7, 14)).toBe(1);
  expect(labelEvery(30, 14)).toBe(3);
  expect(labelEvery(90, 14)).toBe(7);
  expect(labelEvery(24, 12)).toBe(2);
});
