import { hash } from "node:crypto";
const HASH = 32, LEAF = Buffer.from([0]), NODE = Buffer.from([1]), sha256 = (bytes) => hash("sha256", bytes, "buffer"), leafHash = (data) => sha256(Buffer.concat([LEAF, typeof data == "string" ? Buffer.from(data) : data])), nodeHash = (left, right) => sha256(Buffer.concat([NODE, left, right]));
class Level {
  constructor(start) {
    this.start = start;
  }
  start;
  #bytes = Buffer.alloc(4 * HASH);
  #count = 0;
  get end() {
    return this.start + this.#count;
  }
  add(node) {
    if ((this.#count + 1) * HASH > this.#bytes.length) {
      const larger = Buffer.alloc(2 * this.#bytes.length);
      this.#bytes.copy(larger), this.#bytes = larger;
    }
    this.#bytes.set(node, this.#count++ * HASH);
  }
  at(index) {
    const place = index - this.start;
    if (place < 0 || place >= this.#count) throw new RangeError(`node ${index} is not at hand`);
    return this.#bytes.subarray(place * HASH, (place + 1) * HASH);
  }
}
class MerkleTree {
  #levels = [];
  #size;
  /** Throws a RangeError when there are not as many peaks as a tree of that size has. */
  constructor(size = 0, peaks = []) {
    this.#size = size;
    let next = 0;
    for (let level = Math.floor(Math.log2(Math.max(1, size))); level >= 0; level--) {
      const complete = Math.floor(size / 2 ** level), peak = complete % 2 === 1 ? peaks[next++] : void 0;
      if (complete % 2 === 1 && peak === void 0) throw new RangeError(`a tree of ${size} leaves has more peaks`);
      const row = this.#levels[level] = new Level(peak ? complete - 1 : complete);
      peak && row.add(peak);
    }
    if (next !== peaks.length) throw new RangeError(`a tree of ${size} leaves has fewer peaks`);
  }
  get size() {
    return this.#size;
  }
  /** Takes the hash of a leaf. */
  append(leaf) {
    let node = leaf, index = this.#size++;
    for (let level = 0; ; level++) {
      const row = this.#levels[level] ??= new Level(0);
      if (row.add(node), index % 2 === 0) return;
      node = nodeHash(row.at(index - 1), row.at(index)), index = (index - 1) / 2;
    }
  }
  /** Of an empty tree: the hash of nothing. */
  root(size = this.#size) {
    return size === 0 ? sha256(new Uint8Array(0)) : this.#hashOf(0, size);
  }
  /** Roots of the complete subtrees, largest first. */
  peaks() {
    const peaks = [];
    for (let from = 0; from < this.#size; ) {
      const width = largestPower(this.#size - from);
      peaks.push(this.#hashOf(from, from + width)), from += width;
    }
    return peaks;
  }
  /** That a leaf stands in the tree as it was at `size`: the hashes beside its way to the root, from the leaf on. */
  inclusionProof(index, size = this.#size) {
    if (index < 0 || index >= size || size > this.#size) throw new RangeError(`no leaf ${index} in a tree of ${size}`);
    const proof = [];
    let [from, to] = [0, size];
    for (; to - from > 1; ) {
      const middle = from + split(to - from);
      index < middle ? (proof.push(this.#hashOf(middle, to)), to = middle) : (proof.push(this.#hashOf(from, middle)), from = middle);
    }
    return proof.reverse();
  }
  /** That the tree at `size` has grown from the one at `before` by appending alone. Empty when they are the same. */
  consistencyProof(before, size = this.#size) {
    if (before < 1 || before > size || size > this.#size) throw new RangeError(`no trees of ${before} and ${size}`);
    const proof = [];
    let [from, to, old] = [0, size, before], known = !0;
    for (; old !== to - from; ) {
      const middle = from + split(to - from);
      old <= middle - from ? (proof.push(this.#hashOf(middle, to)), to = middle) : (proof.push(this.#hashOf(from, middle)), old -= middle - from, from = middle, known = !1);
    }
    return known || proof.push(this.#hashOf(from, to)), proof.reverse();
  }
  #hashOf(from, to) {
    const width = to - from, level = Math.log2(width);
    if (Number.isInteger(level)) return this.#row(level).at(from / width);
    const middle = from + split(width);
    return nodeHash(this.#hashOf(from, middle), this.#hashOf(middle, to));
  }
  #row(level) {
    const row = this.#levels[level];
    if (!row) throw new RangeError(`level ${level} is not at hand`);
    return row;
  }
}
const largestPower = (n) => 2 ** Math.floor(Math.log2(n)), split = (n) => largestPower(n - 1);
export {
  MerkleTree,
  leafHash
};
//# sourceMappingURL=merkle.js.map
