import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dependencyGraph, type GraphStep } from './graph.js';

const steps = (shape: Record<string, string[]>): GraphStep[] =>
  Object.entries(shape).map(([id, dependsOn]) => ({ id, dependsOn }));

const anyGraph = fc.array(fc.array(fc.nat(39), { maxLength: 3 }), { minLength: 1, maxLength: 40 }).map((edges) =>
  edges.map((to, i) => ({
    id: `s${i}`,
    dependsOn: to.filter((t) => t < edges.length && t !== i).map((t) => `s${t}`),
  })),
);
/** Whatever can be come to from a step by its dependencies, one after the other. */
function walkedBefore(shape: readonly GraphStep[], id: string, met = new Set<string>()): ReadonlySet<string> {
  for (const before of shape.find((step) => step.id === id)?.dependsOn ?? [])
    if (!met.has(before)) walkedBefore(shape, before, met.add(before));
  return met;
}

describe('the dependency graph', () => {
  it('orders steps after what they depend on, else as they are written', () => {
    const graph = dependencyGraph(steps({ d: ['b', 'c'], a: [], b: ['a'], c: ['a'] }));
    expect(graph.order).toEqual(['a', 'b', 'c', 'd']);
    expect(graph.cycles).toEqual([]);
  });
  it('names each cycle by its steps', () => {
    expect(dependencyGraph(steps({ a: ['b'], b: ['a'] })).cycles).toEqual(['a -> b -> a']);
    const graph = dependencyGraph(
      steps({ x: [], a: ['c', 'x'], b: ['a'], c: ['b'], after: ['c'], p: ['q'], q: ['p'] }),
    );
    expect(graph.cycles).toEqual(['a -> c -> b -> a', 'p -> q -> p']);
    expect(graph.order).toEqual(['x']);
  });
  it('names a cycle also when the walk begins after it', () => {
    expect(dependencyGraph(steps({ after: ['a'], a: ['b'], b: ['a'] })).cycles).toEqual(['a -> b -> a']);
  });
  it('leaves out dependencies that do not exist', () => {
    expect(dependencyGraph(steps({ a: ['nope', 'a'] })).order).toEqual(['a']);
  });
  it('takes a chain of 10,000 steps, and knows that the first is before the last', () => {
    const chain = Array.from({ length: 10_000 }, (_, i) => ({ id: `s${i}`, dependsOn: i === 0 ? [] : [`s${i - 1}`] }));
    const graph = dependencyGraph(chain);
    expect(graph.order).toHaveLength(10_000);
    expect([graph.isBefore('s0', 's9999'), graph.isBefore('s9999', 's0')]).toEqual([true, false]);
  });
  it('orders every acyclic graph completely, and finds a cycle in every other', () => {
    fc.assert(
      fc.property(anyGraph, (shape) => {
        const graph = dependencyGraph(shape);
        const place = new Map(graph.order.map((id, i) => [id, i]));
        for (const { id, dependsOn } of shape) {
          const at = place.get(id);
          if (at === undefined) expect(graph.cycles.length).toBeGreaterThan(0);
          else for (const dependency of dependsOn) expect(place.get(dependency) ?? Infinity).toBeLessThan(at);
        }
        for (const cycle of graph.cycles) {
          const names = cycle.split(' -> ');
          expect(names[0]).toBe(names.at(-1));
          for (let i = 0; i + 1 < names.length; i++)
            expect(shape.find(({ id }) => id === names[i])?.dependsOn).toContain(names[i + 1]);
        }
        if (graph.cycles.length === 0) expect(graph.order).toHaveLength(shape.length);
      }),
    );
  });
  it('knows all steps before a step, in cycles too', () => {
    fc.assert(
      fc.property(anyGraph, (shape) => {
        const graph = dependencyGraph(shape);
        for (const { id } of shape)
          expect(
            shape
              .map((other) => other.id)
              .filter((other) => graph.isBefore(other, id))
              .sort(),
          ).toEqual([...walkedBefore(shape, id)].sort());
      }),
    );
  });
});
