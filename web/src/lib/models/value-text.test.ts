import { expect, test } from 'vitest';
import { valueText } from './value-text.js';

test('long values are written on several lines, text as it is', () => {
  expect(valueText('a\nb')).toBe('a\nb');
  expect(valueText({ a: 1 })).toBe('{"a":1}');
  expect(valueText({ list: Array.from({ length: 60 }, (_, index) => index) })).toContain('\n');
});
