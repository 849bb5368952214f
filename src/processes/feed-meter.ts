/** How far a reader of the log is behind, as far as that is known. */
export interface Behind {
  /** Events that it has not seen; undefined: more than are remembered. */
  readonly events: number | undefined;
  /** Age of the oldest of them in milliseconds; 0 when there is none, undefined when it is not remembered. */
  readonly ms: number | undefined;
}

interface Seen {
  readonly position: bigint;
  readonly at: string;
}

/**
 * Remembers where in the log the last events stand, so that a position can be told in events and in time: positions of the log are no counts.
 * Fed by whoever follows the log anyway.
 */
export class FeedMeter {
  readonly #seen: Seen[] = [];
  /** Of the oldest that is remembered; nothing before it is. */
  #start = 0;

  constructor(readonly remembered = 10_000) {}

  /** `at`: when it was written, ISO 8601. In the order of the log. */
  note(position: bigint, at: string): void {
    this.#seen.push({ position, at });
    if (this.#seen.length - this.#start <= this.remembered) return;
    this.#start++;
    // Moving all of them for each event would cost more than it frees.
    if (this.#start >= this.remembered) this.#start -= this.#seen.splice(0, this.#start).length;
  }

  /** `now` in milliseconds. */
  behind(position: bigint, now: number): Behind {
    const first = this.#firstAfter(position);
    const event = this.#seen[first];
    if (event === undefined) return { events: 0, ms: 0 };
    // What lies before the oldest that is remembered may not have been seen either.
    const known = first > this.#start || event.position <= position;
    const ms = Math.max(0, now - Date.parse(event.at));
    return known ? { events: this.#seen.length - first, ms } : { events: undefined, ms: undefined };
  }

  /** Place of the first event after a position: halving, since positions only grow. */
  #firstAfter(position: bigint): number {
    let low = this.#start;
    let high = this.#seen.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const event = this.#seen[middle];
      if (event !== undefined && event.position <= position) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
