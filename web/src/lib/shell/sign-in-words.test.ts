import { expect, test } from 'vitest';
import { Problem } from '../api/problem.js';
import { refusalOf } from './sign-in-words.js';

const refused = (code: string, details = {}) => refusalOf(new Problem(code, 'as the server says it', 401, details));

test('used, expired and unknown links are told apart, and each says what to do', () => {
  const titles = ['LINK.USED', 'LINK.EXPIRED', 'LINK.INVALID'].map((code) => refused(code).title);
  expect(new Set(titles).size).toBe(3);
  for (const code of ['LINK.USED', 'LINK.EXPIRED', 'LINK.INVALID']) expect(refused(code).text).toContain('a key');
});
test('after too many tries the wait is as long as the server says', () => {
  expect(refused('ACCESS.TOO_MANY_TRIES', { retryAfter: 12 }).waitMs).toBe(12_000);
  expect(refused('ACCESS.TOO_MANY_TRIES').waitMs).toBe(60_000);
});
test('what is not known is said in the words of the server', () =>
  expect(refused('STORE.UNAVAILABLE').text).toBe('as the server says it'));
