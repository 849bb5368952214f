import { decode, type Decoded } from './decode.js';
import type { RawEvent } from './raw-log.js';

/** Events that are kept, at most, and characters of their text in all. */
const MAX_EVENTS = 4_000;
const MAX_CHARACTERS = 8_000_000;

/** Two followers of one process read the same events, one a moment after the other: what the first has parsed is kept for the second. */
export class DecodeOnce {
  readonly #kept = new Map<bigint, { readonly raw: RawEvent; readonly decoded: Decoded }>();
  #characters = 0;

  decode(raw: RawEvent): Decoded {
    const kept = this.#kept.get(raw.position);
    if (kept) {
      this.#drop(raw.position, kept.raw);
      if (isSame(kept.raw, raw)) return kept.decoded;
    }
    const decoded = decode(raw);
    this.#kept.set(raw.position, { raw, decoded });
    this.#characters += lengthOf(raw);
    for (const [position, oldest] of this.#kept) {
      if (this.#kept.size <= MAX_EVENTS && this.#characters <= MAX_CHARACTERS) break;
      this.#drop(position, oldest.raw);
    }
    return decoded;
  }

  #drop(position: bigint, raw: RawEvent): void {
    this.#kept.delete(position);
    this.#characters -= lengthOf(raw);
  }
}

/** A store that was wiped or restored has another event at the same position. */
const isSame = (a: RawEvent, b: RawEvent): boolean =>
  a.id === b.id &&
  a.stream === b.stream &&
  a.revision === b.revision &&
  a.type === b.type &&
  a.data === b.data &&
  a.metadata === b.metadata;

const lengthOf = ({ data, metadata }: RawEvent): number => data.length + metadata.length;
