import type { Chance } from './chance.js';
import type { Owner, Timeline } from './virtual-time.js';

/** A process that can be killed between any two of its calls at a port, stopped for a while, and have a wrong clock. */
export class SimProcess implements Owner {
  alive = true;
  frozenUntil = 0;
  skew = 0;
  slowness = 1;
  /** Calls at ports until it dies; Infinity: it does not. */
  #left = Number.POSITIVE_INFINITY;
  readonly #onDeath: (() => void)[] = [];

  constructor(
    readonly name: string,
    readonly timeline: Timeline,
  ) {}

  /** Dies in the middle of something: right before one of its next calls at a port. */
  dieSoon(chance: Chance, calls: number): void {
    this.#left = 1 + chance.below(calls);
  }
  get isDoomed(): boolean {
    return Number.isFinite(this.#left);
  }
  spare(): void {
    this.#left = Number.POSITIVE_INFINITY;
  }

  /** Called before each call at a port: false when it is not made, since nobody is there any more. */
  mayCall(): boolean {
    if (this.alive && --this.#left <= 0) this.kill();
    return this.alive;
  }

  onDeath(run: () => void): void {
    this.#onDeath.push(run);
  }

  kill(): void {
    if (!this.alive) return;
    this.alive = false;
    for (const run of this.#onDeath.splice(0)) run();
  }

  now = (): number => Math.floor(this.timeline.now + this.skew);
}

/** What a process that has died waits for. */
export const never = <T>(): Promise<T> => new Promise<T>(() => undefined);
