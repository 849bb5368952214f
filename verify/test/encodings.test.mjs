// @ts-check
import { sign } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { canonicalize, parseCanonical } from '../lib/canonical-json.mjs';
import { LIMITS } from '../lib/failure.mjs';
import { forEachLine } from '../lib/lines.mjs';
import { isConsistent, isIncluded } from '../lib/merkle.mjs';
import { fromBase64, isSignedBy, parseNote } from '../lib/note.mjs';
import { header } from '../lib/tar.mjs';
import { consistencyProof, inclusionProof, jcs, sha256, signingKey, tarHeader, treeRoot } from './encoding.mjs';
import { chance, randomValue } from './random.mjs';

describe('canonical JSON', () => {
  test('is the one of the builder, which was written apart, whatever the value', () => {
    const random = chance(11);
    for (let i = 0; i < 500; i++) {
      const value = randomValue(random, 4);
      expect(canonicalize(JSON.parse(JSON.stringify(value)))).toBe(jcs(value));
    }
  });

  test.each([
    '{"b":1,"a":2}',
    '{"a":1.0}',
    '{ "a":1}',
    '{"a":1,"a":1}',
    '"\\u0041"',
    '-0',
    '1E5',
    '[1,]',
    '"\\ud83d\\ude00"',
    '\ufeff{}',
    'NaN',
    '9007199254740993',
    '',
  ])('%s is not canonical', (text) => {
    expect(parseCanonical(Buffer.from(text))).toBeUndefined();
  });

  test('bytes that are no UTF-8 are not taken for what they are replaced by', () => {
    expect(parseCanonical(Buffer.from('"\ufffd"'))).toEqual({ value: '\ufffd' });
    expect(parseCanonical(Buffer.from([0x22, 0xff, 0x22]))).toBeUndefined();
  });

  test.each([64, 100_000])('nesting beyond the limit is refused, not followed (%d more)', (more) => {
    const nested = (/** @type {number} */ depth) => Buffer.from('['.repeat(depth) + ']'.repeat(depth));
    expect(parseCanonical(nested(LIMITS.depth))).toBeDefined();
    expect(parseCanonical(nested(LIMITS.depth + 1))).toBeUndefined();
    expect(parseCanonical(nested(LIMITS.depth + more))).toBeUndefined();
  });
});

describe('proofs of trees of any size', () => {
  const leaves = Array.from({ length: 33 }, (_, i) => sha256(`leaf ${i}`));
  test('of a leaf hold at its place only', () => {
    for (let size = 1; size <= leaves.length; size++) {
      const root = treeRoot(leaves.slice(0, size));
      for (const [index, leaf] of leaves.slice(0, size).entries()) {
        const proof = inclusionProof(index, leaves.slice(0, size));
        expect(isIncluded({ index, size, leaf, proof, root })).toBe(true);
        expect(isIncluded({ index: index + 1, size, leaf, proof, root })).toBe(false);
        expect(isIncluded({ index, size, leaf, proof: [...proof, root], root })).toBe(false);
        if (proof.length > 0) expect(isIncluded({ index, size, leaf, proof: proof.slice(1), root })).toBe(false);
      }
    }
  });

  test('of a tree hold between those two trees only', () => {
    for (let newSize = 1; newSize <= leaves.length; newSize++) {
      const newRoot = treeRoot(leaves.slice(0, newSize));
      for (let oldSize = 1; oldSize <= newSize; oldSize++) {
        const oldRoot = treeRoot(leaves.slice(0, oldSize));
        const proof = consistencyProof(oldSize, leaves.slice(0, newSize));
        expect(isConsistent({ oldSize, oldRoot, newSize, newRoot, proof })).toBe(true);
        expect(isConsistent({ oldSize, oldRoot: sha256('other'), newSize, newRoot, proof })).toBe(false);
        expect(isConsistent({ oldSize, oldRoot, newSize, newRoot: sha256('other'), proof })).toBe(false);
        expect(isConsistent({ oldSize, oldRoot, newSize, newRoot, proof: [...proof, newRoot] })).toBe(false);
      }
    }
  });
});

describe('signed notes', () => {
  const key = signingKey('notes');
  const text = 'a text\n';
  const noteOf = (/** @type {Buffer} */ signature) => ({
    text,
    lines: ['a text'],
    signatures: [{ name: 'n', keyHash: '', signature }],
  });

  test('a signature with another s that fits the same equation is refused', () => {
    const signature = sign(null, Buffer.from(text), key.privateKey);
    const order = 2n ** 252n + 27742317777372353535851937790883648493n;
    const s = BigInt(`0x${Buffer.from(signature.subarray(32)).reverse().toString('hex')}`) + order;
    const malleable = Buffer.concat([
      signature.subarray(0, 32),
      Buffer.from(s.toString(16).padStart(64, '0'), 'hex').reverse(),
    ]);
    const judged = [signature, malleable].map((bytes) =>
      isSignedBy(noteOf(bytes), { name: 'n', keyHash: '', signature: bytes }, key.publicKey),
    );
    expect(judged).toEqual([true, false]);
  });

  test.each([
    '',
    'text',
    'text\n\n',
    'text\n\n— name AAAA',
    'text\n\n- name AAAAAAAAAA==\n',
    'text\n\n— name AAAAAAAAAB==\n',
    'text\n\n— name AAAA\n',
  ])('%j is none', (note) => {
    expect(parseNote(note)).toBeUndefined();
  });

  test('base64 has one form', () => {
    expect(fromBase64('AAAAAAA=')).toEqual(Buffer.alloc(5));
    for (const text of ['AAAAAAB=', 'AAAAAAA', 'AAAA AAA=', 'AAAAAAA=\n', 'AAAAAA-='])
      expect(fromBase64(text)).toBeUndefined();
  });
});

test('the header of a file is the one of the builder, which was written apart', () => {
  for (const [name, size] of /** @type {const} */ ([
    ['manifest.json', 0],
    [`payloads/${'a'.repeat(64)}`, 2 ** 33 - 1],
  ]))
    expect(header(name, size)).toEqual(tarHeader(name, size));
});

test('a line of any length is held only up to its limit', async () => {
  const piece = Buffer.alloc(1024 * 1024, 'x');
  async function* endless() {
    for (let i = 0; i < 64; i++) yield piece;
    yield Buffer.from('\nlast');
  }
  /** @type {[number, boolean][]} */
  const lengths = [];
  await forEachLine(endless(), (line, ended) => lengths.push([line.length, ended]));
  expect(lengths).toEqual([
    [LIMITS.lineBytes + 1, true],
    [4, false],
  ]);
});
