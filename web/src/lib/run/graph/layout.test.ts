import { describe, expect, test } from 'vitest';
import { fitted, layoutOf, NODE_WIDTH } from './layout.js';

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

describe('the layout of 10,000 steps', () => {
  const step = (stepKey: string, ...dependsOn: string[]) => ({ stepKey, dependsOn });
  test('is there, each step below what it depends on, and no two in one place', () => {
    const beside = Array.from({ length: 9_998 }, (_, i) => step(`p${i}`, 'first'));
    const wide = [step('first'), ...beside, step('last', ...beside.map(({ stepKey }) => stepKey))];
    const deep = Array.from({ length: 10_000 }, (_, i) => step(`s${i}`, `s${i - 1}`));
    for (const steps of [wide, deep]) {
      const layout = layoutOf({ steps });
      const y = new Map(layout.map((place) => [place.stepKey, place.y]));
      expect(new Set(layout.map((place) => `${place.x} ${place.y}`)).size).toBe(10_000);
      const isBelow = steps.map(({ stepKey, dependsOn }) =>
        dependsOn.every((before) => (y.get(before) ?? -1) < (y.get(stepKey) ?? -1)),
      );
      expect(isBelow).not.toContain(false);
    }
  });
});
