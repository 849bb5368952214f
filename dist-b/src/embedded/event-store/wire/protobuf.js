class MalformedMessage extends Error {
  name = "MalformedMessage";
}
const malformed = (what) => {
  throw new MalformedMessage(`malformed protobuf message: ${what}`);
};
class FieldReader {
  constructor(bytes, from = 0, limit = bytes.length) {
    this.bytes = bytes;
    this.limit = limit;
    this.offset = from;
  }
  bytes;
  limit;
  field = 0;
  /** A varint's value; exact up to 2^53 (see exactValue). For a length-delimited field: its length. */
  value = 0;
  /** Where a length-delimited field's bytes begin and end. */
  start = 0;
  end = 0;
  wireType = 0;
  valueAt = 0;
  offset;
  next() {
    if (this.offset >= this.limit) return !1;
    const tag = this.varint();
    switch (this.field = Math.floor(tag / 8), this.wireType = tag & 7, this.valueAt = this.offset, this.wireType) {
      case 0:
        return this.value = this.varint(), !0;
      case 1:
        return this.skip(8);
      case 2:
        return this.value = this.varint(), this.skip(this.value);
      case 5:
        return this.skip(4);
      default:
        return malformed(`wire type ${this.wireType}`);
    }
  }
  /** The bytes of a length-delimited field: a view, not a copy. */
  slice() {
    return this.wireType !== 2 && malformed(`field ${this.field} is not length-delimited`), this.bytes.subarray(this.start, this.end);
  }
  /** A reader over the message in this field. */
  message() {
    return this.wireType !== 2 && malformed(`field ${this.field} is not a message`), new FieldReader(this.bytes, this.start, this.end);
  }
  text() {
    return this.slice().toString("utf8");
  }
  /** The varint as an unsigned 64-bit integer, whatever its size. */
  exactValue() {
    let result = 0n, shift = 0n;
    for (let at = this.valueAt; at < this.limit; at++) {
      const byte = this.bytes[at] ?? 0;
      if (result |= BigInt(byte & 127) << shift, byte < 128) return BigInt.asUintN(64, result);
      shift += 7n;
    }
    return malformed("truncated varint");
  }
  skip(length) {
    return this.start = this.offset, this.end = this.offset + length, this.end > this.limit && malformed("a field is longer than its message"), this.offset = this.end, !0;
  }
  varint() {
    let byte = this.bytes[this.offset++] ?? malformed("truncated varint"), result = byte & 127, factor = 128;
    for (; byte >= 128; )
      factor > 2 ** 63 && malformed("varint of more than 10 bytes"), byte = this.bytes[this.offset++] ?? malformed("truncated varint"), result += (byte & 127) * factor, factor *= 128;
    return this.offset > this.limit && malformed("truncated varint"), result;
  }
}
function varintLength(n) {
  return n < 128 ? 1 : n < 16384 ? 2 : n < 2097152 ? 3 : n < 268435456 ? 4 : 1 + varintLength(Math.floor(n / 128));
}
function writeVarint(target, at, n) {
  let rest = n, o = at;
  for (; rest >= 2147483648; )
    target[o++] = rest % 128 | 128, rest = Math.floor(rest / 128);
  for (; rest >= 128; )
    target[o++] = rest & 127 | 128, rest >>>= 7;
  return target[o++] = rest, o;
}
const fieldLength = (length) => 1 + varintLength(length) + length;
function writeHead(target, at, tag, length) {
  return target[at] = tag, writeVarint(target, at + 1, length);
}
function writeBytes(target, at, tag, bytes) {
  const o = writeHead(target, at, tag, bytes.length);
  return target.set(bytes, o), o + bytes.length;
}
function writeNumber(target, at, tag, n) {
  return target[at] = tag, writeVarint(target, at + 1, n);
}
const EMPTY = Buffer.alloc(0);
function bytesField(field, content) {
  const target = Buffer.allocUnsafe(fieldLength(content.length));
  return writeBytes(target, 0, field << 3 | 2, content), target;
}
const textField = (field, text) => bytesField(field, Buffer.from(text, "utf8")), messageField = (field, ...parts) => bytesField(field, Buffer.concat(parts));
function numberField(field, value) {
  if (typeof value == "number") {
    const target = Buffer.allocUnsafe(1 + varintLength(value));
    return writeNumber(target, 0, field << 3, value), target;
  }
  const bytes = [field << 3];
  let rest = BigInt.asUintN(64, value);
  for (; rest >= 128n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  return bytes.push(Number(rest)), Buffer.from(bytes);
}
export {
  EMPTY,
  FieldReader,
  MalformedMessage,
  bytesField,
  fieldLength,
  messageField,
  numberField,
  textField,
  varintLength,
  writeBytes,
  writeHead,
  writeNumber,
  writeVarint
};
//# sourceMappingURL=protobuf.js.map
