import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import promises from 'node:timers/promises';

/** Where every simulation begins. */
export const START_MS = Date.parse('2026-11-24T12:00:00.000Z');
/** Events that are handed to Node at once: it runs what was promised between two of them. */
const AT_ONCE = 64;

/** Whoever does something: a process, of which the simulation has several in one. */
export interface Owner {
  readonly name: string;
  /** What its clock shows beside the true time, in milliseconds. */
  readonly skew: number;
  /** False: it was killed, and nothing of it happens any more. */
  readonly alive: boolean;
  /** Stopped until then (in the timeline's milliseconds): what comes for it waits. */
  readonly frozenUntil: number;
  /** How much slower than asked its intervals tick: a machine with little time for it. */
  readonly slowness: number;
}

interface Entry {
  at: number;
  readonly order: number;
  readonly owner: Owner | undefined;
  readonly run: () => void;
  /** Of an interval: the period. */
  readonly every: number | undefined;
  cancelled: boolean;
}

const real = {
  setTimeout: globalThis.setTimeout,
  clearTimeout: globalThis.clearTimeout,
  setInterval: globalThis.setInterval,
  clearInterval: globalThis.clearInterval,
  setImmediate: globalThis.setImmediate,
  clearImmediate: globalThis.clearImmediate,
  now: Date.now,
  performanceNow: performance.now.bind(performance),
  sleep: promises.setTimeout,
  turn: promises.setImmediate,
  randomUUID: crypto.randomUUID,
  randomBytes: crypto.randomBytes,
  mathRandom: Math.random,
};

/**
 * Time that goes from one event to the next, for everything that this Node process does while it runs: timers, sleeps and clocks are its
 * events. Between two events all that was promised is done, so whatever runs then belongs to the owner of the event before.
 */
export class Timeline {
  /** Milliseconds since the epoch: the true time. */
  now = START_MS;
  /** Whose code runs. */
  owner: Owner | undefined;
  events = 0;
  readonly #heap: Entry[] = [];
  #order = 0;
  #failed: ((error: unknown, owner: Owner | undefined) => void) | undefined;

  /** At a moment, in the name of an owner. Answers how to call it off. */
  at(at: number, owner: Owner | undefined, run: () => void): () => void {
    const entry = this.#push({
      at: Math.max(at, this.now),
      order: this.#order++,
      owner,
      run,
      every: undefined,
      cancelled: false,
    });
    return () => void (entry.cancelled = true);
  }

  after(ms: number, owner: Owner | undefined, run: () => void): () => void {
    return this.at(this.now + ms, owner, run);
  }

  /** Runs something at once in the name of an owner; only what it does before it waits for anything. */
  as<T>(owner: Owner, run: () => T): T {
    const before = this.owner;
    this.owner = owner;
    try {
      return run();
    } finally {
      this.owner = before;
    }
  }

  /** As the clock on somebody's wall shows it. */
  wall(): number {
    return Math.floor(this.now + (this.owner?.skew ?? 0));
  }

  /** Runs events until `done` says so, or there are none. What is thrown or rejected without anybody's looking goes to `failed`. */
  async run(done: () => boolean, failed: (error: unknown, owner: Owner | undefined) => void): Promise<void> {
    this.#failed = failed;
    const rejected = (error: unknown): void => failed(error, this.owner);
    process.on('unhandledRejection', rejected);
    try {
      await new Promise<void>((resolve) => {
        let over = false;
        const next = (): void => {
          if (over) return;
          if (!done() && this.#step()) return;
          over = true;
          resolve();
        };
        const some = (): void => {
          for (let i = 1; i < AT_ONCE; i++) real.setImmediate(next);
          real.setImmediate(() => {
            next();
            if (!over) some();
          });
        };
        some();
      });
    } finally {
      process.off('unhandledRejection', rejected);
      this.owner = undefined;
    }
  }

  /** Replaces timers, clocks and chance of this Node process by its own; answers how to put them back. */
  install(random: () => number): () => void {
    const timeline = this;
    const later = (ms: number | undefined, run: () => void, every?: number): Handle => {
      const { owner } = timeline;
      const wait = Math.max(1, ms ?? 1);
      const at = every === undefined ? timeline.now + wait : timeline.#nextTick(owner, every);
      return new Handle(timeline.#push({ at, order: timeline.#order++, owner, run, every, cancelled: false }));
    };
    const cancel = (handle: unknown): void => {
      if (handle instanceof Handle) handle.entry.cancelled = true;
    };
    const soon = (run: () => void): Handle =>
      new Handle(
        timeline.#push({
          at: timeline.now,
          order: timeline.#order++,
          owner: timeline.owner,
          run,
          every: undefined,
          cancelled: false,
        }),
      );
    const aborted = (signal: AbortSignal): Error =>
      Object.assign(new Error('The operation was aborted'), {
        name: 'AbortError',
        code: 'ABORT_ERR',
        cause: signal.reason,
      });
    const waitFor = <T>(start: (run: () => void) => Handle, value: T, signal: AbortSignal | undefined): Promise<T> =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(aborted(signal));
        const abort = (): void => {
          cancel(handle);
          if (signal) reject(aborted(signal));
        };
        const handle = start(() => {
          signal?.removeEventListener('abort', abort);
          resolve(value);
        });
        signal?.addEventListener('abort', abort, { once: true });
      });
    const bytes = (n: number): Buffer => Buffer.from(Array.from({ length: n }, () => Math.floor(random() * 256)));
    const uuid = (): string => {
      const hex = bytes(16).toString('hex');
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
    };
    Object.assign(globalThis, {
      setTimeout: (run: (...given: unknown[]) => void, ms?: number, ...given: unknown[]) =>
        later(ms, () => run(...given)),
      setInterval: (run: (...given: unknown[]) => void, ms?: number, ...given: unknown[]) =>
        later(ms, () => run(...given), Math.max(1, ms ?? 1)),
      setImmediate: (run: (...given: unknown[]) => void, ...given: unknown[]) => soon(() => run(...given)),
      clearTimeout: cancel,
      clearInterval: cancel,
      clearImmediate: cancel,
    });
    Object.assign(promises, {
      setTimeout: <T>(ms: number | undefined, value: T, options: { signal?: AbortSignal } = {}) =>
        waitFor((run) => later(ms, run), value, options.signal),
      setImmediate: <T>(value: T, options: { signal?: AbortSignal } = {}) => waitFor(soon, value, options.signal),
    });
    Object.assign(crypto, { randomUUID: uuid, randomBytes: bytes });
    Object.defineProperty(globalThis.crypto, 'randomUUID', { value: uuid, configurable: true });
    Date.now = () => timeline.wall();
    performance.now = () => timeline.now - START_MS;
    Math.random = random;
    syncBuiltinESMExports();
    return () => {
      const { setTimeout, clearTimeout, setInterval, clearInterval, setImmediate, clearImmediate } = real;
      Object.assign(globalThis, { setTimeout, clearTimeout, setInterval, clearInterval, setImmediate, clearImmediate });
      Object.assign(promises, { setTimeout: real.sleep, setImmediate: real.turn });
      Object.assign(crypto, { randomUUID: real.randomUUID, randomBytes: real.randomBytes });
      Reflect.deleteProperty(globalThis.crypto, 'randomUUID');
      Date.now = real.now;
      performance.now = real.performanceNow;
      Math.random = real.mathRandom;
      syncBuiltinESMExports();
    };
  }

  /** Intervals of one owner tick together, as in a process that has one thread. */
  #nextTick(owner: Owner | undefined, every: number): number {
    const period = Math.min(every * (owner?.slowness ?? 1), Math.max(every, 1_000));
    return Math.floor(this.now / period + 1) * period;
  }

  /** One event, and the other ticks of its owner at the same moment; false when there are none. */
  #step(): boolean {
    for (let entry = this.#pop(); entry; entry = this.#pop()) {
      const { owner, at } = entry;
      if (entry.cancelled || !this.#isAlive(owner)) continue;
      if (owner && owner.frozenUntil > entry.at) {
        entry.at = owner.frozenUntil;
        this.#push(entry);
        continue;
      }
      this.now = at;
      this.owner = owner;
      this.events++;
      this.#fire(entry);
      for (
        let [tick] = this.#heap;
        tick?.every !== undefined && tick.at === at && tick.owner === owner;
        [tick] = this.#heap
      ) {
        this.#pop();
        if (!tick.cancelled && this.#isAlive(owner)) this.#fire(tick);
      }
      return true;
    }
    return false;
  }

  #isAlive(owner: Owner | undefined): boolean {
    return owner?.alive !== false;
  }

  #fire(entry: Entry): void {
    try {
      entry.run();
    } catch (error) {
      this.#failed?.(error, entry.owner);
    }
    if (entry.every === undefined || entry.cancelled) return;
    entry.at = this.#nextTick(entry.owner, entry.every);
    this.#push(entry);
  }

  #push(entry: Entry): Entry {
    const heap = this.#heap;
    let i = heap.push(entry) - 1;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      const above = heap[parent];
      if (!above || !isBefore(entry, above)) break;
      heap[i] = above;
      i = parent;
    }
    heap[i] = entry;
    return entry;
  }

  #pop(): Entry | undefined {
    const heap = this.#heap;
    const [first] = heap;
    const last = heap.pop();
    if (!first || !last || first === last) return first;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      let below = heap[child];
      if (!below) break;
      const right = heap[child + 1];
      if (right && isBefore(right, below)) {
        below = right;
        child++;
      }
      if (!isBefore(below, last)) break;
      heap[i] = below;
      i = child;
    }
    heap[i] = last;
    return first;
  }
}

const isBefore = (a: Entry, b: Entry): boolean => a.at < b.at || (a.at === b.at && a.order < b.order);

/** What `setTimeout` answers. */
class Handle {
  constructor(readonly entry: Entry) {}
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }
  hasRef(): boolean {
    return true;
  }
}
