import { hash } from 'node:crypto';

const WORDS = 4;

/** A set of 128-bit ids that takes 32 bytes for each: a million of them fit where a Set of strings would take ten times as much. */
export class IdSet {
  #table: Uint32Array;
  #size = 0;
  readonly #id = new Uint32Array(WORDS);

  constructor(capacity = 1_024) {
    this.#table = new Uint32Array(capacity * WORDS);
  }

  get size(): number {
    return this.#size;
  }

  /** False when it was there already. UUIDs are kept as they are, any other text by its hash. */
  add(text: string): boolean {
    this.#read(text);
    if ((this.#size + 1) * WORDS * 2 > this.#table.length) this.#grow();
    if (!put(this.#table, this.#id, 0)) return false;
    this.#size++;
    return true;
  }

  #read(text: string): void {
    const hex = UUID.test(text) ? text.replaceAll('-', '') : hash('sha256', text);
    for (let i = 0; i < WORDS; i++) this.#id[i] = Number.parseInt(hex.slice(i * 8, i * 8 + 8), 16);
    // An empty slot is all zeros.
    if (this.#id.every((word) => word === 0)) this.#id[0] = 1;
  }

  #grow(): void {
    const before = this.#table;
    this.#table = new Uint32Array(before.length * 2);
    for (let at = 0; at < before.length; at += WORDS) if (!isEmpty(before, at)) put(this.#table, before, at);
  }
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

const isEmpty = (table: Uint32Array, at: number): boolean =>
  table[at] === 0 && table[at + 1] === 0 && table[at + 2] === 0 && table[at + 3] === 0;

/** Puts the id that stands in `from` at a place; false when it is there. */
function put(table: Uint32Array, from: Uint32Array, place: number): boolean {
  const slots = table.length / WORDS;
  const [a = 0, b = 0, c = 0, d = 0] = from.subarray(place, place + WORDS);
  for (let slot = (a ^ b ^ c ^ d) >>> 0; ; slot++) {
    const at = (slot % slots) * WORDS;
    if (isEmpty(table, at)) {
      table[at] = a;
      table[at + 1] = b;
      table[at + 2] = c;
      table[at + 3] = d;
      return true;
    }
    if (table[at] === a && table[at + 1] === b && table[at + 2] === c && table[at + 3] === d) return false;
  }
}
