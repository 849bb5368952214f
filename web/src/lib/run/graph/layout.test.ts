import { describe, expect, test } from 'vitest';
import { fitted, NODE_WIDTH } from './layout.js';

const at = (x: number, y: number) => ({ stepKey: `${x}-${y}`, x, y });

describe('how a graph is looked at first', () => {
  test('from its top, in the middle, never larger than it is', () =>
    expect(fitted([at(100, 50)], { width: NODE_WIDTH + 200, height: 400 }, 0.1)).toEqual({ x: 0, y: -16, zoom: 1 }));
  test('as large as it fits', () =>
    expect(fitted([at(0, 0), at(NODE_WIDTH, 0)], { width: NODE_WIDTH, height: 400 }, 0.1)).toMatchObject({
      x: 0,
      zoom: 0.5,
    }));
  test('never smaller than can be read: then it begins at its left', () =>
    expect(fitted([at(-50, 0), at(5_000, 0)], { width: 400, height: 400 }, 0.7)).toEqual({ x: 35, y: 34, zoom: 0.7 }));
  test('nothing to show, or no place to show it, is no error', () =>
    expect(fitted([], { width: 0, height: 0 }, 0.1)).toEqual({ x: 0, y: 0, zoom: 1 }));
});
