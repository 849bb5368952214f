import { describe, expect, test } from 'vitest';
import { layoutOf } from './layout.js';
import { inOrder, neighbour, ordinal, railsOf, withoutShortcuts } from './model.js';

const steps = [
  { stepKey: 'd', dependsOn: ['b', 'c'], status: 'awaitingApproval' as const },
  { stepKey: 'a', dependsOn: [], status: 'completed' as const },
  { stepKey: 'b', dependsOn: ['a'], status: 'completed' as const },
  { stepKey: 'c', dependsOn: ['a'], status: 'running' as const },
];

describe('the graph of a run', () => {
  test('a rail is solid where the run has passed, blue where it moves, amber at a gate, dashed where it has not been', () =>
    expect(Object.fromEntries(railsOf(steps).map(({ id, rail }) => [id, rail]))).toEqual({
      'b>d': 'held',
      'c>d': 'pending',
      'a>b': 'passed',
      'a>c': 'moving',
    }));
  test('in order, each step stands after what it depends on', () =>
    expect(inOrder(steps).map(({ stepKey }) => stepKey)).toEqual(['a', 'b', 'c', 'd']));
  test('layers run down, and no two steps stand on one another', () => {
    const places = new Map(layoutOf({ steps }).map((place) => [place.stepKey, place]));
    expect(places.get('a')?.y).toBeLessThan(places.get('b')?.y ?? 0);
    expect(places.get('b')?.y).toBe(places.get('c')?.y);
    expect(Math.abs((places.get('b')?.x ?? 0) - (places.get('c')?.x ?? 0))).toBeGreaterThanOrEqual(228);
  });
  test('arrow keys go to the nearest step on that side', () => {
    const places = new Map(layoutOf({ steps }).map((place) => [place.stepKey, place]));
    expect(neighbour(steps, places, 'd', 'ArrowUp')).toMatch(/b|c/);
    const left = (places.get('b')?.x ?? 0) < (places.get('c')?.x ?? 0) ? 'b' : 'c';
    expect(neighbour(steps, places, left, 'ArrowRight')).toBe(left === 'b' ? 'c' : 'b');
    expect(neighbour(steps, places, left, 'ArrowLeft')).toBeUndefined();
    expect(neighbour(steps, places, undefined, 'ArrowDown')).toBe('d');
  });
  test('ordinals', () => expect([1, 2, 3, 11, 22].map(ordinal)).toEqual(['1st', '2nd', '3rd', '11th', '22nd']));
});

describe('what a longer way implies', () => {
  const kept = (given: Record<string, readonly string[]>) =>
    Object.fromEntries(withoutShortcuts(Object.entries(given).map(([stepKey, dependsOn]) => ({ stepKey, dependsOn }))));
  test('is not drawn: a diamond keeps its four rails, and loses the one from top to bottom', () =>
    expect(kept({ d: ['a', 'b', 'c'], b: ['a'], c: ['a'], a: [] })).toEqual({
      a: [],
      b: ['a'],
      c: ['a'],
      d: ['b', 'c'],
    }));
  test('steps of a circle keep theirs, unknown ones are left out', () =>
    expect(kept({ a: ['b', 'gone'], b: ['a'], c: ['a', 'b'] })).toEqual({ a: ['b'], b: ['a'], c: ['a', 'b'] }));
});
