import { DomainError } from "../../domain/kernel/errors.js";
class Commits {
  constructor(log) {
    this.log = log;
  }
  log;
  through = 0n;
  listeners = /* @__PURE__ */ new Set();
  waiters = /* @__PURE__ */ new Set();
  /** After a commit, with what changed; or with nothing, when the log went on without events for the read models. */
  committed(committed, through) {
    through > this.through && (this.through = through);
    for (const waiter of this.waiters) waiter.position <= this.through && waiter.resolve();
    if (committed.topics.size > 0) for (const listener of this.listeners) this.tell(listener, committed);
  }
  /** Of another log, or of nothing yet. */
  reset(through) {
    this.through = through;
  }
  get position() {
    return this.through;
  }
  listen(listener) {
    return this.listeners.add(listener), () => {
      this.listeners.delete(listener);
    };
  }
  async waitFor(position, timeoutMs) {
    position <= this.through || await new Promise((resolve, reject) => {
      const settle = (how) => {
        clearTimeout(timer), this.waiters.delete(waiter), how();
      }, waiter = { position, resolve: () => settle(resolve) }, timer = setTimeout(() => settle(() => reject(behind(position, this.through))), timeoutMs);
      this.waiters.add(waiter);
    });
  }
  tell(listener, { runs, topics }) {
    try {
      listener(runs, this.through, topics);
    } catch (error) {
      this.log.error({ err: error }, "a listener of the read models failed");
    }
  }
}
function behind(wanted, at) {
  return new DomainError(
    "READ.BEHIND",
    "unavailable",
    `The read models stand at position ${at}, ${wanted - at} before the one that was asked for (${wanted}). Try again in a moment.`,
    { position: String(at), wanted: String(wanted), lag: String(wanted - at) }
  );
}
export {
  Commits,
  behind
};
//# sourceMappingURL=commits.js.map
