import { describe, expect, it } from 'vitest';
import { decideAppend, type AppendDecision } from './append-decision.js';
import { ANY, NO_STREAM, STREAM_EXISTS, type ExpectedRevision } from './expected-revision.js';
import { parseMetadata, SOFT_DELETE_JSON } from './stream-metadata.js';
import { type Standing } from './stream-states.js';

const standing = (last: number, overrides: Partial<Standing> = {}): Standing => ({
  last,
  tombstoned: false,
  metadata: {},
  ...overrides,
});
const SOFT_DELETED = { metadata: parseMetadata(Buffer.from(SOFT_DELETE_JSON)) };

/** The stream's events are `log`; ids are letters. `recent`: whether the ids are still in memory. */
function decide(
  log: string,
  expected: ExpectedRevision,
  letters: string,
  { recent = true, ...overrides }: Partial<Standing> & { recent?: boolean } = {},
): AppendDecision {
  const events = [...letters].map((letter) => ({ id: Buffer.from(letter) }));
  return decideAppend(standing(log.length - 1, overrides), expected, events, {
    recentRevision: (id) => (recent && log.includes(id) ? log.indexOf(id) : undefined),
    idsFrom: (revision, count) => [...log.slice(revision, revision + count)],
    hasMetadata: () => false,
  });
}
const WRITE = { kind: 'write', revives: false };
const WRONG = { kind: 'wrong-expected-version' };

describe('what becomes of an append', () => {
  it('is written at the revision it expects', () => {
    expect(decide('', NO_STREAM, 'a')).toEqual(WRITE);
    expect(decide('ab', 1, 'c')).toEqual(WRITE);
    expect(decide('ab', ANY, 'c')).toEqual(WRITE);
    expect(decide('ab', STREAM_EXISTS, 'c')).toEqual(WRITE);
  });

  it('is refused at any other, however large', () => {
    for (const expected of [0, 2, NO_STREAM, 2n ** 60n]) expect(decide('ab', expected, 'c')).toEqual(WRONG);
    expect(decide('', STREAM_EXISTS, 'a')).toEqual(WRONG);
  });

  it('is repeated when the log holds the same ids there, also when memory is lost', () => {
    expect(decide('abcd', 0, 'bc', { recent: false })).toEqual({ kind: 'repeated', revision: 2 });
    expect(decide('abcd', NO_STREAM, 'abcd', { recent: false })).toEqual({ kind: 'repeated', revision: 3 });
    expect(decide('abcd', 2, 'dx', { recent: false })).toEqual(WRONG);
  });

  it('with any: the first id decides, and known ids must be in order', () => {
    expect(decide('abc', ANY, 'ac')).toEqual({ kind: 'repeated', revision: 2 });
    expect(decide('abc', ANY, 'da')).toEqual(WRITE);
    expect(decide('abc', ANY, 'ad')).toEqual(WRONG);
    expect(decide('abc', ANY, 'ba')).toEqual(WRONG);
    expect(decide('abc', ANY, 'a', { recent: false })).toEqual(WRITE);
  });

  it('revives a soft-deleted stream with new ids only', () => {
    for (const expected of [ANY, NO_STREAM, 1])
      expect(decide('ab', expected, 'c', SOFT_DELETED)).toEqual({ kind: 'write', revives: true });
    expect(decide('ab', NO_STREAM, 'ab', SOFT_DELETED)).toEqual({ kind: 'repeated', revision: 1 });
    expect(decide('ab', NO_STREAM, 'ax', SOFT_DELETED)).toEqual(WRONG);
    expect(decide('ab', STREAM_EXISTS, 'c', SOFT_DELETED)).toEqual({ kind: 'stream-deleted' });
  });

  it('is refused for ever after a tombstone', () => {
    for (const expected of [ANY, NO_STREAM, 1])
      expect(decide('ab', expected, 'c', { tombstoned: true })).toEqual({ kind: 'stream-deleted' });
  });

  it('without events still checks the revision', () => {
    expect(decide('ab', 1, '')).toEqual(WRITE);
    expect(decide('ab', 0, '')).toEqual(WRONG);
    expect(decide('ab', ANY, '', SOFT_DELETED)).toEqual({ kind: 'write', revives: true });
  });
});
