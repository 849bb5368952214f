import { RecentEvents, START } from './recent-events.js';
import type { Listener, LogPlace, RawEvent, RawLog, Subscription } from './raw-log.js';

/** Events that are kept for followers that are a moment behind, at most, and characters of their text in all. */
const MAX_EVENTS = 4_000;
const MAX_CHARACTERS = 8_000_000;
/** A shared subscription that lacks for so long what a follower's own has brought is taken for dead, in ms. */
const PATIENCE_MS = 5_000;
/** Those that go together wait for one that is behind by less than this, in positions: a second or two of work. */
const NEARBY = 16_000_000n;

export interface SharingSettings {
  readonly maxEvents?: number;
  readonly maxCharacters?: number;
  readonly nearby?: bigint;
}

export interface SharedSubscription extends Subscription {
  /** For one that it goes together with: that nothing comes is no sign of trouble. */
  readonly isWaiting: boolean;
}

/**
 * The followers of a process that want the same streams share one subscription: the store sends each event once, and it is taken apart once.
 * Each begins with a subscription of its own and changes over where both have been; one that is slow, and paused for longer than what is kept,
 * goes back to one of its own. Nobody waits for anybody, but for those that go together: they share from the first of them on, wherever that is, wait for
 * one that is a little behind, and stop while one of them is paused.
 */
export class SharedSubscriptions implements Pick<RawLog, 'subscribe'> {
  readonly #raw: Pick<RawLog, 'subscribe' | 'ping'>;
  readonly #settings: Required<SharingSettings>;
  readonly #groups = new Map<string, Group>();

  constructor(
    raw: Pick<RawLog, 'subscribe' | 'ping'>,
    { maxEvents = MAX_EVENTS, maxCharacters = MAX_CHARACTERS, nearby = NEARBY }: SharingSettings = {},
  ) {
    this.#raw = raw;
    this.#settings = { maxEvents, maxCharacters, nearby };
  }

  subscribe(
    after: LogPlace | undefined,
    prefixes: readonly string[],
    listener: Listener,
    together = false,
  ): SharedSubscription {
    const key = [together ? 'together' : '', ...prefixes].join('\n');
    const group =
      this.#groups.get(key) ?? new Group(this.#raw, prefixes, this.#settings, together, () => this.#groups.delete(key));
    this.#groups.set(key, group);
    return group.follow(after, listener);
  }
}

/** Everybody who follows the same streams. */
class Group {
  readonly #raw: Pick<RawLog, 'subscribe' | 'ping'>;
  readonly #prefixes: readonly string[];
  readonly #settings: Required<SharingSettings>;
  readonly #together: boolean;
  readonly #onEmpty: () => void;
  readonly #members = new Set<Member>();
  #shared: { readonly recent: RecentEvents; readonly subscription: Subscription } | undefined;
  #opening = false;
  #resting = false;
  #doubt: NodeJS.Timeout | undefined;

  constructor(
    raw: Pick<RawLog, 'subscribe' | 'ping'>,
    prefixes: readonly string[],
    settings: Required<SharingSettings>,
    together: boolean,
    onEmpty: () => void,
  ) {
    this.#raw = raw;
    this.#prefixes = prefixes;
    this.#settings = settings;
    this.#together = together;
    this.#onEmpty = onEmpty;
  }

  get isResting(): boolean {
    return this.#resting;
  }
  get recent(): RecentEvents | undefined {
    return this.#shared?.recent;
  }

  follow(after: LogPlace | undefined, listener: Listener): SharedSubscription {
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
    if (this.#together) return this.keepPace();
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
    if (this.#members.size > 0) return this.keepPace();
    this.#close();
    this.#onEmpty();
  }

  /** One follower alone has nothing to share. */
  #open(): void {
    if (this.#shared || this.#opening || this.#members.size < 2) return;
    if (this.#together) return this.#meet();
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

  /** Those that go together share from where the first of them is, if another is nearby. */
  #meet(): void {
    const [first, second] = [...this.#members].sort((a, b) => (a.place < b.place ? 1 : -1));
    if (first && second && !first.isHeld && first.place - second.place < this.#settings.nearby)
      this.#begin(first.place);
  }

  #begin(end: bigint): void {
    const recent = new RecentEvents(end, this.#settings);
    const from = end === START ? undefined : { commit: end, prepare: end };
    const subscription = this.#raw.subscribe(from, this.#prefixes, {
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
    // Whoever is there already stops here for those who are not.
    if (this.#together) for (const member of this.#members) member.follow(recent);
    this.keepPace();
  }

  /** Of those that go together: the shared subscription rests while somebody holds it up, and is given up when nobody has it. */
  keepPace(): void {
    const shared = this.#shared;
    if (!shared || !this.#together) return;
    const members = [...this.#members];
    const isHeldUp = members.some((member) => member.holdsUp(shared.recent, this.#settings.nearby));
    if (!isHeldUp && !members.some(({ isSharing }) => isSharing)) return this.#close();
    if (isHeldUp === this.#resting) return;
    this.#resting = isHeldUp;
    if (isHeldUp) shared.subscription.pause();
    else shared.subscription.resume();
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
    this.#resting = false;
    shared?.subscription.close();
  }
}

class Member implements SharedSubscription, Listener {
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

  get place(): bigint {
    return this.#place?.commit ?? START;
  }

  get isSharing(): boolean {
    return this.#own === undefined;
  }
  get isWaiting(): boolean {
    return this.isSharing && !this.isHeld && this.#group.isResting;
  }
  get isHeld(): boolean {
    return this.#paused || this.#over;
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
  follow(recent: RecentEvents): void {
    if (this.isHeld || !recent.covers(this.place)) return;
    this.#own?.close();
    this.#own = undefined;
    for (let next = recent.after(this.place); next; next = recent.after(next.position)) {
      this.onEvent(next);
      if (this.isHeld) return;
    }
  }

  checkpoint(place: LogPlace): void {
    if (this.#own === undefined && !this.isHeld) this.onCheckpoint(place);
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

  /** For those that go together: it shares and is paused, or is on its way and nearly there. */
  holdsUp(recent: RecentEvents, nearby: bigint): boolean {
    if (this.#own === undefined) return this.#paused;
    return this.place < recent.start && recent.end - this.place < nearby;
  }

  pause(): void {
    this.#paused = true;
    this.#own?.pause();
    this.#group.keepPace();
  }

  resume(): void {
    this.#paused = false;
    if (this.#over) return;
    const { recent } = this.#group;
    if (recent?.covers(this.place)) this.follow(recent);
    else if (this.#own) this.#own.resume();
    else this.standAlone();
    this.#group.keepPace();
  }

  close(): void {
    this.#over = true;
    this.#own?.close();
    this.#group.left(this);
  }
}
