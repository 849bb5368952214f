import { DomainError } from "../../domain/kernel/errors.js";
import { canonicalize } from "../../domain/kernel/json.js";
import { isBlobRef } from "../../domain/kernel/payload.js";
import { sha256 } from "../hashing.js";
import { failpoint } from "../../faults/failpoint.js";
const INLINE_BYTES = 64 * 1024;
class Payloads {
  constructor(store, blobs, personal) {
    this.store = store;
    this.blobs = blobs;
    this.personal = personal;
  }
  store;
  blobs;
  personal;
  /** Settles at once for what fits into an event. */
  stored(value) {
    const canonical = canonicalize(value), hash = sha256(canonical);
    return canonical.length * 3 <= INLINE_BYTES || Buffer.byteLength(canonical) <= INLINE_BYTES ? { payload: value, hash, canonical } : this.#aside(canonical, hash).then((payload) => ({ payload, hash, canonical }));
  }
  async #aside(canonical, hash) {
    return await this.blobs.put(canonical, hash);
  }
  /** Beside the log, when it is larger than so many bytes; for payloads of which an event or a blob holds many. */
  async aside(payload, hash, bytes) {
    return bytesOf(payload) <= bytes ? payload : this.#aside(canonicalize(payload), hash);
  }
  value(payload) {
    return isBlobRef(payload) ? this.blobs.get(payload) : payload;
  }
  /** What it says: with personal data opened, `[erased]` where a key is gone. For agents and evaluations; never for the log. */
  plain(payload) {
    const value = this.value(payload);
    return value instanceof Promise ? value.then((read) => this.personal.open(read)) : this.personal.open(value);
  }
  /** The payload that one event of a stream holds, as `field` picks it; a large one is a reference. */
  async at(stream, revision, field) {
    const event = await this.store.readOne(stream, revision), payload = event && field(event);
    if (payload === void 0)
      throw new DomainError("STREAM.GAP", "unavailable", `Stream ${stream} has no payload at revision ${revision}.`);
    return payload;
  }
}
function bytesOf(payload) {
  if (payload == null || isBlobRef(payload)) return 0;
  switch (typeof payload) {
    case "string":
      return Buffer.byteLength(payload);
    case "object":
      return Object.values(payload).reduce((sum, member) => sum + 8 + bytesOf(member), 0);
    default:
      return 8;
  }
}
export {
  Payloads,
  bytesOf
};
//# sourceMappingURL=payloads.js.map
