import { crc32 } from 'node:zlib';
import { FRAME_HEADER, frameLength } from '../wire/framing.js';
import { DamagedStore } from './storage-errors.js';

/**
 * Entries and the index carry checksums, so that a damaged one is named and never served. An entry's also covers its position: one
 * that lies where another belongs is found too. Entries from before there were checksums lie below `checksumsFrom`, and have none.
 */
export const CHECKSUM_BYTES = 4;
const SCRATCH_BYTES = 1 << 20;

const ofEntry = (body: Buffer, position: number): number => crc32(body, position % 2 ** 32);

/** Puts bodies and their checksums side by side for one commit; the memory is used again by the next. */
export class SealedBodies {
  private memory = Buffer.allocUnsafeSlow(SCRATCH_BYTES);
  private used = 0;

  /** What was sealed before may be overwritten from here on. */
  reset(): void {
    this.used = 0;
  }

  seal(body: Buffer, position: number): Buffer {
    const length = body.length + CHECKSUM_BYTES;
    if (this.used + length > this.memory.length) {
      this.memory = Buffer.allocUnsafeSlow(Math.max(SCRATCH_BYTES, length));
      this.used = 0;
    }
    const sealed = this.memory.subarray(this.used, this.used + length);
    this.used += length;
    sealed.set(body);
    sealed.writeUInt32BE(ofEntry(body, position), body.length);
    return sealed;
  }
}

/** All that can be said of an entry without a checksum. */
function isWhole(body: Buffer): boolean {
  let at = 0;
  while (at + FRAME_HEADER <= body.length && body[at] === 0) at += frameLength(body, at);
  return at === body.length;
}

/** The body of a stored entry. @throws DamagedStore */
export function unsealed(file: string, stored: Buffer, position: number, checksumsFrom: number): Buffer {
  if (position < checksumsFrom) {
    if (!isWhole(stored))
      throw new DamagedStore(file, `the entry at position ${position} is not made of whole messages`);
    return stored;
  }
  const length = stored.length - CHECKSUM_BYTES;
  const body = stored.subarray(0, Math.max(length, 0));
  if (length < 0 || stored.readUInt32BE(length) !== ofEntry(body, position))
    throw new DamagedStore(
      file,
      `the entry at position ${position} does not have the checksum that it was written with`,
    );
  return body;
}
