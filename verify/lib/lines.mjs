// @ts-check
import { LIMITS } from './failure.mjs';

/**
 * Chunks to lines. A line that is longer than any event can be is given cut to one byte more than the limit, so that it is held by nobody and taken by nobody.
 * @param {AsyncIterable<Buffer>} chunks
 * @param {(line: Buffer, ended: boolean) => void} visit `ended`: with a line feed. Called at once for each line: a promise a line would cost more than the line
 */
export async function forEachLine(chunks, visit) {
  /** @type {Buffer[]} */
  let open = [];
  let length = 0;
  /** @param {Buffer} part */
  const take = (part) => {
    const room = LIMITS.lineBytes + 1 - length;
    if (part.length === 0 || room <= 0) return;
    // A chunk may be used anew by its source; what is kept over chunks is a copy.
    open.push(Buffer.from(part.subarray(0, room)));
    length += Math.min(part.length, room);
  };
  for await (const chunk of chunks) {
    let from = 0;
    for (let to = chunk.indexOf(10); to >= 0; to = chunk.indexOf(10, from)) {
      if (open.length === 0 && to - from <= LIMITS.lineBytes) {
        visit(chunk.subarray(from, to), true);
      } else {
        take(chunk.subarray(from, to));
        visit(Buffer.concat(open), true);
        open = [];
        length = 0;
      }
      from = to + 1;
    }
    take(chunk.subarray(from));
  }
  if (length > 0) visit(Buffer.concat(open), false);
}
