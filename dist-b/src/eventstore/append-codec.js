import { FieldReader, fieldLength, varintLength, writeVarint } from "./protobuf.js";
const UUID_LENGTH = 36, UUID_MESSAGE = fieldLength(UUID_LENGTH), CONTENT_TYPE = Buffer.concat([
  Buffer.from([18, 32, 10, 12]),
  Buffer.from("content-type"),
  Buffer.from([18, 16]),
  Buffer.from("application/json")
]);
function encodeAppend(correlation, stream, expected, events) {
  const streamBytes = Buffer.byteLength(stream), identifier = fieldLength(streamBytes), options = fieldLength(identifier) + (expected < 0 ? 2 : 1 + varintLength(expected));
  let total = fieldLength(UUID_MESSAGE) + fieldLength(options) + 2;
  const sizes = events.map(({ type, data, metadata }) => {
    const typeBytes = Buffer.byteLength(type), dataBytes = Buffer.byteLength(data), metadataBytes = Buffer.byteLength(metadata), typeEntry = fieldLength(4) + fieldLength(typeBytes), message = fieldLength(UUID_MESSAGE) + fieldLength(typeEntry) + CONTENT_TYPE.length + fieldLength(metadataBytes) + fieldLength(dataBytes);
    return total += fieldLength(message), { typeBytes, dataBytes, metadataBytes, typeEntry, message };
  }), target = Buffer.allocUnsafe(total);
  let at = writeUuid(target, 0, 10, correlation);
  at = writeHeader(target, at, 18, options), at = writeHeader(target, at, 10, identifier), at = writeText(target, at, 26, stream, streamBytes), expected < 0 ? (target[at++] = 26, target[at++] = 0) : (target[at++] = 16, at = writeVarint(target, at, expected));
  for (const [i, size] of sizes.entries()) {
    const event = events[i];
    event && (at = writeHeader(target, at, 26, size.message), at = writeUuid(target, at, 10, event.id), at = writeHeader(target, at, 18, size.typeEntry), at = writeText(target, at, 10, "type", 4), at = writeText(target, at, 18, event.type, size.typeBytes), target.set(CONTENT_TYPE, at), at += CONTENT_TYPE.length, at = writeText(target, at, 26, event.metadata, size.metadataBytes), at = writeText(target, at, 34, event.data, size.dataBytes));
  }
  if (target[at++] = 32, target[at++] = 1, at !== total) throw new RangeError(`an append to ${stream} has ${at} bytes, ${total} were announced`);
  return target;
}
function decodeAppendResponse(bytes) {
  let correlation = "", position, error;
  const fields = new FieldReader(bytes);
  for (; fields.next(); )
    if (fields.number === 1) {
      const uuid = fields.message();
      for (; uuid.next(); ) uuid.number === 2 && (correlation = uuid.text());
    } else fields.number === 2 ? error = bytes : fields.number === 3 && (position = commitPosition(fields.message()));
  return { correlation, position, error };
}
function commitPosition(success) {
  for (; success.next(); ) {
    if (success.number !== 3) continue;
    const position = success.message();
    for (; position.next(); ) if (position.number === 1) return position.uint64();
  }
}
function writeHeader(target, offset, tag, length) {
  return target[offset] = tag, writeVarint(target, offset + 1, length);
}
function writeText(target, offset, tag, text, bytes) {
  const at = writeHeader(target, offset, tag, bytes);
  return at + target.write(text, at, bytes, "utf8");
}
function writeUuid(target, offset, tag, uuid) {
  let at = writeHeader(target, offset, tag, UUID_MESSAGE);
  return at = writeHeader(target, at, 18, UUID_LENGTH), at + target.write(uuid, at, UUID_LENGTH, "latin1");
}
export {
  decodeAppendResponse,
  encodeAppend
};
//# sourceMappingURL=append-codec.js.map
