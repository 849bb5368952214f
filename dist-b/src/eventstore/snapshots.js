import { randomUUID } from "node:crypto";
import { z } from "zod";
import { snapshotStream } from "../domain/catalog.js";
import { DomainError, messageOf } from "../domain/kernel/errors.js";
import { Sha256 } from "../domain/kernel/ids.js";
import { canonicalize } from "../domain/kernel/json.js";
import { BlobRef } from "../domain/kernel/payload.js";
import { sha256 } from "./chain.js";
import { OutcomeUnknown } from "./raw-log.js";
import { writerMetadata } from "./writer-metadata.js";
import { failpoint } from "../faults/failpoint.js";
const INLINE_BYTES = 64 * 1024, SnapshotData = z.strictObject({
  revision: z.int().min(0),
  headHash: Sha256,
  /** SHA-256 over everything else and the canonical state: one damaged byte, and the snapshot is passed over. */
  seal: Sha256,
  stateVersion: z.int(),
  state: z.union([z.strictObject({ inline: z.custom((value) => value !== void 0) }), BlobRef])
});
class StreamSnapshotStore {
  #raw;
  #contact;
  #blobs;
  #writer;
  #log;
  constructor(raw, contact, blobs, writer, log) {
    this.#raw = raw, this.#contact = contact, this.#blobs = blobs, this.#writer = writer, this.#log = log;
  }
  async load(stream, stateVersion, atMost = Number.MAX_SAFE_INTEGER) {
    try {
      let from = "end";
      for (; ; ) {
        let newest;
        for await (const raw of this.#raw.readStream(snapshotStream(stream), { from, backwards: !0, maxCount: 1 }))
          newest = raw;
        if (newest === void 0) return;
        const usable = await this.#usable(newest, stateVersion, atMost);
        if (usable) return usable;
        if (newest.revision === 0) return;
        from = newest.revision - 1;
      }
    } catch (error) {
      this.#contact.failed(error), this.#passedOver(stream, void 0, error);
    }
  }
  async save(stream, stateVersion, head, state) {
    try {
      const text = canonicalize(state), stored = text.length * 3 <= INLINE_BYTES || Buffer.byteLength(text) <= INLINE_BYTES ? `{"inline":${text}}` : JSON.stringify(await this.#blobs.put(text, sha256(text))), data = `{"revision":${head.revision},"headHash":"${head.hash}","seal":"${sealOf(head, stateVersion, text)}","stateVersion":${stateVersion},"state":${stored}}`;
      await this.#append(snapshotStream(stream), data);
    } catch (error) {
      this.#log.warn({ stream, revision: head.revision, reason: messageOf(error) }, "a snapshot was not written");
    }
  }
  /** Another instance may write one of its own at the same time: both stay. A lost answer is not worth a resend. */
  async #append(stream, data) {
    const event = { id: randomUUID(), type: "Snapshot", data, metadata: writerMetadata(this.#writer) };
    for (let tries = 1; tries <= 5; tries++) {
      let last = -1;
      for await (const raw of this.#raw.readStream(stream, { from: "end", backwards: !0, maxCount: 1 }))
        last = raw.revision;
      if ((await this.#raw.append(stream, last, [event])).kind === "appended") return;
    }
    throw new OutcomeUnknown("other writers were always first");
  }
  async #usable(raw, stateVersion, atMost) {
    try {
      const data = SnapshotData.parse(JSON.parse(raw.data));
      if (data.stateVersion !== stateVersion || data.revision > atMost)
        return;
      const state = "$blob" in data.state ? await this.#blobs.get(data.state) : data.state.inline, head = { revision: data.revision, hash: data.headHash };
      if (sealOf(head, data.stateVersion, canonicalize(state)) !== data.seal)
        throw new Error("it is damaged: its seal does not fit");
      return { head, state };
    } catch (error) {
      if (error instanceof DomainError && error.code === "STORE.UNAVAILABLE") throw error;
      this.#passedOver(raw.stream, raw.revision, error);
      return;
    }
  }
  #passedOver(stream, revision, error) {
    this.#log.warn({ stream, revision, reason: messageOf(error) }, "a snapshot cannot be used and is passed over");
  }
}
const sealOf = (head, stateVersion, state) => sha256(`${head.revision}
${head.hash}
${stateVersion}
${state}`);
export {
  StreamSnapshotStore
};
//# sourceMappingURL=snapshots.js.map
