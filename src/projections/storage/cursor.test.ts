import { expect, test } from 'vitest';
import { fromCursor, toCursor, type CursorPart } from './cursor.js';

test('a cursor gives back the key that it was made of', () => {
  const key = ['2026-11-24T14:32:07.000Z', '12', '9223372036854775807', '-5', 'a'];
  expect(fromCursor(toCursor(key), ['instant', 'integer', 'bigint', 'money', 'text'])).toEqual(key);
});

test.each<[CursorPart, string]>([
  ['instant', 'yesterday'],
  ['instant', '2026-99-99T99:99:99.999Z'],
  ['integer', '2147483648'],
  ['integer', '-1'],
  ['bigint', '9223372036854775808'],
  ['money', '1.5'],
  ['text', 'a\u0000b'],
  ['text', '\ud800'],
])('a cursor whose %s is "%s" is refused: no list made it', (kind, part) => {
  expect(() => fromCursor(toCursor([part]), [kind])).toThrow('The cursor is not one that this list answered');
});

test.each(['', 'x', 'e30', toCursor(['a', 'b'])])('"%s" is no cursor of one part', (cursor) => {
  expect(() => fromCursor(cursor, ['text'])).toThrow('The cursor is not one that this list answered');
});
