import { z } from "zod";
import { CHECKPOINTS_STREAM } from "../domain/catalog.js";
import { evidenceEvents } from "../domain/evidence/events.js";
import { GENESIS } from "../domain/kernel/envelope.js";
import { canonicalize } from "../domain/kernel/json.js";
import { PayloadFiles } from "./payload-files.js";
import { Stories } from "./stories.js";
import { entryOf } from "./tar.js";
class Content {
  constructor(events, checkpoints, payloadFile, payloads, stories, erasedKeys) {
    this.events = events;
    this.checkpoints = checkpoints;
    this.payloadFile = payloadFile;
    this.payloads = payloads;
    this.stories = stories;
    this.erasedKeys = erasedKeys;
  }
  events;
  checkpoints;
  payloadFile;
  payloads;
  stories;
  erasedKeys;
  streams = [];
  #keyNotes = [];
  #redacted = 0;
  #erased = 0;
  #leftOut = 0;
  /** `erasedKeys`: keys of persons that were destroyed. */
  static async in(spool, blobs, erasedKeys) {
    const payloadFile = await spool.file("payloads");
    return new Content(
      await spool.file("events"),
      await spool.file("checkpoints"),
      payloadFile,
      new PayloadFiles(payloadFile, blobs),
      await Stories.in(spool),
      erasedKeys
    );
  }
  begin(stream, leaf) {
    this.streams.push({ stream, first: 0, last: -1, count: 0, prev: GENESIS, head: GENESIS, leaf });
  }
  async add(event) {
    const { stream, revision, id, type, metadata, data } = event, entry = this.streams.at(-1);
    if (!entry) throw new Error("an event before its stream");
    if (entry.count++ === 0 && Object.assign(entry, { first: revision, prev: memberOf(metadata, "prev") ?? GENESIS }), entry.last = revision, entry.head = memberOf(metadata, "hash") ?? "", redactedIn(metadata) && this.#redacted++, keysIn(metadata).some((key) => this.erasedKeys.has(key)) && this.#erased++, await this.events.write(`${canonicalize({ stream, revision, id, type, metadata, data })}
`), stream === CHECKPOINTS_STREAM) return this.#signed(event);
    this.payloads.find(data), this.stories.add(event);
  }
  /** A stream that was asked for, with so many events by its leaf, and was pruned since. */
  leftOut(events) {
    this.#leftOut += events;
  }
  async streamEnded() {
    await this.payloads.fetch(), await this.stories.streamEnded();
  }
  /** Takes the checkpoint that all of it is proven by. */
  async end(checkpoint) {
    await this.#checkpoint(checkpoint);
    for (const file of [this.events, this.checkpoints, this.payloadFile]) await file.end();
    await this.stories.end();
  }
  counts() {
    return {
      events: this.streams.reduce((sum, { count }) => sum + count, 0),
      redacted: this.#redacted,
      erased: this.#erased,
      pruned: this.streams.reduce((sum, { first }) => sum + first, this.#leftOut)
    };
  }
  /** All files but the manifest and its signature, in the order of the archive. */
  entries(report) {
    const { payloads, stories } = this, definitions = [...stories.definitions].toSorted(([a], [b]) => a < b ? -1 : 1);
    return [
      entryOf("keys.json", canonicalize(this.#keyNotes)),
      spooled("checkpoints.ndjson", this.checkpoints),
      spooled("report.html", report),
      ...definitions.filter(([, payload]) => payloads.has(payload)).map(([hash, payload]) => payloads.entry(`definitions/${hash}.json`, payload)),
      spooled("approvals.json", stories.approvals),
      spooled("costs.json", stories.costs),
      ...payloads.names.map((name) => payloads.entry(`payloads/${name}`, name)),
      spooled("events.ndjson", this.events)
    ];
  }
  async #signed({ type, data }) {
    type === "SigningKeyAdded" && this.#keyNotes.push(evidenceEvents.SigningKeyAdded.parse(data).note), type === "CheckpointSigned" && await this.#checkpoint(evidenceEvents.CheckpointSigned.parse(data).note);
  }
  async #checkpoint(note) {
    await this.checkpoints.write(`${JSON.stringify(note)}
`);
  }
}
const spooled = (name, file) => ({
  name,
  size: file.size,
  sha256: file.sha256,
  content: () => file.read()
});
function memberOf(metadata, name) {
  const value = typeof metadata == "object" && metadata !== null ? Object.getOwnPropertyDescriptor(metadata, name)?.value : void 0;
  return typeof value == "string" ? value : void 0;
}
const redactedIn = (metadata) => typeof metadata == "object" && metadata !== null && "redacted" in metadata, Keys = z.object({ keys: z.array(z.string()) }), keysIn = (metadata) => Keys.safeParse(metadata).data?.keys ?? [];
export {
  Content
};
//# sourceMappingURL=bundle-content.js.map
