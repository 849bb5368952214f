import { statfsSync } from 'node:fs';
import path from 'node:path';
import { open } from 'lmdb';
import { SealedBodies, unsealed } from './checksums.js';
import { indexEnd, indexKey, indexPlace, readIndexEntry } from './index-entry.js';
import { FIRST_POSITION, type Entry, type IndexEntry, type NewEntry, type Storage } from './storage.js';
import { DamagedStore, DiskFull } from './storage-errors.js';

/** Address space only; LMDB grows the map by itself past it. */
const MAP_BYTES = 4 * 2 ** 30;
export const LOG_FILE = 'log.lmdb';

export interface LmdbOptions {
  /**
   * Position from which on entries have checksums. A function for a folder that was written before there were any: it is told where
   * that log ends, keeps it, and what it returns is used.
   */
  checksumsFrom: number | ((end: number) => number);
}

/**
 * The log in LMDB: `log` maps an entry's position to its bytes, `streams` maps stream key + first revision
 * to that position and the entry's length.
 *
 * overlappingSync is off: with it a commit is reported before it is flushed, and a failed flush is never reported at all.
 * Without it the promise of a batch settles after fdatasync and the write of the meta page, and a failure of either rejects it.
 * eventTurnBatching is off: it makes a promise that nobody can reach, whose rejection ends the process.
 */
export function openLmdbStorage(folder: string, options: LmdbOptions = { checksumsFrom: 0 }): Storage {
  const file = path.join(folder, LOG_FILE);
  const environment = open({
    path: file,
    mapSize: MAP_BYTES,
    maxDbs: 4,
    overlappingSync: false,
    eventTurnBatching: false,
  });
  const log = environment.openDB<Buffer, number>({ name: 'log', encoding: 'binary' });
  const streams = environment.openDB<Buffer, Buffer>({ name: 'streams', encoding: 'binary', keyEncoding: 'binary' });
  const bodies = new SealedBodies();

  const [last] = log.getRange({ reverse: true, limit: 1 });
  const checksumsFrom =
    typeof options.checksumsFrom === 'number'
      ? options.checksumsFrom
      : options.checksumsFrom(last ? last.key + last.value.length : FIRST_POSITION);
  const entry = (stored: { key: number; value: Buffer }): Entry => ({
    position: stored.key,
    body: unsealed(file, stored.value, stored.key, checksumsFrom),
  });
  const endOf = ({ position, body }: Entry): number => position + body.length;
  const missing = (position: number): DamagedStore =>
    new DamagedStore(file, `the log has no entry at position ${position}, where one was written`);
  /** Where the log ends: all that begins before it must be there. */
  let end = last ? endOf(entry(last)) : FIRST_POSITION;

  const indexEntry = ({ key, value }: { key: Buffer; value: Buffer }): IndexEntry =>
    readIndexEntry(file, key, value, checksumsFrom);
  const streamBack = (streamKey: Buffer, revision: number, limit: number): IndexEntry[] => {
    // `start` is inclusive and `end` exclusive, also in reverse: the end is the key without a revision, which no entry has.
    const range = streams.getRange({ start: indexKey(streamKey, revision), end: streamKey, reverse: true, limit });
    return Array.from(range, indexEntry);
  };

  return {
    async commit(entries) {
      bodies.reset();
      try {
        await environment.batch(() => {
          for (const entry of entries) write(entry);
        });
      } catch (error) {
        throw await failureOf(error, entries);
      }
      for (const entry of entries) end = Math.max(end, endOf(entry));
    },
    entriesFrom(position, maxBytes) {
      const entries: Entry[] = [];
      let next = Math.max(position, FIRST_POSITION);
      let bytes = 0;
      for (const stored of log.getRange({ start: next })) {
        if (stored.key !== next) throw missing(next);
        const found = entry(stored);
        entries.push(found);
        next = endOf(found);
        bytes += found.body.length;
        if (bytes >= maxBytes) return entries;
      }
      if (next < end) throw missing(next);
      return entries;
    },
    entriesBefore(position, maxBytes) {
      const entries: Entry[] = [];
      const before = Math.min(position, end);
      let next = before;
      let bytes = 0;
      for (const stored of log.getRange({ start: before, reverse: true })) {
        if (stored.key >= before) continue;
        const found = entry(stored);
        // The first one may reach past the position; each other one ends where the one after it begins.
        if (entries.length === 0 ? endOf(found) < next : endOf(found) !== next) throw missing(endOf(found));
        entries.push(found);
        next = found.position;
        bytes += found.body.length;
        if (bytes >= maxBytes) return entries;
      }
      if (next > FIRST_POSITION) throw missing(FIRST_POSITION);
      return entries;
    },
    body(position) {
      const stored = log.getBinary(position);
      return stored && unsealed(file, stored, position, checksumsFrom);
    },
    streamFrom(streamKey, revision, limit) {
      const [holding] = streamBack(streamKey, revision, 1);
      const start = indexKey(streamKey, holding?.firstRevision ?? revision);
      return Array.from(streams.getRange({ start, end: indexEnd(streamKey), limit }), indexEntry);
    },
    streamBack,
    close: () => environment.close(),
  };

  function write({ position, body, streamKey, firstRevision }: NewEntry): void {
    const key = indexKey(streamKey, firstRevision);
    // Their outcome is the batch's, which is waited for.
    log.put(position, bodies.seal(body, position)).catch(() => undefined);
    streams.put(key, indexPlace(key, position, body.length)).catch(() => undefined);
  }

  /**
   * No room, or something that nobody can go on after. LMDB writes to pages that are free, and the meta page that makes them count
   * comes last: when a page finds no room, what was there stays as it was. If it was the meta page that failed, LMDB refuses every
   * transaction from then on, reads too; so one read tells.
   */
  async function failureOf(error: unknown, entries: readonly NewEntry[]): Promise<Error> {
    const cause = await causeOf(error);
    const failure = new Error(`LMDB could not commit: ${String(cause)}`, { cause });
    if (!isFull(cause, entries)) return failure;
    try {
      environment.resetReadTxn();
      const [newest] = log.getRange({ reverse: true, limit: 1 });
      const unchanged = (newest ? endOf(entry(newest)) : FIRST_POSITION) === end;
      return unchanged ? new DiskFull(`There is no space left on the disk of ${folder}.`, { cause }) : failure;
    } catch {
      return failure;
    }
  }

  function isFull(cause: unknown, entries: readonly NewEntry[]): boolean {
    const code = typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : undefined;
    if (code === ENOSPC || code === EDQUOT) return true;
    if (code !== EIO) return false;
    // A write that found room for its first part only is an EIO to LMDB.
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize < 2 * entries.reduce((bytes, { body }) => bytes + body.length, 1 << 20);
  }
}

const EIO = 5;
const ENOSPC = 28;
const EDQUOT = 122;

/** LMDB's binding tells why a commit failed by a promise of its own, which may come late or never. */
async function causeOf(error: unknown): Promise<unknown> {
  const told = error instanceof Error && 'commitError' in error ? Promise.resolve(error.commitError) : error;
  const late = new Promise((resolve) => setTimeout(resolve, 50, error));
  return Promise.race([Promise.resolve(told).catch((cause: unknown) => cause), late]);
}
