import { STREAMS } from '../domain/catalog.js';
import { DomainError, messageOf } from '../domain/kernel/errors.js';
import type { Checkpoint, Feed } from '../domain/kernel/ports.js';
import { exponential, type Backoff, type Contact } from './contact.js';
import { unavailable } from './event-store.js';
import { FeedInbox, type Taken } from './feed-inbox.js';
import type { Log, LogPlace, RawLog } from './raw-log.js';
import { SeenHeads } from './seen-heads.js';
import { SharedSubscriptions } from './shared-subscriptions.js';
import { failpoint } from '../faults/failpoint.js';

type FollowOptions = Parameters<Feed['follow']>[0];

const NONE: ReadonlySet<string> = new Set();
/** Some milliseconds of work. */
const PARSED_AT_ONCE = 50;

export interface FeedSettings {
  /** After this long without anything the store is asked whether there is something, in ms. */
  readonly silenceMs?: number;
  readonly backoff?: Backoff;
  /** Lets messages that arrive together become one batch. */
  readonly gather?: () => Promise<void>;
}

/** The Feed port over any log: a supervised subscription for each follower, which those of the same streams share. A subscription of the client never comes back by itself, and may end without an error. */
export class SupervisedFeed implements Feed {
  readonly #raw: RawLog;
  readonly #contact: Contact;
  readonly #subscriptions: SharedSubscriptions;
  readonly #log: Log;
  readonly #settings: Required<FeedSettings>;

  constructor(raw: RawLog, contact: Contact, log: Log, settings: FeedSettings = {}) {
    this.#raw = raw;
    this.#subscriptions = new SharedSubscriptions(raw);
    this.#contact = contact;
    this.#log = log;
    this.#settings = {
      silenceMs: settings.silenceMs ?? 5_000,
      backoff: settings.backoff ?? exponential(50, 2_000),
      gather: settings.gather ?? (() => new Promise((resolve) => setImmediate(resolve))),
    };
  }

  async follow(options: FollowOptions): Promise<void> {
    const signal = AbortSignal.any([options.signal, this.#contact.disposed]);
    const follower = new Follower(this.#raw, this.#subscriptions, this.#contact, this.#log, this.#settings, {
      ...options,
      signal,
    });
    await follower.run();
  }

  async end(): Promise<bigint> {
    try {
      return await lastPosition(this.#raw, Object.values(STREAMS));
    } catch (error) {
      this.#contact.failed(error);
      throw unavailable(`The end of the log could not be read: ${messageOf(error)}`);
    }
  }
}

/** A prefix that ends in a dash stands for many streams, any other is the name of one: the store's filter would let `controller` pass for `control`. */
export const isFollowed = (stream: string, prefixes: readonly string[]): boolean =>
  prefixes.some((prefix) => (prefix.endsWith('-') ? stream.startsWith(prefix) : stream === prefix));

async function lastPosition(raw: RawLog, prefixes: readonly string[]): Promise<bigint> {
  if ((await raw.ping()) === 0n) return 0n;
  for await (const event of raw.readBackwards(prefixes)) if (isFollowed(event.stream, prefixes)) return event.position;
  return 0n;
}

class Follower {
  readonly #raw: RawLog;
  readonly #subscriptions: SharedSubscriptions;
  readonly #contact: Contact;
  readonly #log: Log;
  readonly #settings: Required<FeedSettings>;
  readonly #options: FollowOptions;
  /** Everything up to here was handled. */
  #place: LogPlace | undefined;
  readonly #heads = new SeenHeads();
  #live: boolean | undefined;
  /** What was in the log when the subscription was opened: past it, the follower is live. */
  #target = 0n;

  constructor(
    raw: RawLog,
    subscriptions: SharedSubscriptions,
    contact: Contact,
    log: Log,
    settings: Required<FeedSettings>,
    options: FollowOptions,
  ) {
    this.#raw = raw;
    this.#contact = contact;
    this.#subscriptions = subscriptions;
    this.#log = log;
    this.#settings = settings;
    this.#options = options;
    const position = options.from?.position;
    this.#place = position === undefined ? undefined : { commit: position, prepare: position };
  }

  async run(): Promise<void> {
    const { signal, from } = this.#options;
    let checked = from === undefined;
    for (let failures = 1; !signal.aborted; failures++) {
      const before = this.#place;
      try {
        if (from && !checked) {
          await this.#refuseOtherStore(from);
          checked = true;
        }
        this.#target = await lastPosition(this.#raw, this.#options.prefixes);
        this.#contact.succeeded();
        this.#tellLive();
        const end = await this.#subscribeOnce();
        if (signal.aborted || MUTANT.noResubscribe) return;
        this.#log.info({ feed: this.#options.name, reason: end }, 'the feed subscribes again');
      } catch (error) {
        if (signal.aborted) return;
        if (error instanceof DomainError) throw error;
        this.#contact.failed(error);
        this.#log.warn({ feed: this.#options.name, reason: messageOf(error) }, 'the feed lost the store');
      }
      if (this.#place !== before) failures = 1;
      await this.#settings.backoff(failures, signal);
    }
  }

  /** Follows one subscription until it is over; returns why. What it has delivered is handled first. */
  async #subscribeOnce(): Promise<string> {
    const { signal, prefixes, maxBatch = 1_000, gatherMs = 0, urgent = NONE } = this.#options;
    const inbox = new FeedInbox(
      maxBatch,
      urgent,
      (stream, revision) => isFollowed(stream, prefixes) && this.#options.skip?.(stream, revision) !== true,
      this.#place?.commit,
      this.#heads,
    );
    let takenAt = -Infinity;
    const stop = (): void => inbox.wake();
    signal.addEventListener('abort', stop, { once: true });
    const subscription = this.#subscriptions.subscribe(this.#place, prefixes, inbox, this.#options.together);
    inbox.attach(subscription);
    try {
      while (!signal.aborted) {
        if (inbox.isEmpty) {
          if (inbox.ended) return inbox.ended;
          await inbox.arrival(this.#settings.silenceMs);
          if (signal.aborted) break;
          const isSilent = inbox.isEmpty && !inbox.ended && !subscription.isWaiting;
          if (isSilent && (await this.#isMissingSomething(inbox))) return 'silence';
          await this.#settings.gather();
          continue;
        }
        const early = takenAt + gatherMs - performance.now();
        if (early > 0) await inbox.gather(early);
        if (signal.aborted) break;
        takenAt = performance.now();
        await this.#handleFirst(inbox);
      }
      return 'stopped';
    } finally {
      signal.removeEventListener('abort', stop);
      subscription.close();
    }
  }

  /** While a batch is handled, what waits behind it is parsed, a little at a time: neither waits for the other, and the loop is held up for moments only. */
  async #handleFirst(inbox: FeedInbox): Promise<void> {
    let isHandled = false;
    const handled = this.#handle(inbox.take()).finally(() => (isHandled = true));
    do await this.#settings.gather();
    while (!isHandled && inbox.parseAhead(PARSED_AT_ONCE));
    await handled;
  }

  async #handle({ batch, place }: Taken): Promise<void> {
    const { signal } = this.#options;
    for (let tries = 1; ; tries++) {
      try {
        if (FAILPOINTS) await failpoint('feed.before');
        await this.#options.handle(batch);
        if (FAILPOINTS) await failpoint('feed.after');
        break;
      } catch (error) {
        if (signal.aborted) return;
        this.#log.warn(
          { feed: this.#options.name, through: String(batch.through), reason: messageOf(error) },
          'a batch of the feed was not handled: it comes again',
        );
        await this.#settings.backoff(tries, signal);
        if (signal.aborted) return;
      }
    }
    this.#place = place;
    this.#tellLive();
  }

  /** True when the log goes on after our place, and still nothing arrives. */
  async #isMissingSomething(inbox: FeedInbox): Promise<boolean> {
    const place = this.#place?.commit ?? 0n;
    if ((await this.#raw.ping()) <= place) return false;
    if ((await lastPosition(this.#raw, this.#options.prefixes)) <= place) return false;
    await inbox.arrival(Math.ceil(this.#settings.silenceMs / 5));
    return inbox.isEmpty && !inbox.ended && !this.#options.signal.aborted;
  }

  async #refuseOtherStore(from: Checkpoint): Promise<void> {
    const found = await this.#raw.readPosition(from.position);
    if (found?.id === from.eventId) return;
    const at = found ? `holds event ${found.id} there` : 'has no event there';
    throw new DomainError(
      'STORE.WIPED',
      'unavailable',
      `The checkpoint of ${this.#options.name} is event ${from.eventId} at position ${from.position}, but the event store ${at}: it was wiped, restored, or is another one. Connect the right store, or rebuild the read models from this one.`,
      { name: this.#options.name, position: String(from.position), expected: from.eventId, found: found?.id },
    );
  }

  #tellLive(): void {
    const live = (this.#place?.commit ?? 0n) >= this.#target;
    if (live === this.#live) return;
    this.#live = live;
    this.#options.onLive?.(live);
  }
}
