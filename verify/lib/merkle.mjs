// @ts-check
import { createHash } from 'node:crypto';
import { canonicalize } from './canonical-json.mjs';

/** The tree of RFC 6962 (section 2.1), as a verifier sees it: leaf hashes, and whether a proof holds. Algorithms: RFC 9162, sections 2.1.3.2 and 2.1.4.2. */

const LEAF = Buffer.of(0);
const NODE = Buffer.of(1);

/** SHA-256(0x00 ‖ JCS{hash, revision, stream}). @param {{ hash: string, revision: number, stream: string }} leaf */
export const leafHash = ({ hash, revision, stream }) =>
  createHash('sha256').update(LEAF).update(canonicalize({ hash, revision, stream })).digest();

/** @param {Buffer} left @param {Buffer} right */
export const nodeHash = (left, right) => createHash('sha256').update(NODE).update(left).update(right).digest();

/**
 * Whether a leaf stands at `index` in the tree of `size` leaves with this root.
 * @param {{ index: number, size: number, leaf: Buffer, proof: readonly Buffer[], root: Buffer }} claim
 */
export function isIncluded({ index, size, leaf, proof, root }) {
  if (index >= size) return false;
  let node = index;
  let last = size - 1;
  let hash = leaf;
  for (const sibling of proof) {
    if (last === 0) return false;
    if (node % 2 === 1 || node === last) {
      hash = nodeHash(sibling, hash);
      while (node % 2 === 0 && node !== 0) [node, last] = [half(node), half(last)];
    } else {
      hash = nodeHash(hash, sibling);
    }
    [node, last] = [half(node), half(last)];
  }
  return last === 0 && hash.equals(root);
}

/**
 * Whether the tree of `newSize` leaves begins with the whole tree of `oldSize` leaves. 0 < oldSize <= newSize.
 * @param {{ oldSize: number, oldRoot: Buffer, newSize: number, newRoot: Buffer, proof: readonly Buffer[] }} claim
 */
export function isConsistent({ oldSize, oldRoot, newSize, newRoot, proof }) {
  if (oldSize === newSize) return proof.length === 0 && oldRoot.equals(newRoot);
  if (oldSize === 0 || oldSize > newSize || proof.length === 0) return false;
  const path = isPowerOfTwo(oldSize) ? [oldRoot, ...proof] : proof;
  let node = oldSize - 1;
  let last = newSize - 1;
  while (node % 2 === 1) [node, last] = [half(node), half(last)];
  const [first, ...rest] = path;
  if (first === undefined) return false;
  let oldHash = first;
  let newHash = first;
  for (const sibling of rest) {
    if (last === 0) return false;
    if (node % 2 === 1 || node === last) {
      oldHash = nodeHash(sibling, oldHash);
      newHash = nodeHash(sibling, newHash);
      while (node % 2 === 0 && node !== 0) [node, last] = [half(node), half(last)];
    } else {
      newHash = nodeHash(newHash, sibling);
    }
    [node, last] = [half(node), half(last)];
  }
  return last === 0 && oldHash.equals(oldRoot) && newHash.equals(newRoot);
}

/** Sizes go beyond 32 bits, so shifts do not do. @param {number} value */
const half = (value) => Math.floor(value / 2);

/** @param {number} value above 0 @returns {boolean} */
const isPowerOfTwo = (value) => value === 1 || (value % 2 === 0 && isPowerOfTwo(half(value)));
