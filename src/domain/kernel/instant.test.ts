import { expect, test } from 'vitest';
import { isInstant } from './instant.js';

test('an instant is of a day and a time that there are, from 1970 to 9999', () => {
  expect(isInstant('2026-11-24T14:32:07.000Z')).toBe(true);
  expect(isInstant('1970-01-01T00:00:00.000Z')).toBe(true);
  expect(isInstant('9999-12-31T23:59:59.999Z')).toBe(true);
  expect(isInstant('2024-02-29T00:00:00.000Z')).toBe(true);
  for (const text of [
    '2026-99-99T99:99:99.999Z',
    '2026-02-29T00:00:00.000Z',
    '2026-11-24T24:00:00.000Z',
    '0000-01-01T00:00:00.000Z',
    '1969-12-31T23:59:59.999Z',
    '2026-11-24T14:32:07Z',
    '+275760-09-13T00:00:00.000Z',
    '',
  ])
    expect(isInstant(text), text).toBe(false);
});
