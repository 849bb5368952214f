import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { crc32 } from "node:zlib";
class DataFolderError extends Error {
  name = "DataFolderError";
}
const FORMAT_FILE = "format.json", FORMAT = 2;
function openDataFolder(folder) {
  try {
    mkdirSync(folder, { recursive: !0, mode: 448 });
  } catch (error) {
    throw new DataFolderError(
      `The data folder ${folder} cannot be made (${codeOf(error)}). Choose another one, or make it writable.`
    );
  }
  const format = readFormat(folder), lock = path.join(folder, "lock");
  takeLock(folder, lock);
  const release = () => {
    readLock(lock)?.pid === process.pid && rmSync(lock, { force: !0 }), held.delete(path.resolve(folder));
  };
  return {
    checksumsFrom: format?.checksumsFrom,
    isNew: format === void 0,
    keepFormat(checksumsFrom) {
      try {
        writeFormat(folder, checksumsFrom);
      } catch (error) {
        throw cannotWrite(folder, error);
      }
    },
    release
  };
}
const cannotWrite = (folder, error) => new DataFolderError(
  codeOf(error) === "ENOSPC" ? `The disk of the data folder ${folder} is full. Free some space, or choose another folder.` : `The data folder ${folder} cannot be written (${codeOf(error)}). Make it writable for this user.`
), codeOf = (error) => error instanceof Error && "code" in error ? String(error.code) : String(error);
function readFormat(folder) {
  const file = path.join(folder, FORMAT_FILE);
  let text;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if (codeOf(error) === "ENOENT") return;
    throw new DataFolderError(`${file} cannot be read (${codeOf(error)}). Run as the user that owns the data folder.`);
  }
  const found = formatIn(text);
  if (found === void 0)
    throw new DataFolderError(
      `${file} is damaged. Put it back from a backup of the data folder, or choose another folder.`
    );
  if (found.format > FORMAT)
    throw new DataFolderError(
      `The data folder ${folder} has format ${found.format}; this version reads up to ${FORMAT}. Run the newer version of Mission Control that wrote it.`
    );
  return found;
}
function formatIn(text) {
  const value = objectIn(text), format = value?.format;
  if (value === void 0 || typeof format != "number" || !Number.isInteger(format) || format < 1) return;
  if (format > FORMAT) return { format, checksumsFrom: void 0 };
  const { checksumsFrom, checksum } = value;
  if (format === 1) return checksum === void 0 ? { format, checksumsFrom: void 0 } : void 0;
  if (!(typeof checksumsFrom != "number" || text !== formatText(checksumsFrom)))
    return { format, checksumsFrom };
}
function objectIn(text) {
  try {
    const value = JSON.parse(text);
    return typeof value == "object" && value !== null ? Object.fromEntries(Object.entries(value)) : void 0;
  } catch {
    return;
  }
}
function formatText(checksumsFrom) {
  const content = { format: FORMAT, writtenBy: "Mission Control embedded event store", checksumsFrom };
  return `${JSON.stringify({ ...content, checksum: crc32(JSON.stringify(content)) })}
`;
}
function writeFormat(folder, checksumsFrom) {
  const file = path.join(folder, FORMAT_FILE), temporary = `${file}.new`, descriptor = openSync(temporary, "w");
  try {
    writeFileSync(descriptor, formatText(checksumsFrom)), fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  renameSync(temporary, file), syncFolder(folder);
}
function syncFolder(folder) {
  if (process.platform === "win32") return;
  const descriptor = openSync(folder, "r");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
const held = /* @__PURE__ */ new Set();
function takeLock(folder, file) {
  const resolved = path.resolve(folder), inUse = (pid) => new DataFolderError(
    `The data folder ${resolved} is in use by process ${pid}. Stop that process, or choose another folder; two nodes must not share one.`
  );
  if (held.has(resolved)) throw inUse(process.pid);
  const content = JSON.stringify({ pid: process.pid, began: beginOf(process.pid) });
  for (let attempt = 0; attempt < 10; attempt++) {
    try {
      writeFileSync(file, content, { flag: "wx", mode: 384 }), held.add(resolved);
      return;
    } catch (error) {
      if (codeOf(error) !== "EEXIST") throw cannotWrite(resolved, error);
    }
    const lock = readLock(file);
    if (lock && isAlive(lock)) throw inUse(lock.pid);
    removeStale(file, lock);
  }
  throw new DataFolderError(`The lock ${file} cannot be taken. Delete it if no other node uses this folder.`);
}
function readLock(file) {
  try {
    const value = JSON.parse(readFileSync(file, "utf8"));
    if (typeof value == "object" && value !== null && "pid" in value && "began" in value && typeof value.pid == "number" && typeof value.began == "string")
      return { pid: value.pid, began: value.began };
  } catch {
  }
}
function removeStale(file, stale) {
  const aside = `${file}.stale-${process.pid}`;
  try {
    renameSync(file, aside);
  } catch {
    return;
  }
  const moved = readLock(aside);
  moved && stale && moved.pid !== stale.pid && isAlive(moved) ? renameSync(aside, file) : rmSync(aside, { force: !0 });
}
function isAlive({ pid, began }) {
  if (pid === process.pid) return !1;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (codeOf(error) !== "EPERM") return !1;
  }
  const now = beginOf(pid);
  return began === "" || now === "" || now === began;
}
function beginOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return `${stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? ""}@${readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()}`;
  } catch {
    return "";
  }
}
export {
  DataFolderError,
  openDataFolder
};
//# sourceMappingURL=data-folder.js.map
