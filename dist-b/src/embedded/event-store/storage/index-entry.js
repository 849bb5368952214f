import { crc32 } from "node:zlib";
import {} from "./storage.js";
import { CHECKSUM_BYTES } from "./checksums.js";
import { DamagedStore } from "./storage-errors.js";
const STREAM_KEY_BYTES = 16, KEY_BYTES = STREAM_KEY_BYTES + 8, PLACE_BYTES = 12, CHECKED_BYTES = KEY_BYTES + PLACE_BYTES;
function writeUint64(target, at, n) {
  target.writeUInt32BE(Math.floor(n / 2 ** 32), at), target.writeUInt32BE(n % 2 ** 32, at + 4);
}
const readUint64 = (bytes, at) => bytes.readUInt32BE(at) * 2 ** 32 + bytes.readUInt32BE(at + 4);
function indexKey(streamKey, revision) {
  const key = Buffer.allocUnsafe(KEY_BYTES);
  return key.set(streamKey, 0), writeUint64(key, STREAM_KEY_BYTES, revision), key;
}
function indexEnd(streamKey) {
  const end = indexKey(streamKey, 0);
  return end.fill(255, STREAM_KEY_BYTES), end;
}
function indexPlace(key, position, length) {
  const place = Buffer.allocUnsafe(PLACE_BYTES + CHECKSUM_BYTES);
  return writeUint64(place, 0, position), place.writeUInt32BE(length, 8), place.writeUInt32BE(crc32(place.subarray(0, PLACE_BYTES), crc32(key)), PLACE_BYTES), place;
}
function checkIndexEntry(file, sealed, keyLength, checksumsFrom) {
  if (keyLength === KEY_BYTES && sealed.length === CHECKED_BYTES + CHECKSUM_BYTES) {
    if (sealed.readUInt32BE(CHECKED_BYTES) === crc32(sealed.subarray(0, CHECKED_BYTES))) return;
  } else if (keyLength === KEY_BYTES && sealed.length === CHECKED_BYTES && readUint64(sealed, KEY_BYTES) < checksumsFrom)
    return;
  const key = sealed.toString("hex", 0, keyLength);
  throw new DamagedStore(file, `the index by stream has an entry without its checksum (key ${key})`);
}
function readIndexEntry(file, key, value, checksumsFrom) {
  return checkIndexEntry(file, Buffer.concat([key, value]), key.length, checksumsFrom), {
    firstRevision: readUint64(key, STREAM_KEY_BYTES),
    position: readUint64(value, 0),
    length: value.readUInt32BE(8)
  };
}
export {
  checkIndexEntry,
  indexEnd,
  indexKey,
  indexPlace,
  readIndexEntry,
  writeUint64
};
//# sourceMappingURL=index-entry.js.map
