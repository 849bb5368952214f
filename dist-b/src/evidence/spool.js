import { createHash } from "node:crypto";
import { mkdtemp, open, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
const FLUSH_CHARACTERS = 256 * 1024, READ_BYTES = 256 * 1024;
class Spool {
  constructor(folder, files = []) {
    this.folder = folder;
    this.files = files;
  }
  folder;
  files;
  static async create(parent = os.tmpdir()) {
    return new Spool(await mkdtemp(path.join(parent, "mission-control-evidence-")));
  }
  async file(name) {
    const file = new SpoolFile(await open(path.join(this.folder, name), "wx+", 384));
    return this.files.push(file), file;
  }
  /** Nothing of it is left. Safe to repeat. */
  async remove() {
    await Promise.allSettled(this.files.splice(0).map((file) => file.close())), await rm(this.folder, { recursive: !0, force: !0 });
  }
}
class SpoolFile {
  constructor(handle) {
    this.handle = handle;
  }
  handle;
  #size = 0;
  #text = "";
  #hash = createHash("sha256");
  #digest;
  /** Bytes that are in the file; all of them after `end`. */
  get size() {
    return this.#size;
  }
  /** Of everything; only after `end`. */
  get sha256() {
    if (this.#digest === void 0) throw new Error("the file is still written");
    return this.#digest;
  }
  /** A promise only when there is something to wait for: most calls write nothing yet. */
  write(text) {
    return this.#text += text, this.#text.length < FLUSH_CHARACTERS ? void 0 : this.#flush();
  }
  async end() {
    await this.#flush(), this.#digest ??= this.#hash.digest("hex");
  }
  async *read(from = 0, size = this.#size - from) {
    for (let done = 0; done < size; ) {
      const length = Math.min(READ_BYTES, size - done), { bytesRead, buffer } = await this.handle.read({
        buffer: Buffer.allocUnsafe(length),
        position: from + done
      });
      if (bytesRead === 0) throw new Error("a temporary file is shorter than it was");
      done += bytesRead, yield buffer.subarray(0, bytesRead);
    }
  }
  close() {
    return this.handle.close();
  }
  async #flush() {
    const bytes = Buffer.from(this.#text);
    this.#text = "", this.#hash.update(bytes);
    let at = this.#size;
    this.#size += bytes.length;
    for (let done = 0; done < bytes.length; ) {
      const { bytesWritten } = await this.handle.write(bytes, done, bytes.length - done, at);
      done += bytesWritten, at += bytesWritten;
    }
  }
}
export {
  Spool,
  SpoolFile
};
//# sourceMappingURL=spool.js.map
