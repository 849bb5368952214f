/**
 * Protocol Buffers by hand: the node knows the few messages of its protocol by field number, and spends no time on generated classes.
 * Reading never trusts a length: everything out of bounds is a MalformedMessage.
 */

export class MalformedMessage extends Error {
  override readonly name = 'MalformedMessage';
}

const malformed = (what: string): never => {
  throw new MalformedMessage(`malformed protobuf message: ${what}`);
};

/** Walks the fields of one message without allocating. After `next()` returned true, field, value, start and end describe the field. */
export class FieldReader {
  field = 0;
  /** A varint's value; exact up to 2^53 (see exactValue). For a length-delimited field: its length. */
  value = 0;
  /** Where a length-delimited field's bytes begin and end. */
  start = 0;
  end = 0;
  private wireType = 0;
  private valueAt = 0;
  private offset: number;

  constructor(
    readonly bytes: Buffer,
    from = 0,
    readonly limit = bytes.length,
  ) {
    this.offset = from;
  }

  next(): boolean {
    if (this.offset >= this.limit) return false;
    const tag = this.varint();
    this.field = Math.floor(tag / 8);
    this.wireType = tag & 7;
    this.valueAt = this.offset;
    switch (this.wireType) {
      case 0:
        this.value = this.varint();
        return true;
      case 1:
        return this.skip(8);
      case 2:
        this.value = this.varint();
        return this.skip(this.value);
      case 5:
        return this.skip(4);
      default:
        return malformed(`wire type ${this.wireType}`);
    }
  }

  /** The bytes of a length-delimited field: a view, not a copy. */
  slice(): Buffer {
    if (this.wireType !== 2) malformed(`field ${this.field} is not length-delimited`);
    return this.bytes.subarray(this.start, this.end);
  }

  /** A reader over the message in this field. */
  message(): FieldReader {
    if (this.wireType !== 2) malformed(`field ${this.field} is not a message`);
    return new FieldReader(this.bytes, this.start, this.end);
  }

  text(): string {
    return this.slice().toString('utf8');
  }

  /** The varint as an unsigned 64-bit integer, whatever its size. */
  exactValue(): bigint {
    let result = 0n;
    let shift = 0n;
    for (let at = this.valueAt; at < this.limit; at++) {
      const byte = this.bytes[at] ?? 0;
      result |= BigInt(byte & 127) << shift;
      if (byte < 128) return BigInt.asUintN(64, result);
      shift += 7n;
    }
    return malformed('truncated varint');
  }

  private skip(length: number): true {
    this.start = this.offset;
    this.end = this.offset + length;
    if (this.end > this.limit) malformed('a field is longer than its message');
    this.offset = this.end;
    return true;
  }

  private varint(): number {
    let byte = this.bytes[this.offset++] ?? malformed('truncated varint');
    let result = byte & 127;
    let factor = 128;
    while (byte >= 128) {
      if (factor > 2 ** 63) malformed('varint of more than 10 bytes');
      byte = this.bytes[this.offset++] ?? malformed('truncated varint');
      result += (byte & 127) * factor;
      factor *= 128;
    }
    if (this.offset > this.limit) malformed('truncated varint');
    return result;
  }
}

/** Bytes that the varint of `n` takes. */
export function varintLength(n: number): number {
  if (n < 0x80) return 1;
  if (n < 0x4000) return 2;
  if (n < 0x200000) return 3;
  if (n < 0x10000000) return 4;
  return 1 + varintLength(Math.floor(n / 128));
}

/** Writes the varint of `n` at `at`; returns the offset after it. */
export function writeVarint(target: Buffer, at: number, n: number): number {
  let rest = n;
  let o = at;
  while (rest >= 0x80000000) {
    target[o++] = (rest % 128) | 0x80;
    rest = Math.floor(rest / 128);
  }
  while (rest >= 0x80) {
    target[o++] = (rest & 127) | 0x80;
    rest >>>= 7;
  }
  target[o++] = rest;
  return o;
}

/** Bytes that a length-delimited field with a one-byte tag takes. */
export const fieldLength = (length: number): number => 1 + varintLength(length) + length;

/** Writes a one-byte tag and a length; returns the offset after them. */
export function writeHead(target: Buffer, at: number, tag: number, length: number): number {
  target[at] = tag;
  return writeVarint(target, at + 1, length);
}

export function writeBytes(target: Buffer, at: number, tag: number, bytes: Buffer): number {
  const o = writeHead(target, at, tag, bytes.length);
  target.set(bytes, o);
  return o + bytes.length;
}

export function writeNumber(target: Buffer, at: number, tag: number, n: number): number {
  target[at] = tag;
  return writeVarint(target, at + 1, n);
}

export const EMPTY = Buffer.alloc(0);

/** One length-delimited field (field number below 16) as bytes. For messages off the hot path. */
export function bytesField(field: number, content: Buffer): Buffer {
  const target = Buffer.allocUnsafe(fieldLength(content.length));
  writeBytes(target, 0, (field << 3) | 2, content);
  return target;
}

export const textField = (field: number, text: string): Buffer => bytesField(field, Buffer.from(text, 'utf8'));

export const messageField = (field: number, ...parts: Buffer[]): Buffer => bytesField(field, Buffer.concat(parts));

/** One varint field (field number below 16) as bytes. Bigints are written as unsigned 64-bit integers. */
export function numberField(field: number, value: number | bigint): Buffer {
  if (typeof value === 'number') {
    const target = Buffer.allocUnsafe(1 + varintLength(value));
    writeNumber(target, 0, field << 3, value);
    return target;
  }
  const bytes = [field << 3];
  let rest = BigInt.asUintN(64, value);
  for (; rest >= 128n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  bytes.push(Number(rest));
  return Buffer.from(bytes);
}
