import { chmod, link, mkdir, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { processIdentity } from "./process-identity.js";
import { StartupError, errorCode } from "./startup-error.js";
const formatVersion = 1, Format = z.object({ version: z.number().int().positive() }), Holder = z.object({
  pid: z.number().int().positive(),
  identity: z.string(),
  since: z.string(),
  address: z.string().optional()
});
async function openDataFolder(folder) {
  const file = (name) => path.join(folder, name);
  try {
    await mkdir(folder, { recursive: !0 }), await checkFormat(folder, await readdir(folder)), await chmod(folder, process.getuid?.() === 0 ? 457 : 448);
  } catch (error) {
    throw explained(folder, error);
  }
  const self = {
    pid: process.pid,
    identity: await processIdentity(process.pid) ?? "",
    since: (/* @__PURE__ */ new Date()).toISOString()
  }, write = async (name, value) => {
    const next = file(`${name}.${process.pid}.new`);
    await writeFile(next, `${JSON.stringify(value, null, 2)}
`, { mode: 384 }), await rename(next, file(name));
  };
  try {
    await lock(file("lock"), self), await write("format", { version: formatVersion });
  } catch (error) {
    throw explained(folder, error);
  }
  return {
    path: folder,
    announce: (address) => write("lock", { ...self, address }),
    async read(name, schema) {
      const content = await readFile(file(name), "utf8").catch(() => {
      });
      return content === void 0 ? void 0 : parseOptional(content, schema);
    },
    write,
    release: () => rm(file("lock"), { force: !0 })
  };
}
async function checkFormat(folder, names) {
  if (!names.includes("format")) {
    const strange = names.filter((name) => !/^(lock|cli\.json|logs|format)\b/.test(name));
    if (strange.length === 0) return;
    throw new StartupError(
      `${folder} holds other files (such as ${strange[0]}) and is no data folder of Mission Control. Set MC_DATA_DIR to an empty or a new folder.`
    );
  }
  const format = parseOptional(await readFile(path.join(folder, "format"), "utf8"), Format);
  if (format === void 0)
    throw new StartupError(
      `${path.join(folder, "format")} is damaged. Write {"version":${formatVersion}} into it if this release wrote the folder.`
    );
  if (format.version > formatVersion)
    throw new StartupError(
      `${folder} was written by a newer release of Mission Control (format ${format.version}; this release reads up to ${formatVersion}). Start that release, or set MC_DATA_DIR to another folder.`
    );
}
async function lock(file, self) {
  const own = `${file}.${self.pid}`;
  await writeFile(own, JSON.stringify(self), { mode: 384 });
  try {
    for (; ; ) {
      try {
        await link(own, file);
        return;
      } catch (error) {
        if (errorCode(error) !== "EEXIST") throw error;
      }
      const holder = await readHolder(file);
      if (holder !== void 0 && await processIdentity(holder.pid) === holder.identity)
        throw held(path.dirname(file), holder);
      const stale = `${own}.stale`;
      await rename(file, stale).catch(ignoreMissing);
      const taken = await readHolder(stale);
      taken !== void 0 && await processIdentity(taken.pid) === taken.identity && await link(stale, file).catch(() => {
      }), await rm(stale, { force: !0 });
    }
  } finally {
    await rm(own, { force: !0 });
  }
}
async function readHolder(file) {
  const content = await readFile(file, "utf8").catch(ignoreMissing);
  return content === void 0 ? void 0 : parseOptional(content, Holder);
}
function held(folder, holder) {
  const address = holder.address === void 0 ? "it is still starting" : `it serves at ${holder.address}`;
  return new StartupError(
    `The data folder ${folder} is in use by pid ${holder.pid} since ${holder.since.slice(0, 19).replace("T", " ")} UTC; ${address}. Use that one, stop it (Ctrl-C in its terminal), or set MC_DATA_DIR to another folder to run a second one beside it.`
  );
}
function explained(folder, error) {
  switch (errorCode(error)) {
    case "EACCES":
    case "EPERM":
      return new StartupError(
        `The data folder ${folder} cannot be read and written by this user. Change its owner (chown -R), or set MC_DATA_DIR to another folder.`
      );
    case "EROFS":
      return new StartupError(
        `The data folder ${folder} is on a file system that is read-only. Set MC_DATA_DIR to a folder that can be written.`
      );
    case "ENOSPC":
      return new StartupError(
        `There is no space left for the data folder ${folder}. Free some, or set MC_DATA_DIR to a folder on another disk.`
      );
    case "ENOTDIR":
    case "EEXIST":
      return new StartupError(
        `The data folder ${folder} cannot be made: a file of that name is in the way. Set MC_DATA_DIR to another folder.`
      );
    default:
      return error;
  }
}
function parseOptional(content, schema) {
  try {
    return schema.safeParse(JSON.parse(content)).data;
  } catch {
    return;
  }
}
function ignoreMissing(error) {
  if (errorCode(error) !== "ENOENT") throw error;
}
export {
  openDataFolder
};
//# sourceMappingURL=data-folder.js.map
