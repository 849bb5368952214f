// @ts-check
import { unreadable } from './failure.mjs';

/** The tar of a bundle has exactly one form (docs/evidence-format.md), so every byte of it matters: a header is written anew and compared. */

const BLOCK = 512;

/** @param {number} value @param {number} digits */
const octal = (value, digits) => `${value.toString(8).padStart(digits, '0')} `;

/**
 * The 512 bytes before a file.
 * @param {string} name ASCII, at most 100 bytes
 * @param {number} size at most 8 GiB - 1
 */
export function header(name, size) {
  const block = Buffer.alloc(BLOCK);
  block.write(name, 0, 'latin1');
  block.write(octal(0o644, 6), 100, 'latin1');
  block.write(octal(0, 6), 108, 'latin1');
  block.write(octal(0, 6), 116, 'latin1');
  block.write(octal(size, 11), 124, 'latin1');
  block.write(octal(0, 11), 136, 'latin1');
  block.write('0', 156, 'latin1');
  block.write('ustar\u000000', 257, 'latin1');
  block.write(octal(0, 6), 329, 'latin1');
  block.write(octal(0, 6), 337, 'latin1');
  let sum = 8 * 0x20;
  for (const byte of block) sum += byte;
  block.write(octal(sum, 6), 148, 'latin1');
  return block;
}

/** @param {number} size */
export const paddingOf = (size) => (BLOCK - (size % BLOCK)) % BLOCK;

/** Bytes from a source of chunks, as many as are asked for. */
class Bytes {
  /** @type {Buffer} */
  #rest = Buffer.alloc(0);
  #source;
  /** Where in the tar the next byte is. */
  offset = 0;

  /** @param {AsyncIterable<Buffer>} source */
  constructor(source) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** Whether there is no further byte. */
  async ended() {
    while (this.#rest.length === 0) {
      const next = await this.#source.next();
      if (next.done) return true;
      this.#rest = next.value;
    }
    return false;
  }

  /** Between 1 and `most` bytes; none at the end. @param {number} most */
  async some(most) {
    if (await this.ended()) return undefined;
    const part = this.#rest.subarray(0, most);
    this.#rest = this.#rest.subarray(part.length);
    this.offset += part.length;
    return part;
  }

  /** Exactly `count` bytes; fewer at the end. @param {number} count */
  async exactly(count) {
    const parts = [];
    let missing = count;
    while (missing > 0) {
      const part = await this.some(missing);
      if (part === undefined) break;
      parts.push(part);
      missing -= part.length;
    }
    return parts.length === 1 ? /** @type {Buffer} */ (parts[0]) : Buffer.concat(parts);
  }
}

/**
 * @typedef {object} Entry
 * @property {string} name
 * @property {number} size
 * @property {AsyncIterable<Buffer>} chunks must be read to the end before the next entry
 */

/**
 * The files of a tar, in its order. Throws BUNDLE.UNREADABLE for anything but the one form.
 * @param {AsyncIterable<Buffer>} source
 * @returns {AsyncGenerator<Entry, void, void>}
 */
export async function* entries(source) {
  const bytes = new Bytes(source);
  for (;;) {
    const at = bytes.offset;
    const block = await bytes.exactly(BLOCK);
    if (block.length < BLOCK) throw cutOff(bytes.offset);
    if (isZero(block)) return end(bytes);
    const { name, size } = readHeader(block, at);
    yield { name, size, chunks: content(bytes, name, size) };
  }
}

/** @param {Bytes} bytes @param {string} name @param {number} size */
async function* content(bytes, name, size) {
  let missing = size;
  while (missing > 0) {
    const part = await bytes.some(missing);
    if (part === undefined) throw cutOff(bytes.offset, name);
    missing -= part.length;
    yield part;
  }
  const padding = await bytes.exactly(paddingOf(size));
  if (padding.length < paddingOf(size)) throw cutOff(bytes.offset, name);
  if (!isZero(padding)) throw unreadable(`The tar has bytes that belong to no file, after ${name}.`, { file: name });
}

/** @param {Bytes} bytes */
async function end(bytes) {
  const second = await bytes.exactly(BLOCK);
  if (second.length < BLOCK) throw cutOff(bytes.offset);
  if (!isZero(second) || !(await bytes.ended())) throw unreadable('The tar goes on after its end.');
}

/** @param {Buffer} block @param {number} at */
function readHeader(block, at) {
  if (block.toString('latin1', 257, 262) !== 'ustar')
    throw unreadable(
      at === 0
        ? 'This is not an evidence bundle: it is not a tar file.'
        : `The tar is damaged at byte ${at}: there should be the header of a file.`,
    );
  const end = block.indexOf(0);
  const name = block.toString('latin1', 0, end < 0 || end > 100 ? 100 : end);
  const size = /^[0-7]{11} $/.test(block.toString('latin1', 124, 136))
    ? parseInt(block.toString('latin1', 124, 135), 8)
    : 0;
  if (!/^[!-~]+$/.test(name) || !header(name, size).equals(block))
    throw unreadable(
      `The header at byte ${at} of the tar is not one that an evidence bundle has: only plain files, each with the same owner, mode and time.`,
    );
  return { name, size };
}

/** @param {number} at @param {string} [name] */
const cutOff = (at, name) =>
  unreadable(`The file is cut off at byte ${at}${name === undefined ? '' : `, in ${name}`}. Get the bundle again.`, {
    file: name ?? null,
  });

/** @param {Buffer} block */
const isZero = (block) => block.every((byte) => byte === 0);
