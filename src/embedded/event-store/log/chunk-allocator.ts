const CHUNK_BYTES = 1 << 20;

/**
 * Memory for entries, cut from large chunks: LMDB's binding asks the engine for the address of each ArrayBuffer that it writes from,
 * which costs more than the write of a small entry.
 */
export class ChunkAllocator {
  private chunk = Buffer.allocUnsafeSlow(CHUNK_BYTES);
  private used = 0;

  readonly allocate = (length: number): Buffer => {
    if (length > CHUNK_BYTES / 4) return Buffer.allocUnsafeSlow(length);
    if (this.used + length > CHUNK_BYTES) {
      this.chunk = Buffer.allocUnsafeSlow(CHUNK_BYTES);
      this.used = 0;
    }
    const allocated = this.chunk.subarray(this.used, this.used + length);
    this.used += length;
    return allocated;
  };
}
