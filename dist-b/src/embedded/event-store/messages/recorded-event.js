import {
  FieldReader,
  fieldLength,
  varintLength,
  writeBytes,
  writeHead,
  writeNumber,
  writeVarint
} from "../wire/protobuf.js";
import { TOMBSTONE_REVISION } from "../log/expected-revision.js";
const TYPE = Buffer.from("type"), CONTENT_TYPE = Buffer.from("content-type"), CREATED = Buffer.from("created"), JSON_TYPE = Buffer.from("application/json"), BINARY_TYPE = Buffer.from("application/octet-stream"), TOMBSTONE_VARINT = Buffer.from([255, 255, 255, 255, 255, 255, 255, 255, 127]), mapEntryLength = (key, valueLength) => fieldLength(key.length) + fieldLength(valueLength);
function writeMapEntry(target, at, key, value) {
  const head = writeHead(target, at, 50, mapEntryLength(key, value.length));
  return writeBytes(target, writeBytes(target, head, 10, key), 18, value);
}
function layout(event, streamLength, revision, position, created) {
  const id = fieldLength(event.id.length), stream = fieldLength(streamLength), revisionLength = revision === TOMBSTONE_REVISION ? TOMBSTONE_VARINT.length : varintLength(revision), recorded = fieldLength(id) + fieldLength(stream) + (1 + revisionLength) + 2 * (1 + varintLength(position)) + fieldLength(mapEntryLength(TYPE, event.type.length)) + fieldLength(mapEntryLength(CONTENT_TYPE, (event.isJson ? JSON_TYPE : BINARY_TYPE).length)) + fieldLength(mapEntryLength(CREATED, created.length)) + (event.metadata.length ? fieldLength(event.metadata.length) : 0) + (event.data.length ? fieldLength(event.data.length) : 0), readEvent = fieldLength(recorded) + 1 + varintLength(position);
  return { id, stream, recorded, readEvent, frame: 5 + fieldLength(readEvent) };
}
function write(target, at, sizes, event, stream, revision, position, created) {
  let o = at;
  return target[o++] = 0, o = target.writeUInt32BE(sizes.frame - 5, o), o = writeHead(target, o, 10, sizes.readEvent), o = writeHead(target, o, 10, sizes.recorded), o = writeHead(target, o, 10, sizes.id), o = writeBytes(target, o, 18, event.id), o = writeHead(target, o, 18, sizes.stream), o = writeBytes(target, o, 26, stream), target[o++] = 24, revision === TOMBSTONE_REVISION ? (target.set(TOMBSTONE_VARINT, o), o += TOMBSTONE_VARINT.length) : o = writeVarint(target, o, revision), o = writeNumber(target, o, 32, position), o = writeNumber(target, o, 40, position), o = writeMapEntry(target, o, TYPE, event.type), o = writeMapEntry(target, o, CONTENT_TYPE, event.isJson ? JSON_TYPE : BINARY_TYPE), o = writeMapEntry(target, o, CREATED, created), event.metadata.length && (o = writeBytes(target, o, 58, event.metadata)), event.data.length && (o = writeBytes(target, o, 66, event.data)), writeNumber(target, o, 24, position);
}
function encodeEvents(events, stream, firstRevision, position, firstMicros, allocate) {
  const layouts = [], createds = [];
  let length = 0, at = position;
  for (const [index, event] of events.entries()) {
    const created = Buffer.from(`${firstMicros + index}0`, "latin1");
    at = position + length;
    const sizes = layout(event, stream.length, firstRevision + index, at, created);
    layouts.push(sizes), createds.push(created), length += sizes.frame;
  }
  const body = allocate(length);
  let o = 0;
  for (const [index, event] of events.entries()) {
    const sizes = layouts[index], created = createds[index];
    sizes && created && (o = write(body, o, sizes, event, stream, firstRevision + index, position + o, created));
  }
  return { body, lastPosition: at };
}
function recordedMessage(frame) {
  return firstField(firstField(frame.subarray(5)));
}
function firstField(message) {
  const reader = new FieldReader(message);
  return reader.next(), reader.slice();
}
function skipVarint(bytes, at) {
  let o = at;
  for (; (bytes[o++] ?? 0) >= 128; ) ;
  return o;
}
function readLength(bytes, at) {
  let value = 0, factor = 1;
  for (let o = at; ; o++) {
    const byte = bytes[o] ?? 0;
    if (value += (byte & 127) * factor, byte < 128) return value;
    factor *= 128;
  }
}
function afterId(frame) {
  const recorded = skipVarint(frame, skipVarint(frame, 6) + 1);
  return skipVarint(frame, recorded + 1) + readLength(frame, recorded + 1);
}
function eventStream(frame) {
  const tag = skipVarint(frame, afterId(frame) + 1), start = skipVarint(frame, tag + 1);
  return frame.toString("utf8", start, start + readLength(frame, tag + 1));
}
function eventType(frame) {
  const stream = afterId(frame);
  let at = skipVarint(frame, stream + 1) + readLength(frame, stream + 1);
  for (let number = 0; number < 3; number++) at = skipVarint(frame, at + 1);
  const value = skipVarint(frame, at + 1) + fieldLength(TYPE.length), start = skipVarint(frame, value + 1);
  return frame.toString("utf8", start, start + readLength(frame, value + 1));
}
function mapEntry(reader) {
  const entry = reader.message();
  let key = TYPE, value = TYPE;
  for (; entry.next(); )
    entry.field === 1 ? key = entry.slice() : entry.field === 2 && (value = entry.slice());
  return { key, value };
}
function decodeRecorded(frame) {
  const message = recordedMessage(frame), event = {
    id: "",
    stream: "",
    revision: 0,
    position: 0,
    type: "",
    created: 0,
    data: message.subarray(0, 0),
    message
  }, reader = new FieldReader(message);
  for (; reader.next(); )
    switch (reader.field) {
      case 1:
        event.id = firstField(reader.slice()).toString("latin1");
        break;
      case 2:
        event.stream = firstField(reader.slice()).toString("utf8");
        break;
      case 3:
        event.revision = reader.value > TOMBSTONE_REVISION ? TOMBSTONE_REVISION : reader.value;
        break;
      case 5:
        event.position = reader.value;
        break;
      case 6: {
        const { key, value } = mapEntry(reader);
        key.equals(TYPE) ? event.type = value.toString("utf8") : key.equals(CREATED) && (event.created = Number(value.subarray(0, -1).toString("latin1")));
        break;
      }
      case 8:
        event.data = reader.slice();
        break;
    }
  return event;
}
export {
  JSON_TYPE,
  decodeRecorded,
  encodeEvents,
  eventStream,
  eventType,
  recordedMessage
};
//# sourceMappingURL=recorded-event.js.map
