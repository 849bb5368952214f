import { hash } from "node:crypto";
import { pipeline } from "node:stream/promises";
import { pack } from "tar-stream";
import { DomainError } from "../domain/kernel/errors.js";
const MAX_FILE_BYTES = 8 * 1024 ** 3 - 1, BLOCK = 512, EPOCH = /* @__PURE__ */ new Date(0), entryOf = (name, text) => {
  const bytes = Buffer.from(text);
  return {
    name,
    sha256: hash("sha256", bytes, "hex"),
    size: bytes.length,
    async *content() {
      bytes.length > 0 && (yield bytes);
    }
  };
};
function tarSize(entries) {
  let size = 2 * BLOCK;
  for (const entry of entries) {
    if (entry.size > MAX_FILE_BYTES)
      throw new DomainError(
        "EVIDENCE.TOO_LARGE",
        "invalid",
        `${entry.name} would be ${entry.size} bytes, and a bundle holds files below 8 GiB: ask for fewer runs at once.`
      );
    size += BLOCK + Math.ceil(entry.size / BLOCK) * BLOCK;
  }
  return size;
}
async function* tar(entries) {
  const archive = pack(), making = fill(archive, entries).catch((error) => {
    archive.destroy(error instanceof Error ? error : new Error(String(error)));
  });
  try {
    for await (const piece of archive) {
      if (!(piece instanceof Uint8Array)) throw new TypeError("an archive is bytes");
      yield piece;
    }
  } finally {
    await making;
  }
}
async function fill(archive, entries) {
  for (const { name, size, content } of entries)
    await pipeline(content(), archive.entry({ name, size, mode: 420, uid: 0, gid: 0, mtime: EPOCH, type: "file" }));
  archive.finalize();
}
export {
  entryOf,
  tar,
  tarSize
};
//# sourceMappingURL=tar.js.map
