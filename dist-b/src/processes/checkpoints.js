import { setTimeout as sleep } from "node:timers/promises";
import { messageOf } from "../domain/kernel/errors.js";
const LOOK_MS = 3e4;
class Checkpointer {
  constructor(deps) {
    this.deps = deps;
  }
  deps;
  #problem = null;
  #last = null;
  /** Why the last look has failed; null: it has not. */
  get problem() {
    return this.#problem;
  }
  /** The newest checkpoint that this server has seen. */
  get last() {
    return this.#last;
  }
  async run(signal) {
    for (; ; ) {
      if (await sleep(Math.min(LOOK_MS, this.deps.everyMs), void 0, { signal, ref: !1 }).catch(() => {
      }), signal.aborted) return;
      await this.look();
    }
  }
  /** Signs when one is due. Never rejects: it is looked again. */
  async look() {
    const { checkpoints, witness, everyMs, now, log } = this.deps;
    try {
      const { last } = await checkpoints.state(), due = last === null || Math.abs(now() - Date.parse(last.at)) >= everyMs;
      this.#last = due ? await checkpoints.sign({ ifMoved: !0 }) : last, this.#problem = null, this.#last && await witness.tell(this.#last);
    } catch (error) {
      const problem = messageOf(error);
      problem !== this.#problem && log.warn({ reason: problem }, "no checkpoint could be signed; trying again"), this.#problem = problem;
    }
  }
}
export {
  Checkpointer
};
//# sourceMappingURL=checkpoints.js.map
