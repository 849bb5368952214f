import { hash } from "node:crypto";
const WORDS = 4;
class IdSet {
  #table;
  #size = 0;
  #id = new Uint32Array(WORDS);
  constructor(capacity = 1024) {
    this.#table = new Uint32Array(capacity * WORDS);
  }
  get size() {
    return this.#size;
  }
  /** False when it was there already. UUIDs are kept as they are, any other text by its hash. */
  add(text) {
    return this.#read(text), (this.#size + 1) * WORDS * 2 > this.#table.length && this.#grow(), put(this.#table, this.#id, 0) ? (this.#size++, !0) : !1;
  }
  #read(text) {
    const hex = UUID.test(text) ? text.replaceAll("-", "") : hash("sha256", text);
    for (let i = 0; i < WORDS; i++) this.#id[i] = Number.parseInt(hex.slice(i * 8, i * 8 + 8), 16);
    this.#id.every((word) => word === 0) && (this.#id[0] = 1);
  }
  #grow() {
    const before = this.#table;
    this.#table = new Uint32Array(before.length * 2);
    for (let at = 0; at < before.length; at += WORDS) isEmpty(before, at) || put(this.#table, before, at);
  }
}
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/, isEmpty = (table, at) => table[at] === 0 && table[at + 1] === 0 && table[at + 2] === 0 && table[at + 3] === 0;
function put(table, from, place) {
  const slots = table.length / WORDS, [a = 0, b = 0, c = 0, d = 0] = from.subarray(place, place + WORDS);
  for (let slot = (a ^ b ^ c ^ d) >>> 0; ; slot++) {
    const at = slot % slots * WORDS;
    if (isEmpty(table, at))
      return table[at] = a, table[at + 1] = b, table[at + 2] = c, table[at + 3] = d, !0;
    if (table[at] === a && table[at + 1] === b && table[at + 2] === c && table[at + 3] === d) return !1;
  }
}
export {
  IdSet
};
//# sourceMappingURL=id-set.js.map
