import { bytesOf } from "./payloads.js";
const ENTRY_BYTES = 100;
class PayloadBudget {
  constructor(limit) {
    this.limit = limit;
  }
  limit;
  #bytesOf = /* @__PURE__ */ new Map();
  #bytes = 0;
  get bytes() {
    return this.#bytes;
  }
  keep(aux, revision, payload) {
    if (aux.payloads.has(revision)) return;
    const bytes = ENTRY_BYTES + bytesOf(payload);
    aux.payloads.set(revision, payload), this.#set(aux, (this.#bytesOf.get(aux) ?? 0) + bytes);
    for (const oldest of this.#bytesOf.keys()) {
      if (this.#bytes <= this.limit) return;
      this.drop(oldest);
    }
  }
  used(aux) {
    const bytes = this.#bytesOf.get(aux);
    bytes !== void 0 && this.#set(aux, bytes);
  }
  /** Nobody will want them any more, such as those of a run that has ended. */
  drop(aux) {
    this.#bytes -= this.#bytesOf.get(aux) ?? 0, this.#bytesOf.delete(aux), aux.payloads.clear();
  }
  /** A Map keeps the order of insertion: what was used last stands at the end. */
  #set(aux, bytes) {
    this.#bytes += bytes - (this.#bytesOf.get(aux) ?? 0), this.#bytesOf.delete(aux), this.#bytesOf.set(aux, bytes);
  }
}
export {
  PayloadBudget
};
//# sourceMappingURL=payload-budget.js.map
