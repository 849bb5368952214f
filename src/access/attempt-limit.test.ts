import { expect, test } from 'vitest';
import { AttemptLimit } from './attempt-limit.js';

let now = 0;
const limit = (maxAddresses = 10) => new AttemptLimit({ tries: 2, windowMs: 1_000, maxAddresses }, () => now);
const tooMany = (retryAfter: number) =>
  expect.objectContaining({ code: 'ACCESS.TOO_MANY_TRIES', kind: 'limited', details: { retryAfter } });

test('an address that was refused too often waits until its window is over; others do not', () => {
  const attempts = limit();
  now = 5_000;
  attempts.take('a');
  attempts.take('a');
  now = 5_100;
  expect(() => attempts.take('a')).toThrow(tooMany(1));
  attempts.take('b');
  now = 6_000;
  attempts.take('a');
});

test('a try that was right is taken back', () => {
  const attempts = limit();
  for (let i = 0; i < 5; i++) attempts.take('a')();
  attempts.take('a');
  attempts.take('a');
  expect(() => attempts.take('a')).toThrow(tooMany(1));
});

test('of very many addresses the first ones are forgotten', () => {
  const attempts = limit(2);
  for (const address of ['a', 'a', 'b', 'b', 'c']) attempts.take(address);
  expect(() => attempts.take('b')).toThrow(tooMany(1));
  attempts.take('a');
});
