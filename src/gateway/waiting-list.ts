import type { Want } from '../commands/agent-pool.js';

/** A run in line. `asked`: since it was last looked at it has asked for a slot, and got none. */
export interface Waiting {
  readonly want: Want;
  asked: boolean;
}

/** Runs that wait for a slot of one capability (of any agent, or of one), best rank first: priority, then who started first. */
export class WaitingList {
  readonly #line: Waiting[] = [];
  readonly #streams = new Map<string, Waiting>();

  constructor(
    readonly capability: string,
    readonly agentName: string | undefined,
  ) {}

  get size(): number {
    return this.#line.length;
  }

  get head(): Want | undefined {
    return this.#line[0]?.want;
  }

  get(stream: string): Waiting | undefined {
    return this.#streams.get(stream);
  }

  /** In line, or still in line: a run stands once, at its rank. */
  ask(want: Want): void {
    const known = this.#streams.get(want.stream);
    if (known) {
      known.asked = true;
      return;
    }
    const waiting = { want, asked: true };
    this.#streams.set(want.stream, waiting);
    let low = 0;
    let high = this.#line.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = this.#line[middle];
      if (other && isBefore(other.want, want)) low = middle + 1;
      else high = middle;
    }
    this.#line.splice(low, 0, waiting);
  }

  remove(stream: string): boolean {
    const waiting = this.#streams.get(stream);
    if (!waiting) return false;
    this.#streams.delete(stream);
    const index = this.#line.indexOf(waiting);
    if (index >= 0) this.#line.splice(index, 1);
    return true;
  }

  /** The first ones, at most `n`. */
  first(n: number): readonly Waiting[] {
    return this.#line.slice(0, Math.max(0, n));
  }
}

export function isBefore(a: Want, b: Want): boolean {
  if (a.priority !== b.priority) return a.priority > b.priority;
  if (a.startedAt !== b.startedAt) return a.startedAt < b.startedAt;
  return a.stream <= b.stream;
}
