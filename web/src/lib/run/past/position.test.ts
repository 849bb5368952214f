import { describe, expect, test } from 'vitest';
import { atHref, atOf, nextMark, pauseOf, placeOf } from './position.js';

describe('the event in the address', () => {
  test('is a number from 0, or none', () => {
    const at = (text: string) => atOf(new URLSearchParams(text));
    expect([at('at=142'), at('at=0'), at(''), at('at=-1'), at('at=x'), at('at=')]).toEqual([
      142,
      0,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });
  test('stays with tab and step; an event that was open in the list is closed by going elsewhere', () => {
    const url = new URL('http://x/runs/1?tab=cost&step=a&event=7');
    expect(atHref(url, 142)).toBe('/runs/1?tab=cost&step=a&at=142');
    expect(atHref(new URL('http://x/runs/1?tab=cost&step=a&at=9'), undefined)).toBe('/runs/1?tab=cost&step=a');
  });
});

test('each event stands in the middle of its slot', () => {
  expect([placeOf(0, 4), placeOf(3, 4), placeOf(9, 4)]).toEqual([0.125, 0.875, 0.875]);
});

test('the next mark is the nearest one in that direction', () => {
  expect(nextMark([90, 5, 40], 40, 1)).toBe(90);
  expect(nextMark([90, 5, 40], 40, -1)).toBe(5);
  expect(nextMark([90, 5, 40], 90, 1)).toBeUndefined();
});

describe('playing', () => {
  test('keeps the recorded time, as many times faster', () => {
    expect(pauseOf(8_000, 16)).toEqual({ waitMs: 500, skippedMs: 0 });
    expect(pauseOf(1_000, 1)).toEqual({ waitMs: 1_000, skippedMs: 0 });
  });
  test('says what it leaves out of a long pause', () => {
    expect(pauseOf(3_600_000, 16)).toEqual({ waitMs: 1_500, skippedMs: 3_576_000 });
  });
  test('by event, each stays as long', () => {
    expect(pauseOf(0, 'event').waitMs).toBe(pauseOf(3_600_000, 'event').waitMs);
  });
});
