import { randomUUID } from "node:crypto";
import { link, mkdir, open, readFile, readdir, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { DomainError } from "../domain/kernel/errors.js";
const NAME = /^[a-z0-9][a-z0-9._-]{0,127}$/, SUFFIX = ".key", DESTROYING_TRIES = 20, DESTROYING_MS = 20;
class FolderKeyStore {
  #folder;
  constructor(folder) {
    this.#folder = folder;
  }
  async read(name) {
    return this.#explained(() => secretIn(this.#file(name)));
  }
  async create(name, secret) {
    const file = this.#file(name);
    return this.#explained(async () => {
      await mkdir(this.#folder, { recursive: !0, mode: 448 });
      const draft = path.join(this.#folder, `.${randomUUID()}.new`);
      try {
        await writeFile(draft, secret, { mode: 384, flush: !0 });
        for (let tries = 1; ; tries++) {
          if (!await link(draft, file).then(() => !1, isTaken))
            return await this.#flush(), secret;
          const kept = await secretIn(file);
          if (kept) return kept;
          tries < DESTROYING_TRIES ? await sleep(DESTROYING_MS) : await rm(file, { force: !0 });
        }
      } finally {
        await rm(draft, { force: !0 });
      }
    });
  }
  async destroy(name) {
    const file = this.#file(name);
    return this.#explained(async () => {
      const known = await ifThere(stat(file));
      return known === void 0 ? !1 : (await ifThere(writeFile(file, new Uint8Array(known.size), { flag: "r+", flush: !0 })), await rm(file, { force: !0 }), await this.#flush(), !0);
    });
  }
  async list() {
    return (await this.#explained(() => ifThere(readdir(this.#folder))) ?? []).filter((file) => file.endsWith(SUFFIX)).map((file) => file.slice(0, -SUFFIX.length)).toSorted();
  }
  #file(name) {
    if (!NAME.test(name)) throw new TypeError(`"${name}" is no name of a key`);
    return path.join(this.#folder, name + SUFFIX);
  }
  /** A name that is made or removed is durable once its folder is. */
  async #flush() {
    const folder = await open(this.#folder, "r");
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  }
  async #explained(work) {
    try {
      return await work();
    } catch (error) {
      throw new DomainError(
        "KEYS.UNAVAILABLE",
        "unavailable",
        `The folder of keys ${this.#folder} cannot be used (${codeOf(error) ?? String(error)}). It must belong to the user that runs the server, and have space.`
      );
    }
  }
}
async function secretIn(file) {
  const secret = await ifThere(readFile(file));
  return secret?.some((byte) => byte !== 0) === !0 ? secret : void 0;
}
function isTaken(error) {
  if (codeOf(error) === "EEXIST") return !0;
  throw error;
}
async function ifThere(work) {
  try {
    return await work;
  } catch (error) {
    if (codeOf(error) === "ENOENT") return;
    throw error;
  }
}
const codeOf = (error) => error instanceof Error && "code" in error && typeof error.code == "string" ? error.code : void 0;
export {
  FolderKeyStore
};
//# sourceMappingURL=folder-key-store.js.map
