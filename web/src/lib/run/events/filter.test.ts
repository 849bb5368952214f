import { describe, expect, test } from 'vitest';
import { eventFilterOf, filterQuery, isFiltered } from './filter.js';

describe('the filter of events', () => {
  test('a selected step alone filters nothing', () => {
    expect(eventFilterOf(new URLSearchParams('step=collect'))).toEqual({});
    expect(eventFilterOf(new URLSearchParams('step=collect&only=step'))).toEqual({ step: 'collect' });
  });
  test('failures only', () => {
    const filter = eventFilterOf(new URLSearchParams('failures=1&type=StepFailed'));
    expect(isFiltered(filter)).toBe(true);
    expect(filterQuery(filter)).toEqual({ type: 'StepFailed', failures: 'true' });
  });
});
