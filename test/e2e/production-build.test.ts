import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { listed } from '../../scripts/faults.mjs';
import { root } from '../support/product.js';

/** What is run: what was written to be read beside it (source maps) is not. */
function builtFiles(): string[] {
  return readdirSync(path.join(root, 'dist'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.js'))
    .map((file) => path.join(root, 'dist', file));
}

it('holds no failpoint and no mutant: neither their names, nor what reads MC_FAILPOINTS', () => {
  const words = [
    ...Object.keys(listed('failpoints')).map((name) => `"${name}"`),
    ...Object.keys(listed('mutants')),
    'FAILPOINTS',
    'MUTANT',
    'armed-failpoints',
  ];
  const files = builtFiles();
  expect(files.length).toBeGreaterThan(300);
  const found = files.flatMap((file) => {
    const text = readFileSync(file, 'utf8');
    return words.filter((word) => text.includes(word)).map((word) => `${path.relative(root, file)}: ${word}`);
  });
  expect(found).toEqual([]);
});
