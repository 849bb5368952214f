import { describe, expect, it } from 'vitest';
import {
  FieldReader,
  MalformedMessage,
  bytesField,
  messageField,
  numberField,
  varintLength,
  writeVarint,
} from './protobuf.js';

const NUMBERS = [
  0,
  1,
  127,
  128,
  16_383,
  16_384,
  2 ** 21,
  2 ** 28,
  2 ** 31 - 1,
  2 ** 31,
  2 ** 32,
  2 ** 35,
  Number.MAX_SAFE_INTEGER,
];

describe('protobuf by hand', () => {
  it.each(NUMBERS)('reads back %d, in as many bytes as it said', (n) => {
    const field = numberField(3, n);
    const reader = new FieldReader(field);
    expect(reader.next()).toBe(true);
    expect([reader.field, reader.value, reader.exactValue()]).toEqual([3, n, BigInt(n)]);
    expect(field.length).toBe(1 + varintLength(n));
    expect(writeVarint(Buffer.alloc(10), 0, n)).toBe(varintLength(n));
  });

  it('keeps 64 bits exact where a number cannot', () => {
    for (const n of [2n ** 53n + 1n, 2n ** 63n - 1n, 2n ** 64n - 1n]) {
      const reader = new FieldReader(numberField(1, n));
      reader.next();
      expect(reader.exactValue()).toBe(n);
    }
  });

  it('reads nested messages and skips fixed-size fields that it does not know', () => {
    const fixed = Buffer.from([0x09, 1, 2, 3, 4, 5, 6, 7, 8, 0x15, 1, 2, 3, 4]);
    const reader = new FieldReader(Buffer.concat([fixed, messageField(2, bytesField(7, Buffer.from('inner')))]));
    const texts: string[] = [];
    while (reader.next()) {
      if (reader.field !== 2 || reader.end - reader.start !== 7) continue;
      const inner = reader.message();
      while (inner.next()) texts.push(inner.text());
    }
    expect(texts).toEqual(['inner']);
  });

  it.each([
    ['a varint that does not end', [0x08, 0x80]],
    ['a varint of 11 bytes', [0x08, ...Array<number>(10).fill(0xff), 1]],
    ['a field longer than its message', [0x0a, 5, 1]],
    ['an unknown wire type', [0x0b]],
  ])('refuses %s', (_, bytes) => {
    const reader = new FieldReader(Buffer.from(bytes));
    expect(() => {
      while (reader.next());
    }).toThrow(MalformedMessage);
  });

  it('does not read past the end of a nested message', () => {
    const outer = new FieldReader(Buffer.from([0x0a, 2, 0x08, 0x80, 0x01]));
    outer.next();
    expect(() => outer.message().next()).toThrow(MalformedMessage);
  });
});
