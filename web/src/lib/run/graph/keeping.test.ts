import { describe, expect, test } from 'vitest';
import { keeping } from './keeping.js';

describe('what is drawn of a graph', () => {
  const item = (id: string, rail: string) => ({ id, rail });
  const edges = () =>
    keeping(
      ({ id }: ReturnType<typeof item>) => id,
      (one) => ({ ...one }),
    );

  test('is the same list again when nothing has changed', () => {
    const of = edges();
    expect(of([item('a', 'moving'), item('b', 'pending')])).toBe(of([item('a', 'moving'), item('b', 'pending')]));
  });
  test('is made anew where something has changed, and there only', () => {
    const of = edges();
    const before = of([item('a', 'moving'), item('b', 'pending')]);
    const after = of([item('a', 'passed'), item('b', 'pending')]);
    expect(after).not.toBe(before);
    expect(after).toEqual([item('a', 'passed'), item('b', 'pending')]);
    expect(after[1]).toBe(before[1]);
  });
  test('follows what goes, comes and changes places', () => {
    const of = edges();
    const [a, b] = of([item('a', 'moving'), item('b', 'pending')]);
    expect(of([item('b', 'pending'), item('a', 'moving')])).toEqual([b, a]);
    expect(of([item('b', 'pending')])).toEqual([b]);
    expect(of([item('b', 'pending'), item('a', 'moving')]).map(({ id }) => id)).toEqual(['b', 'a']);
  });
});
