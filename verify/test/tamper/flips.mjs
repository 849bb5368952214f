// @ts-check
/**
 * What a change of one byte must be called, by the place of the byte.
 *
 * @typedef {import('../bundle-builder.mjs').Bundle} Bundle
 * @typedef {import('../../lib/report.mjs').Result} Result
 * @typedef {{ codes: readonly string[], stream?: string, revision?: number }} Expected
 */

/** @type {Record<string, readonly string[]>} */
const CODES = {
  'manifest.json': ['MANIFEST.CHANGED'],
  // A changed key hash names another key; the rest no longer fits to its signature.
  'manifest.sig': ['SIGNATURE.WRONG', 'KEY.UNKNOWN'],
  'keys.json': ['KEY.HISTORY'],
  'checkpoints.ndjson': ['SIGNATURE.WRONG', 'KEY.UNKNOWN', 'FILE.CHANGED'],
};

/** @param {Bundle} bundle */
export function flips(bundle) {
  /** @type {{ from: number, to: number, name: string }[]} */
  const files = [];
  let at = 0;
  for (const { name, bytes } of bundle.entries) {
    files.push({ name, from: at + 512, to: at + 512 + bytes.length });
    at += 512 + Math.ceil(bytes.length / 512) * 512;
  }
  const lines = linesOf(bundle);
  return {
    /** @param {number} offset @returns {{ offset: number, expected: Expected }} */
    at(offset) {
      const file = files.find(({ from, to }) => offset >= from && offset < to);
      if (file === undefined) return { offset, expected: { codes: ['BUNDLE.UNREADABLE'] } };
      if (file.name === 'events.ndjson')
        return { offset, expected: { codes: ['EVENT.CHANGED'], ...lines.at(offset - file.from) } };
      return {
        offset,
        expected: {
          codes: CODES[file.name] ?? [file.name.startsWith('payloads/') ? 'PAYLOAD.CHANGED' : 'FILE.CHANGED'],
        },
      };
    },
  };
}

/** @param {Bundle} bundle */
function linesOf(bundle) {
  const { events } = bundle;
  /** Where each line ends, its line feed included. @type {number[]} */
  const ends = [];
  const { bytes } = bundle.file('events.ndjson');
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) ends.push(at + 1);
  return {
    /** @param {number} offset */
    at(offset) {
      let [low, high] = [0, ends.length - 1];
      while (low < high) {
        const middle = (low + high) >> 1;
        if (offset < (ends[middle] ?? 0)) high = middle;
        else low = middle + 1;
      }
      const { stream = '', revision = -1 } = events[low] ?? {};
      return { stream, revision };
    },
  };
}

/** @param {Buffer} bytes @param {number} offset @param {number} bit */
export function flipped(bytes, offset, bit) {
  const copy = Buffer.from(bytes);
  copy[offset] = (copy[offset] ?? 0) ^ (1 << bit);
  return copy;
}

/** @param {Result} result @param {Expected} expected */
export const isRightName = ({ code, stream, revision }, expected) =>
  code !== null &&
  expected.codes.includes(code) &&
  (expected.stream === undefined || (expected.stream === stream && expected.revision === revision));
