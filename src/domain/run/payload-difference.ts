import { jsonDifferences, type JsonDifference } from '../kernel/json-difference.js';
import type { Json } from '../kernel/json.js';

/** One place in which two payloads differ. A value that is too long to be shown is cut: `cut` says which. */
export interface ShownDifference extends JsonDifference {
  readonly cut?: readonly ('before' | 'after')[];
}
export interface PayloadDifference {
  readonly differences: readonly ShownDifference[];
  /** There are more places than are listed. */
  readonly more: boolean;
}

/** Longest value that is shown, in characters of JSON. */
const MOST_VALUE = 2_000;
const MOST_PLACES = 20;

/** How much of the differences may be shown: shared by all payloads of one answer. */
export class DifferenceRoom {
  #characters: number;
  constructor(
    characters: number,
    readonly places = MOST_PLACES,
  ) {
    this.#characters = characters;
  }

  /** Where two payloads differ, as far as there is room. */
  between(before: Json, after: Json): PayloadDifference {
    const found = jsonDifferences(before, after, this.places + 1);
    const differences: ShownDifference[] = [];
    for (const one of found.slice(0, this.places)) {
      if (this.#characters <= 0) return { differences, more: true };
      differences.push(this.cut(one));
    }
    return { differences, more: found.length > this.places };
  }

  /** One difference, with what is too long of it cut. */
  cut({ path, ...values }: JsonDifference): ShownDifference {
    const shown: { path: string; before?: Json; after?: Json } = { path };
    const cut: ('before' | 'after')[] = [];
    for (const side of ['before', 'after'] as const) {
      const value = values[side];
      if (value === undefined) continue;
      const text = JSON.stringify(value);
      const fits = text.length <= MOST_VALUE;
      if (!fits) cut.push(side);
      shown[side] = fits ? value : `${(typeof value === 'string' ? value : text).slice(0, MOST_VALUE)}…`;
      this.#characters -= Math.min(text.length, MOST_VALUE);
    }
    this.#characters -= path.length;
    return cut.length > 0 ? { ...shown, cut } : shown;
  }
}
