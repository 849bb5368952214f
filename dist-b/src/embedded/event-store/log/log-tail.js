class LogTail {
  /** @param end where the log ends now; it grows with each allocation */
  constructor(end, maxBytes) {
    this.end = end;
    this.maxBytes = maxBytes;
  }
  end;
  maxBytes;
  chunks = [];
  held = 0;
  /** The memory of the next `length` bytes of the log. */
  allocate = (length) => {
    let chunk = this.chunks.at(-1);
    (!chunk || chunk.used + length > chunk.bytes.length) && (chunk = { position: this.end, bytes: Buffer.allocUnsafeSlow(Math.max(1048576, length)), used: 0 }, this.chunks.push(chunk), this.held += chunk.bytes.length);
    const allocated = chunk.bytes.subarray(chunk.used, chunk.used + length);
    return chunk.used += length, this.end += length, allocated;
  };
  /** The log from `from` up to `to`, or to the end of the chunk if that comes first; undefined when it is forgotten or not there yet. */
  slice(from, to) {
    for (let index = this.chunks.length - 1; index >= 0; index--) {
      const chunk = this.chunks[index];
      if (!chunk || chunk.position > from) continue;
      const end = Math.min(to - chunk.position, chunk.used);
      return from - chunk.position < end ? chunk.bytes.subarray(from - chunk.position, end) : void 0;
    }
  }
  /** Lets go of the oldest memory past the limit, but of nothing that still waits for its flush. */
  forget(flushedEnd) {
    for (; this.held > this.maxBytes; ) {
      const [oldest] = this.chunks;
      if (!oldest || oldest.position + oldest.used > flushedEnd) return;
      this.chunks.shift(), this.held -= oldest.bytes.length;
    }
  }
}
export {
  LogTail
};
//# sourceMappingURL=log-tail.js.map
