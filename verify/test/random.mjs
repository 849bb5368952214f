// @ts-check
import { RecordingStore } from './bundle-builder.mjs';

/** Chance that is the same at every run (mulberry32). @param {number} seed */
export function chance(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  /** @param {number} below */
  const below = (below) => Math.floor(next() * below);
  return {
    below,
    /** @template T @param {readonly T[]} items @returns {T} */
    of: (items) => /** @type {T} */ (items[below(items.length)]),
    /** @param {number} probability */
    happens: (probability) => next() < probability,
  };
}

/** @typedef {ReturnType<typeof chance>} Chance */

/** Where encoders differ: escapes, code points beyond the plane where UTF-16 sorts otherwise, lone surrogates, names that look like numbers or reach a prototype. */
export const TEXTS = [
  '',
  'plain text',
  'quote " and backslash \\',
  'line\nfeed\r\t\b\f',
  '\u0000\u0001\u001f\u007f',
  'é ü ß',
  '\u2028\u2029',
  '€',
  '\ufb33',
  '😀 and 𝒳',
  '\ufffd',
  '\ud800',
  'x\udfffy',
  '1',
  '10',
  '9',
  '-0',
  '__proto__',
  'constructor',
  'hash',
  '"prev":"',
  ',"revision":7,"stream":"run-x"',
  'mc1',
  '\ue000',
  '￿',
];
export const NUMBERS = [
  0,
  1,
  -1,
  42,
  0.1,
  -0.5,
  1e21,
  1e20,
  123456789012345680000,
  1e-6,
  1e-7,
  5e-324,
  1.7976931348623157e308,
  333333333.33333329,
  2 ** 53 - 1,
  2 ** 53,
  -(2 ** 53) - 2,
  4.5,
  2e-3,
  1e-27,
  100,
  1.5e300,
  0.000001234,
  1 / 3,
];

/** A JSON value. @param {Chance} random @param {number} [depth] @returns {unknown} */
export function randomValue(random, depth = 3) {
  switch (random.below(depth > 0 ? 7 : 5)) {
    case 0:
      return random.of([true, false, null]);
    case 1:
      return random.of(NUMBERS);
    case 2:
      return random.below(1_000_000) / 10 ** random.below(9);
    case 3:
    case 4:
      return random.of(TEXTS) + random.of(TEXTS);
    case 5:
      return Array.from({ length: random.below(4) }, () => randomValue(random, depth - 1));
    default:
      return Object.fromEntries(
        Array.from({ length: random.below(6) }, () => [
          random.of(TEXTS) + random.of(['', 'a', 'é']),
          randomValue(random, depth - 1),
        ]),
      );
  }
}

/**
 * A store with some streams, checkpoints and keys, and random content.
 * @param {Chance} random
 * @param {number} events
 */
export function randomStore(random, events) {
  const store = new RecordingStore('test-store', `seed ${random.below(1_000_000)}`);
  const streams = ['control', 'workflow-reports', 'run-one', 'run-two', 'run-three'].slice(0, 1 + random.below(5));
  for (let i = 0; i < events; i++) {
    const value = random.happens(0.1) ? store.blob({ i, value: randomValue(random) }) : randomValue(random);
    store.append(random.of(streams), random.of(['StepCompleted', 'UsageCharged', 'RunHalted']), { i, value });
    if (random.happens(3 / events)) store.checkpoint();
    if (random.happens(1 / events)) store.rotate({ lost: random.happens(0.1) });
  }
  store.checkpoint();
  return store;
}
