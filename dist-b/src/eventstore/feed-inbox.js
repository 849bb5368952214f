import { broken } from "./decode.js";
import { decodeOnce } from "./decode-once.js";
import { SeenHeads } from "./seen-heads.js";
class FeedInbox {
  #messages = [];
  #next = 0;
  #end;
  #wake;
  #hurry;
  #isUrgent = !1;
  #subscription;
  #paused = !1;
  #maxBatch;
  #urgent;
  #isFollowed;
  #heads;
  /** Position of the last event that came: who follows would count one twice that comes again. */
  #through;
  /** `urgent`: types of events that may not be kept waiting for more to come. `after`: position of the last event that was handled before, `heads` what was seen until then. */
  constructor(maxBatch, urgent, isFollowed, after = -1n, heads = new SeenHeads()) {
    this.#maxBatch = maxBatch, this.#urgent = urgent, this.#isFollowed = isFollowed, this.#through = after, this.#heads = heads;
  }
  attach(subscription) {
    this.#subscription = subscription, this.#paused && subscription.pause();
  }
  get isEmpty() {
    return this.#next >= this.#messages.length;
  }
  /** Why the subscription is over; undefined while it is not. */
  get ended() {
    return this.#end;
  }
  onEvent(event) {
    event.position <= this.#through || (this.#through = event.position, this.#put({ event }));
  }
  onCheckpoint(checkpoint) {
    this.#put({ checkpoint });
  }
  onEnd(error) {
    this.#end = error ? error.message : "the store ended the subscription", this.wake();
  }
  wake() {
    this.#wake?.(), this.#wake = void 0, this.#hurry?.(), this.#hurry = void 0;
  }
  /** Settles when something is here, the subscription is over, `wake` is called, or after `ms`. */
  async arrival(ms) {
    !this.isEmpty || this.#end !== void 0 || (await new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer), resolve();
      };
    }), this.#wake = void 0);
  }
  /** Lets more come for `ms`; settles before that when something urgent is here, the subscription is over, or `wake` is called. */
  async gather(ms) {
    this.#isUrgent || this.#end !== void 0 || (await new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#hurry = () => {
        clearTimeout(timer), resolve();
      };
    }), this.#hurry = void 0);
  }
  /** The next batch; there must be something. */
  take() {
    this.#isUrgent = !1;
    const items = [];
    let place = { commit: 0n, prepare: 0n };
    for (; this.#next < this.#messages.length && items.length < this.#maxBatch; ) {
      const message = this.#messages[this.#next++];
      if (!message) break;
      if ("checkpoint" in message) {
        place = message.checkpoint;
        continue;
      }
      const { event } = message;
      if (place = { commit: event.position, prepare: event.position }, !this.#isFollowed(event.stream, event.revision)) continue;
      const parsed = decodeOnce(event), why = this.#heads.breakAt(event, parsed), decoded = why === void 0 ? parsed : broken(event, why);
      items.push(
        decoded.kind === "event" ? { kind: "event", position: event.position, event: decoded.event } : { kind: "unreadable", ...decoded.unreadable }
      );
    }
    return this.isEmpty && (this.#messages = [], this.#next = 0, this.#paused && this.#subscription?.resume(), this.#paused = !1), { batch: { items, through: place.commit }, place };
  }
  #put(message) {
    this.#messages.push(message), !this.#paused && this.#messages.length - this.#next >= 2 * this.#maxBatch && (this.#paused = !0, this.#subscription?.pause()), this.#wake?.(), this.#wake = void 0, "event" in message && this.#urgent.has(message.event.type) && (this.#isUrgent = !0, this.#hurry?.(), this.#hurry = void 0);
  }
}
export {
  FeedInbox
};
//# sourceMappingURL=feed-inbox.js.map
