import { expect, test } from 'vitest';
import type { CostSeries } from '$contract/costs.js';
import { agrees, average, chargesHref, deviationText, focusOf, isOver, rowsOf, shareText } from './series.js';

const figures = {
  tokens: { input: 0, cachedInput: 0, cacheWrite: 0, output: 0, reasoning: 0 },
  charges: 3,
  estimated: 0,
  unknown: 0,
};
const series: CostSeries = {
  by: 'day',
  split: 'workflow',
  from: '2026-11-23T00:00:00.000Z',
  to: '2026-11-25T00:00:00.000Z',
  buckets: ['2026-11-23T00:00:00Z', '2026-11-24T00:00:00Z'],
  series: [
    { key: 'a', name: 'A', nanoUsd: '300', charges: 2, runs: 2, values: ['100', '200'] },
    { key: 'b', name: 'B', nanoUsd: '7', charges: 1, runs: 0, values: ['0', '7'] },
  ],
  rest: { keys: 2, nanoUsd: '93', charges: 1, values: ['93', '0'] },
  totals: ['193', '207'],
  total: { ...figures, nanoUsd: '400', runs: 3 },
  incomplete: false,
};

test('a row leads to the charges that it sums up, in the same time', () => {
  const time = 'from=2026-11-23T00%3A00%3A00.000Z&to=2026-11-25T00%3A00%3A00.000Z';
  expect(chargesHref(series, 'a b')).toBe(`/audit?min=0.000000001&${time}&workflow=a+b`);
  expect(chargesHref({ ...series, split: 'model' }, 'demo/rules-1')).toBe(
    `/audit?min=0.000000001&${time}&text=%22demo%2Frules-1%22`,
  );
});

test('rows, columns and total agree, and one nano-dollar too much anywhere is seen', () => {
  expect(agrees(series)).toBe(true);
  expect(agrees({ ...series, totals: ['193', '208'] })).toBe(false);
  expect(agrees({ ...series, total: { ...series.total, nanoUsd: '401' } })).toBe(false);
  expect(agrees({ ...series, rest: null })).toBe(false);
  expect(agrees({ ...series, series: series.series.map((one) => ({ ...one, nanoUsd: '300' })) })).toBe(false);
});

test('a row has its share and its cost per run', () => {
  expect(rowsOf(series).map(({ share, perRunNanoUsd }) => [share, perRunNanoUsd])).toEqual([
    [0.75, 150n],
    [0.0175, null],
  ]);
  expect(rowsOf({ ...series, total: { ...series.total, nanoUsd: '0' } })[0]?.share).toBe(0);
});

test('an average has four digits that mean something', () => {
  expect(average('27108042838', 360)).toBe(75_300_000n);
  expect(average('109050', 1)).toBe(109_100n);
  expect(average('99999', 1)).toBe(100_000n);
  expect(average('7', 2)).toBe(3n);
  expect(average('7', 0)).toBeNull();
});

test('in focus is what was asked for, else the dearest', () => {
  expect(focusOf(series, 'b')?.key).toBe('b');
  expect(focusOf(series, 'gone')?.key).toBe('a');
  expect(focusOf({ ...series, series: [] }, 'a')).toBeUndefined();
});

test('a deviation is told by sign, or as times when it is double', () => {
  expect(deviationText(null)).toBe('');
  expect(deviationText(0.242)).toBe('+24 %');
  expect(deviationText(-0.05)).toBe('−5 %');
  expect(deviationText(0.001)).toBe('0 %');
  expect(deviationText(3.2)).toBe('4.2 times');
  expect(isOver(0.21)).toBe(true);
  expect(isOver(null)).toBe(false);
});

test('little is never shown as nothing', () => {
  expect(shareText(0.252)).toBe('25.2 %');
  expect(shareText(0.000_01)).toBe('<0.1 %');
  expect(shareText(0)).toBe('0.0 %');
  expect(shareText(1)).toBe('100 %');
});
