import { describe, expect, test } from 'vitest';
import { scaleOf } from './scale.js';
import { bringing, panned, projection, sight, timeAtPixel, viewFrom, viewText, zoomed } from './view.js';

const scale = scaleOf([], 0, 1_000, false);

describe('what is in sight', () => {
  test('looking closer keeps what is at the pointer where it is', () => {
    const view = zoomed(scale, undefined, 2, 0.25);
    expect(view).toEqual({ from: 125, to: 625 });
    expect(timeAtPixel(scale, view, 100, 25)).toBe(250);
  });
  test('from far enough it is all, and follows again', () =>
    expect(zoomed(scale, zoomed(scale, undefined, 2), 0.5)).toBeUndefined());
  test('it never leaves the axis', () => {
    const view = zoomed(scale, undefined, 4, 0);
    expect(panned(scale, view, -1)).toEqual({ from: 0, to: 250 });
    expect(panned(scale, view, 9)).toEqual({ from: 750, to: 1_000 });
  });
  test('there is a closest', () => {
    let view = zoomed(scale, undefined, 2);
    for (let at = 0; at < 60; at += 1) view = zoomed(scale, view, 2);
    const { from, to } = sight(scale, view);
    expect(to - from).toBeGreaterThan(0);
    expect(projection(scale, view, 800)(from)).toBeCloseTo(0, 3);
  });
  test('a bar out of sight is brought, one in sight moves nothing, a speck comes closer', () => {
    const view = { from: 0, to: 100 };
    expect(bringing(scale, view, 10, 50, 800)).toBe(view);
    expect(bringing(scale, view, 500, 520, 800)).toEqual({ from: 460, to: 560 });
    expect(bringing(scale, undefined, 500, 501, 800)).toEqual({ from: 490, to: 511 });
  });
  test('an address holds it', () => {
    expect(viewFrom(viewText({ from: 10.4, to: 20.2 }))).toEqual({ from: 10, to: 21 });
    expect(viewText(undefined)).toBeNull();
    for (const text of [null, '', '5-5', '9-1', 'x', '1-2-3', '-5']) expect(viewFrom(text)).toBeUndefined();
  });
});
