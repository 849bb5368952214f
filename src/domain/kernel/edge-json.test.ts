import { describe, expect, it } from 'vitest';
import { checkJson, formatPath, parseEdgeJson } from './edge-json.js';

const found = (value: unknown, limits = {}): string[] =>
  checkJson(value, limits).map(({ path, code }) => `${path} ${code ?? ''}`);
const refused = (text: string): string[] => {
  const parsed = parseEdgeJson(text);
  return parsed.ok ? [] : parsed.problems.map(({ code }) => code ?? '');
};

describe('JSON from outside', () => {
  it('may hold every ordinary value', () => {
    expect(found({ a: [1, 'x', null, true, { b: '😀 é' }], 'c d': 1e308, e: [] })).toEqual([]);
  });
  it('is refused for each thing that is wrong, with its path, in the order of the document', () => {
    const value: unknown = JSON.parse(
      '{"a": [1, {"__proto__": 1, "ok": "\\u0000"}], "constructor": {}, "b c": "\\ud800", "$blob": {}, "d": 1e400, "e": {"$secret": "x", "prototype": 0}, "f\\udc00": 1}',
    );
    expect(found(value).sort()).toEqual(
      [
        'a[1].__proto__ JSON.KEY',
        'a[1].ok JSON.TEXT',
        'constructor JSON.KEY',
        '["b c"] JSON.TEXT',
        '$blob JSON.RESERVED_KEY',
        'd JSON.NUMBER',
        'e.$secret JSON.RESERVED_KEY',
        'e.prototype JSON.KEY',
        '["f\\udc00"] JSON.TEXT',
      ].sort(),
    );
  });
  it('may name a secret where a handoff may', () => {
    expect(found({ token: { $secret: 'key' } }, { secrets: true })).toEqual([]);
    expect(found({ token: { $enc: 'key' } }, { secrets: true })).toEqual(['token.$enc JSON.RESERVED_KEY']);
  });
  it('is at most 64 levels deep, and a million levels crash nothing', () => {
    const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);
    expect(refused(nested(64))).toEqual([]);
    expect(refused(nested(65))).toEqual(['JSON.TOO_DEEP']);
    let deep: unknown = 1;
    for (let i = 0; i < 1_000_000; i++) deep = { deep };
    expect(checkJson(deep)).toHaveLength(1);
  });
  it('has a bounded number of parts and of listed problems', () => {
    expect(
      found(
        Array.from({ length: 11 }, () => 1),
        { nodes: 10 },
      ),
    ).toEqual([' JSON.TOO_MANY_PARTS']);
    expect(
      found(
        [
          [1, 2, 3],
          [4, 5, 6],
        ],
        { nodes: 5 },
      ),
    ).toEqual([' JSON.TOO_MANY_PARTS']);
    expect(checkJson(Array.from({ length: 100 }, () => Number.NaN))).toHaveLength(20);
  });
  it('holds nothing that JSON does not have', () => {
    expect(found({ a: undefined, b: 1n, c: () => 1 })).toEqual(['a JSON.TYPE', 'b JSON.TYPE', 'c JSON.TYPE']);
  });
  it('is refused as one thing when it is binary or of a class, however long', () => {
    const buffer = new Uint8Array(1_000_000);
    expect(found({ a: buffer, b: [new Uint8Array(2)], c: new Map(), d: new Date(0) }, { nodes: 10 })).toEqual(
      ['a', 'b[0]', 'c', 'd'].map((path) => `${path} JSON.TYPE`),
    );
    expect(found(Object.assign(Object.create(null), { a: 1 }))).toEqual([]);
  });
  it('is at most 1 MiB of UTF-8', () => {
    expect(refused(`"${'é'.repeat(524_287)}"`)).toEqual([]);
    expect(refused(`"${'é'.repeat(524_288)}"`)).toEqual(['JSON.TOO_LARGE']);
    expect(refused('{"a": 1,}')).toEqual(['JSON.SYNTAX']);
    expect(refused('1e400')).toEqual(['JSON.NUMBER']);
  });
  it('writes paths as they are read', () => {
    expect(formatPath(['steps', 2, 'inputs', 'unit price', 'x-y'])).toBe('steps[2].inputs["unit price"].x-y');
  });
});
