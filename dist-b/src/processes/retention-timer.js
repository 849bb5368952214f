import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { DomainError, messageOf } from "../domain/kernel/errors.js";
const LOOK_MS = 10 * 6e4, POLICY_RESTS_MS = 24 * 36e5;
class RetentionTimer {
  constructor(deps) {
    this.deps = deps;
  }
  deps;
  #lastAt;
  #problem;
  /** When it prunes next, in ms; undefined: it does not. */
  async nextAt() {
    const { everyMs, policyAt } = this.deps, set = everyMs === void 0 ? void 0 : await policyAt();
    if (!(everyMs === void 0 || set === void 0))
      return Math.max(set + POLICY_RESTS_MS, this.#lastAt === void 0 ? 0 : this.#lastAt + everyMs);
  }
  async run(signal) {
    if (this.deps.everyMs !== void 0)
      for (; ; ) {
        if (await sleep(LOOK_MS, void 0, { signal, ref: !1 }).catch(() => {
        }), signal.aborted) return;
        await this.look();
      }
  }
  /** Prunes when it is time. Never rejects: it is looked again. */
  async look() {
    const { apply, now, log } = this.deps;
    try {
      const next = await this.nextAt();
      if (next === void 0 || next > now()) return;
      const commandId = randomUUID();
      await apply({ commandId, causationId: commandId, actor: { kind: "system", id: "retention", name: "retention" } }), this.#lastAt = now(), this.#problem = void 0;
    } catch (error) {
      const problem = messageOf(error);
      if (error instanceof DomainError && error.code === "RETENTION.BUSY") return;
      problem !== this.#problem && log.warn({ reason: problem }, "the retention policy could not be applied; trying again"), this.#problem = problem;
    }
  }
}
export {
  POLICY_RESTS_MS,
  RetentionTimer
};
//# sourceMappingURL=retention-timer.js.map
