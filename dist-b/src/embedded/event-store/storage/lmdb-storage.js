import { statfsSync } from "node:fs";
import path from "node:path";
import { open } from "lmdb";
import { SealedBodies, unsealed } from "./checksums.js";
import { indexEnd, indexKey, indexPlace, readIndexEntry } from "./index-entry.js";
import { FIRST_POSITION } from "./storage.js";
import { DamagedStore, DiskFull } from "./storage-errors.js";
const MAP_BYTES = 4 * 2 ** 30, LOG_FILE = "log.lmdb";
function openLmdbStorage(folder, options = { checksumsFrom: 0 }) {
  const file = path.join(folder, LOG_FILE), environment = open({
    path: file,
    mapSize: MAP_BYTES,
    maxDbs: 4,
    overlappingSync: !1,
    eventTurnBatching: !1
  }), log = environment.openDB({ name: "log", encoding: "binary" }), streams = environment.openDB({ name: "streams", encoding: "binary", keyEncoding: "binary" }), bodies = new SealedBodies(), [last] = log.getRange({ reverse: !0, limit: 1 }), checksumsFrom = typeof options.checksumsFrom == "number" ? options.checksumsFrom : options.checksumsFrom(last ? last.key + last.value.length : FIRST_POSITION), entry = (stored) => ({
    position: stored.key,
    body: unsealed(file, stored.value, stored.key, checksumsFrom)
  }), endOf = ({ position, body }) => position + body.length, missing = (position) => new DamagedStore(file, `the log has no entry at position ${position}, where one was written`);
  let end = last ? endOf(entry(last)) : FIRST_POSITION;
  const indexEntry = ({ key, value }) => readIndexEntry(file, key, value, checksumsFrom), streamBack = (streamKey, revision, limit) => {
    const range = streams.getRange({ start: indexKey(streamKey, revision), end: streamKey, reverse: !0, limit });
    return Array.from(range, indexEntry);
  };
  return {
    async commit(entries) {
      bodies.reset();
      try {
        await environment.batch(() => {
          for (const entry2 of entries) write(entry2);
        });
      } catch (error) {
        throw await failureOf(error, entries);
      }
      for (const entry2 of entries) end = Math.max(end, endOf(entry2));
    },
    entriesFrom(position, maxBytes) {
      const entries = [];
      let next = Math.max(position, FIRST_POSITION), bytes = 0;
      for (const stored of log.getRange({ start: next })) {
        if (stored.key !== next) throw missing(next);
        const found = entry(stored);
        if (entries.push(found), next = endOf(found), bytes += found.body.length, bytes >= maxBytes) return entries;
      }
      if (next < end) throw missing(next);
      return entries;
    },
    entriesBefore(position, maxBytes) {
      const entries = [], before = Math.min(position, end);
      let next = before, bytes = 0;
      for (const stored of log.getRange({ start: before, reverse: !0 })) {
        if (stored.key >= before) continue;
        const found = entry(stored);
        if (entries.length === 0 ? endOf(found) < next : endOf(found) !== next) throw missing(endOf(found));
        if (entries.push(found), next = found.position, bytes += found.body.length, bytes >= maxBytes) return entries;
      }
      if (next > FIRST_POSITION) throw missing(FIRST_POSITION);
      return entries;
    },
    body(position) {
      const stored = log.getBinary(position);
      return stored && unsealed(file, stored, position, checksumsFrom);
    },
    streamFrom(streamKey, revision, limit) {
      const [holding] = streamBack(streamKey, revision, 1), start = indexKey(streamKey, holding?.firstRevision ?? revision);
      return Array.from(streams.getRange({ start, end: indexEnd(streamKey), limit }), indexEntry);
    },
    streamBack,
    close: () => environment.close()
  };
  function write({ position, body, streamKey, firstRevision }) {
    const key = indexKey(streamKey, firstRevision);
    log.put(position, bodies.seal(body, position)).catch(() => {
    }), streams.put(key, indexPlace(key, position, body.length)).catch(() => {
    });
  }
  async function failureOf(error, entries) {
    const cause = await causeOf(error), failure = new Error(`LMDB could not commit: ${String(cause)}`, { cause });
    if (!isFull(cause, entries)) return failure;
    try {
      environment.resetReadTxn();
      const [newest] = log.getRange({ reverse: !0, limit: 1 });
      return (newest ? endOf(entry(newest)) : FIRST_POSITION) === end ? new DiskFull(`There is no space left on the disk of ${folder}.`, { cause }) : failure;
    } catch {
      return failure;
    }
  }
  function isFull(cause, entries) {
    const code = typeof cause == "object" && cause !== null && "code" in cause ? cause.code : void 0;
    if (code === ENOSPC || code === EDQUOT) return !0;
    if (code !== EIO) return !1;
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize < 2 * entries.reduce((bytes, { body }) => bytes + body.length, 1 << 20);
  }
}
const EIO = 5, ENOSPC = 28, EDQUOT = 122;
async function causeOf(error) {
  const told = error instanceof Error && "commitError" in error ? Promise.resolve(error.commitError) : error, late = new Promise((resolve) => setTimeout(resolve, 50, error));
  return Promise.race([Promise.resolve(told).catch((cause) => cause), late]);
}
export {
  LOG_FILE,
  openLmdbStorage
};
//# sourceMappingURL=lmdb-storage.js.map
