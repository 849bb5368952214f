import { describe, expect, test } from 'vitest';
import { countdown, duration, instant, instantFull, instantMs } from './time.js';

const now = Date.parse('2026-11-24T14:40:00.000Z');

describe('time', () => {
  test('today is a time of day, another day has its date, another year its year', () => {
    expect(instant('2026-11-24T14:32:07.123Z', now, 'UTC')).toBe('14:32:07');
    expect(instant('2026-11-23T13:41:59.000Z', now, 'UTC')).toBe('23 Nov 13:41');
    expect(instant('2025-11-23T13:41:59.000Z', now, 'UTC')).toBe('23 Nov 2025');
  });
  test('events have milliseconds', () => expect(instantMs('2026-11-24T14:32:07.003Z', 'UTC')).toBe('14:32:07.003'));
  test('in full it says the zone', () =>
    expect(instantFull('2026-11-24T14:32:07.123Z', 'UTC')).toBe('24 Nov 2026, 14:32:07.123 UTC'));
  test.each([
    [412, '412 ms'],
    [999.6, '1000 ms'],
    [1_800, '1.8 s'],
    [31_000, '31s'],
    [252_000, '4m 12s'],
    [14_280_000, '3h 58m'],
    [187_200_000, '2d 4h'],
    [-5, '0 ms'],
  ])('a duration of %d ms is %s', (ms, text) => expect(duration(ms)).toBe(text));
  test.each([
    [702_000, '11:42'],
    [14_280_000, '3h 58m'],
    [0, '00:00'],
    [-1, '00:00'],
  ])('%d ms left is %s', (ms, text) => expect(countdown(ms)).toBe(text));
});
