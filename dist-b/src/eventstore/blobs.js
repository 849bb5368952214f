import { randomUUID } from "node:crypto";
import { z } from "zod";
import { DomainError, messageOf } from "../domain/kernel/errors.js";
import { Instant } from "../domain/kernel/ids.js";
import { UNUSED_MS } from "../domain/kernel/ports.js";
import { sha256 } from "./chain.js";
import { exponential } from "./contact.js";
import { appendUntilKnown, unavailable } from "./event-store.js";
import { LruCache } from "./lru-cache.js";
import { writerMetadata } from "./writer-metadata.js";
const CHUNK_BYTES = 512 * 1024, KNOWN_HASHES = 1e5, CACHE_BYTES = 64 * 1024 * 1024, USED_MS = 12 * 36e5, CHUNK = "BlobChunk", USED = "BlobUsed", stream = (sha) => `blob-${sha}`;
class StreamBlobStore {
  /** When a blob was said to be in use, in ms. */
  #used = new LruCache(KNOWN_HASHES);
  #values = new LruCache(CACHE_BYTES);
  #raw;
  #contact;
  #writer;
  #resendAfter;
  #now;
  constructor(raw, contact, writer, resendAfter = exponential(20, 500), now = () => Date.now()) {
    this.#raw = raw, this.#contact = contact, this.#writer = writer, this.#resendAfter = resendAfter, this.#now = now;
  }
  async put(text, sha, mediaType = "application/json") {
    const ref = { $blob: { sha256: sha, size: Buffer.byteLength(text), mediaType } };
    if (this.#isUsed(this.#used.get(sha))) return ref;
    if (sha256(text) !== sha) throw new TypeError(`a blob's text does not have the hash ${sha}`);
    let last = -1, length = 0;
    for (; ; ) {
      const at = this.#now(), chunk = text.slice(length, chunkEnd(text, length)), data = chunk === "" ? {} : { offset: length, text: chunk }, answer = await this.#append(sha, last, this.#sealed(chunk === "" ? USED : CHUNK, data, at)), isWhole = length + chunk.length === text.length;
      if (answer.kind === "appended" && last < 0 && isWhole) return this.#inUse(ref, at);
      if (answer.kind === "appended" && last >= 0 && !isWhole) {
        last++, length += chunk.length;
        continue;
      }
      const there = await this.#standing(sha);
      if (there.text === text && this.#isUsed(there.at)) return this.#inUse(ref, there.at);
      if (!text.startsWith(there.text))
        throw new DomainError("BLOB.MISSING", "unavailable", `The payload ${sha} is damaged in the store.`, {
          sha256: sha
        });
      last = there.last, length = there.text.length;
    }
  }
  async get(ref) {
    const { sha256: sha, size } = ref.$blob, cached = this.#values.get(sha);
    if (cached !== void 0) return cached;
    const value = JSON.parse((await this.#whole(ref)).text);
    return this.#values.set(sha, value, size), value;
  }
  async keep(ref) {
    const { sha256: sha } = ref.$blob;
    if (this.#isUsed(this.#used.get(sha))) return !0;
    for (; ; ) {
      const there = await this.#standing(sha);
      if (sha256(there.text) !== sha) return !1;
      if (this.#isUsed(there.at))
        return this.#inUse(ref, there.at), !0;
      await this.#append(sha, there.last, this.#sealed(USED, {}, this.#now()));
    }
  }
  async unused(sha) {
    return this.#answered(async () => {
      let found;
      for await (const event of this.#raw.readStream(stream(sha), { from: "end", backwards: !0, maxCount: 1 }))
        this.#now() - writtenAt(event) > UNUSED_MS && (found = { sha256: sha, revision: event.revision });
      return found;
    }, `The payload ${sha} could not be read`);
  }
  async remove({ sha256: sha, revision }) {
    return this.#values.delete(sha), this.#used.delete(sha), this.#answered(
      () => this.#raw.deleteStream(stream(sha), revision),
      `The payload ${sha} could not be deleted`
    );
  }
  #isUsed(at) {
    return at !== void 0 && this.#now() - at < USED_MS;
  }
  #inUse(ref, at) {
    return this.#used.set(ref.$blob.sha256, at, 1), ref;
  }
  /** Rejects with BLOB.MISSING when it is incomplete or gone. */
  async #whole({ $blob: { sha256: sha, size } }) {
    const there = await this.#standing(sha);
    if (sha256(there.text) === sha) return there;
    throw new DomainError(
      "BLOB.MISSING",
      "unavailable",
      there.text === "" ? `The payload ${sha} (${size} bytes) is not in the store.` : `The payload ${sha} is incomplete or damaged: ${Buffer.byteLength(there.text)} of ${size} bytes are there.`,
      { sha256: sha, size }
    );
  }
  /** What is there, from an earlier put or from one that died half way. */
  #standing(sha) {
    return this.#answered(async () => {
      let there = { text: "", last: -1, at: -1 / 0 };
      for await (const event of this.#raw.readStream(stream(sha), { from: 0 }))
        there = { text: there.text + chunkText(event), last: event.revision, at: writtenAt(event) };
      return there;
    }, `The payload ${sha} could not be read`);
  }
  #append(sha, expected, event) {
    return appendUntilKnown(this.#raw, this.#contact, this.#resendAfter, stream(sha), expected, [event]);
  }
  async #answered(call, failure) {
    try {
      const result = await call();
      return this.#contact.succeeded(), result;
    } catch (error) {
      throw error instanceof DomainError ? error : (this.#contact.failed(error), unavailable(`${failure}: ${messageOf(error)}`));
    }
  }
  #sealed(type, data, at) {
    return {
      id: randomUUID(),
      type,
      data: JSON.stringify(data),
      metadata: writerMetadata(this.#writer, { at: new Date(at).toISOString() })
    };
  }
}
function chunkEnd(text, from) {
  let to = Math.min(text.length, from + CHUNK_BYTES), bytes;
  for (; (bytes = Buffer.byteLength(JSON.stringify(text.slice(from, to)))) > CHUNK_BYTES; )
    to = from + Math.max(1, Math.floor((to - from) * CHUNK_BYTES / bytes) - 1);
  return to < text.length && isHighSurrogate(text.charCodeAt(to - 1)) ? to - 1 : to;
}
const isHighSurrogate = (unit) => unit >= 55296 && unit <= 56319, Chunk = z.object({ text: z.string() }), Written = z.object({ at: Instant }), chunkText = ({ data }) => Chunk.safeParse(jsonOf(data)).data?.text ?? "", writtenAt = ({ metadata }) => Date.parse(Written.safeParse(jsonOf(metadata)).data?.at ?? "1970-01-01T00:00:00.000Z");
function jsonOf(text) {
  try {
    return JSON.parse(text);
  } catch {
    return;
  }
}
export {
  StreamBlobStore
};
//# sourceMappingURL=blobs.js.map
