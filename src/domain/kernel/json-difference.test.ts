import { describe, expect, test } from 'vitest';
import { jsonDifferences } from './json-difference.js';

describe('the difference of two JSON values', () => {
  test('is empty for equal ones, whatever the order of their keys', () => {
    expect(jsonDifferences({ a: 1, b: [{ c: null }] }, { b: [{ c: null }], a: 1 })).toEqual([]);
  });
  test('names each place that changed, came or went', () => {
    expect(
      jsonDifferences({ files: [{ size: 1 }, { size: 2 }], gone: true }, { files: [{ size: 3 }], come: 'x' }),
    ).toEqual([
      { path: 'files[0].size', before: 1, after: 3 },
      { path: 'files[1]', before: { size: 2 } },
      { path: 'come', after: 'x' },
      { path: 'gone', before: true },
    ]);
  });
  test('is the whole value where its kind changed', () => {
    expect(jsonDifferences('81.4', 81.4)).toEqual([{ path: '', before: '81.4', after: 81.4 }]);
    expect(jsonDifferences({ a: [] }, { a: {} })).toEqual([{ path: 'a', before: [], after: {} }]);
    expect(jsonDifferences({ a: null }, { a: 0 })).toEqual([{ path: 'a', before: null, after: 0 }]);
  });
  test('takes keys of prototypes for what they are: keys', () => {
    expect(jsonDifferences({}, { toString: 1 })).toEqual([{ path: 'toString', after: 1 }]);
  });
  test('stops at the limit', () => {
    expect(jsonDifferences([1, 2, 3], [4, 5, 6], 2)).toHaveLength(2);
  });
});
