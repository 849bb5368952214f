import { DomainError } from "../domain/kernel/errors.js";
class AttemptLimit {
  constructor(limit, now) {
    this.limit = limit;
    this.now = now;
  }
  limit;
  now;
  windows = /* @__PURE__ */ new Map();
  /** Before a try. Throws ACCESS.TOO_MANY_TRIES with the seconds after which it may be tried again. */
  check(address) {
    const window = this.current(address);
    if (!window || window.refusals < this.limit.refusals) return;
    const retryAfter = Math.max(1, Math.ceil((window.since + this.limit.windowMs - this.now()) / 1e3));
    throw new DomainError(
      "ACCESS.TOO_MANY_TRIES",
      "limited",
      `Too many refused tries from this address. Try again in ${retryAfter} s.`,
      { retryAfter }
    );
  }
  /** After a try that was refused. */
  refused(address) {
    const window = this.current(address);
    if (window) {
      window.refusals++;
      return;
    }
    this.windows.delete(address), this.windows.set(address, { since: this.now(), refusals: 1 });
    for (const oldest of this.windows.keys()) {
      if (this.windows.size <= this.limit.maxAddresses) return;
      this.windows.delete(oldest);
    }
  }
  current(address) {
    const window = this.windows.get(address);
    return window && this.now() - window.since < this.limit.windowMs ? window : void 0;
  }
}
export {
  AttemptLimit
};
//# sourceMappingURL=attempt-limit.js.map
