import { expect, test, vi } from 'vitest';
import { patient } from './patient.js';

test('a part that cannot be loaded while the server is away is there when it is back', async () => {
  vi.useFakeTimers();
  let away = 2;
  const missed = vi.fn();
  const part = patient(
    () => (away-- > 0 ? Promise.reject(new TypeError('Failed to fetch')) : Promise.resolve('the bulk bar')),
    missed,
  );
  await vi.runAllTimersAsync();
  expect(await part).toBe('the bulk bar');
  expect(missed).toHaveBeenCalledTimes(2);
  vi.useRealTimers();
});
