import type { FeedBatch } from '../domain/kernel/ports.js';
import { broken } from './decode.js';
import { decodeOnce } from './decode-once.js';
import type { Listener, LogPlace, RawEvent, Subscription } from './raw-log.js';
import { SeenHeads } from './seen-heads.js';

export interface Taken {
  readonly batch: FeedBatch;
  readonly place: LogPlace;
}

type Message = { readonly event: RawEvent } | { readonly checkpoint: LogPlace };

/**
 * What a subscription has delivered and nobody has handled yet, in the order of the log. Checkpoints stand in line with the events:
 * one that overtook them would skip them after a restart.
 */
export class FeedInbox implements Listener {
  #messages: Message[] = [];
  /** So many of them, the first ones, are parsed. */
  #parsed = 0;
  #end: string | undefined;
  #wake: (() => void) | undefined;
  #hurry: (() => void) | undefined;
  #isUrgent = false;
  #subscription: Subscription | undefined;
  #paused = false;
  readonly #maxBatch: number;
  readonly #urgent: ReadonlySet<string>;
  readonly #isFollowed: (stream: string, revision: number) => boolean;
  readonly #heads: SeenHeads;

  /** Position of the last event that came: who follows would count one twice that comes again. */
  #through: bigint;

  /** `urgent`: types of events that may not be kept waiting for more to come. `after`: position of the last event that was handled before, `heads` what was seen until then. */
  constructor(
    maxBatch: number,
    urgent: ReadonlySet<string>,
    isFollowed: (stream: string, revision: number) => boolean,
    after = -1n,
    heads = new SeenHeads(),
  ) {
    this.#maxBatch = maxBatch;
    this.#urgent = urgent;
    this.#isFollowed = isFollowed;
    this.#through = after;
    this.#heads = heads;
  }

  attach(subscription: Subscription): void {
    this.#subscription = subscription;
    if (this.#paused) subscription.pause();
  }

  get isEmpty(): boolean {
    return this.#messages.length === 0;
  }

  /** Why the subscription is over; undefined while it is not. */
  get ended(): string | undefined {
    return this.#end;
  }

  onEvent(event: RawEvent): void {
    if (event.position <= this.#through) return;
    this.#through = event.position;
    this.#put({ event });
  }

  onCheckpoint(checkpoint: LogPlace): void {
    this.#put({ checkpoint });
  }

  onEnd(error: Error | undefined): void {
    this.#end = error ? error.message : 'the store ended the subscription';
    this.wake();
  }

  wake(): void {
    this.#wake?.();
    this.#wake = undefined;
    this.#hurry?.();
    this.#hurry = undefined;
  }

  /** Settles when something is here, the subscription is over, `wake` is called, or after `ms`. */
  async arrival(ms: number): Promise<void> {
    if (!this.isEmpty || this.#end !== undefined) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = undefined;
  }

  /** Lets more come for `ms`; settles before that when something urgent is here, the subscription is over, or `wake` is called. */
  async gather(ms: number): Promise<void> {
    if (this.#isUrgent || this.#end !== undefined) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#hurry = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#hurry = undefined;
  }

  /** Parses so many of the messages that wait, so that their batch finds them known. False when none is left. */
  parseAhead(count: number): boolean {
    for (const message of this.#messages.slice(this.#parsed, this.#parsed + count)) {
      this.#parsed++;
      if ('event' in message && this.#isFollowed(message.event.stream, message.event.revision))
        decodeOnce(message.event);
    }
    return this.#parsed < this.#messages.length;
  }

  /** The next batch; there must be something. */
  take(): Taken {
    this.#isUrgent = false;
    const items: FeedBatch['items'][number][] = [];
    let place: LogPlace = { commit: 0n, prepare: 0n };
    let taken = 0;
    for (const message of this.#messages) {
      if (items.length >= this.#maxBatch) break;
      taken++;
      if ('checkpoint' in message) {
        place = message.checkpoint;
        continue;
      }
      const { event } = message;
      place = { commit: event.position, prepare: event.position };
      if (!this.#isFollowed(event.stream, event.revision)) continue;
      const parsed = decodeOnce(event);
      const why = this.#heads.breakAt(event, parsed);
      const decoded = why === undefined ? parsed : broken(event, why);
      items.push(
        decoded.kind === 'event'
          ? { kind: 'event', position: event.position, event: decoded.event }
          : { kind: 'unreadable', ...decoded.unreadable },
      );
    }
    this.#messages = this.#messages.slice(taken);
    this.#parsed = Math.max(0, this.#parsed - taken);
    // While there is a batch to go on with, the next one is on its way.
    if (this.#paused && this.#messages.length <= this.#maxBatch) {
      this.#paused = false;
      this.#subscription?.resume();
    }
    return { batch: { items, through: place.commit }, place };
  }

  #put(message: Message): void {
    this.#messages.push(message);
    if (!this.#paused && this.#messages.length >= 2 * this.#maxBatch) {
      this.#paused = true;
      this.#subscription?.pause();
    }
    this.#wake?.();
    this.#wake = undefined;
    if ('event' in message && this.#urgent.has(message.event.type)) {
      this.#isUrgent = true;
      this.#hurry?.();
      this.#hurry = undefined;
    }
  }
}
