import { sql } from 'kysely';
import type { Db } from '../storage/database.js';
import { tableOf, type Range } from './conditions.js';
import type { AuditPairsRow } from './rows.js';

/**
 * Which words stand next to each other, in every 32 KiB of the log: Bloom filters of pairs. The index of words knows no order; of a phrase of common words it
 * has half of the log read. Here nearly all of what has both words apart from each other is left out at once.
 */
const BLOCK_SHIFT = 15n;
const BITS = 8_192;
const BIT_SHIFT = 32 - Math.log2(BITS);

/** A float ends a word for PostgreSQL: `1e5abc` is two. */
const WORD = /[0-9]+e[0-9]+|[\p{L}0-9]+/gu;
/** Of such words it is certain where they begin and end. (Of marks, and of digits beyond ASCII, it is up to PostgreSQL's locale.) */
const CERTAIN = /^\p{L}[\p{L}0-9]*$/u;
/** As lower case letter by letter: whatever the locale takes for the same word is the same here. */
const folded = (text: string): string => text.toLowerCase().replaceAll('\u0307', '').replaceAll('ς', 'σ');

function hashOf(word: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < word.length; i++) hash = Math.imul(hash ^ word.charCodeAt(i), 0x01000193);
  return hash;
}

/** Calls back with the four bits of each pair of words that begin with a letter. What is no letter or ASCII digit parts words here, so that no pair is missed. */
function eachPair(text: string, note: (...bits: readonly [number, number, number, number]) => void): void {
  let before: number | undefined;
  for (const word of folded(text).match(WORD) ?? []) {
    const hash = word.charCodeAt(0) <= 0x39 ? undefined : hashOf(word);
    if (before !== undefined && hash !== undefined) {
      let pair = Math.imul(before, 0x9e3779b1) ^ hash;
      pair = Math.imul(pair ^ (pair >>> 16), 0x85ebca6b);
      pair = Math.imul(pair ^ (pair >>> 13), 0xc2b2ae35);
      const other = Math.imul(pair ^ (pair >>> 16), 0x27d4eb2f);
      note(pair >>> BIT_SHIFT, pair & (BITS - 1), other >>> BIT_SHIFT, other & (BITS - 1));
    }
    before = hash;
  }
}

/** The bits that are set wherever the words of a phrase stand one after the other; none when that cannot be said. */
export function bitsOfPhrase(words: readonly string[]): number[] {
  const found = new Set<number>();
  if (words.every((word) => CERTAIN.test(word)))
    eachPair(words.join(' '), (...bits) => bits.forEach((bit) => found.add(bit)));
  return [...found];
}

/** Pairs of a batch of events. */
export class PairChanges {
  readonly updated: ReadonlySet<object> = new Set();
  readonly #blocks = new Map<bigint, Uint8Array>();

  note(position: bigint, text: string): void {
    const block = position >> BLOCK_SHIFT;
    let pairs = this.#blocks.get(block);
    if (!pairs) this.#blocks.set(block, (pairs = new Uint8Array(BITS / 8)));
    const into = pairs;
    const set = (bit: number): number => (into[bit >> 3] = (into[bit >> 3] ?? 0) | (0x80 >> (bit & 7)));
    eachPair(text, (a, b, c, d) => {
      set(a);
      set(b);
      set(c);
      set(d);
    });
  }

  get inserted(): Iterable<AuditPairsRow> & { readonly size: number } {
    return new Set(
      [...this.#blocks].map(([block, pairs]) => ({
        block: String(block),
        pairs: `x${Buffer.from(pairs).toString('hex')}`,
      })),
    );
  }
}

/** Blocks of the log, newest first. */
export interface Blocks {
  readonly first: readonly string[];
  /** Exclusive. */
  readonly end: readonly string[];
  /** Nothing older than this has the pairs, but what is older than `before`; undefined: nothing has. */
  readonly before: bigint | undefined;
}

/** The newest `most` blocks of a range in which all pairs may stand. */
export async function blocksWith(
  db: Db,
  schema: string,
  bits: readonly number[],
  { after, before }: Range,
  most: number,
): Promise<Blocks> {
  const has = bits.map((bit) => sql<boolean>`get_bit(pairs, ${sql.lit(bit)}) = 1`);
  const found = await sql<{ readonly block: string }>`SELECT block::text AS block FROM ${tableOf(schema, 'audit_pairs')}
    WHERE block >= ${String(after >> BLOCK_SHIFT)}::bigint AND block <= ${String(before >> BLOCK_SHIFT)}::bigint
      AND ${sql.join(has, sql` AND `)} ORDER BY audit_pairs.block DESC LIMIT ${most + 1}`.execute(db);
  const blocks = found.rows.slice(0, most).map(({ block }) => BigInt(block));
  const last = blocks.at(-1);
  return {
    first: blocks.map((block) => String(block << BLOCK_SHIFT)),
    end: blocks.map((block) => String((block + 1n) << BLOCK_SHIFT)),
    before: found.rows.length > most ? (last === undefined ? before : last << BLOCK_SHIFT) : undefined,
  };
}
