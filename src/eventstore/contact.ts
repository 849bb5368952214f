import { messageOf } from '../domain/kernel/errors.js';
import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Log, RawLog } from './raw-log.js';

/** Waits between two tries; the first try is 1. */
export type Backoff = (tries: number, signal?: AbortSignal) => Promise<void>;

/** first, 2 x first, 4 x first ... up to `most` milliseconds; returns early when the signal aborts. */
export const exponential =
  (first: number, most: number): Backoff =>
  async (tries, signal) => {
    const wait = Math.min(most, first * 2 ** Math.min(tries - 1, 16));
    await sleep(wait, undefined, signal ? { signal } : {}).catch(() => undefined);
  };

/**
 * Whether the store answers. After a failed contact it probes the store by itself until it answers again,
 * so that writers which refuse commands in the meantime learn that they need not.
 */
export class Contact {
  #lost = false;
  readonly #disposed = new AbortController();
  readonly #raw: RawLog;
  readonly #log: Log;
  readonly #backoff: Backoff;

  constructor(raw: RawLog, log: Log, backoff: Backoff) {
    this.#raw = raw;
    this.#log = log;
    this.#backoff = backoff;
    // Every append that waits for its next try listens: that is no leak.
    setMaxListeners(0, this.disposed);
  }

  get available(): boolean {
    return !this.#lost;
  }

  get disposed(): AbortSignal {
    return this.#disposed.signal;
  }

  succeeded(): void {
    if (!this.#lost) return;
    this.#lost = false;
    this.#log.info({}, 'the event store answers again');
  }

  failed(error: unknown): void {
    if (this.#lost || this.disposed.aborted) return;
    this.#lost = true;
    this.#log.warn({ reason: messageOf(error) }, 'the event store does not answer: commands are refused until it does');
    void this.#probe();
  }

  dispose(): void {
    this.#disposed.abort();
  }

  async #probe(): Promise<void> {
    for (let tries = 1; this.#lost && !this.disposed.aborted; tries++) {
      await this.#backoff(tries, this.disposed);
      if (!this.#lost || this.disposed.aborted) return;
      try {
        await this.#raw.ping();
        this.succeeded();
      } catch {
        // Still gone: the next probe follows.
      }
    }
  }
}
