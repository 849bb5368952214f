import { describe, expect, test } from 'vitest';
import {
  auditFilterOf,
  auditHref,
  auditQuery,
  exportOf,
  fromField,
  isFiltered,
  since,
  toField,
  unreadable,
  type AuditFilter,
} from './filter.js';

const unread = (filter: AuditFilter) => unreadable(filter).map(({ name }) => name);

describe('the filter of the audit', () => {
  test('the address and the filter say the same', () => {
    const filter = auditFilterOf(new URLSearchParams('text=invoice&mark=failure,halt&min=1.50&event=9&sort=x'));
    expect(filter).toEqual({ text: 'invoice', mark: 'failure,halt', min: '1.50' });
    expect(auditHref(filter, '9')).toBe('/audit?text=invoice&mark=failure%2Chalt&min=1.50&event=9');
  });
  test('an open event alone filters nothing', () => {
    expect(isFiltered(auditFilterOf(new URLSearchParams('event=9')))).toBe(false);
    expect(auditHref({})).toBe('/audit');
  });
  test('an amount in dollars is asked for in nano-dollars, and one that is none is named', () => {
    expect(auditQuery({ min: '$1.50', type: 'UsageCharged' })).toEqual({
      type: 'UsageCharged',
      minNanoUsd: '1500000000',
    });
    expect(auditQuery({ status: 'failed,halted', minRun: '2', maxRun: '$10' })).toEqual({
      status: 'failed,halted',
      minRunNanoUsd: '2000000000',
      maxRunNanoUsd: '10000000000',
    });
    expect(unread({ min: 'much' })).toEqual(['min']);
    expect(unread({ min: '1', minRun: 'much', maxRun: '-1' })).toEqual(['minRun', 'maxRun']);
    expect(unread({ min: '$1.50' })).toEqual([]);
  });
  test('what no event can fit is named with what to write instead, all of it at once', () => {
    expect(unread({ status: 'failed,banana', mark: 'noise', from: 'yesterday', to: '2026-11-24' })).toEqual([
      'mark',
      'from',
      'status',
    ]);
    expect(unreadable({ minRun: '10', maxRun: '2' })).toEqual([
      { name: 'maxRun', say: 'Give at least as much as under “run cost at least”.' },
    ]);
    expect(unread({ minRun: '2', maxRun: '2', status: 'open,ended', mark: 'failure,halt' })).toEqual([]);
  });
  test('an export leaves out what the log cannot be asked for, and names it', () => {
    expect(exportOf({ text: 'a', mark: 'failure', run: 'r', min: '1' })).toMatchObject({
      query: { run: 'r', minNanoUsd: '1000000000' },
      left: ['text', 'mark'],
    });
    expect(exportOf({ workflow: 'a,b' })).toMatchObject({ query: { workflow: 'a,b' }, left: [] });
    expect(exportOf({ type: 'RunFailed', status: 'failed', minRun: '1', maxRun: '2' })).toEqual({
      query: { type: 'RunFailed' },
      exported: { type: 'RunFailed' },
      left: ['status', 'minRun', 'maxRun'],
    });
  });
  test('times go through their field and back', () => {
    expect(toField('2026-11-24T14:32:07.000Z', 'UTC')).toBe('2026-11-24T14:32');
    expect(fromField('2026-11-24T14:32', 'UTC')).toBe('2026-11-24T14:32:00.000Z');
    const local = toField('2026-07-24T14:32:00.000Z', 'local');
    expect(fromField(local, 'local')).toBe('2026-07-24T14:32:00.000Z');
    expect(toField(undefined, 'UTC')).toBe('');
    expect(fromField('', 'UTC')).toBe('');
  });
  test('a span begins on a whole minute', () => {
    expect(since('1h', Date.parse('2026-11-24T14:32:07.123Z'))).toBe('2026-11-24T13:32:00.000Z');
    expect(since('?', 0)).toBe('');
  });
});
