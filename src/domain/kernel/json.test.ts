import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalize } from './json.js';

test('members are sorted by UTF-16 code units, as RFC 8785 says', () => {
  const value = {
    '\u20ac': 'Euro',
    '\r': 'CR',
    '\ufb33': 'Hebrew',
    '1': 'One',
    '\ud83d\ude00': 'Emoji',
    '\u0080': 'Control',
    '\u00f6': 'O',
  };
  expect([...Object.keys(JSON.parse(canonicalize(value)))].length).toBe(7);
  expect(canonicalize(value).match(/"(CR|One|Control|O|Euro|Emoji|Hebrew)"/g)).toEqual([
    '"CR"',
    '"One"',
    '"Control"',
    '"O"',
    '"Euro"',
    '"Emoji"',
    '"Hebrew"',
  ]);
});

test('numbers are written as RFC 8785 says', () => {
  expect(canonicalize([333333333.33333329, 1e30, 4.5, 2e-3, 0.000000000000000000000000001, -0])).toBe(
    '[333333333.3333333,1e+30,4.5,0.002,1e-27,0]',
  );
});

test('equal values have equal texts, whatever the order of their members', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
      const reversed = Object.fromEntries(Object.entries(value).reverse());
      expect(canonicalize(reversed)).toBe(canonicalize(value));
      expect(JSON.parse(canonicalize(value))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});

test('members of wide objects and texts with anything in them are written as JSON.stringify writes them in order', () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), { maxKeys: 60 }),
      (value) => {
        const keys = Object.keys(value).sort();
        const expected = keys.map((key) => `${JSON.stringify(key)}:${JSON.stringify(value[key])}`);
        expect(canonicalize(value)).toBe(`{${expected.join(',')}}`);
      },
    ),
  );
});

test('what JSON does not have is refused', () => {
  for (const value of [Number.NaN, Infinity, 1n, () => 1]) expect(() => canonicalize({ value })).toThrow(TypeError);
});
