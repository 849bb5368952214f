import { describe, expect, it } from 'vitest';
import { TwoGenerations } from './two-generations.js';

describe('a map of two generations', () => {
  it('forgets what was not used for two generations, and keeps what was', () => {
    const map = new TwoGenerations<number, string>(10);
    map.set(-1, 'used');
    map.set(-2, 'unused');
    for (let key = 0; key < 100; key++) {
      map.set(key, 'x');
      expect(map.get(-1)).toBe('used');
    }
    expect(map.get(-2)).toBeUndefined();
  });

  it('never forgets what must be kept', () => {
    const map = new TwoGenerations<number, { pinned: boolean }>(10, (value) => value.pinned);
    const value = { pinned: true };
    map.set(-1, value);
    for (let key = 0; key < 100; key++) map.set(key, { pinned: false });
    expect(map.get(-1)).toBe(value);
  });
});
