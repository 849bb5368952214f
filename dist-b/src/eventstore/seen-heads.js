import { GENESIS } from "../domain/kernel/envelope.js";
import { isChained } from "./chain.js";
import { LruCache } from "./lru-cache.js";
const STREAMS_KEPT = 2e4;
class SeenHeads {
  #heads = new LruCache(STREAMS_KEPT);
  /** Why an event does not follow what was seen of its stream before; undefined: it does, or that is not known. */
  breakAt({ stream, revision }, decoded) {
    if (!isChained(stream)) return;
    const before = revision === 0 ? { revision: -1, hash: GENESIS } : this.#heads.get(stream);
    if (decoded.kind === "unreadable") {
      this.#heads.delete(stream);
      return;
    }
    const { prev, hash } = decoded.event.metadata;
    return this.#heads.set(stream, { revision, hash }, 1), before?.revision !== revision - 1 || prev === before.hash ? void 0 : `it names ${prev} as the hash before it, which is ${before.hash}`;
  }
}
export {
  SeenHeads
};
//# sourceMappingURL=seen-heads.js.map
