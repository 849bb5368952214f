import { describe, expect, test } from 'vitest';
import { placeHref, recordScope, timeHref } from './record-scope.js';

const HOUR = 3_600_000;
const whole = { from: Date.parse('2026-11-24T13:00:00.000Z'), to: Date.parse('2026-11-24T14:00:00.000Z') };
const slot = { from: whole.from + HOUR / 2, to: whole.from + HOUR / 2 + 15_000 };
const query = (href: string | undefined): Record<string, string> =>
  Object.fromEntries(new URL(href ?? '', 'http://x').searchParams);

describe('a click on the record', () => {
  test('narrows the audit to the time of the bucket, and keeps what it is filtered by', () =>
    expect(query(timeHref(new URL('http://x/audit?type=RunHalted&event=9'), slot, whole))).toEqual({
      type: 'RunHalted',
      from: '2026-11-24T13:30:00.000Z',
      to: '2026-11-24T13:30:15.000Z',
    }));
  test('narrows the runs to those that were started around it, in place of another window', () =>
    expect(query(timeHref(new URL('http://x/runs?status=failed&started=24h'), slot, whole))).toEqual({
      status: 'failed',
      from: '2026-11-24T13:28:45.000Z',
      to: '2026-11-24T13:31:30.000Z',
    }));
  test('leads to its event anywhere else', () => {
    expect(timeHref(new URL('http://x/approvals'), slot, whole)).toBeUndefined();
    expect(placeHref({ position: '9', runId: null, revision: null }, new URL('http://x/approvals'))).toBe(
      '/audit?event=9',
    );
  });
});

test('the record of the audit is of what it is filtered by, once something is', () => {
  expect(recordScope(new URL('http://x/audit?event=9'), true)).toEqual({ scope: 'all' });
  expect(recordScope(new URL('http://x/audit?type=RunHalted&min=1'), true)).toEqual({
    scope: 'audit',
    filter: { type: 'RunHalted', minNanoUsd: '1000000000' },
  });
  expect(recordScope(new URL('http://x/audit?status=failed&minRun=1&maxRun=2'), true)).toEqual({
    scope: 'audit',
    filter: { status: 'failed', minRunNanoUsd: '1000000000', maxRunNanoUsd: '2000000000' },
  });
});
