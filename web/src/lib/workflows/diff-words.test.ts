import { describe, expect, test } from 'vitest';
import { diffSummary, versionsToCompare } from './diff-words.js';

const step = (kind: 'added' | 'removed' | 'changed') => ({ stepId: kind, kind, moved: false, fields: [] });

describe('a difference in words', () => {
  test('counts steps by what happened to them, and fields', () =>
    expect(
      diffSummary({
        same: false,
        steps: [step('added'), step('added'), step('changed')],
        workflow: [{ field: 'name', before: 'a', after: 'b' }],
      }),
    ).toBe('2 steps added, 1 changed; 1 field of the workflow'));
  test('the same is said', () => expect(diffSummary({ same: true, steps: [], workflow: [] })).toBe('Nothing differs'));
});

describe('which versions are compared', () => {
  test('the latest with the one before, when nothing is asked for', () =>
    expect(versionsToCompare({ from: undefined, to: undefined }, [1, 3, 2])).toEqual({ from: 2, to: 3 }));
  test('what is asked for, either way round; what does not exist is replaced', () => {
    expect(versionsToCompare({ from: 3, to: 1 }, [1, 2, 3])).toEqual({ from: 3, to: 1 });
    expect(versionsToCompare({ from: 9, to: 2 }, [1, 2, 3])).toEqual({ from: 1, to: 2 });
    expect(versionsToCompare({ from: undefined, to: 1 }, [1, 2])).toEqual({ from: 2, to: 1 });
  });
  test('nothing, when there is one version', () =>
    expect(versionsToCompare({ from: undefined, to: undefined }, [1])).toBeUndefined());
});
