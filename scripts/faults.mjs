// The constants that build failpoints and mutants in (src/faults): all false, unless a test asks for them.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './install.mjs';

/** @returns {Record<string, unknown>} what src/faults/NAME.json lists */
export const listed = (name) => JSON.parse(readFileSync(path.join(root, 'src', 'faults', `${name}.json`), 'utf8'));

/**
 * @param {{ failpoints?: boolean, mutant?: string }} faults
 * @returns {Record<string, string>} what esbuild and vite know as `define`
 */
export function faultConstants({ failpoints = false, mutant } = {}) {
  const mutants = Object.keys(listed('mutants'));
  if (mutant !== undefined && !mutants.includes(mutant))
    throw new Error(`There is no mutant "${mutant}". There are: ${mutants.join(', ')}.`);
  return {
    FAILPOINTS: String(failpoints),
    ...Object.fromEntries(mutants.map((name) => [`MUTANT.${name}`, String(name === mutant)])),
  };
}
