import path from 'node:path';
import { open } from 'lmdb';
import { type Entry, type IndexEntry, type NewEntry, type Storage } from './storage.js';

const KEY_BYTES = 16;
const INDEX_KEY_BYTES = KEY_BYTES + 8;
const INDEX_VALUE_BYTES = 8 + 4;
/** Address space only; LMDB grows the map by itself past it. */
const MAP_BYTES = 4 * 2 ** 30;

/**
 * The log in LMDB: `log` maps an entry's position to its bytes, `streams` maps stream key + first revision
 * to that position and the entry's length.
 *
 * overlappingSync is off: with it a commit is reported before it is flushed, and a failed flush is never reported at all.
 * Without it the promise of a batch settles after fdatasync and the write of the meta page, and a failure of either rejects it.
 */
export function openLmdbStorage(folder: string): Storage {
  const environment = open({
    path: path.join(folder, 'log.lmdb'),
    mapSize: MAP_BYTES,
    maxDbs: 4,
    overlappingSync: false,
  });
  const log = environment.openDB<Buffer, number>({ name: 'log', encoding: 'binary' });
  const streams = environment.openDB<Buffer, Buffer>({ name: 'streams', encoding: 'binary', keyEncoding: 'binary' });

  const toEntries = (range: Iterable<{ key: number; value: Buffer }>, maxBytes: number): Entry[] => {
    const entries: Entry[] = [];
    let bytes = 0;
    for (const { key, value } of range) {
      entries.push({ position: key, body: value });
      bytes += value.length;
      if (bytes >= maxBytes) break;
    }
    return entries;
  };

  const streamBack = (streamKey: Buffer, revision: number, limit: number): IndexEntry[] => {
    // `start` is inclusive and `end` exclusive, also in reverse: the end is the key without a revision, which no entry has.
    const range = streams.getRange({ start: indexKey(streamKey, revision), end: streamKey, reverse: true, limit });
    return Array.from(range, toIndexEntry);
  };

  return {
    async commit(entries) {
      try {
        await environment.batch(() => {
          for (const entry of entries) write(entry);
        });
      } catch (error) {
        throw new Error(`LMDB could not commit (is the disk full?): ${await causeOf(error)}`, { cause: error });
      }
    },
    entriesFrom: (position, maxBytes) => toEntries(log.getRange({ start: position }), maxBytes),
    entriesBefore: (position, maxBytes) => {
      const range = log.getRange({ start: position, reverse: true });
      return toEntries(
        range.filter(({ key }) => key < position),
        maxBytes,
      );
    },
    body: (position) => log.getBinary(position),
    streamFrom(streamKey, revision, limit) {
      const [holding] = streamBack(streamKey, revision, 1);
      const start = indexKey(streamKey, holding?.firstRevision ?? revision);
      const end = indexEnd(streamKey);
      return Array.from(streams.getRange({ start, end, limit }), toIndexEntry);
    },
    streamBack,
    close: () => environment.close(),
  };

  function write(entry: NewEntry): void {
    const place = Buffer.allocUnsafe(INDEX_VALUE_BYTES);
    writeUint64(place, 0, entry.position);
    place.writeUInt32BE(entry.body.length, 8);
    // Their promises are the batch's.
    void log.put(entry.position, entry.body);
    void streams.put(indexKey(entry.streamKey, entry.firstRevision), place);
  }
}

/** LMDB's binding tells why a commit failed by a promise of its own, which may come late or never. */
async function causeOf(error: unknown): Promise<string> {
  const told = error instanceof Error && 'commitError' in error ? Promise.resolve(error.commitError) : error;
  const late = new Promise((resolve) => setTimeout(resolve, 50, error));
  return String(await Promise.race([Promise.resolve(told).catch((cause: unknown) => cause), late]));
}

function writeUint64(target: Buffer, at: number, n: number): void {
  target.writeUInt32BE(Math.floor(n / 2 ** 32), at);
  target.writeUInt32BE(n % 2 ** 32, at + 4);
}

const readUint64 = (bytes: Buffer, at: number): number => bytes.readUInt32BE(at) * 2 ** 32 + bytes.readUInt32BE(at + 4);

function indexKey(streamKey: Buffer, revision: number): Buffer {
  const key = Buffer.allocUnsafe(INDEX_KEY_BYTES);
  key.set(streamKey, 0);
  writeUint64(key, KEY_BYTES, revision);
  return key;
}

/** Just past the last key that a stream can have. */
function indexEnd(streamKey: Buffer): Buffer {
  const end = indexKey(streamKey, 0);
  end.fill(0xff, KEY_BYTES);
  return end;
}

function toIndexEntry({ key, value }: { key: Buffer; value: Buffer }): IndexEntry {
  return { firstRevision: readUint64(key, KEY_BYTES), position: readUint64(value, 0), length: value.readUInt32BE(8) };
}
