// @ts-check
import { afterAll, describe, expect, test } from 'vitest';
import { resultOf } from '../mission-control-verify.mjs';
import { answerOn, scratch } from './answer.mjs';
import { hasPython, startPython } from './python.mjs';
import { chance, randomStore } from './random.mjs';
import { flipped, flips, isRightName } from './tamper/flips.mjs';
import { eventCases } from './tamper/events.mjs';
import { suiteStore, tamperCases } from './tamper/suite.mjs';

/** A sample with a fixed seed; `npm run tamper` does all of it, byte by byte and with both verifiers. */
const random = chance(5);
const large = suiteStore(chance(1), 1_000);
const small = suiteStore(chance(2), 60);
const folder = scratch();
const python = hasPython ? startPython() : undefined;
if (python === undefined) console.warn('python3: not run (there is none on this machine)');
afterAll(() => {
  python?.stop();
  folder.remove();
});

/** Both verifiers on one file; what the second one says must be what the first one says. @param {Buffer} bytes @param {import('../lib/verify.mjs').Options} [options] */
async function verdictOn(bytes, options = {}) {
  const file = folder.file('bundle.tar', bytes);
  const [result, second] = await Promise.all([resultOf(file, options), python?.verify(file, options)]);
  expect(second ?? result).toEqual(result);
  return result;
}

/** @param {import('./tamper/case.mjs').Case} given @returns {import('../lib/verify.mjs').Options} */
const optionsOf = ({ key, witness }) => ({
  ...(key === undefined ? {} : { key }),
  ...(witness === undefined ? {} : { checkpoint: folder.file('witness.log', witness) }),
});

describe('a bundle that was tampered with is found and named', () => {
  test.each(tamperCases(small).map((given) => ({ ...given })))('$name', async (given) => {
    expect(await verdictOn(given.bytes, optionsOf(given))).toMatchObject(answerTo(given.expected));
  });

  test('also when it has 1,000 events', { timeout: 60_000 }, async () => {
    for (const given of eventCases(large)) {
      expect(await answerOn(given.bytes, optionsOf(given)), given.name).toMatchObject(answerTo(given.expected));
    }
  });

  test('when any of its bytes is changed, under a name that fits the place', { timeout: 60_000 }, async () => {
    await flipSome(small, 60, verdictOn);
    await flipSome(large, 16, answerOn);
  });
});

/** @param {import('./tamper/case.mjs').Expected} expected */
const answerTo = (expected) => ({
  verdict: expected.code === 'BUNDLE.UNREADABLE' ? 'unreadable' : 'invalid',
  ...expected,
});

/**
 * @param {import('./bundle-builder.mjs').RecordingStore} store
 * @param {number} count
 * @param {(bytes: Buffer) => Promise<import('../lib/report.mjs').Result>} verify
 */
async function flipSome(store, count, verify) {
  const bundle = store.bundle();
  const tar = bundle.tar();
  const places = flips(bundle);
  for (let i = 0; i < count; i++) {
    const { offset, expected } = places.at(random.below(tar.length));
    const result = await verify(flipped(tar, offset, random.below(8)));
    expect(isRightName(result, expected), `byte ${offset}: ${JSON.stringify(expected)}, ${result.message}`).toBe(true);
  }
}

test('honest bundles of random content are valid', { timeout: 60_000 }, async () => {
  for (let i = 0; i < 40; i++) {
    const honest = randomStore(random, 1 + random.below(40));
    const streams = [...honest.lastLeaf.keys()].filter(() => random.happens(0.7));
    const result = await verdictOn(honest.bundle({ streams }).tar());
    expect(result).toMatchObject({ verdict: 'valid', streams: new Set([...streams, 'checkpoints']).size });
  }
});

test('the suite is about bundles that are valid before they are tampered with', async () => {
  for (const store of [small, large])
    expect(await answerOn(store.bundle().tar(), { key: store.keys[0]?.id ?? '' })).toMatchObject({
      verdict: 'valid',
      keyPinned: true,
    });
});
