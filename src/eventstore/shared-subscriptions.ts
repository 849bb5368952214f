import type { Listener, LogPlace, RawEvent, RawLog, Subscription } from './raw-log.js';

/** Events that are kept for followers that are a moment behind, at most, and characters of their text in all. */
const MAX_EVENTS = 4_000;
const MAX_CHARACTERS = 8_000_000;
/** A shared subscription that lacks for so long what a follower's own has brought is taken for dead, in ms. */
const PATIENCE_MS = 5_000;

export interface SharingSettings {
  readonly maxEvents?: number;
  readonly maxCharacters?: number;
}

/**
 * The followers of a process that want the same streams share one subscription: the store sends each event once, and it is taken apart once.
 * Each begins with a subscription of its own and changes over where both have been; one that is slow, and paused for longer than what is kept,
 * goes back to one of its own. Nobody waits for anybody.
 */
export class SharedSubscriptions implements Pick<RawLog, 'subscribe'> {
  readonly #raw: Pick<RawLog, 'subscribe' | 'ping'>;
  readonly #settings: Required<SharingSettings>;
  readonly #groups = new Map<string, Group>();

  constructor(
    raw: Pick<RawLog, 'subscribe' | 'ping'>,
    { maxEvents = MAX_EVENTS, maxCharacters = MAX_CHARACTERS }: SharingSettings = {},
  ) {
    this.#raw = raw;
    this.#settings = { maxEvents, maxCharacters };
  }

  subscribe(after: LogPlace | undefined, prefixes: readonly string[], listener: Listener): Subscription {
    const key = prefixes.join('\n');
    const group =
      this.#groups.get(key) ?? new Group(this.#raw, prefixes, this.#settings, () => this.#groups.delete(key));
    this.#groups.set(key, group);
    return group.follow(after, listener);
  }
}

/** What the shared subscription has delivered lately. */
class Recent {
  #events: RawEvent[] = [];
  #first = 0;
  #characters = 0;
  /** Every event after `start` and up to `end` is here. */
  start: bigint;
  end: bigint;
  readonly #settings: Required<SharingSettings>;

  constructor(from: bigint, settings: Required<SharingSettings>) {
    this.start = from;
    this.end = from;
    this.#settings = settings;
  }

  add(event: RawEvent): void {
    this.#events.push(event);
    this.#characters += lengthOf(event);
    this.end = event.position;
    const { maxEvents, maxCharacters } = this.#settings;
    while (this.#events.length - this.#first > maxEvents || this.#characters > maxCharacters) {
      const oldest = this.#events[this.#first++];
      if (!oldest) break;
      this.#characters -= lengthOf(oldest);
      this.start = oldest.position;
    }
    if (this.#first > maxEvents) {
      this.#events = this.#events.slice(this.#first);
      this.#first = 0;
    }
  }

  covers(position: bigint): boolean {
    return this.start <= position && position <= this.end;
  }

  /** The first event after a position that is covered. */
  after(position: bigint): RawEvent | undefined {
    let low = this.#first;
    let high = this.#events.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#events[middle]?.position ?? 0n) > position) high = middle;
      else low = middle + 1;
    }
    return this.#events[low];
  }
}

const lengthOf = ({ data, metadata }: RawEvent): number => data.length + metadata.length;

/** Everybody who follows the same streams. */
class Group {
  readonly #raw: Pick<RawLog, 'subscribe' | 'ping'>;
  readonly #prefixes: readonly string[];
  readonly #settings: Required<SharingSettings>;
  readonly #onEmpty: () => void;
  readonly #members = new Set<Member>();
  #shared: { readonly recent: Recent; readonly subscription: Subscription } | undefined;
  #opening = false;
  #doubt: NodeJS.Timeout | undefined;

  constructor(
    raw: Pick<RawLog, 'subscribe' | 'ping'>,
    prefixes: readonly string[],
    settings: Required<SharingSettings>,
    onEmpty: () => void,
  ) {
    this.#raw = raw;
    this.#prefixes = prefixes;
    this.#settings = settings;
    this.#onEmpty = onEmpty;
  }

  get recent(): Recent | undefined {
    return this.#shared?.recent;
  }

  follow(after: LogPlace | undefined, listener: Listener): Subscription {
    const member = new Member(this, listener, after);
    this.#members.add(member);
    member.standAlone();
    this.#open();
    return member;
  }

  subscribe(after: LogPlace | undefined, listener: Listener): Subscription {
    return this.#raw.subscribe(after, this.#prefixes, listener);
  }

  /** A member's own subscription has brought an event. */
  brought(position: bigint): void {
    this.#open();
    const recent = this.recent;
    if (recent === undefined || position <= recent.end || this.#doubt) return;
    this.#doubt = setTimeout(() => {
      this.#doubt = undefined;
      if (this.recent === recent && recent.end < position)
        this.#end(new Error(`the shared subscription stood still for ${PATIENCE_MS / 1_000} s`));
    }, PATIENCE_MS).unref();
  }

  left(member: Member): void {
    this.#members.delete(member);
    if (this.#members.size > 0) return;
    this.#close();
    this.#onEmpty();
  }

  /** One follower alone has nothing to share. */
  #open(): void {
    if (this.#shared || this.#opening || this.#members.size < 2) return;
    this.#opening = true;
    this.#raw.ping().then(
      (end) => {
        this.#opening = false;
        if (this.#members.size > 1) this.#begin(end);
      },
      // Each goes on alone; the next event, or the next who follows, tries again.
      () => (this.#opening = false),
    );
  }

  #begin(end: bigint): void {
    const recent = new Recent(end, this.#settings);
    const subscription = this.#raw.subscribe({ commit: end, prepare: end }, this.#prefixes, {
      onEvent: (event) => {
        recent.add(event);
        for (const member of this.#members) member.follow(recent);
      },
      onCheckpoint: (place) => {
        if (place.commit > recent.end) recent.end = place.commit;
        for (const member of this.#members) member.checkpoint(place);
      },
      onEnd: (error) => this.#end(error),
    });
    this.#shared = { recent, subscription };
  }

  #end(error: Error | undefined): void {
    this.#close();
    for (const member of this.#members) member.ended(error);
  }

  #close(): void {
    clearTimeout(this.#doubt);
    this.#doubt = undefined;
    const shared = this.#shared;
    this.#shared = undefined;
    shared?.subscription.close();
  }
}

class Member implements Subscription, Listener {
  readonly #group: Group;
  readonly #listener: Listener;
  /** Its own subscription; undefined while it shares. */
  #own: Subscription | undefined;
  #place: LogPlace | undefined;
  #paused = false;
  #over = false;

  constructor(group: Group, listener: Listener, after: LogPlace | undefined) {
    this.#group = group;
    this.#listener = listener;
    this.#place = after;
  }

  standAlone(): void {
    this.#own = this.#group.subscribe(this.#place, {
      onEvent: (event) => {
        this.onEvent(event);
        if (this.#over) return;
        this.#group.brought(event.position);
        const { recent } = this.#group;
        if (recent) this.follow(recent);
      },
      onCheckpoint: (place) => this.onCheckpoint(place),
      onEnd: (error) => this.onEnd(error),
    });
  }

  /** Takes what is in `recent` and was not delivered yet; changes over to it when it can. */
  follow(recent: Recent): void {
    if (this.#isHeld() || this.#place === undefined || !recent.covers(this.#place.commit)) return;
    this.#own?.close();
    this.#own = undefined;
    for (let next = recent.after(this.#place.commit); next; next = recent.after(next.position)) {
      this.onEvent(next);
      if (this.#isHeld()) return;
    }
  }

  checkpoint(place: LogPlace): void {
    if (this.#own === undefined && !this.#isHeld()) this.onCheckpoint(place);
  }

  /** The shared subscription is over. */
  ended(error: Error | undefined): void {
    if (this.#own === undefined) this.onEnd(error);
  }

  onEvent(event: RawEvent): void {
    this.#place = { commit: event.position, prepare: event.position };
    this.#listener.onEvent(event);
  }

  onCheckpoint(place: LogPlace): void {
    this.#place = place;
    this.#listener.onCheckpoint(place);
  }

  onEnd(error: Error | undefined): void {
    if (this.#over) return;
    this.close();
    this.#listener.onEnd(error);
  }

  pause(): void {
    this.#paused = true;
    this.#own?.pause();
  }

  resume(): void {
    this.#paused = false;
    if (this.#over) return;
    if (this.#own) return this.#own.resume();
    const { recent } = this.#group;
    if (recent && this.#place && recent.covers(this.#place.commit)) this.follow(recent);
    else this.standAlone();
  }

  close(): void {
    this.#over = true;
    this.#own?.close();
    this.#group.left(this);
  }

  #isHeld(): boolean {
    return this.#paused || this.#over;
  }
}
