import { DomainError } from "../../domain/kernel/errors.js";
const UNCONFIRMED = "this server has not heard of the emergency stops for too long, and starts and dispatches nothing until it has";
class ControlView {
  revision = -1;
  /** Whether what is known here is new enough to start and dispatch upon. Always, unless the process says otherwise (src/processes/instances.ts). */
  isConfirmed = () => !0;
  /** Reads what is new of `control`. Rejects with STORE.UNAVAILABLE. */
  refresh = () => Promise.resolve();
  /** Looks whether it is. Rejects when the store does not answer. */
  look = () => Promise.resolve();
  /** Something was held up because it was not: whoever confirms `control` again looks at everything, and puts this back. */
  hasHeldUp = !1;
  #open = /* @__PURE__ */ new Map();
  /** Orders that were in force here, and are no longer. */
  #lifted = /* @__PURE__ */ new Set();
  /** The state of `control` as it stands at a revision; an older one than known changes nothing. */
  update(revision, halts) {
    if (revision < this.revision) return;
    this.revision = revision;
    const before = [...this.#open.keys()];
    this.#open.clear();
    for (const halt of halts) this.#open.set(halt.haltId, halt);
    for (const haltId of before) this.#open.has(haltId) || this.#lifted.add(haltId);
  }
  /** It is known here that an order was lifted: who still carries it out would halt what was resumed since. */
  wasLifted(haltId) {
    return this.#lifted.has(haltId);
  }
  /** Why nothing of a workflow may be dispatched now. */
  haltedBecause(workflowId) {
    const halt = this.haltOf(workflowId);
    if (halt) return halt.reason;
    if (!this.isConfirmed())
      return this.hasHeldUp = !0, UNCONFIRMED;
  }
  /** Why a workflow may not be started or resumed. A person is not refused before it was looked: rejects with CONTROL.UNCONFIRMED (unavailable) when it is still not known then. */
  async haltedForSure(workflowId) {
    this.isConfirmed() || await this.look().catch(() => {
    });
    const halt = this.haltOf(workflowId);
    if (!halt && !this.isConfirmed())
      throw new DomainError("CONTROL.UNCONFIRMED", "unavailable", `Not now: ${UNCONFIRMED}. Try again.`, {
        retryAfterSeconds: 2
      });
    return halt?.reason;
  }
  haltOf(workflowId) {
    if (this.#open.size !== 0) {
      for (const halt of this.#open.values())
        if (halt.scope.kind === "everything" || halt.scope.id === workflowId) return halt;
    }
  }
}
export {
  ControlView
};
//# sourceMappingURL=control-view.js.map
