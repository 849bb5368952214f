import { describe, expect, test } from 'vitest';
import { bytes, linesOf } from './json-lines.js';

const texts = (value: unknown, toggled: Record<string, boolean> = {}, most = 100): string[] =>
  linesOf(value, toggled, most).map((line) => `${line.depth} ${line.key ?? ''} ${line.text}`);

describe('JSON as lines', () => {
  test('a value a line, keys quoted, brackets of their own', () =>
    expect(texts({ a: 1, b: ['x', null] })).toEqual([
      '0  {',
      '1 "a" 1',
      '1 "b" [',
      '2  "x"',
      '2  null',
      '1  ]',
      '0  }',
    ]));
  test('a long array is folded with count and size until it is opened', () => {
    const list = Array.from({ length: 400 }, (_, index) => index);
    expect(texts({ list })[1]).toBe('1 "list" [ 400 items, 1 kB ]');
    expect(texts({ list }, { '/list': true })).toHaveLength(100 + 1 + 2);
  });
  test('what is folded by the reader has one line', () =>
    expect(texts({ a: { b: 1 } }, { '/a': false })).toEqual(['0  {', '1 "a" { 1 fields, 7 B }', '0  }']));
  test('beyond the most lines it says that there are more', () =>
    expect(linesOf({ a: Array(50).fill(0) }, { '/a': true }, 10).some(({ part }) => part === 'more')).toBe(true));
  test('sizes', () => expect([bytes(412), bytes(61_400), bytes(2_400_000)]).toEqual(['412 B', '61 kB', '2.4 MB']));
});
