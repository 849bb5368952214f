import { describe, expect, it } from 'vitest';
import { Failure } from './failure.js';
import { checkFragment, pickOne } from './references.js';

const candidates = [
  { id: '7c9e6679-7425-50de-944b-e07fc1f90ae7', label: 'report' },
  { id: '7c9e1111-7425-50de-944b-e07fc1f90bbb', label: 'triage' },
];
const failureOf = (work: () => unknown): Failure => {
  try {
    work();
  } catch (error) {
    if (error instanceof Failure) return error;
  }
  throw new Error('expected a Failure');
};

describe('an id by a part of it', () => {
  it('is found by its first or its last characters', () => {
    expect(pickOne('run', '7c9e66', candidates, '')).toBe(candidates[0]?.id);
    expect(pickOne('run', '90BBB', candidates, '')).toBe(candidates[1]?.id);
  });

  it('is refused with the candidates when several fit', () => {
    const failure = failureOf(() => pickOne('run', '7c9e', candidates, ''));
    expect(failure.exit).toBe('invalid');
    expect(failure.more.problems?.map((problem) => problem.path)).toEqual(candidates.map(({ id }) => id));
  });

  it('is not found when none fits', () => {
    expect(failureOf(() => pickOne('run', 'abc', candidates, 'look')).exit).toBe('notFound');
  });

  it('the same run seen twice is one candidate', () => {
    expect(pickOne('run', '7c9e6', [...candidates, ...candidates], '')).toBe(candidates[0]?.id);
  });

  it('a name in the place of an id is refused at once', () => {
    expect(failureOf(() => checkFragment('run', 'repository-report')).exit).toBe('invalid');
  });
});
