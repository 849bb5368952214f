// @ts-check
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream';
import { crc32, createInflateRaw } from 'node:zlib';
import { unreadable } from './failure.mjs';

const CHUNK = 1024 * 1024;
const GZIP_HEADER = 10;
const GZIP_TRAILER = 8;
const HAS_NAME = 8;
const MAX_NAME = 1024;

/**
 * The bytes of a tar, or of what is in a gzip. Constant memory.
 * @param {string} file
 * @returns {AsyncGenerator<Buffer, void, void>}
 */
export async function* bytesOf(file) {
  const { size, start } = await look(file);
  if (start[0] === 0x1f && start[1] === 0x8b) yield* inflated(file, size, start);
  else if (size > 0) yield* createReadStream(file, { highWaterMark: CHUNK });
}

/** @param {string} file */
async function look(file) {
  // Before it is opened: opening a pipe would wait for whoever writes into it.
  const status = await stat(file);
  if (!status.isFile()) throw unreadable('This is not a file.');
  const handle = await open(file, 'r');
  try {
    const start = Buffer.alloc(GZIP_HEADER + MAX_NAME);
    const { bytesRead } = await handle.read(start, 0, start.length, 0);
    return { size: status.size, start: start.subarray(0, bytesRead) };
  } finally {
    await handle.close();
  }
}

/**
 * One gzip member and nothing else: what unpackers skip without a word would be a place where bytes do not matter.
 * @param {string} file
 * @param {number} size
 * @param {Buffer} start
 */
async function* inflated(file, size, start) {
  let from = GZIP_HEADER;
  if (start[2] !== 8 || ((start[3] ?? 0) & ~HAS_NAME) !== 0) throw badGzip();
  if (start[3] === HAS_NAME) {
    from = start.indexOf(0, GZIP_HEADER) + 1;
    if (from === 0) throw badGzip();
  }
  if (size < from + GZIP_TRAILER + 1) throw badGzip();
  const inflate = createInflateRaw({ chunkSize: CHUNK });
  // The callback is there because an error comes out of `inflate` itself, below.
  pipeline(
    createReadStream(file, { start: from, end: size - GZIP_TRAILER - 1, highWaterMark: CHUNK }),
    inflate,
    () => undefined,
  );
  let sum = 0;
  let length = 0;
  try {
    for await (const chunk of inflate) {
      sum = crc32(chunk, sum);
      length += chunk.length;
      yield /** @type {Buffer} */ (chunk);
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error && String(error.code).startsWith('Z_')) throw badGzip();
    throw error;
  }
  if (inflate.bytesWritten !== size - GZIP_TRAILER - from) throw badGzip();
  const trailer = Buffer.alloc(GZIP_TRAILER);
  const handle = await open(file, 'r');
  try {
    await handle.read(trailer, 0, GZIP_TRAILER, size - GZIP_TRAILER);
  } finally {
    await handle.close();
  }
  if (trailer.readUInt32LE(0) !== sum || trailer.readUInt32LE(4) !== length % 2 ** 32) throw badGzip();
}

const badGzip = () => unreadable('The gzip around the bundle is damaged. Get the bundle again.');
