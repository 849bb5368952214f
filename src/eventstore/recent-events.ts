import type { RawEvent } from './raw-log.js';

export interface RecentLimits {
  readonly maxEvents: number;
  readonly maxCharacters: number;
}

/** The place before every event. */
export const START = -1n;

/** What a subscription has delivered lately: the last events, up to a number of them and of characters of their text. */
export class RecentEvents {
  #events: RawEvent[] = [];
  #first = 0;
  #characters = 0;
  /** Every event after `start` and up to `end` is here. */
  start: bigint;
  end: bigint;
  readonly #limits: RecentLimits;

  constructor(from: bigint, limits: RecentLimits) {
    this.start = from;
    this.end = from;
    this.#limits = limits;
  }

  add(event: RawEvent): void {
    this.#events.push(event);
    this.#characters += lengthOf(event);
    this.end = event.position;
    const { maxEvents, maxCharacters } = this.#limits;
    while (this.#events.length - this.#first > maxEvents || this.#characters > maxCharacters) {
      const oldest = this.#events[this.#first++];
      if (!oldest) break;
      this.#characters -= lengthOf(oldest);
      this.start = oldest.position;
    }
    if (this.#first > maxEvents) {
      this.#events = this.#events.slice(this.#first);
      this.#first = 0;
    }
  }

  covers(position: bigint): boolean {
    return this.start <= position && position <= this.end;
  }

  /** The first event after a position that is covered. */
  after(position: bigint): RawEvent | undefined {
    let low = this.#first;
    let high = this.#events.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#events[middle]?.position ?? 0n) > position) high = middle;
      else low = middle + 1;
    }
    return this.#events[low];
  }
}

const lengthOf = ({ data, metadata }: RawEvent): number => data.length + metadata.length;
