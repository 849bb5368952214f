import type { DomainEvent, Recorded } from '../domain/kernel/envelope.js';
import type { Decider } from '../domain/kernel/decider.js';
import type { EventStore } from '../domain/kernel/ports.js';

interface Entry<State> {
  revision: number;
  state: State;
  /** When the store was last asked, in milliseconds of `now`. */
  readAt: number;
}

export interface StreamCacheOptions {
  /** Milliseconds. */
  readonly now: () => number;
  readonly wait: (ms: number) => Promise<void>;
  readonly maxAgeMs: number;
  readonly maxEntries: number;
}

/** What a known stream lacks is looked for in the store this often. */
const ASK_AGAIN_MS = 1_000;

/**
 * Folds of small streams, read once and kept up by the feed. A fold that is older than `maxAgeMs` is read again, in case the
 * feed of this process stands still; while the store is away, what is known goes on to count.
 */
export class StreamCache<State, Event extends DomainEvent> {
  private readonly entries = new Map<string, Entry<State>>();
  private readonly loading = new Map<string, Promise<State | undefined>>();

  constructor(
    private readonly store: Pick<EventStore, 'read'>,
    private readonly decider: Pick<Decider<State, never, Event>, 'initialState' | 'evolve'>,
    private readonly narrow: (event: Recorded) => Recorded<Event> | undefined,
    private readonly options: StreamCacheOptions,
  ) {}

  /** The fold of a stream; undefined when the stream has no events. Rejects only when nothing is known and the store is away. */
  async get(stream: string): Promise<State | undefined> {
    const known = this.entries.get(stream);
    if (known && this.options.now() - known.readAt < this.options.maxAgeMs) return known.state;
    const reading = this.loading.get(stream) ?? this.load(stream);
    if (!known) return reading;
    try {
      return await reading;
    } catch {
      // The store is away: agents and operators must be able to come back nevertheless.
      return known.state;
    }
  }

  /**
   * As `get`; when what is known lacks what is asked for, the store is asked, at most once a second: another instance may have
   * appended it just now, and the feed may not have told yet. Who asks too early waits for the next turn: what was issued is never
   * refused, and guessing makes no more than one read a second.
   */
  async having(stream: string, has: (state: State) => boolean): Promise<State | undefined> {
    const asked = this.options.now();
    let state = await this.get(stream);
    // A read that was under way may have passed the place already, so the last word has one that began after the question.
    for (let known = this.entries.get(stream); known && known.readAt < asked; known = this.entries.get(stream)) {
      if (has(known.state)) return known.state;
      const early = known.readAt + ASK_AGAIN_MS - this.options.now();
      if (early > 0) {
        await this.options.wait(early);
        continue;
      }
      try {
        state = await (this.loading.get(stream) ?? this.load(stream));
      } catch {
        return known.state;
      }
    }
    return this.entries.get(stream)?.state ?? state;
  }

  /** An event of the feed, or one that was just appended. */
  onEvent(event: Recorded): void {
    // A read under way may have passed this event's place already: its result must not be kept.
    this.loading.delete(event.stream);
    const known = this.entries.get(event.stream);
    if (!known || event.revision <= known.revision) return;
    const narrowed = this.narrow(event);
    if (event.revision === known.revision + 1 && narrowed) {
      known.state = this.decider.evolve(known.state, narrowed);
      known.revision = event.revision;
    } else {
      this.entries.delete(event.stream);
    }
  }

  private load(stream: string): Promise<State | undefined> {
    const reading: Promise<State | undefined> = this.read(stream).then(
      (entry) => {
        if (this.loading.get(stream) !== reading) return entry?.state;
        this.loading.delete(stream);
        if (entry) this.keep(stream, entry);
        return entry?.state;
      },
      (error: unknown) => {
        if (this.loading.get(stream) === reading) this.loading.delete(stream);
        throw error;
      },
    );
    this.loading.set(stream, reading);
    return reading;
  }

  private async read(stream: string): Promise<Entry<State> | undefined> {
    const readAt = this.options.now();
    let state = this.decider.initialState();
    let revision = -1;
    for await (const event of this.store.read(stream)) {
      const narrowed = this.narrow(event);
      if (narrowed) state = this.decider.evolve(state, narrowed);
      revision = event.revision;
    }
    return revision < 0 ? undefined : { revision, state, readAt };
  }

  private keep(stream: string, entry: Entry<State>): void {
    this.entries.delete(stream);
    this.entries.set(stream, entry);
    // Map keeps the order of insertion: the first is the one that was read longest ago.
    for (const oldest of this.entries.keys()) {
      if (this.entries.size <= this.options.maxEntries) break;
      this.entries.delete(oldest);
    }
  }
}
