import type { Recorded } from '../domain/kernel/envelope.js';
import { decode } from './decode.js';
import type { LogPlace, Listener, RawAppend, RawEvent, RawLog, SealedEvent, Subscription } from './raw-log.js';
import { OutcomeUnknown } from './raw-log.js';

/** What happens to an append on its way: `lost` never arrives, `unanswered` is written but nobody hears of it. The sender knows neither from the other. */
export type AppendFault = 'lost' | 'unanswered';

export interface MemoryFaults {
  /**
   * Called before each append reaches the log, resends too. It may wait (a slow store), append as another writer (a conflict),
   * and say what happens to this one; undefined: nothing.
   */
  beforeAppend?(append: {
    readonly stream: string;
    readonly expected: number;
    readonly events: readonly SealedEvent[];
  }): AppendFault | undefined | Promise<AppendFault | undefined>;
}

/** A log in memory that does what the real one does, down to the idempotency of appends, for tests. */
export class MemoryLog implements RawLog {
  readonly events: RawEvent[] = [];
  /** The same for people: what this version can read. */
  readonly recorded: Recorded[] = [];
  /** True: nothing is answered, as when the store's process is gone. */
  down = false;
  faults: MemoryFaults;
  readonly #streams = new Map<string, RawEvent[]>();
  /** First revision that is not deleted, of streams that were. */
  readonly #deleted = new Map<string, number>();
  readonly #subscriptions = new Set<MemorySubscription>();
  #position = 0n;

  constructor(faults: MemoryFaults = {}) {
    this.faults = faults;
  }

  async append(stream: string, expected: number, events: readonly SealedEvent[]): Promise<RawAppend> {
    const fault = await this.faults.beforeAppend?.({ stream, expected, events });
    if (this.down || fault === 'lost') throw new OutcomeUnknown('no answer');
    const answer = this.#write(stream, expected, events);
    if (fault === 'unanswered') throw new OutcomeUnknown('no answer');
    return answer;
  }

  async *readStream(
    stream: string,
    { from, backwards = false, maxCount = Infinity }: Parameters<RawLog['readStream']>[1],
  ): AsyncIterable<RawEvent> {
    await this.ping();
    const all = this.#streams.get(stream) ?? [];
    const kept = this.#deleted.get(stream) ?? 0;
    const first = from === 'end' ? all.length - 1 : from;
    const chosen = backwards ? all.slice(kept, first + 1).reverse() : all.slice(Math.max(kept, first));
    yield* chosen.slice(0, maxCount);
  }

  async readPosition(position: bigint): Promise<RawEvent | undefined> {
    await this.ping();
    return this.events.find((event) => event.position === position);
  }

  async *readForwards(
    from: bigint | undefined,
    prefixes: readonly string[],
    maxCount: number,
  ): AsyncIterable<RawEvent> {
    await this.ping();
    // Positions are counted from 1 without a gap.
    let next = from === undefined ? 0 : Number(from) - 1;
    for (let left = maxCount; left > 0; next++) {
      const event = this.events[next];
      if (!event) return;
      if (!prefixes.some((prefix) => event.stream.startsWith(prefix))) continue;
      left--;
      yield event;
    }
  }

  async *readBackwards(prefixes: readonly string[]): AsyncIterable<RawEvent> {
    await this.ping();
    for (const event of this.events.toReversed())
      if (prefixes.some((prefix) => event.stream.startsWith(prefix))) yield event;
  }

  subscribe(after: LogPlace | undefined, prefixes: readonly string[], listener: Listener): Subscription {
    const start = after ? this.events.findIndex((event) => event.position > after.commit) : 0;
    const subscription = new MemorySubscription(
      this.events,
      start < 0 ? this.events.length : start,
      prefixes,
      listener,
      () => this.#subscriptions.delete(subscription),
    );
    this.#subscriptions.add(subscription);
    subscription.pump();
    return subscription;
  }

  async deleteStream(stream: string, expected?: number): Promise<boolean> {
    await this.ping();
    const events = this.#streams.get(stream)?.length ?? 0;
    if (expected !== undefined && expected !== events - 1) return false;
    this.#deleted.set(stream, events);
    return true;
  }

  async ping(): Promise<bigint> {
    if (this.down) throw new Error('the store is down');
    return this.#position;
  }

  /** Ends all subscriptions, with an error or as a server that shuts down. */
  endSubscriptions(error?: Error): void {
    for (const subscription of [...this.#subscriptions]) subscription.end(error);
  }

  /** Puts events as they are, unchecked: damaged, or of another release. */
  put(stream: string, events: readonly SealedEvent[]): bigint {
    const own = this.#streams.get(stream) ?? [];
    this.#streams.set(stream, own);
    for (const event of events) {
      const raw: RawEvent = { ...event, stream, revision: own.length, position: ++this.#position };
      own.push(raw);
      this.events.push(raw);
      const decoded = decode(raw);
      if (decoded.kind === 'event') this.recorded.push(decoded.event);
    }
    for (const subscription of this.#subscriptions) subscription.pump();
    return this.#position;
  }

  /** Changes an event behind everybody's back. */
  tamper(stream: string, revision: number, change: Partial<SealedEvent>): void {
    const own = this.#streams.get(stream);
    const event = own?.[revision];
    if (!own || !event) throw new Error(`there is no event ${revision} in ${stream}`);
    const changed = { ...event, ...change };
    own[revision] = changed;
    this.events[this.events.indexOf(event)] = changed;
  }

  #write(stream: string, expected: number, events: readonly SealedEvent[]): RawAppend {
    const own = this.#streams.get(stream) ?? [];
    if (MUTANT.appendWithAny || expected === own.length - 1)
      return { kind: 'appended', position: this.put(stream, events) };
    const written = own.slice(expected + 1, expected + 1 + events.length);
    const same = written.length === events.length && written.every((event, i) => event.id === events[i]?.id);
    // Of what is deleted the store does not tell where it was.
    const kept = this.#deleted.get(stream) ?? 0;
    if (same) return { kind: 'appended', position: expected + 1 < kept ? undefined : written.at(-1)?.position };
    // A deleted stream counts as none, for new ids.
    const isNew = expected === -1 && kept === own.length && written[0]?.id !== events[0]?.id;
    return isNew ? { kind: 'appended', position: this.put(stream, events) } : { kind: 'wrongRevision' };
  }
}

class MemorySubscription implements Subscription {
  #paused = false;
  #closed = false;
  #pumping = false;
  readonly #events: readonly RawEvent[];
  #next: number;
  readonly #prefixes: readonly string[];
  readonly #listener: Listener;
  readonly #onClose: () => void;

  constructor(
    events: readonly RawEvent[],
    next: number,
    prefixes: readonly string[],
    listener: Listener,
    onClose: () => void,
  ) {
    this.#events = events;
    this.#next = next;
    this.#prefixes = prefixes;
    this.#listener = listener;
    this.#onClose = onClose;
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    this.pump();
  }

  close(): void {
    this.#closed = true;
    this.#onClose();
  }

  end(error: Error | undefined): void {
    if (this.#closed) return;
    this.close();
    this.#listener.onEnd(error);
  }

  /** Delivers in a later microtask, so that no append waits for its followers. */
  pump(): void {
    if (this.#pumping) return;
    this.#pumping = true;
    queueMicrotask(() => {
      this.#pumping = false;
      while (!this.#paused && !this.#closed && this.#next < this.#events.length) {
        const event = this.#events[this.#next++];
        if (event && this.#prefixes.some((prefix) => event.stream.startsWith(prefix))) this.#listener.onEvent(event);
      }
    });
  }
}
