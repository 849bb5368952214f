// @ts-check
import { afterAll, expect, test } from 'vitest';
import { resultOf } from '../mission-control-verify.mjs';
import { scratch } from './answer.mjs';
import { hasPython, startPython } from './python.mjs';
import { bytesOfVector, optionsOf, readVectors } from './vectors.mjs';

const folder = scratch();
afterAll(() => folder.remove());
const vectors = readVectors().map((vector) => ({
  ...vector,
  file: folder.file(`${vector.name.replaceAll(/\W+/g, '-')}.tar`, bytesOfVector(vector)),
}));

test.each(vectors)('$name: $expected.code', async ({ file, expected, ...vector }) => {
  expect(await resultOf(file, optionsOf({ ...vector, expected }))).toMatchObject(expected);
});

/** Signatures by pure Python take some milliseconds each; these are the vectors that stand or fall with one. */
const SIGNED = new Set([null, 'SIGNATURE.WRONG', 'KEY.UNKNOWN', 'KEY.HISTORY', 'KEY.LATER']);
const signed = vectors.filter(({ expected }) => SIGNED.has(expected.code ?? null));

test.skipIf(!hasPython).each([
  { how: 'with the package cryptography, when it is there', pure: false, some: vectors },
  { how: 'in pure Python', pure: true, some: signed },
])('the second verifier says the same as the first one, $how', { timeout: 60_000 }, async ({ pure, some }) => {
  const python = startPython({ pure });
  for (const { file, ...vector } of some)
    expect(await python.verify(file, optionsOf(vector)), vector.name).toEqual(await resultOf(file, optionsOf(vector)));
  python.stop();
});
test.skipIf(hasPython)('python3: not run (there is none on this machine)', () => undefined);
