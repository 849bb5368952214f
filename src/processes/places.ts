/** So many may work at once; the others wait for a place in the order in which they came. */
export class Places {
  readonly #waiting: (() => void)[] = [];

  constructor(private free: number) {}

  async take<T>(work: () => Promise<T>): Promise<T> {
    if (this.free > 0) this.free--;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      // The place goes from hand to hand: nobody who comes meanwhile is faster.
      if (next) next();
      else this.free++;
    }
  }
}
