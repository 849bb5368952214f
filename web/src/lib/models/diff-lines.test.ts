import { describe, expect, test } from 'vitest';
import { diffLines, type Difference } from './diff-lines.js';

const text = (value: unknown, differences: readonly Difference[] = []): string[] =>
  diffLines(value, differences).map(({ sign, depth, text: line }) => `${sign}${'  '.repeat(depth)}${line}`);

describe('JSON with what was different before', () => {
  test('without a difference it is the JSON as it is', () =>
    expect(text({ a: 1, b: ['x', {}] })).toEqual([
      ' {',
      '   "a": 1,',
      '   "b": [',
      '     "x",',
      '     {}',
      '   ]',
      ' }',
    ]));
  test('what changed shows both', () =>
    expect(text({ e: [{ cents: 2 }] }, [{ path: 'e[0].cents', before: 1, after: 2 }])).toEqual([
      ' {',
      '   "e": [',
      '     {',
      '-      "cents": 1',
      '+      "cents": 2',
      '     }',
      '   ]',
      ' }',
    ]));
  test('what is new is marked whole, what is gone stands where it was', () =>
    expect(
      text({ list: [1, { x: 2 }] }, [
        { path: 'list[1]', after: { x: 2 } },
        { path: 'old', before: [0] },
      ]),
    ).toEqual([
      ' {',
      '   "list": [',
      '     1,',
      '+    {',
      '+      "x": 2',
      '+    }',
      '   ]',
      '-  "old": [',
      '-    0',
      '-  ]',
      ' }',
    ]));
  test('another value altogether', () => expect(text(2, [{ path: '', before: 1, after: 2 }])).toEqual(['-1', '+2']));
});
