import { crc32 } from "node:zlib";
import { FRAME_HEADER, frameLength } from "../wire/framing.js";
import { DamagedStore } from "./storage-errors.js";
const CHECKSUM_BYTES = 4, SCRATCH_BYTES = 1 << 20, ofEntry = (body, position) => crc32(body, position % 2 ** 32);
class SealedBodies {
  memory = Buffer.allocUnsafeSlow(SCRATCH_BYTES);
  used = 0;
  /** What was sealed before may be overwritten from here on. */
  reset() {
    this.used = 0;
  }
  seal(body, position) {
    const length = body.length + CHECKSUM_BYTES;
    this.used + length > this.memory.length && (this.memory = Buffer.allocUnsafeSlow(Math.max(SCRATCH_BYTES, length)), this.used = 0);
    const sealed = this.memory.subarray(this.used, this.used + length);
    return this.used += length, sealed.set(body), sealed.writeUInt32BE(ofEntry(body, position), body.length), sealed;
  }
}
function isWhole(body) {
  let at = 0;
  for (; at + FRAME_HEADER <= body.length && body[at] === 0; ) at += frameLength(body, at);
  return at === body.length;
}
function unsealed(file, stored, position, checksumsFrom) {
  if (position < checksumsFrom) {
    if (!isWhole(stored))
      throw new DamagedStore(file, `the entry at position ${position} is not made of whole messages`);
    return stored;
  }
  const length = stored.length - CHECKSUM_BYTES, body = stored.subarray(0, Math.max(length, 0));
  if (length < 0 || stored.readUInt32BE(length) !== ofEntry(body, position))
    throw new DamagedStore(
      file,
      `the entry at position ${position} does not have the checksum that it was written with`
    );
  return body;
}
export {
  CHECKSUM_BYTES,
  SealedBodies,
  unsealed
};
//# sourceMappingURL=checksums.js.map
