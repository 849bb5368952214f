import { GENESIS } from '../domain/kernel/envelope.js';
import type { Head } from '../domain/kernel/ports.js';
import type { Decoded } from './decode.js';
import { isChained } from './chain.js';
import { LruCache } from './lru-cache.js';
import type { RawEvent } from './raw-log.js';

/** Streams whose last event is remembered; of others only the event itself is checked. */
const STREAMS_KEPT = 20_000;

/** The last event of each stream that a follower has seen: the next one must be chained to it. Events come in the order of the log. */
export class SeenHeads {
  readonly #heads = new LruCache<string, Head>(STREAMS_KEPT);

  /** Why an event does not follow what was seen of its stream before; undefined: it does, or that is not known. */
  breakAt({ stream, revision }: RawEvent, decoded: Decoded): string | undefined {
    if (!isChained(stream)) return undefined;
    const before = revision === 0 ? { revision: -1, hash: GENESIS } : this.#heads.get(stream);
    if (decoded.kind === 'unreadable') {
      this.#heads.delete(stream);
      return undefined;
    }
    const { prev, hash } = decoded.event.metadata;
    this.#heads.set(stream, { revision, hash }, 1);
    return before?.revision !== revision - 1 || prev === before.hash || MUTANT.chainNotChecked
      ? undefined
      : `it names ${prev} as the hash before it, which is ${before.hash}`;
  }
}
