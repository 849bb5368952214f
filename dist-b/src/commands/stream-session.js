import { GENESIS } from "../domain/kernel/envelope.js";
import { DomainError } from "../domain/kernel/errors.js";
const EVENT_BYTES = 1e3, nothingLoaded = (state) => ({
  state,
  head: { revision: -1, hash: GENESIS },
  position: 0n,
  at: 0,
  commands: /* @__PURE__ */ new Map(),
  eventsSinceSnapshot: 0,
  bytesSinceSnapshot: 0,
  snapshotBytes: 0
});
class StreamSession {
  constructor(stream, aux) {
    this.stream = stream;
    this.aux = aux;
  }
  stream;
  loaded;
  aux;
  busy = !1;
  /** Look again at what the state wants, though no command came. */
  nudged = !1;
  /** Another instance appended while this one was busy: what is at hand is old, and may have run ahead of the log. */
  stale = !1;
  /** Another instance appended: what is at hand is right as far as it goes. */
  behind = !1;
  snapshotDue = !1;
  /** Reactions in a row that could not be had. */
  failedReactions = 0;
  reactingAgain = !1;
  queue = [];
  looks = [];
  get idle() {
    return !this.busy && !this.nudged && this.queue.length === 0 && this.looks.length === 0;
  }
}
const storeUnavailable = () => new DomainError(
  "STORE.UNAVAILABLE",
  "unavailable",
  "The event store does not answer. Nothing was done; try again with the same Idempotency-Key.",
  { retryAfterSeconds: 2 }
), outcomeUnknown = () => new DomainError(
  "STORE.OUTCOME_UNKNOWN",
  "unavailable",
  "The event store did not say whether this was written. Try again with the same Idempotency-Key: it will be done once.",
  { retryAfterSeconds: 2 }
);
export {
  EVENT_BYTES,
  StreamSession,
  nothingLoaded,
  outcomeUnknown,
  storeUnavailable
};
//# sourceMappingURL=stream-session.js.map
