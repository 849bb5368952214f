import { describe, expect, test } from 'vitest';
import { apiFilter, chipsOf, filterOf, nanoOf, queryOf, unreadable } from './filter.js';

const now = Date.parse('2026-11-24T14:32:07.123Z');

describe('the filter of the run list', () => {
  test('the address is the filter, and the filter the address', () => {
    const query = 'status=failed%2Chalted&min=1.50&started=24h';
    expect(queryOf(filterOf(new URLSearchParams(`${query}&tab=x&text=`)))).toBe(query);
  });
  test('windows begin at a whole minute', () =>
    expect(apiFilter({ started: '24h' }, now)).toEqual({ startedFrom: '2026-11-23T14:32:00.000Z' }));
  test('a time of the record is a window of starts', () =>
    expect(apiFilter({ from: '2026-11-24T14:00:00.000Z', to: '2026-11-24T14:05:00.000Z' }, now)).toEqual({
      startedFrom: '2026-11-24T14:00:00.000Z',
      startedTo: '2026-11-24T14:05:00.000Z',
    }));
  test('dollars become nano-dollars', () => {
    expect(apiFilter({ min: '1.50', max: '$2' }, now)).toEqual({ minNanoUsd: '1500000000', maxNanoUsd: '2000000000' });
    expect(nanoOf('0.000000001')).toBe('1');
    expect(nanoOf('a lot')).toBeUndefined();
  });
  test('what cannot be read is named, never left out in silence', () => {
    expect(
      unreadable({
        started: 'yesterday',
        ended: 'constructor',
        trigger: 'magic',
        min: 'a lot',
        max: '-4',
        to: 'now',
      }).map(({ name }) => name),
    ).toEqual(['trigger', 'min', 'max', 'started', 'ended', 'to']);
    expect(unreadable({ text: 'x', started: '24h', trigger: 'manual', min: '$1.50' })).toEqual([]);
  });
  test('chips say it in words', () =>
    expect(
      chipsOf({ text: 'x', status: 'failed,halted', ended: '7d', from: '2026-11-24T14:30:00.000Z' }, 'UTC', now),
    ).toEqual([
      { name: 'status', label: 'status', value: 'failed or halted' },
      { name: 'ended', label: 'ended', value: 'last 7 days' },
      { name: 'from', label: 'started from', value: '14:30:00' },
    ]));
});
