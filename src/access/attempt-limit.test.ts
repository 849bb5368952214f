import { expect, test } from 'vitest';
import { AttemptLimit } from './attempt-limit.js';

let now = 5_000;
const limit = (maxAddresses = 10) => new AttemptLimit({ refusals: 2, windowMs: 1_000, maxAddresses }, () => now);
const tooMany = expect.objectContaining({
  code: 'ACCESS.TOO_MANY_TRIES',
  kind: 'limited',
  details: { retryAfter: 1 },
});
const waits = (attempts: AttemptLimit, address: string) => expect(() => attempts.check(address)).toThrow(tooMany);

test('an address that was refused too often waits until its window is over; others do not', () => {
  const attempts = limit();
  attempts.refused('a');
  attempts.check('a');
  now += 100;
  attempts.refused('a');
  waits(attempts, 'a');
  attempts.check('b');
  now += 899;
  waits(attempts, 'a');
  now += 1;
  attempts.check('a');
  attempts.refused('a');
  attempts.check('a');
});

test('of very many addresses the first ones are forgotten', () => {
  const attempts = limit(2);
  for (const address of ['a', 'a', 'b', 'b', 'c']) attempts.refused(address);
  waits(attempts, 'b');
  attempts.check('a');
});
