import { hash } from "node:crypto";
import { CATALOG, kindOf } from "../domain/catalog.js";
import { EventMetadata, GENESIS } from "../domain/kernel/envelope.js";
import { canonicalize } from "../domain/kernel/json.js";
const sha256 = (text) => hash("sha256", text);
class StreamRules {
  constructor(complain, ids) {
    this.complain = complain;
    this.ids = ids;
  }
  complain;
  ids;
  revision = -1;
  /** When its last event was written, in milliseconds. */
  at = 0;
  #head = GENESIS;
  #position = -1n;
  /** Hash of its last event; '' when that could not be read. */
  get head() {
    return this.#head;
  }
  /** Looks at the next event; undefined when it cannot be read, which was told. */
  next(fact) {
    this.#place(fact);
    const metadata = EventMetadata.safeParse(fact.metadata);
    if (!metadata.success) {
      this.complain("envelope", `expected whole metadata, found: ${problems(metadata.error)}`), this.#head = "";
      return;
    }
    return this.#chain(fact, metadata.data), this.#envelope(fact, metadata.data), this.#parsed(fact, metadata.data);
  }
  #place({ revision, position, id }) {
    if (revision !== this.revision + 1 && (this.complain("revisions", `expected revision ${this.revision + 1}, found ${revision}`), this.#head = ""), this.revision = revision, position !== void 0) {
      const place = BigInt(position);
      place <= this.#position && this.complain("revisions", `expected a position after ${this.#position}, found ${place}`), this.#position = place;
    }
    this.ids.add(id) || this.complain("event-ids", `expected a new event id, found ${id} for the second time`);
  }
  #chain({ stream, revision, id, type, data }, { hash: found, ...hashed }) {
    this.#head !== "" && hashed.prev !== this.#head && this.complain("hash-chain", `expected prev ${this.#head}, found ${hashed.prev}`);
    const dataHash = sha256(canonicalize(data)), own = sha256(`mc1${hashed.prev}${canonicalize({ stream, revision, id, type, metadata: hashed, dataHash })}`);
    own !== found && this.complain("hash-chain", `expected hash ${own} by its content, found ${found}`), this.#head = found;
  }
  #envelope({ stream }, { commandId, index, at }) {
    const time = Date.parse(at);
    time < this.at && this.complain("envelope", `expected a time from ${new Date(this.at).toISOString()} on, found ${at}`), this.at = time, this.ids.add(`${stream}
${commandId}
${index}`) || this.complain("event-ids", `expected command ${commandId} once, found its event ${index} for the second time`);
  }
  #parsed(fact, metadata) {
    const { stream, type } = fact, known = CATALOG.get(type);
    if (known === void 0 || metadata.v > known.version) {
      this.complain(
        "readable",
        `expected an event that this version knows${known ? `, up to version ${known.version}` : ""}, found ${type} of version ${metadata.v}`
      );
      return;
    }
    known.stream !== kindOf(stream) && this.complain(
      "readable",
      `expected events of kind ${kindOf(stream)}, found ${type}, which is of ${known.stream}`
    );
    let data = fact.data;
    for (const upcast of known.upcasters.slice(metadata.v - 1)) data = upcast(data);
    const parsed = known.schema.safeParse(data);
    if (parsed.success) return { ...fact, metadata, data: parsed.data };
    this.complain("readable", `expected data that fits the schema of ${type}, found: ${problems(parsed.error)}`);
  }
}
const problems = (error) => error.issues.map(({ path, message }) => `${path.map(String).join(".")}: ${message}`).join("; ");
export {
  StreamRules,
  sha256
};
//# sourceMappingURL=stream-rules.js.map
