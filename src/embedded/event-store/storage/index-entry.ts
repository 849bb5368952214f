import { crc32 } from 'node:zlib';
import { type IndexEntry } from './storage.js';
import { CHECKSUM_BYTES } from './checksums.js';
import { DamagedStore } from './storage-errors.js';

/** How an entry of the index by stream lies on the disk: stream key and first revision lead to position, length and a checksum. */
const STREAM_KEY_BYTES = 16;
const KEY_BYTES = STREAM_KEY_BYTES + 8;
const PLACE_BYTES = 8 + 4;
const CHECKED_BYTES = KEY_BYTES + PLACE_BYTES;

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
  place.writeUInt32BE(crc32(place.subarray(0, PLACE_BYTES), crc32(key)), PLACE_BYTES);
  return place;
}

/**
 * @param sealed the key, then what it leads to, as they lie on the disk
 * @throws DamagedStore
 */
export function checkIndexEntry(file: string, sealed: Buffer, keyLength: number, checksumsFrom: number): void {
  if (keyLength === KEY_BYTES && sealed.length === CHECKED_BYTES + CHECKSUM_BYTES) {
    if (sealed.readUInt32BE(CHECKED_BYTES) === crc32(sealed.subarray(0, CHECKED_BYTES))) return;
  } else if (
    keyLength === KEY_BYTES &&
    sealed.length === CHECKED_BYTES &&
    readUint64(sealed, KEY_BYTES) < checksumsFrom
  )
    return;
  const key = sealed.toString('hex', 0, keyLength);
  throw new DamagedStore(file, `the index by stream has an entry without its checksum (key ${key})`);
}

/** @throws DamagedStore */
export function readIndexEntry(file: string, key: Buffer, value: Buffer, checksumsFrom: number): IndexEntry {
  checkIndexEntry(file, Buffer.concat([key, value]), key.length, checksumsFrom);
  return {
    firstRevision: readUint64(key, STREAM_KEY_BYTES),
    position: readUint64(value, 0),
    length: value.readUInt32BE(8),
  };
}
