import { expect, test } from 'vitest';
import { neighboursOf } from './neighbours.js';

const step = (id: string, ...dependsOn: string[]) => ({ stepKey: id, stepId: id, dependsOn });

test('before a step are those that it depends on directly, after it all that cannot start without it', () => {
  const [a, b, c, d, e] = [step('a'), step('b', 'a'), step('c', 'a'), step('d', 'b'), step('e', 'd', 'c')];
  const all = [a, b, c, d, e];
  expect(neighboursOf(all, b)).toEqual({ before: [a], after: [d, e] });
  expect(neighboursOf(all, a)).toEqual({ before: [], after: [b, c, d, e] });
  expect(neighboursOf(all, e)).toEqual({ before: [c, d], after: [] });
});

test('a thousand steps in a chain are no matter', () => {
  const chain = Array.from({ length: 1_000 }, (_, i) => step(`s${i}`, ...(i === 0 ? [] : [`s${i - 1}`])));
  const [first] = chain;
  if (!first) throw new Error('no chain');
  expect(neighboursOf(chain, first).after).toHaveLength(999);
});
