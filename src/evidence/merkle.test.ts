import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { leafHash, MerkleTree } from './merkle.js';

/** The tree that the Certificate Transparency project publishes as test data for RFC 6962. */
const LEAVES = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'].map(
  (hex) => Buffer.from(hex, 'hex'),
);
const ROOTS = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];

/** Straight from the definition in RFC 6962, section 2.1. */
const sha256 = (...parts: Uint8Array[]): Buffer => createHash('sha256').update(Buffer.concat(parts)).digest();
function definedRoot(leaves: readonly Uint8Array[]): Buffer {
  if (leaves.length === 0) return sha256();
  const [only] = leaves;
  if (leaves.length === 1 && only) return sha256(Buffer.from([0]), only);
  let k = 1;
  while (2 * k < leaves.length) k *= 2;
  return sha256(Buffer.from([1]), definedRoot(leaves.slice(0, k)), definedRoot(leaves.slice(k)));
}
/** RFC 9162, section 2.1.3.2. */
function isIncluded(leaf: Buffer, index: number, size: number, proof: readonly Buffer[], root: Buffer): boolean {
  let [fn, sn, r] = [index, size - 1, leaf];
  for (const p of proof) {
    if (sn === 0) return false;
    if (fn % 2 === 1 || fn === sn) {
      r = sha256(Buffer.from([1]), p, r);
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [fn >> 1, sn >> 1];
    } else r = sha256(Buffer.from([1]), r, p);
    [fn, sn] = [fn >> 1, sn >> 1];
  }
  return sn === 0 && r.equals(root);
}
/** RFC 9162, section 2.1.4.2. */
function isConsistent(first: number, second: number, roots: readonly [Buffer, Buffer], given: readonly Buffer[]) {
  if (first === second) return given.length === 0 && roots[0].equals(roots[1]);
  const path = Number.isInteger(Math.log2(first)) ? [roots[0], ...given] : [...given];
  let [fn, sn] = [first - 1, second - 1];
  while (fn % 2 === 1) [fn, sn] = [fn >> 1, sn >> 1];
  const start = path.shift();
  if (!start) return false;
  let [fr, sr] = [start, start];
  for (const c of path) {
    if (sn === 0) return false;
    if (fn % 2 === 1 || fn === sn) {
      fr = sha256(Buffer.from([1]), c, fr);
      sr = sha256(Buffer.from([1]), c, sr);
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [fn >> 1, sn >> 1];
    } else sr = sha256(Buffer.from([1]), sr, c);
    [fn, sn] = [fn >> 1, sn >> 1];
  }
  return sn === 0 && fr.equals(roots[0]) && sr.equals(roots[1]);
}
const treeOf = (leaves: readonly Uint8Array[]): MerkleTree => {
  const tree = new MerkleTree();
  for (const leaf of leaves) tree.append(leafHash(leaf));
  return tree;
};
const some = (n: number): Buffer[] => Array.from({ length: n }, (_, i) => Buffer.from(`leaf ${i}`));

describe('the tree of RFC 6962', () => {
  it('has the published roots at every size', () => {
    expect(
      ROOTS.map((_, i) =>
        treeOf(LEAVES.slice(0, i + 1))
          .root()
          .toString('hex'),
      ),
    ).toEqual(ROOTS);
    expect(new MerkleTree().root().equals(sha256())).toBe(true);
  });
  it('gives the published proofs', () => {
    const tree = treeOf(LEAVES);
    const hex = (proof: readonly Buffer[]): string[] => proof.map((node) => node.toString('hex'));
    expect(hex(tree.inclusionProof(0, 8))).toEqual([
      '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
    ]);
    expect(hex(tree.consistencyProof(6, 8))).toEqual([
      '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ]);
  });
  it('has the root of its definition, and proves every leaf and every earlier tree', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 70 }), fc.nat(), fc.nat(), (size, a, b) => {
        const leaves = some(size);
        const tree = treeOf(leaves);
        const [index, before] = [a % size, (b % size) + 1];
        expect(tree.root().equals(definedRoot(leaves))).toBe(true);
        const leaf = leafHash(leaves[index] ?? '');
        expect(isIncluded(leaf, index, size, tree.inclusionProof(index), tree.root())).toBe(true);
        expect(tree.root(before).equals(definedRoot(leaves.slice(0, before)))).toBe(true);
        const roots = [tree.root(before), tree.root()] as const;
        expect(isConsistent(before, size, roots, tree.consistencyProof(before))).toBe(true);
      }),
    );
  });
  it('goes on from the peaks of an older tree as if it had all its leaves', () => {
    fc.assert(
      fc.property(fc.nat({ max: 40 }), fc.integer({ min: 1, max: 40 }), (before, added) => {
        const leaves = some(before + added);
        const whole = treeOf(leaves);
        const grown = new MerkleTree(before, treeOf(leaves.slice(0, before)).peaks());
        for (const leaf of leaves.slice(before)) grown.append(leafHash(leaf));
        expect(grown.root().equals(whole.root())).toBe(true);
        expect(grown.peaks()).toEqual(whole.peaks());
        if (before > 0) expect(grown.consistencyProof(before)).toEqual(whole.consistencyProof(before));
      }),
    );
  });
  it('refuses peaks that are too few or too many', () => {
    const peaks = treeOf(some(6)).peaks();
    expect(() => new MerkleTree(6, peaks.slice(1))).toThrow(/more peaks/);
    expect(() => new MerkleTree(4, peaks)).toThrow(/fewer peaks/);
  });
});
