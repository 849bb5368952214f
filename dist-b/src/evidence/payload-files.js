import { sha256 } from "../commands/hashing.js";
import { DomainError } from "../domain/kernel/errors.js";
import { canonicalize } from "../domain/kernel/json.js";
import { findBlobRefs } from "../domain/kernel/payload.js";
class PayloadFiles {
  constructor(file, blobs) {
    this.file = file;
    this.blobs = blobs;
  }
  file;
  blobs;
  #wanted = [];
  #places = /* @__PURE__ */ new Map();
  missing = [];
  #end = 0;
  /** Notes every reference in a value. */
  find(value) {
    findBlobRefs(value, (ref) => this.#want(ref));
  }
  /** Fetches what was found since the last call, and what that refers to. Rejects with STORE.UNAVAILABLE. */
  async fetch() {
    for (let ref = this.#wanted.pop(); ref !== void 0; ref = this.#wanted.pop()) {
      const { sha256: name } = ref.$blob, text = await this.#text(ref);
      if (text === void 0) {
        this.missing.push({ sha256: name, because: "lost" });
        continue;
      }
      const size = Buffer.byteLength(text);
      this.#places.set(name, { from: this.#end, size }), this.#end += size, await this.file.write(text), text.includes('"$blob"') && this.find(JSON.parse(text));
    }
  }
  has(name) {
    return this.#places.get(name) !== void 0;
  }
  get names() {
    return [...this.#places.keys()].filter((name) => this.has(name)).toSorted();
  }
  /** An entry with a payload's text; its SHA-256 is the payload's name. */
  entry(path, name) {
    const place = this.#places.get(name);
    if (!place) throw new Error(`payload ${name} is not at hand`);
    return { name: path, sha256: name, size: place.size, content: () => this.file.read(place.from, place.size) };
  }
  #want(ref) {
    const { sha256: name } = ref.$blob;
    this.#places.has(name) || (this.#places.set(name, void 0), this.#wanted.push(ref));
  }
  async #text(ref) {
    try {
      const text = canonicalize(await this.blobs.get(ref));
      return sha256(text) === ref.$blob.sha256 ? text : void 0;
    } catch (error) {
      if (error instanceof DomainError && error.code === "BLOB.MISSING") return;
      throw error;
    }
  }
}
export {
  PayloadFiles
};
//# sourceMappingURL=payload-files.js.map
