import { rmSync, statSync } from "node:fs";
import path from "node:path";
import { DataFolderError } from "../data-folder.js";
import { checkPages } from "./check-pages.js";
import { LOG_FILE, openLmdbStorage } from "./lmdb-storage.js";
import { FIRST_POSITION } from "./storage.js";
function openStorage(dataDir, folder) {
  const file = path.join(dataDir, LOG_FILE), isThere = (statSync(file, { throwIfNoEntry: !1 })?.size ?? 0) > 0;
  if (!isThere && !folder.isNew)
    throw new DataFolderError(`${file} is missing or empty. Put it back from a backup of the data folder.`);
  isThere && checkPages(file, folder.checksumsFrom ?? 1 / 0), rmSync(`${file}-lock`, { force: !0 });
  const storage = openLmdbStorage(dataDir, {
    checksumsFrom: folder.checksumsFrom ?? ((end) => folder.isNew ? 0 : (folder.keepFormat(end), end))
  }), [newest] = storage.entriesBefore(Number.MAX_SAFE_INTEGER, 1);
  if (!folder.isNew || !newest || newest.position === FIRST_POSITION) return storage;
  throw storage.close(), new DataFolderError(`format.json is missing in ${dataDir}. Put it back from a backup of the data folder.`);
}
export {
  openStorage
};
//# sourceMappingURL=open-storage.js.map
