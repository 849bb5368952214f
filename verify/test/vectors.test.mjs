// @ts-check
import { afterAll, describe, expect, test } from 'vitest';
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

describe.skipIf(!hasPython)('the second verifier says the same as the first one on every vector', () => {
  test.each([{ pure: false }, { pure: true }])('pure: $pure', async (how) => {
    const python = startPython(how);
    for (const { file, ...vector } of vectors)
      expect(await python.verify(file, optionsOf(vector)), vector.name).toEqual(
        await resultOf(file, optionsOf(vector)),
      );
    python.stop();
  });
});
test.skipIf(hasPython)('python3: not run (there is none on this machine)', () => undefined);
