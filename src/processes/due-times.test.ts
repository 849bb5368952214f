import { describe, expect, test } from 'vitest';
import { DueTimes } from './due-times.js';

describe('due times', () => {
  test('give what is due, earliest first, once', () => {
    const due = new DueTimes();
    due.set('late', 3_000);
    due.set('early', 1_000);
    due.set('never', undefined);
    due.set('tomorrow', 86_400_000);
    expect(due.take(999)).toEqual([]);
    expect(due.take(5_000)).toEqual(['early', 'late']);
    expect(due.take(5_000)).toEqual([]);
    expect(due.size).toBe(1);
  });

  test('never give a stream before its time', () => {
    const due = new DueTimes();
    due.set('a', 1_001);
    expect(due.take(1_000)).toEqual([]);
    expect(due.take(1_049)).toEqual([]);
    expect(due.take(1_050)).toEqual(['a']);
  });

  test('keep one time per stream: the last that was said', () => {
    const due = new DueTimes();
    due.set('a', 1_000);
    due.set('a', 9_000);
    expect(due.take(5_000)).toEqual([]);
    due.set('a', 2_000);
    expect(due.take(5_000)).toEqual(['a']);
    due.set('a', 1_000);
    due.set('a', undefined);
    expect(due.take(5_000)).toEqual([]);
    expect(due.size).toBe(0);
  });
});
