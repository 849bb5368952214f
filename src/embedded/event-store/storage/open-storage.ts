import { rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { DataFolderError, type DataFolder } from '../data-folder.js';
import { checkPages } from './check-pages.js';
import { LOG_FILE, openLmdbStorage } from './lmdb-storage.js';
import { FIRST_POSITION, type Storage } from './storage.js';

/**
 * Opens the log of a data folder that this process holds, after a look at its file.
 *
 * @throws DamagedStore, and DataFolderError when a file is missing
 */
export function openStorage(dataDir: string, folder: DataFolder): Storage {
  const file = path.join(dataDir, LOG_FILE);
  const isThere = (statSync(file, { throwIfNoEntry: false })?.size ?? 0) > 0;
  if (!isThere && !folder.isNew)
    throw new DataFolderError(`${file} is missing or empty. Put it back from a backup of the data folder.`);
  if (isThere) checkPages(file, folder.checksumsFrom ?? Infinity);
  // Who uses the file is kept there while somebody does; nobody does now, whatever it says.
  rmSync(`${file}-lock`, { force: true });
  const storage = openLmdbStorage(dataDir, {
    checksumsFrom:
      folder.checksumsFrom ??
      ((end) => {
        if (folder.isNew) return 0;
        folder.keepFormat(end);
        return end;
      }),
  });
  const [newest] = storage.entriesBefore(Number.MAX_SAFE_INTEGER, 1);
  if (!folder.isNew || !newest || newest.position === FIRST_POSITION) return storage;
  void storage.close();
  throw new DataFolderError(`format.json is missing in ${dataDir}. Put it back from a backup of the data folder.`);
}
