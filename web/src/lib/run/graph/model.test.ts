import { describe, expect, test } from 'vitest';
import { layoutOf } from './layout.js';
import { endpoints } from '../../../../../src/api/contract/endpoints.js';
import type { Run } from '$contract/run-views.js';
import { graphSteps, inOrder, neighbour, ordinal, railsOf, withoutShortcuts } from './model.js';

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

describe('in the past', () => {
  const { steps: known }: Run = endpoints.getRun.response.parse(endpoints.getRun.example.response);
  const [first] = known;
  if (!first) throw new Error('the example has no step');
  const error = { class: 'tool', code: 'CURRENCY.UNKNOWN', message: 'There is no rate for EURO' };
  const pending = { ...first, status: 'pending' as const, dependsOn: ['receive'] };
  const run = [
    { ...first, stepKey: 'receive', status: 'completed' as const, dependsOn: [] },
    { ...pending, stepKey: 'quote', error, attempt: 1 },
    { ...pending, stepKey: 'book' },
  ];

  test('the step that the event is about is marked, and at the event of its failure it has failed', () => {
    const looked = { type: 'StepFailed', stepKey: 'quote' };
    expect(
      graphSteps(run, looked).map(({ touched, mark, word, box, detail }) => ({ touched, mark, word, box, detail })),
    ).toMatchObject([
      { touched: false, mark: 'completed' },
      { touched: true, mark: 'failed', word: 'Failed', box: 'bad', detail: 'CURRENCY.UNKNOWN' },
      { touched: false, mark: 'pending' },
    ]);
    expect(railsOf(run, looked).map(({ rail }) => rail)).toEqual(['bad', 'pending']);
  });
  test('another event about it marks it, and leaves its status as it was; in the present nothing is marked', () => {
    expect(graphSteps(run, { type: 'StepDispatched', stepKey: 'quote' })[1]).toMatchObject({
      touched: true,
      mark: 'pending',
      box: 'none',
    });
    expect(graphSteps(run).some(({ touched }) => touched)).toBe(false);
  });
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
