import { type IndexEntry } from './storage.js';
import { CHECKSUM_BYTES, indexChecksum } from './checksums.js';
import { DamagedStore } from './storage-errors.js';

/** How an entry of the index by stream lies on the disk: stream key and first revision lead to position, length and a checksum. */
const STREAM_KEY_BYTES = 16;
const KEY_BYTES = STREAM_KEY_BYTES + 8;
const PLACE_BYTES = 8 + 4;

export function writeUint64(target: Buffer, at: number, n: number): void {
  target.writeUInt32BE(Math.floor(n / 2 ** 32), at);
  target.writeUInt32BE(n % 2 ** 32, at + 4);
}

const readUint64 = (bytes: Buffer, at: number): number => bytes.readUInt32BE(at) * 2 ** 32 + bytes.readUInt32BE(at + 4);

export function indexKey(streamKey: Buffer, revision: number): Buffer {
  const key = Buffer.allocUnsafe(KEY_BYTES);
  key.set(streamKey, 0);
  writeUint64(key, STREAM_KEY_BYTES, revision);
  return key;
}

/** Just past the last key that a stream can have. */
export function indexEnd(streamKey: Buffer): Buffer {
  const end = indexKey(streamKey, 0);
  end.fill(0xff, STREAM_KEY_BYTES);
  return end;
}

export function indexPlace(key: Buffer, position: number, length: number): Buffer {
  const place = Buffer.allocUnsafe(PLACE_BYTES + CHECKSUM_BYTES);
  writeUint64(place, 0, position);
  place.writeUInt32BE(length, 8);
  place.writeUInt32BE(indexChecksum(key, place.subarray(0, PLACE_BYTES)), PLACE_BYTES);
  return place;
}

/** @throws DamagedStore */
export function readIndexEntry(file: string, key: Buffer, value: Buffer, checksumsFrom: number): IndexEntry {
  const sealed = value.length === PLACE_BYTES + CHECKSUM_BYTES && key.length === KEY_BYTES;
  const old = value.length === PLACE_BYTES && key.length === KEY_BYTES && readUint64(value, 0) < checksumsFrom;
  const place = value.subarray(0, PLACE_BYTES);
  if (!old && !(sealed && value.readUInt32BE(PLACE_BYTES) === indexChecksum(key, place)))
    throw new DamagedStore(file, `the index by stream has an entry without its checksum (key ${key.toString('hex')})`);
  return {
    firstRevision: readUint64(key, STREAM_KEY_BYTES),
    position: readUint64(value, 0),
    length: value.readUInt32BE(8),
  };
}
