import { z } from "zod";
import { snapshotStream, STREAMS } from "../domain/catalog.js";
import { DomainError } from "../domain/kernel/errors.js";
import { BlobRef, findBlobRefs } from "../domain/kernel/payload.js";
const Replay = z.object({ source: z.object({ carried: BlobRef }) }), Started = z.object({ workflow: z.unknown() });
class PrunedPayloads {
  constructor(deps) {
    this.deps = deps;
  }
  deps;
  /** Before the streams themselves are deleted, so that what dies in the middle can be repeated. How many were removed. Rejects with STORE.UNAVAILABLE. */
  async remove(streams) {
    const { log, kept, blobs } = this.deps, unused = /* @__PURE__ */ new Map();
    for (const stream of streams)
      for (const part of [stream, snapshotStream(stream)])
        for await (const event of log.readStream(part))
          for (const sha256 of await this.#referredTo(withoutDefinition(event))) {
            const payload = unused.has(sha256) ? void 0 : await blobs.unused(sha256);
            payload && unused.set(sha256, payload);
          }
    if (unused.size === 0) return 0;
    for await (const event of kept.readAll({ prefixes: Object.values(STREAMS) }))
      for (const sha256 of await this.#referredTo(event)) unused.delete(sha256);
    let removed = 0;
    for (const payload of unused.values()) await blobs.remove(payload) && removed++;
    return removed;
  }
  /** By the event itself, and by the list of results that it takes over. */
  async #referredTo({ type, data }) {
    const found = /* @__PURE__ */ new Set(), note = ({ $blob }) => found.add($blob.sha256);
    findBlobRefs(data, note);
    const replay = type === "RunStarted" ? Replay.safeParse(data).data : void 0;
    if (replay)
      try {
        findBlobRefs(await this.deps.blobs.get(replay.source.carried), note);
      } catch (error) {
        if (!(error instanceof DomainError) || error.code !== "BLOB.MISSING") throw error;
      }
    return found;
  }
}
function withoutDefinition(event) {
  return event.type !== "RunStarted" || !Started.safeParse(event.data).success ? event : { ...event, data: Object.assign({}, event.data, { workflow: null }) };
}
export {
  PrunedPayloads
};
//# sourceMappingURL=pruned-payloads.js.map
