import { STREAMS } from "../domain/catalog.js";
import { DomainError, messageOf } from "../domain/kernel/errors.js";
import { exponential } from "./contact.js";
import { unavailable } from "./event-store.js";
import { FeedInbox } from "./feed-inbox.js";
import { SeenHeads } from "./seen-heads.js";
import { SharedSubscriptions } from "./shared-subscriptions.js";
import { failpoint } from "../faults/failpoint.js";
const NONE = /* @__PURE__ */ new Set();
class SupervisedFeed {
  #raw;
  #contact;
  #subscriptions;
  #log;
  #settings;
  constructor(raw, contact, log, settings = {}) {
    this.#raw = raw, this.#subscriptions = new SharedSubscriptions(raw), this.#contact = contact, this.#log = log, this.#settings = {
      silenceMs: settings.silenceMs ?? 5e3,
      backoff: settings.backoff ?? exponential(50, 2e3),
      gather: settings.gather ?? (() => new Promise((resolve) => setImmediate(resolve)))
    };
  }
  async follow(options) {
    const signal = AbortSignal.any([options.signal, this.#contact.disposed]);
    await new Follower(this.#raw, this.#subscriptions, this.#contact, this.#log, this.#settings, {
      ...options,
      signal
    }).run();
  }
  async end() {
    try {
      return await lastPosition(this.#raw, Object.values(STREAMS));
    } catch (error) {
      throw this.#contact.failed(error), unavailable(`The end of the log could not be read: ${messageOf(error)}`);
    }
  }
}
const isFollowed = (stream, prefixes) => prefixes.some((prefix) => prefix.endsWith("-") ? stream.startsWith(prefix) : stream === prefix);
async function lastPosition(raw, prefixes) {
  if (await raw.ping() === 0n) return 0n;
  for await (const event of raw.readBackwards(prefixes)) if (isFollowed(event.stream, prefixes)) return event.position;
  return 0n;
}
class Follower {
  #raw;
  #subscriptions;
  #contact;
  #log;
  #settings;
  #options;
  /** Everything up to here was handled. */
  #place;
  #heads = new SeenHeads();
  #live;
  /** What was in the log when the subscription was opened: past it, the follower is live. */
  #target = 0n;
  constructor(raw, subscriptions, contact, log, settings, options) {
    this.#raw = raw, this.#contact = contact, this.#subscriptions = subscriptions, this.#log = log, this.#settings = settings, this.#options = options;
    const position = options.from?.position;
    this.#place = position === void 0 ? void 0 : { commit: position, prepare: position };
  }
  async run() {
    const { signal, from } = this.#options;
    let checked = from === void 0;
    for (let failures = 1; !signal.aborted; failures++) {
      const before = this.#place;
      try {
        from && !checked && (await this.#refuseOtherStore(from), checked = !0), this.#target = await lastPosition(this.#raw, this.#options.prefixes), this.#contact.succeeded(), this.#tellLive();
        const end = await this.#subscribeOnce();
        if (signal.aborted) return;
        this.#log.info({ feed: this.#options.name, reason: end }, "the feed subscribes again");
      } catch (error) {
        if (signal.aborted) return;
        if (error instanceof DomainError) throw error;
        this.#contact.failed(error), this.#log.warn({ feed: this.#options.name, reason: messageOf(error) }, "the feed lost the store");
      }
      this.#place !== before && (failures = 1), await this.#settings.backoff(failures, signal);
    }
  }
  /** Follows one subscription until it is over; returns why. What it has delivered is handled first. */
  async #subscribeOnce() {
    const { signal, prefixes, maxBatch = 5e3, gatherMs = 0, urgent = NONE } = this.#options, inbox = new FeedInbox(
      maxBatch,
      urgent,
      (stream, revision) => isFollowed(stream, prefixes) && this.#options.skip?.(stream, revision) !== !0,
      this.#place?.commit,
      this.#heads
    );
    let takenAt = -1 / 0;
    const stop = () => inbox.wake();
    signal.addEventListener("abort", stop);
    const subscription = this.#subscriptions.subscribe(this.#place, prefixes, inbox);
    inbox.attach(subscription);
    try {
      for (; !signal.aborted; ) {
        if (inbox.isEmpty) {
          if (inbox.ended) return inbox.ended;
          if (await inbox.arrival(this.#settings.silenceMs), signal.aborted) break;
          if (inbox.isEmpty && !inbox.ended && await this.#isMissingSomething(inbox)) return "silence";
          await this.#settings.gather();
          continue;
        }
        const early = takenAt + gatherMs - performance.now();
        if (early > 0 && await inbox.gather(early), signal.aborted) break;
        takenAt = performance.now(), await this.#handle(inbox.take());
      }
      return "stopped";
    } finally {
      signal.removeEventListener("abort", stop), subscription.close();
    }
  }
  async #handle({ batch, place }) {
    const { signal } = this.#options;
    for (let tries = 1; ; tries++)
      try {
        await this.#options.handle(batch);
        break;
      } catch (error) {
        if (signal.aborted || (this.#log.warn(
          { feed: this.#options.name, through: String(batch.through), reason: messageOf(error) },
          "a batch of the feed was not handled: it comes again"
        ), await this.#settings.backoff(tries, signal), signal.aborted)) return;
      }
    this.#place = place, this.#tellLive();
  }
  /** True when the log goes on after our place, and still nothing arrives. */
  async #isMissingSomething(inbox) {
    const place = this.#place?.commit ?? 0n;
    return await this.#raw.ping() <= place || await lastPosition(this.#raw, this.#options.prefixes) <= place ? !1 : (await inbox.arrival(Math.ceil(this.#settings.silenceMs / 5)), inbox.isEmpty && !inbox.ended && !this.#options.signal.aborted);
  }
  async #refuseOtherStore(from) {
    const found = await this.#raw.readPosition(from.position);
    if (found?.id === from.eventId) return;
    const at = found ? `holds event ${found.id} there` : "has no event there";
    throw new DomainError(
      "STORE.WIPED",
      "unavailable",
      `The checkpoint of ${this.#options.name} is event ${from.eventId} at position ${from.position}, but the event store ${at}: it was wiped, restored, or is another one. Connect the right store, or rebuild the read models from this one.`,
      { name: this.#options.name, position: String(from.position), expected: from.eventId, found: found?.id }
    );
  }
  #tellLive() {
    const live = (this.#place?.commit ?? 0n) >= this.#target;
    live !== this.#live && (this.#live = live, this.#options.onLive?.(live));
  }
}
export {
  SupervisedFeed,
  isFollowed
};
//# sourceMappingURL=feed.js.map
