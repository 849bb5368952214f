/**
 * The part of protobuf's wire format that the log's messages use. Appends and reads are the hot path, and the client's generated classes
 * spend most of it (base64 through a loop, every message serialised twice): docs/adr/0003-own-append.md.
 * Source: https://protobuf.dev/programming-guides/encoding
 */

export const varintLength = (value: number): number => {
  let length = 1;
  for (let rest = value; rest >= 128; rest = Math.floor(rest / 128)) length++;
  return length;
};

/** Length of a length-delimited field whose tag has one byte (field numbers up to 15). */
export const fieldLength = (bytes: number): number => 1 + varintLength(bytes) + bytes;

/** Returns the offset behind what was written. */
export function writeVarint(target: Buffer, offset: number, value: number): number {
  let at = offset;
  let rest = value;
  while (rest >= 128) {
    target[at++] = (rest % 128) | 128;
    rest = Math.floor(rest / 128);
  }
  target[at++] = rest;
  return at;
}

/** Walks the fields of one message: `next()` moves to a field, then `number` says which, and the value is read or skipped by the next `next()`. */
export class FieldReader {
  /** Number of the current field. */
  number = 0;
  /** Of a length-delimited field: where its bytes are. */
  start = 0;
  end = 0;
  readonly #bytes: Buffer;
  readonly #limit: number;
  #at: number;
  #valueAt = 0;

  constructor(bytes: Buffer, start = 0, end = bytes.length) {
    this.#bytes = bytes;
    this.#at = start;
    this.#limit = end;
  }

  next(): boolean {
    if (this.#at >= this.#limit) return false;
    const tag = this.#varint();
    this.number = Math.floor(tag / 8);
    this.#valueAt = this.#at;
    switch (tag % 8) {
      case 0:
        this.#skipVarint();
        break;
      case 1:
        this.#at += 8;
        break;
      case 2: {
        const length = this.#varint();
        this.start = this.#at;
        this.end = this.#at += length;
        break;
      }
      case 5:
        this.#at += 4;
        break;
      default:
        throw new RangeError(`a protobuf message has wire type ${tag % 8} at ${this.#at}`);
    }
    if (this.#at > this.#limit) throw new RangeError('a protobuf message is cut short');
    return true;
  }

  message(): FieldReader {
    return new FieldReader(this.#bytes, this.start, this.end);
  }

  text(): string {
    return this.#bytes.toString('utf8', this.start, this.end);
  }

  /** A whole number; exact up to 2^53. */
  number53(): number {
    let value = 0;
    let scale = 1;
    for (let at = this.#valueAt; ; at++) {
      const byte = this.#bytes[at] ?? 0;
      value += (byte & 127) * scale;
      if (byte < 128) return value;
      scale *= 128;
    }
  }

  /** An unsigned 64-bit integer. */
  uint64(): bigint {
    const value = this.number53();
    if (value <= Number.MAX_SAFE_INTEGER) return BigInt(value);
    let exact = 0n;
    let shift = 0n;
    for (let at = this.#valueAt; ; at++) {
      const byte = this.#bytes[at] ?? 0;
      exact |= BigInt(byte & 127) << shift;
      if (byte < 128) return exact;
      shift += 7n;
    }
  }

  #varint(): number {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = this.#bytes[this.#at++] ?? 0;
      value += (byte & 127) * scale;
      if (byte < 128) return value;
      scale *= 128;
    }
  }

  #skipVarint(): void {
    while ((this.#bytes[this.#at++] ?? 0) >= 128);
  }
}
