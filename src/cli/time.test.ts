import { describe, expect, it } from 'vitest';
import { formatClock, formatDistance, formatDuration, formatElapsed, formatInstant } from './time.js';

describe('times', () => {
  it.each([
    [0, '0 ms'],
    [999, '999 ms'],
    [4_200, '4.2 s'],
    [59_960, '1m 00s'],
    [185_000, '3m 05s'],
    [8_040_000, '2h 14m'],
    [273_600_000, '3d 4h'],
    [-5, '0 ms'],
  ])('%i ms is %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });

  it('a clock that runs shows whole seconds', () => {
    expect(formatElapsed(4_999)).toBe('4 s');
    expect(formatElapsed(61_000)).toBe('1m 01s');
  });

  it('instants can be shown in UTC', () => {
    expect(formatClock('2026-11-24T14:32:07.000Z', true)).toBe('14:32:07');
    expect(formatInstant('2026-11-24T14:32:07.000Z', true)).toBe('2026-11-24 14:32:07Z');
  });

  it('distances look both ways', () => {
    const now = Date.parse('2026-11-24T14:32:07.000Z');
    expect(formatDistance('2026-11-24T14:32:17.000Z', now)).toBe('in 10 s');
    expect(formatDistance('2026-11-24T14:31:57.000Z', now)).toBe('10 s ago');
  });
});
