const varintLength = (value) => {
  let length = 1;
  for (let rest = value; rest >= 128; rest = Math.floor(rest / 128)) length++;
  return length;
}, fieldLength = (bytes) => 1 + varintLength(bytes) + bytes;
function writeVarint(target, offset, value) {
  let at = offset, rest = value;
  for (; rest >= 128; )
    target[at++] = rest % 128 | 128, rest = Math.floor(rest / 128);
  return target[at++] = rest, at;
}
class FieldReader {
  /** Number of the current field. */
  number = 0;
  /** Of a length-delimited field: where its bytes are. */
  start = 0;
  end = 0;
  #bytes;
  #limit;
  #at;
  #valueAt = 0;
  constructor(bytes, start = 0, end = bytes.length) {
    this.#bytes = bytes, this.#at = start, this.#limit = end;
  }
  next() {
    if (this.#at >= this.#limit) return !1;
    const tag = this.#varint();
    switch (this.number = Math.floor(tag / 8), this.#valueAt = this.#at, tag % 8) {
      case 0:
        this.#skipVarint();
        break;
      case 1:
        this.#at += 8;
        break;
      case 2: {
        const length = this.#varint();
        this.start = this.#at, this.end = this.#at += length;
        break;
      }
      case 5:
        this.#at += 4;
        break;
      default:
        throw new RangeError(`a protobuf message has wire type ${tag % 8} at ${this.#at}`);
    }
    if (this.#at > this.#limit) throw new RangeError("a protobuf message is cut short");
    return !0;
  }
  message() {
    return new FieldReader(this.#bytes, this.start, this.end);
  }
  text() {
    return this.#bytes.toString("utf8", this.start, this.end);
  }
  /** A whole number; exact up to 2^53. */
  number53() {
    let value = 0, scale = 1;
    for (let at = this.#valueAt; ; at++) {
      const byte = this.#bytes[at] ?? 0;
      if (value += (byte & 127) * scale, byte < 128) return value;
      scale *= 128;
    }
  }
  /** An unsigned 64-bit integer. */
  uint64() {
    const value = this.number53();
    if (value <= Number.MAX_SAFE_INTEGER) return BigInt(value);
    let exact = 0n, shift = 0n;
    for (let at = this.#valueAt; ; at++) {
      const byte = this.#bytes[at] ?? 0;
      if (exact |= BigInt(byte & 127) << shift, byte < 128) return exact;
      shift += 7n;
    }
  }
  #varint() {
    let value = 0, scale = 1;
    for (; ; ) {
      const byte = this.#bytes[this.#at++] ?? 0;
      if (value += (byte & 127) * scale, byte < 128) return value;
      scale *= 128;
    }
  }
  #skipVarint() {
    for (; (this.#bytes[this.#at++] ?? 0) >= 128; ) ;
  }
}
export {
  FieldReader,
  fieldLength,
  varintLength,
  writeVarint
};
//# sourceMappingURL=protobuf.js.map
