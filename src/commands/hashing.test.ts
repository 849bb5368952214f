import { expect, test } from 'vitest';
import { hashOf, saltedHash, uuidV5 } from './hashing.js';

const DNS = '6ba7b810-9dad-11d1-80b4-00c04fd430c8';

test('uuidV5 gives the ids of RFC 9562', () => {
  expect(uuidV5(DNS, 'www.example.com')).toBe('2ed6657d-e927-568b-95e1-2665a8aea6a2');
});

test('uuidV5 takes names of any length, and namespaces in either case', () => {
  const long = 'é'.repeat(2_000);
  expect(uuidV5(DNS.toUpperCase(), 'www.example.com')).toBe(uuidV5(DNS, 'www.example.com'));
  expect(uuidV5(DNS, long)).toBe('5d50baf6-00f0-59b2-919a-34b5ce21030d');
  expect(uuidV5(DNS, 'x'.repeat(400))).toBe('fca4adfb-734f-58bf-af2a-03f539222ae0');
});

test('uuidV5 keeps the parts of a name apart', () => {
  expect(uuidV5(DNS, 'a', 'bc')).not.toBe(uuidV5(DNS, 'ab', 'c'));
});

test('a hash of JSON does not depend on the order of members', () => {
  expect(hashOf({ b: 1, a: [true, null] })).toBe(hashOf({ a: [true, null], b: 1 }));
});

test('a salted hash tells nothing without its salt', () => {
  expect(saltedHash('one', '{}')).not.toBe(saltedHash('two', '{}'));
});
