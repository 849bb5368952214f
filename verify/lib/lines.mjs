// @ts-check
import { LIMITS } from './failure.mjs';

/**
 * Chunks to lines. A line that is longer than any event can be is given cut to one byte more than the limit, so that it is held by nobody and taken by nobody.
 * @param {AsyncIterable<Buffer>} chunks
 * @returns {AsyncGenerator<{ line: Buffer, ended: boolean }, void, void>} `ended`: with a line feed
 */
export async function* linesOf(chunks) {
  /** @type {Buffer[]} */
  let open = [];
  let length = 0;
  /** @param {Buffer} part */
  const take = (part) => {
    const room = LIMITS.lineBytes + 1 - length;
    if (part.length > 0 && room > 0) {
      // A chunk may be used anew by its source; what is kept over chunks is a copy.
      open.push(Buffer.from(part.subarray(0, room)));
      length += Math.min(part.length, room);
    }
  };
  for await (const chunk of chunks) {
    let from = 0;
    for (let to = chunk.indexOf(10); to >= 0; to = chunk.indexOf(10, from)) {
      if (open.length === 0 && to - from <= LIMITS.lineBytes) {
        yield { line: chunk.subarray(from, to), ended: true };
      } else {
        take(chunk.subarray(from, to));
        yield { line: Buffer.concat(open), ended: true };
        open = [];
        length = 0;
      }
      from = to + 1;
    }
    take(chunk.subarray(from));
  }
  if (length > 0) yield { line: Buffer.concat(open), ended: false };
}
