import { describe, expect, it } from 'vitest';
import { excerptOf } from './excerpt.js';
import { joined, parted, textParts } from './terms.js';
import { MAX_TEXT, oneLine, plain, textOf } from './text.js';

const UUID = '7c9e6679-7425-50de-944b-e07fc1f90ae7';

describe('the text of an event', () => {
  it('is its values in the order of their names, without these, hashes and ids; ids are kept apart', () => {
    const { text, ids } = textOf(['StepFailed'], {
      step: { stepKey: 'collect', stepId: 'collect' },
      leaseId: UUID,
      outputHash: 'a'.repeat(64),
      message: 'no such place',
      details: { amount: 12.5, list: ['x', { y: 'z' }], none: null, yes: true },
    });
    expect(joined(text)).toBe('StepFailed 12.5 x z no such place collect');
    expect([...ids]).toEqual([UUID]);
  });

  it('does not depend on the order of members', () => {
    const one = { b: 'second', a: { d: 'first of two', c: ['x', { z: 2, y: 1 }] }, inputs: { n: 'in', m: 'before' } };
    const other = { inputs: { m: 'before', n: 'in' }, a: { c: ['x', { y: 1, z: 2 }], d: 'first of two' }, b: 'second' };
    expect(textOf(['T'], one)).toEqual(textOf(['T'], other));
  });

  it('stops at its limit, however much there is, and takes only the beginning of inputs', () => {
    const { text } = textOf([], { inputs: { text: 'i'.repeat(9_000) }, output: 'o'.repeat(9_000), past: 'p' });
    expect(text.length).toBeLessThanOrEqual(MAX_TEXT);
    expect(text.lastIndexOf('i')).toBeLessThan(500);
    expect(text).toContain('o');
    expect(text).not.toContain('p');
  });

  it('is read from values however deep they are nested', () => {
    let deep: unknown = 'bottom';
    for (let i = 0; i < 5_000; i++) deep = [deep];
    expect(textOf(['top'], deep).text).toBe('top');
  });

  it('has nothing that PostgreSQL cannot store', () => {
    expect(plain('a\u0000b \ud83d c \ude80 \ud83d\ude80')).toBe('a b   c   \ud83d\ude80');
    expect(oneLine(`  one\n two ${'x'.repeat(300)}`)).toHaveLength(240);
  });

  it('parts words for the index and can be read as it was', () => {
    for (const text of ['INV-0042', 'a/b.c@d', 'x,  y', 'a- b', '--', ' lead', 'trail-'])
      expect(joined(parted(text))).toBe(text);
  });
});

it('what was typed is words, phrases in quotes, and what must not be', () => {
  expect(textParts('inv-42 "wrong month" -draft -"not this')).toEqual([
    { words: 'inv-42', phrase: false, not: false },
    { words: 'wrong month', phrase: true, not: false },
    { words: 'draft', phrase: false, not: true },
    { words: ' not', phrase: false, not: true },
    { words: 'this', phrase: false, not: false },
  ]);
});

it('an excerpt is what stands around the first word that was found, as it was written', () => {
  const stored = parted(`${'before '.repeat(30)}the Ledger-Month was wrong ${'after '.repeat(30)}`);
  const excerpt = excerptOf(stored, 'nothing ledger-month');
  expect(excerpt).toMatch(/^….*the Ledger-Month was wrong.*…$/);
  expect(excerpt?.length).toBeLessThan(200);
  // In sight, however narrow the row is.
  expect(excerpt?.indexOf('Ledger-Month')).toBeLessThan(40);
  expect(excerptOf(stored, 'missing -ledger')).toBeUndefined();
});
