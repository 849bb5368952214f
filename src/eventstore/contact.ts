import { messageOf, type DomainError } from '../domain/kernel/errors.js';
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

/** Refusals that are of the store, not of one append. */
const OF_THE_STORE: ReadonlySet<string> = new Set(['STORE.FULL', 'STORE.ACCESS_DENIED']);

/**
 * Whether the store answers. After a failed contact it probes the store by itself until it answers again,
 * so that writers which refuse commands in the meantime learn that they need not.
 */
export class Contact {
  #lost = false;
  #refusal: string | undefined;
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

  /** Why the store takes no appends although it answers; undefined while it does. */
  get refusal(): string | undefined {
    return this.#refusal;
  }

  /** An append was refused for a reason that is not its own, such as a full disk: the next ones will be too, until one is taken. */
  refused({ code, message }: DomainError): void {
    if (!OF_THE_STORE.has(code)) return;
    if (this.#refusal === undefined) this.#log.warn({ code }, message);
    this.#refusal = message;
  }

  /** An append was taken. */
  appended(): void {
    this.succeeded();
    if (this.#refusal === undefined) return;
    this.#refusal = undefined;
    this.#log.info({}, 'the event store takes appends again');
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
