import { expect, test } from 'vitest';
import { bucketText, bucketTitle, costView, isNow, mayByHour, rangeText } from './range.js';

const NOW = Date.parse('2026-11-24T14:32:07.000Z');
const view = (query: string) => costView(new URLSearchParams(query), NOW);

test('without a wish it is the last seven days with today, by day and workflow', () => {
  expect(view('')).toEqual({
    range: '7',
    first: '2026-11-18',
    last: '2026-11-24',
    from: '2026-11-18T00:00:00.000Z',
    to: '2026-11-25T00:00:00.000Z',
    by: 'day',
    split: 'workflow',
    focus: undefined,
    all: false,
  });
});

test('today is looked at by hour, and may be looked at as a day', () => {
  expect(view('range=today')).toMatchObject({ first: '2026-11-24', last: '2026-11-24', by: 'hour' });
  expect(view('range=today&by=day').by).toBe('day');
});

test('ninety days are never looked at by hour', () => {
  expect(view('range=90&by=hour')).toMatchObject({ first: '2026-08-27', by: 'day' });
  expect(mayByHour(view('range=90'))).toBe(false);
  expect(mayByHour(view('range=7'))).toBe(true);
});

test('a bucket is that of now from its start to just before its end', () => {
  expect(isNow('2026-11-24T14:00:00Z', 'hour', NOW)).toBe(true);
  expect(isNow('2026-11-24T15:00:00Z', 'hour', NOW)).toBe(false);
  expect(isNow('2026-11-24T00:00:00Z', 'day', NOW)).toBe(true);
  expect(isNow('2026-11-23T00:00:00Z', 'day', Date.parse('2026-11-24T00:00:00Z'))).toBe(false);
});

test('a range of days has both ends within, whichever way round it is written', () => {
  const asked = { range: 'custom', first: '2026-11-01', last: '2026-11-05', to: '2026-11-06T00:00:00.000Z' };
  expect(view('from=2026-11-01&to=2026-11-05')).toMatchObject(asked);
  expect(view('from=2026-11-05&to=2026-11-01')).toMatchObject(asked);
});

test('a range that is too long, a day that is none and a split that is none are put right', () => {
  expect(view('from=2001-01-01&to=2026-11-24').first).toBe('2025-11-24');
  expect(view('from=2026-02-31').range).toBe('7');
  expect(view('split=colour&range=custom')).toMatchObject({ split: 'workflow', range: '7' });
});

test('ranges and buckets are told in words', () => {
  expect(rangeText(view('range=today'))).toBe('on 24 November');
  expect(rangeText(view(''))).toBe('from 18 to 24 November');
  expect(rangeText(view('range=30'))).toBe('from 26 October to 24 November');
  expect(rangeText(view('from=2025-12-30&to=2026-01-02'))).toBe('from 30 December 2025 to 2 January 2026');
  expect(bucketText('2026-11-24T00:00:00Z', 'day')).toBe('24 Nov');
  expect(bucketText('2026-11-24T23:00:00Z', 'hour')).toBe('23:00');
  expect(bucketTitle('2026-11-24T23:00:00Z', 'hour')).toBe('24 Nov, 23:00 to 00:00 UTC');
});
