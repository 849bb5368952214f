import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, open, rename, rm } from "node:fs/promises";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { DomainError, messageOf } from "../domain/kernel/errors.js";
class ArchiveFolder {
  constructor(folder, bundles) {
    this.folder = folder;
    this.bundles = bundles;
  }
  folder;
  bundles;
  /** The file is whole and on the disk when it settles. Rejects with RETENTION.ARCHIVE (unavailable), or as `Bundles.make` does. */
  async write(id, streams, by) {
    const bundle = await this.bundles.make({
      id,
      by,
      filter: { prune: id },
      streams,
      signal: new AbortController().signal
    });
    try {
      return await this.#save(`${id}.tar`, bundle);
    } catch (error) {
      throw new DomainError(
        "RETENTION.ARCHIVE",
        "unavailable",
        `The archive folder ${this.folder} cannot be written: ${messageOf(error)}. Nothing was deleted.`
      );
    } finally {
      await bundle.remove();
    }
  }
  async #save(file, bundle) {
    await mkdir(this.folder, { recursive: !0, mode: 448 });
    const draft = path.join(this.folder, `.${file}.new`), written = createHash("sha256");
    let bytes = 0;
    try {
      const handle = await open(draft, "w", 384);
      try {
        for await (const part of bundle.bytes())
          await handle.appendFile(part), written.update(part), bytes += part.length;
        await handle.sync();
      } finally {
        await handle.close();
      }
      const sha256 = written.digest("hex");
      if (await hashOfFile(draft) !== sha256) throw new Error("what was written does not read back");
      return await rename(draft, path.join(this.folder, file)), await this.#flush(), { file, sha256, bytes };
    } catch (error) {
      throw await rm(draft, { force: !0 }), error;
    }
  }
  /** A name is durable once its folder is. */
  async #flush() {
    const folder = await open(this.folder, "r");
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  }
}
async function hashOfFile(file) {
  const hash = createHash("sha256");
  return await pipeline(createReadStream(file), hash), hash.digest("hex");
}
export {
  ArchiveFolder
};
//# sourceMappingURL=archive-folder.js.map
