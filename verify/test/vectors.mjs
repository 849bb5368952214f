// @ts-check
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';

/**
 * The test vectors: verify/vectors/README.md says how they are written down.
 *
 * @typedef {{ at: number, remove: number, insert: string }} Edit places are those of the base, inserted bytes are in base64
 * @typedef {object} Vector
 * @property {string} name
 * @property {string} bundle a file beside the table, base64 of a gzip of the bytes
 * @property {readonly Edit[]} [edits] from the last place to the first
 * @property {string} [key]
 * @property {string} [checkpoint] a file beside the table
 * @property {Partial<import('../lib/report.mjs').Result>} expected
 */

export const VECTORS = new URL('../vectors/', import.meta.url);

/** @returns {Vector[]} */
export const readVectors = () => JSON.parse(readFileSync(new URL('vectors.json', VECTORS), 'utf8'));

/** The bytes of a vector. @param {Vector} vector */
export const bytesOfVector = ({ bundle, edits = [] }) =>
  edits.reduce(
    (bytes, { at, remove, insert }) =>
      Buffer.concat([bytes.subarray(0, at), Buffer.from(insert, 'base64'), bytes.subarray(at + remove)]),
    unpacked(readFileSync(new URL(bundle, VECTORS), 'utf8')),
  );

/** @param {Buffer} bytes */
export const packed = (bytes) =>
  `${gzipSync(bytes, { level: 9 })
    .toString('base64')
    .replaceAll(/.{120}/g, '$&\n')}\n`;
/** @param {string} text */
export const unpacked = (text) => gunzipSync(Buffer.from(text, 'base64'));

/** What makes one tar of another, from the last place to the first. @param {Buffer} base @param {Buffer} other @returns {Edit[]} */
export function editsBetween(base, other) {
  const edits = [];
  // Another length is another padding, at the very end.
  const [zeros, otherZeros] = [zerosAtEnd(base), zerosAtEnd(other)];
  if (zeros !== otherZeros)
    edits.push({
      at: base.length - zeros,
      remove: Math.max(0, zeros - otherZeros),
      insert: Buffer.alloc(Math.max(0, otherZeros - zeros)).toString('base64'),
    });
  [base, other] = [base.subarray(0, base.length - zeros), other.subarray(0, other.length - otherZeros)];
  /** @type {Edit[]} */
  const headers = [];
  let [at, there] = [0, 0];
  for (;;) {
    while (at < base.length && there < other.length && base[at] === other[there]) [at, there] = [at + 1, there + 1];
    const block = at - (at % 512);
    // A changed file has another size in its header: that is an edit of its own, or all up to the change would be repeated.
    if (
      base.toString('latin1', block + 257, block + 262) !== 'ustar' ||
      other.toString('latin1', there - (at - block) + 257, there - (at - block) + 262) !== 'ustar'
    )
      break;
    const start = there - (at - block);
    headers.unshift({ at: block, remove: 512, insert: other.toString('base64', start, start + 512) });
    [at, there] = [block + 512, start + 512];
  }
  let suffix = 0;
  while (
    suffix < Math.min(base.length - at, other.length - there) &&
    base[base.length - 1 - suffix] === other[other.length - 1 - suffix]
  )
    suffix++;
  const [remove, insert] = [base.length - suffix - at, other.subarray(there, other.length - suffix)];
  if (remove > 0 || insert.length > 0) edits.push({ at, remove, insert: insert.toString('base64') });
  return [...edits, ...headers];
}

/** @param {Vector} vector @returns {import('../lib/verify.mjs').Options} */
export const optionsOf = ({ key, checkpoint }) => ({
  ...(key === undefined ? {} : { key }),
  ...(checkpoint === undefined ? {} : { checkpoint: fileURLToPath(new URL(checkpoint, VECTORS)) }),
});

/** @param {Buffer} bytes */
const zerosAtEnd = (bytes) => bytes.length - 1 - bytes.findLastIndex((byte) => byte !== 0);
