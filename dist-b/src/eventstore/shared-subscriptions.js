class SharedSubscriptions {
  #raw;
  #settings;
  #groups = /* @__PURE__ */ new Map();
  constructor(raw, { maxEvents = 4e3, maxCharacters = 8e6 } = {}) {
    this.#raw = raw, this.#settings = { maxEvents, maxCharacters };
  }
  subscribe(after, prefixes, listener) {
    const key = prefixes.join(`
`), group = this.#groups.get(key) ?? new Group(this.#raw, prefixes, this.#settings, () => this.#groups.delete(key));
    return this.#groups.set(key, group), group.follow(after, listener);
  }
}
class Recent {
  #events = [];
  #first = 0;
  #characters = 0;
  /** Every event after `start` and up to `end` is here. */
  start;
  end;
  #settings;
  constructor(from, settings) {
    this.start = from, this.end = from, this.#settings = settings;
  }
  add(event) {
    this.#events.push(event), this.#characters += lengthOf(event), this.end = event.position;
    const { maxEvents, maxCharacters } = this.#settings;
    for (; this.#events.length - this.#first > maxEvents || this.#characters > maxCharacters; ) {
      const oldest = this.#events[this.#first++];
      if (!oldest) break;
      this.#characters -= lengthOf(oldest), this.start = oldest.position;
    }
    this.#first > maxEvents && (this.#events = this.#events.slice(this.#first), this.#first = 0);
  }
  covers(position) {
    return this.start <= position && position <= this.end;
  }
  /** The first event after a position that is covered. */
  after(position) {
    let low = this.#first, high = this.#events.length;
    for (; low < high; ) {
      const middle = low + high >>> 1;
      (this.#events[middle]?.position ?? 0n) > position ? high = middle : low = middle + 1;
    }
    return this.#events[low];
  }
}
const lengthOf = ({ data, metadata }) => data.length + metadata.length;
class Group {
  #raw;
  #prefixes;
  #settings;
  #onEmpty;
  #members = /* @__PURE__ */ new Set();
  #shared;
  #opening = !1;
  #doubt;
  constructor(raw, prefixes, settings, onEmpty) {
    this.#raw = raw, this.#prefixes = prefixes, this.#settings = settings, this.#onEmpty = onEmpty;
  }
  get recent() {
    return this.#shared?.recent;
  }
  follow(after, listener) {
    const member = new Member(this, listener, after);
    return this.#members.add(member), member.standAlone(), this.#open(), member;
  }
  subscribe(after, listener) {
    return this.#raw.subscribe(after, this.#prefixes, listener);
  }
  /** A member's own subscription has brought an event. */
  brought(position) {
    this.#open();
    const recent = this.recent;
    recent === void 0 || position <= recent.end || this.#doubt || (this.#doubt = setTimeout(() => {
      this.#doubt = void 0, this.recent === recent && recent.end < position && this.#end(new Error(`the shared subscription stood still for ${5e3 / 1e3} s`));
    }, 5e3).unref());
  }
  left(member) {
    this.#members.delete(member), !(this.#members.size > 0) && (this.#close(), this.#onEmpty());
  }
  /** One follower alone has nothing to share. */
  #open() {
    this.#shared || this.#opening || this.#members.size < 2 || (this.#opening = !0, this.#raw.ping().then(
      (end) => {
        this.#opening = !1, this.#members.size > 1 && this.#begin(end);
      },
      // Each goes on alone; the next event, or the next who follows, tries again.
      () => this.#opening = !1
    ));
  }
  #begin(end) {
    const recent = new Recent(end, this.#settings), subscription = this.#raw.subscribe({ commit: end, prepare: end }, this.#prefixes, {
      onEvent: (event) => {
        recent.add(event);
        for (const member of this.#members) member.follow(recent);
      },
      onCheckpoint: (place) => {
        place.commit > recent.end && (recent.end = place.commit);
        for (const member of this.#members) member.checkpoint(place);
      },
      onEnd: (error) => this.#end(error)
    });
    this.#shared = { recent, subscription };
  }
  #end(error) {
    this.#close();
    for (const member of this.#members) member.ended(error);
  }
  #close() {
    clearTimeout(this.#doubt), this.#doubt = void 0;
    const shared = this.#shared;
    this.#shared = void 0, shared?.subscription.close();
  }
}
class Member {
  #group;
  #listener;
  /** Its own subscription; undefined while it shares. */
  #own;
  #place;
  #paused = !1;
  #over = !1;
  constructor(group, listener, after) {
    this.#group = group, this.#listener = listener, this.#place = after;
  }
  standAlone() {
    this.#own = this.#group.subscribe(this.#place, {
      onEvent: (event) => {
        if (this.onEvent(event), this.#over) return;
        this.#group.brought(event.position);
        const { recent } = this.#group;
        recent && this.follow(recent);
      },
      onCheckpoint: (place) => this.onCheckpoint(place),
      onEnd: (error) => this.onEnd(error)
    });
  }
  /** Takes what is in `recent` and was not delivered yet; changes over to it when it can. */
  follow(recent) {
    if (!(this.#isHeld() || this.#place === void 0 || !recent.covers(this.#place.commit))) {
      this.#own?.close(), this.#own = void 0;
      for (let next = recent.after(this.#place.commit); next; next = recent.after(next.position))
        if (this.onEvent(next), this.#isHeld()) return;
    }
  }
  checkpoint(place) {
    this.#own === void 0 && !this.#isHeld() && this.onCheckpoint(place);
  }
  /** The shared subscription is over. */
  ended(error) {
    this.#own === void 0 && this.onEnd(error);
  }
  onEvent(event) {
    this.#place = { commit: event.position, prepare: event.position }, this.#listener.onEvent(event);
  }
  onCheckpoint(place) {
    this.#place = place, this.#listener.onCheckpoint(place);
  }
  onEnd(error) {
    this.#over || (this.close(), this.#listener.onEnd(error));
  }
  pause() {
    this.#paused = !0, this.#own?.pause();
  }
  resume() {
    if (this.#paused = !1, this.#over) return;
    if (this.#own) return this.#own.resume();
    const { recent } = this.#group;
    recent && this.#place && recent.covers(this.#place.commit) ? this.follow(recent) : this.standAlone();
  }
  close() {
    this.#over = !0, this.#own?.close(), this.#group.left(this);
  }
  #isHeld() {
    return this.#paused || this.#over;
  }
}
export {
  SharedSubscriptions
};
//# sourceMappingURL=shared-subscriptions.js.map
