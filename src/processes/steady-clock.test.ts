import { expect, it } from 'vitest';
import { steadyClock } from './steady-clock.js';

it('goes on as fast as the faster of the two clocks, and never back', () => {
  let wall = 1_000;
  let monotonic = 0;
  const now = steadyClock(
    () => wall,
    () => monotonic,
  );
  expect(now()).toBe(0);
  wall += 10;
  monotonic += 10;
  expect(now()).toBe(10);
  // The machine slept: the monotonic clock stood still.
  wall += 60_000;
  expect(now()).toBe(60_010);
  // Somebody set the wall clock back.
  wall -= 60_000;
  monotonic += 5;
  expect(now()).toBe(60_015);
});
