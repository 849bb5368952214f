import type { Want } from '../commands/agent-pool.js';

/** Runs that wait for a slot of one capability, best rank first: priority, then who started first. */
export class WaitingList {
  readonly #wants: Want[] = [];
  readonly #streams = new Map<string, Want>();

  get size(): number {
    return this.#wants.length;
  }

  get head(): Want | undefined {
    return this.#wants[0];
  }

  has(stream: string): boolean {
    return this.#streams.has(stream);
  }

  add(want: Want): void {
    if (this.#streams.has(want.stream)) return;
    this.#streams.set(want.stream, want);
    let low = 0;
    let high = this.#wants.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = this.#wants[middle];
      if (other && isBefore(other, want)) low = middle + 1;
      else high = middle;
    }
    this.#wants.splice(low, 0, want);
  }

  remove(stream: string): void {
    const want = this.#streams.get(stream);
    if (!want) return;
    this.#streams.delete(stream);
    const index = this.#wants.indexOf(want);
    if (index >= 0) this.#wants.splice(index, 1);
  }

  /** The first ones, at most `n`. */
  first(n: number): readonly Want[] {
    return this.#wants.slice(0, n);
  }
}

export function isBefore(a: Want, b: Want): boolean {
  if (a.priority !== b.priority) return a.priority > b.priority;
  if (a.startedAt !== b.startedAt) return a.startedAt < b.startedAt;
  return a.stream <= b.stream;
}
