import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dependencyGraph, type GraphStep } from './graph.js';

const steps = (shape: Record<string, string[]>): GraphStep[] =>
  Object.entries(shape).map(([id, dependsOn]) => ({ id, dependsOn }));

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
  it('knows all steps before a step', () => {
    const graph = dependencyGraph(steps({ a: [], b: ['a'], c: ['b'], other: [] }));
    expect([...graph.before('c')].sort()).toEqual(['a', 'b']);
    expect([...graph.before('a')]).toEqual([]);
    expect([...dependencyGraph(steps({ a: ['b'], b: ['a'] })).before('a')].sort()).toEqual(['a', 'b']);
  });
  it('leaves out dependencies that do not exist', () => {
    expect(dependencyGraph(steps({ a: ['nope', 'a'] })).order).toEqual(['a']);
  });
  it('takes a chain of 100,000 steps', () => {
    const chain = Array.from({ length: 100_000 }, (_, i) => ({ id: `s${i}`, dependsOn: i === 0 ? [] : [`s${i - 1}`] }));
    const graph = dependencyGraph(chain);
    expect(graph.order).toHaveLength(100_000);
    expect(graph.before('s99999').size).toBe(99_999);
  });
  it('orders every acyclic graph completely, and finds a cycle in every other', () => {
    const anyGraph = fc.array(fc.array(fc.nat(11), { maxLength: 3 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(anyGraph, (edges) => {
        const shape = edges.map((to, i) => ({
          id: `s${i}`,
          dependsOn: to.filter((t) => t < edges.length && t !== i).map((t) => `s${t}`),
        }));
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
});
