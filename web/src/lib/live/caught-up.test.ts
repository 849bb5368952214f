import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Problem } from '../api/problem.js';
import { caughtUp } from './caught-up.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('a read waits for what was told', async () => {
  const again = vi.fn();
  expect(await caughtUp('42', (atLeast) => Promise.resolve(`read at ${atLeast}`), again)).toBe('read at 42');
  await vi.runAllTimersAsync();
  expect(again).not.toHaveBeenCalled();
});

test('where it is not there in time, what there is is shown, and read again', async () => {
  const again = vi.fn();
  const read = (atLeast: string): Promise<string> =>
    atLeast === '0' ? Promise.resolve('old') : Promise.reject(new Problem('READ.BEHIND', 'behind', 503));
  expect(await caughtUp('42', read, again)).toBe('old');
  await vi.runAllTimersAsync();
  expect(again).toHaveBeenCalledOnce();
});

test('any other failure is one', async () => {
  const read = (): Promise<string> => Promise.reject(new Problem('NETWORK', 'away', 0));
  await expect(caughtUp('42', read, vi.fn())).rejects.toThrow('away');
});
