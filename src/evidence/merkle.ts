import { hash } from 'node:crypto';

/** Bytes of a hash. */
const HASH = 32;
const LEAF = Buffer.from([0]);
const NODE = Buffer.from([1]);
const sha256 = (bytes: Uint8Array): Buffer => hash('sha256', bytes, 'buffer');

/** SHA-256(0x00 ‖ data): RFC 6962, section 2.1. Text is taken as UTF-8. */
export const leafHash = (data: string | Uint8Array): Buffer =>
  sha256(Buffer.concat([LEAF, typeof data === 'string' ? Buffer.from(data) : data]));
const nodeHash = (left: Uint8Array, right: Uint8Array): Buffer => sha256(Buffer.concat([NODE, left, right]));

/** Hashes of one level of a tree, from one index on, in one growing buffer. */
class Level {
  #bytes = Buffer.alloc(4 * HASH);
  #count = 0;

  constructor(readonly start: number) {}

  get end(): number {
    return this.start + this.#count;
  }
  add(node: Uint8Array): void {
    if ((this.#count + 1) * HASH > this.#bytes.length) {
      const larger = Buffer.alloc(2 * this.#bytes.length);
      this.#bytes.copy(larger);
      this.#bytes = larger;
    }
    this.#bytes.set(node, this.#count++ * HASH);
  }
  at(index: number): Buffer {
    const place = index - this.start;
    if (place < 0 || place >= this.#count) throw new RangeError(`node ${index} is not at hand`);
    return this.#bytes.subarray(place * HASH, (place + 1) * HASH);
  }
}

/**
 * An append-only Merkle tree (RFC 6962, section 2.1) that keeps the hash of every complete subtree: a new leaf costs two hashes, a root or a
 * proof a handful. It can be continued from the peaks of an older tree (the roots of its complete subtrees, largest first) without that one's
 * leaves; then it can prove what has happened since, and nothing of before.
 */
export class MerkleTree {
  readonly #levels: Level[] = [];
  #size: number;

  /** Throws a RangeError when there are not as many peaks as a tree of that size has. */
  constructor(size = 0, peaks: readonly Uint8Array[] = []) {
    this.#size = size;
    let next = 0;
    for (let level = Math.floor(Math.log2(Math.max(1, size))); level >= 0; level--) {
      const complete = Math.floor(size / 2 ** level);
      const peak = complete % 2 === 1 ? peaks[next++] : undefined;
      if (complete % 2 === 1 && peak === undefined) throw new RangeError(`a tree of ${size} leaves has more peaks`);
      const row = (this.#levels[level] = new Level(peak ? complete - 1 : complete));
      if (peak) row.add(peak);
    }
    if (next !== peaks.length) throw new RangeError(`a tree of ${size} leaves has fewer peaks`);
  }

  get size(): number {
    return this.#size;
  }

  /** Takes the hash of a leaf. */
  append(leaf: Uint8Array): void {
    let node: Uint8Array = leaf;
    let index = this.#size++;
    for (let level = 0; ; level++) {
      const row = (this.#levels[level] ??= new Level(0));
      row.add(node);
      if (index % 2 === 0) return;
      node = nodeHash(row.at(index - 1), row.at(index));
      index = (index - 1) / 2;
    }
  }

  /** Of an empty tree: the hash of nothing. */
  root(size = this.#size): Buffer {
    return size === 0 ? sha256(new Uint8Array(0)) : this.#hashOf(0, size);
  }

  /** Roots of the complete subtrees, largest first. */
  peaks(): Buffer[] {
    const peaks: Buffer[] = [];
    for (let from = 0; from < this.#size;) {
      const width = largestPower(this.#size - from);
      peaks.push(this.#hashOf(from, from + width));
      from += width;
    }
    return peaks;
  }

  /** That a leaf stands in the tree as it was at `size`: the hashes beside its way to the root, from the leaf on. */
  inclusionProof(index: number, size = this.#size): Buffer[] {
    if (index < 0 || index >= size || size > this.#size) throw new RangeError(`no leaf ${index} in a tree of ${size}`);
    const proof: Buffer[] = [];
    let [from, to] = [0, size];
    while (to - from > 1) {
      const middle = from + split(to - from);
      if (index < middle) {
        proof.push(this.#hashOf(middle, to));
        to = middle;
      } else {
        proof.push(this.#hashOf(from, middle));
        from = middle;
      }
    }
    return proof.reverse();
  }

  /** That the tree at `size` has grown from the one at `before` by appending alone. Empty when they are the same. */
  consistencyProof(before: number, size = this.#size): Buffer[] {
    if (before < 1 || before > size || size > this.#size) throw new RangeError(`no trees of ${before} and ${size}`);
    const proof: Buffer[] = [];
    let [from, to, old] = [0, size, before];
    let known = true;
    while (old !== to - from) {
      const middle = from + split(to - from);
      if (old <= middle - from) {
        proof.push(this.#hashOf(middle, to));
        to = middle;
      } else {
        proof.push(this.#hashOf(from, middle));
        old -= middle - from;
        from = middle;
        known = false;
      }
    }
    if (!known) proof.push(this.#hashOf(from, to));
    return proof.reverse();
  }

  #hashOf(from: number, to: number): Buffer {
    const width = to - from;
    const level = Math.log2(width);
    if (Number.isInteger(level)) return this.#row(level).at(from / width);
    const middle = from + split(width);
    return nodeHash(this.#hashOf(from, middle), this.#hashOf(middle, to));
  }

  #row(level: number): Level {
    const row = this.#levels[level];
    if (!row) throw new RangeError(`level ${level} is not at hand`);
    return row;
  }
}

/** The largest power of two that is at most n. */
const largestPower = (n: number): number => 2 ** Math.floor(Math.log2(n));
/** The largest power of two below n: where a tree of n > 1 leaves is parted. */
const split = (n: number): number => largestPower(n - 1);
