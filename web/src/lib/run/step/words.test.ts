import { describe, expect, test } from 'vitest';
import { failureTitle, tokenLines } from './words.js';

describe('words of a step', () => {
  test('input counts all input, with the cached part beside it', () =>
    expect(
      tokenLines({ tokens: { input: 500, cachedInput: 37_888, cacheWrite: 14, output: 2_312, reasoning: 3_004 } }),
    ).toEqual([
      { label: 'input tokens, cached', main: '38,402', part: '37,888' },
      { label: 'output tokens, reasoning', main: '5,316', part: '3,004' },
    ]));
  test('a refused output is told from a failure', () => {
    expect(failureTitle({ attempt: 1, outcome: 'outputRejected' })).toBe('Why the output of attempt 1 was rejected');
    expect(failureTitle({ attempt: 2, outcome: 'leaseLost' })).toBe('The agent of attempt 2 was lost');
  });
});
