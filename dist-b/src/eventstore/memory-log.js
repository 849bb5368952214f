import { decode } from "./decode.js";
import { OutcomeUnknown } from "./raw-log.js";
class MemoryLog {
  events = [];
  /** The same for people: what this version can read. */
  recorded = [];
  /** True: nothing is answered, as when the store's process is gone. */
  down = !1;
  faults;
  #streams = /* @__PURE__ */ new Map();
  /** First revision that is not deleted, of streams that were. */
  #deleted = /* @__PURE__ */ new Map();
  #subscriptions = /* @__PURE__ */ new Set();
  #position = 0n;
  constructor(faults = {}) {
    this.faults = faults;
  }
  async append(stream, expected, events) {
    const fault = await this.faults.beforeAppend?.({ stream, expected, events });
    if (this.down || fault === "lost") throw new OutcomeUnknown("no answer");
    const answer = this.#write(stream, expected, events);
    if (fault === "unanswered") throw new OutcomeUnknown("no answer");
    return answer;
  }
  async *readStream(stream, { from, backwards = !1, maxCount = 1 / 0 }) {
    await this.ping();
    const all = this.#streams.get(stream) ?? [], kept = this.#deleted.get(stream) ?? 0, first = from === "end" ? all.length - 1 : from;
    yield* (backwards ? all.slice(kept, first + 1).reverse() : all.slice(Math.max(kept, first))).slice(0, maxCount);
  }
  async readPosition(position) {
    return await this.ping(), this.events.find((event) => event.position === position);
  }
  async *readForwards(from, prefixes, maxCount) {
    await this.ping();
    let next = from === void 0 ? 0 : Number(from) - 1;
    for (let left = maxCount; left > 0; next++) {
      const event = this.events[next];
      if (!event) return;
      prefixes.some((prefix) => event.stream.startsWith(prefix)) && (left--, yield event);
    }
  }
  async *readBackwards(prefixes) {
    await this.ping();
    for (const event of this.events.toReversed())
      prefixes.some((prefix) => event.stream.startsWith(prefix)) && (yield event);
  }
  subscribe(after, prefixes, listener) {
    const start = after ? this.events.findIndex((event) => event.position > after.commit) : 0, subscription = new MemorySubscription(
      this.events,
      start < 0 ? this.events.length : start,
      prefixes,
      listener,
      () => this.#subscriptions.delete(subscription)
    );
    return this.#subscriptions.add(subscription), subscription.pump(), subscription;
  }
  async deleteStream(stream, expected) {
    await this.ping();
    const events = this.#streams.get(stream)?.length ?? 0;
    return expected !== void 0 && expected !== events - 1 ? !1 : (this.#deleted.set(stream, events), !0);
  }
  async ping() {
    if (this.down) throw new Error("the store is down");
    return this.#position;
  }
  /** Ends all subscriptions, with an error or as a server that shuts down. */
  endSubscriptions(error) {
    for (const subscription of [...this.#subscriptions]) subscription.end(error);
  }
  /** Puts events as they are, unchecked: damaged, or of another release. */
  put(stream, events) {
    const own = this.#streams.get(stream) ?? [];
    this.#streams.set(stream, own);
    for (const event of events) {
      const raw = { ...event, stream, revision: own.length, position: ++this.#position };
      own.push(raw), this.events.push(raw);
      const decoded = decode(raw);
      decoded.kind === "event" && this.recorded.push(decoded.event);
    }
    for (const subscription of this.#subscriptions) subscription.pump();
    return this.#position;
  }
  /** Changes an event behind everybody's back. */
  tamper(stream, revision, change) {
    const own = this.#streams.get(stream), event = own?.[revision];
    if (!own || !event) throw new Error(`there is no event ${revision} in ${stream}`);
    const changed = { ...event, ...change };
    own[revision] = changed, this.events[this.events.indexOf(event)] = changed;
  }
  #write(stream, expected, events) {
    const own = this.#streams.get(stream) ?? [];
    if (expected === own.length - 1)
      return { kind: "appended", position: this.put(stream, events) };
    const written = own.slice(expected + 1, expected + 1 + events.length), same = written.length === events.length && written.every((event, i) => event.id === events[i]?.id), kept = this.#deleted.get(stream) ?? 0;
    return same ? { kind: "appended", position: expected + 1 < kept ? void 0 : written.at(-1)?.position } : expected === -1 && kept === own.length && written[0]?.id !== events[0]?.id ? { kind: "appended", position: this.put(stream, events) } : { kind: "wrongRevision" };
  }
}
class MemorySubscription {
  #paused = !1;
  #closed = !1;
  #pumping = !1;
  #events;
  #next;
  #prefixes;
  #listener;
  #onClose;
  constructor(events, next, prefixes, listener, onClose) {
    this.#events = events, this.#next = next, this.#prefixes = prefixes, this.#listener = listener, this.#onClose = onClose;
  }
  pause() {
    this.#paused = !0;
  }
  resume() {
    this.#paused = !1, this.pump();
  }
  close() {
    this.#closed = !0, this.#onClose();
  }
  end(error) {
    this.#closed || (this.close(), this.#listener.onEnd(error));
  }
  /** Delivers in a later microtask, so that no append waits for its followers. */
  pump() {
    this.#pumping || (this.#pumping = !0, queueMicrotask(() => {
      for (this.#pumping = !1; !this.#paused && !this.#closed && this.#next < this.#events.length; ) {
        const event = this.#events[this.#next++];
        event && this.#prefixes.some((prefix) => event.stream.startsWith(prefix)) && this.#listener.onEvent(event);
      }
    }));
  }
}
export {
  MemoryLog
};
//# sourceMappingURL=memory-log.js.map
