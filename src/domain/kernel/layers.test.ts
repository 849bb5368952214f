import { expect, test } from 'vitest';
import { layersOf } from './layers.js';

const step = (id: string, ...dependsOn: string[]) => ({ id, dependsOn });
const layers = (...steps: ReturnType<typeof step>[]): string[][] =>
  layersOf(steps, ({ id }) => id).map((layer) => layer.map(({ id }) => id));

test('each step stands after the last of those that it depends on, in the order given', () => {
  expect(layers(step('z'), step('b', 'a'), step('a', 'gone'), step('c', 'b', 'z'))).toEqual([['z', 'a'], ['b'], ['c']]);
});

test('a chain of ten thousand steps has ten thousand layers, also when it is written from its end', () => {
  const chain = Array.from({ length: 10_000 }, (_, i) => step(`s${i}`, `s${i - 1}`));
  expect(layers(...chain)).toHaveLength(10_000);
  expect(layers(...chain.reverse())).toHaveLength(10_000);
});
