import { setTimeout as sleep } from "node:timers/promises";
import { DomainError } from "../domain/kernel/errors.js";
import { Roster } from "./roster.js";
const LOOK_MS = 500, LOOK_SOON_MS = 50, BEAT_MS = 1e3, CONFIRMED_MS = 2e3, UNCONFIRMED_MS = 1e4, FAREWELL_MS = 500, NO_OTHERS = {
  isAlive: () => !1,
  goneFor: () => Number.POSITIVE_INFINITY,
  others: 0,
  refresh: () => Promise.resolve()
};
class Instances {
  constructor(deps) {
    this.deps = deps;
    this.#roster = new Roster(deps.instanceId);
  }
  deps;
  #roster;
  #stopping = new AbortController();
  /** When the last look began that found `control` as it is known here. */
  #confirmedAt = Number.NEGATIVE_INFINITY;
  #beatAt = Number.NEGATIVE_INFINITY;
  /** The last revision of `control` upon which nothing older is on its way. */
  #settled = -1;
  #looking;
  #wake;
  /** As it was said in the log. */
  #wasConfirmed = !0;
  /** Hashes of others' keys that were told of. */
  #otherKeys = /* @__PURE__ */ new Set();
  /** Says that this one is there, and begins to look. Rejects when the store does not answer; then it can be called again. */
  async start() {
    const { control, now } = this.deps;
    control.isConfirmed = () => now() - this.#confirmedAt <= CONFIRMED_MS, control.look = () => this.#look(), this.#settled = control.revision, await this.#beat(!1), await this.#look(), this.#wasConfirmed = control.isConfirmed(), this.#keepLooking();
  }
  /** Tells the others that this one has ended, if the store takes it in time. */
  async stop() {
    this.#stopping.abort(), this.#wake?.(), await this.#looking?.catch(() => {
    }), this.#confirmedAt = Number.NEGATIVE_INFINITY;
    const farewell = this.deps.settled().then(() => this.#beat(!0));
    await Promise.race([farewell.catch(() => {
    }), sleep(FAREWELL_MS, void 0, { ref: !1 })]);
  }
  /** Another instance that is there, as far as is known. */
  isAlive(instanceId) {
    return this.#roster.isAlive(instanceId, this.deps.now());
  }
  /** For how long an instance is known to be gone, in milliseconds; Infinity when it was never heard of. */
  goneFor(instanceId) {
    return this.#roster.goneFor(instanceId, this.deps.now());
  }
  /** Another instance that was there and is known to have stopped acting. False while nobody can tell: this one was asleep, or does not hear. */
  hasGone(instanceId) {
    return this.#roster.hasGone(instanceId, this.deps.now());
  }
  get others() {
    return this.#roster.alive(this.deps.now()).length;
  }
  /** Looks now, and not only at the next turn. Rejects when the store does not answer. */
  async refresh() {
    await this.#looking?.catch(() => {
    }), await this.#look();
  }
  /** Something of `control` is known to be new. */
  controlChanged() {
    this.#wake?.();
  }
  /**
   * Settles when every instance acts upon this revision of `control`, or has stopped acting. Rejects with HALT.UNCONFIRMED (unavailable)
   * when one does neither for 10 s.
   */
  async everywhere(controlRevision) {
    const began = this.deps.now();
    for (await this.deps.settled(), await this.refresh(); ; ) {
      const behind = this.#roster.behind(controlRevision, this.deps.now());
      if (behind.length === 0) return;
      if (this.deps.now() - began > UNCONFIRMED_MS)
        throw new DomainError(
          "HALT.UNCONFIRMED",
          "unavailable",
          `The order is written and in force here, but ${behind.length === 1 ? "another server has" : `${behind.length} other servers have`} not confirmed it (${behind.join(", ")}). Send it again with the same Idempotency-Key.`,
          { instances: behind }
        );
      await sleep(LOOK_SOON_MS), await this.refresh().catch(() => {
      });
    }
  }
  async #keepLooking() {
    const { signal } = this.#stopping;
    for (; !signal.aborted; ) {
      const soon = !this.deps.control.isConfirmed();
      await this.#turn(soon ? LOOK_SOON_MS : LOOK_MS), signal.aborted || await this.#look().catch(() => {
      });
    }
  }
  async #turn(ms) {
    await new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      timer.unref(), this.#wake = () => {
        clearTimeout(timer), resolve();
      };
    }), this.#wake = void 0;
  }
  #look() {
    return this.#looking ??= this.#lookNow().finally(() => this.#looking = void 0), this.#looking;
  }
  /**
   * The order matters. Alone: nobody was there when the look began. Not alone: the sign of life stands in the log before `control` is read,
   * so whoever orders a halt and does not see the one can be sure that the other sees the order.
   */
  async #lookNow() {
    const { control, now, log, confirmControl, settled, logger } = this.deps;
    let asOf = now();
    this.#wasConfirmed && !control.isConfirmed() && (this.#wasConfirmed = !1, logger.warn({}, "emergency stops are not confirmed: nothing is started or dispatched until they are"));
    const beats = await log.since();
    this.#roster.heard(beats, now());
    for (const beat of beats) this.#compareKeys(beat);
    this.others > 0 && ((asOf - this.#beatAt >= BEAT_MS || !control.isConfirmed()) && await this.#beat(!1), asOf = this.#beatAt), await confirmControl();
    const { revision } = control;
    this.others > 0 && revision !== this.#settled && (await settled(), this.#settled = revision, await this.#beat(!1)), this.#confirmed(asOf);
  }
  /** Said once: the folder of keys is mounted wrongly, or was replaced. */
  #compareKeys({ instanceId, keys }) {
    const { logger } = this.deps;
    keys === void 0 || keys === this.deps.keys || this.#otherKeys.has(keys) || (this.#otherKeys.add(keys), logger.error(
      { instanceId },
      "another server on this event store has, or had, other keys: give all of them one MC_KEYS_DIR. Else a command that is sent again to another one is refused (IDEMPOTENCY.MISMATCH), and personal data cannot be read everywhere"
    ));
  }
  #confirmed(asOf) {
    const { control, goOn, logger } = this.deps;
    this.#confirmedAt = Math.max(this.#confirmedAt, asOf);
    const isConfirmed = control.isConfirmed();
    isConfirmed && !this.#wasConfirmed && logger.info({}, "emergency stops are confirmed again"), this.#wasConfirmed = isConfirmed, !(!isConfirmed || !control.hasHeldUp) && (control.hasHeldUp = !1, goOn());
  }
  async #beat(left) {
    const { instanceId, keys, log, now } = this.deps, sentAt = now();
    await log.beat({ instanceId, controlRevision: this.#settled, left, keys }), this.#beatAt = sentAt;
  }
}
export {
  CONFIRMED_MS,
  Instances,
  NO_OTHERS
};
//# sourceMappingURL=instances.js.map
