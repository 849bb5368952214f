import { messageOf } from "../domain/kernel/errors.js";
import { setMaxListeners } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
const exponential = (first, most) => async (tries, signal) => {
  const wait = Math.min(most, first * 2 ** Math.min(tries - 1, 16));
  await sleep(wait, void 0, signal ? { signal } : {}).catch(() => {
  });
}, OF_THE_STORE = /* @__PURE__ */ new Set(["STORE.FULL", "STORE.ACCESS_DENIED"]);
class Contact {
  #lost = !1;
  #refusal;
  #disposed = new AbortController();
  #raw;
  #log;
  #backoff;
  constructor(raw, log, backoff) {
    this.#raw = raw, this.#log = log, this.#backoff = backoff, setMaxListeners(0, this.disposed);
  }
  get available() {
    return !this.#lost;
  }
  get disposed() {
    return this.#disposed.signal;
  }
  /** Why the store takes no appends although it answers; undefined while it does. */
  get refusal() {
    return this.#refusal;
  }
  /** An append was refused for a reason that is not its own, such as a full disk: the next ones will be too, until one is taken. */
  refused({ code, message }) {
    OF_THE_STORE.has(code) && (this.#refusal === void 0 && this.#log.warn({ code }, message), this.#refusal = message);
  }
  /** An append was taken. */
  appended() {
    this.succeeded(), this.#refusal !== void 0 && (this.#refusal = void 0, this.#log.info({}, "the event store takes appends again"));
  }
  succeeded() {
    this.#lost && (this.#lost = !1, this.#log.info({}, "the event store answers again"));
  }
  failed(error) {
    this.#lost || this.disposed.aborted || (this.#lost = !0, this.#log.warn({ reason: messageOf(error) }, "the event store does not answer: commands are refused until it does"), this.#probe());
  }
  dispose() {
    this.#disposed.abort();
  }
  async #probe() {
    for (let tries = 1; this.#lost && !this.disposed.aborted; tries++) {
      if (await this.#backoff(tries, this.disposed), !this.#lost || this.disposed.aborted) return;
      try {
        await this.#raw.ping(), this.succeeded();
      } catch {
      }
    }
  }
}
export {
  Contact,
  exponential
};
//# sourceMappingURL=contact.js.map
