import { describe, expect, test } from 'vitest';
import { actionWords, causeTitle, sideWords } from './words.js';

describe('words of a failure', () => {
  test('a retry that will fail again says so before it is pressed', () =>
    expect(actionWords({ action: 'retry', stepKey: 'tests', nanoUsd: '420000000', likelyToFail: true })).toEqual({
      label: 'Retry tests',
      detail: 'about $0.42, likely to fail again: every attempt ended the same way',
    }));
  test('money and time are shown as such', () => {
    expect(sideWords('cost', '420000000')).toBe('$0.42');
    expect(sideWords('duration', 240_000)).toBe('4m 00s');
    expect(sideWords('input', undefined)).toBe('nothing');
  });
  test('a cause names who and how often', () => {
    const first = { stepKey: 'w', stepName: 'Write', by: 'ines', attempts: [] } as never as Parameters<
      typeof causeTitle
    >[0];
    expect(causeTitle({ ...first, kind: 'rejected' })).toBe('Write was rejected by ines');
    expect(causeTitle({ ...first, kind: 'deadline' })).toBe('The run ran out of time');
  });
});
