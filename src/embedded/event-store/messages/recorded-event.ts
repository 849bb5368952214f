import {
  FieldReader,
  fieldLength,
  varintLength,
  writeBytes,
  writeHead,
  writeNumber,
  writeVarint,
} from '../wire/protobuf.js';
import { TOMBSTONE_REVISION } from '../log/expected-revision.js';

/** An event as a client proposes it; the buffers are views of the request. */
export interface ProposedEvent {
  /** 36 characters, lower case. */
  id: Buffer;
  type: Buffer;
  isJson: boolean;
  metadata: Buffer;
  data: Buffer;
}

/** An event as it was recorded, read back from its frame. */
export interface RecordedEvent {
  id: string;
  stream: string;
  revision: number;
  position: number;
  type: string;
  /** Microseconds since the Unix epoch. On the wire it is 100 ns ticks, which would not fit into a JavaScript number. */
  created: number;
  data: Buffer;
  /** The RecordedEvent message itself: a view of the frame. */
  message: Buffer;
}

const TYPE = Buffer.from('type');
const CONTENT_TYPE = Buffer.from('content-type');
const CREATED = Buffer.from('created');
export const JSON_TYPE = Buffer.from('application/json');
const BINARY_TYPE = Buffer.from('application/octet-stream');
/** 2^63-1 as a varint: no JavaScript number can hold it. */
const TOMBSTONE_VARINT = Buffer.from([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]);

const mapEntryLength = (key: Buffer, valueLength: number): number => fieldLength(key.length) + fieldLength(valueLength);

function writeMapEntry(target: Buffer, at: number, key: Buffer, value: Buffer): number {
  const head = writeHead(target, at, 0x32, mapEntryLength(key, value.length));
  return writeBytes(target, writeBytes(target, head, 0x0a, key), 0x12, value);
}

/** Lengths of the nested messages of one event's frame. */
interface Layout {
  id: number;
  stream: number;
  recorded: number;
  readEvent: number;
  frame: number;
}

function layout(
  event: ProposedEvent,
  streamLength: number,
  revision: number,
  position: number,
  created: Buffer,
): Layout {
  const id = fieldLength(event.id.length);
  const stream = fieldLength(streamLength);
  const revisionLength = revision === TOMBSTONE_REVISION ? TOMBSTONE_VARINT.length : varintLength(revision);
  const recorded =
    fieldLength(id) +
    fieldLength(stream) +
    (1 + revisionLength) +
    2 * (1 + varintLength(position)) +
    fieldLength(mapEntryLength(TYPE, event.type.length)) +
    fieldLength(mapEntryLength(CONTENT_TYPE, (event.isJson ? JSON_TYPE : BINARY_TYPE).length)) +
    fieldLength(mapEntryLength(CREATED, created.length)) +
    (event.metadata.length ? fieldLength(event.metadata.length) : 0) +
    (event.data.length ? fieldLength(event.data.length) : 0);
  const readEvent = fieldLength(recorded) + 1 + varintLength(position);
  return { id, stream, recorded, readEvent, frame: 5 + fieldLength(readEvent) };
}

function write(
  target: Buffer,
  at: number,
  sizes: Layout,
  event: ProposedEvent,
  stream: Buffer,
  revision: number,
  position: number,
  created: Buffer,
): number {
  let o = at;
  target[o++] = 0;
  o = target.writeUInt32BE(sizes.frame - 5, o);
  o = writeHead(target, o, 0x0a, sizes.readEvent);
  o = writeHead(target, o, 0x0a, sizes.recorded);
  o = writeHead(target, o, 0x0a, sizes.id);
  o = writeBytes(target, o, 0x12, event.id);
  o = writeHead(target, o, 0x12, sizes.stream);
  o = writeBytes(target, o, 0x1a, stream);
  target[o++] = 0x18;
  if (revision === TOMBSTONE_REVISION) {
    target.set(TOMBSTONE_VARINT, o);
    o += TOMBSTONE_VARINT.length;
  } else o = writeVarint(target, o, revision);
  o = writeNumber(target, o, 0x20, position);
  o = writeNumber(target, o, 0x28, position);
  o = writeMapEntry(target, o, TYPE, event.type);
  o = writeMapEntry(target, o, CONTENT_TYPE, event.isJson ? JSON_TYPE : BINARY_TYPE);
  o = writeMapEntry(target, o, CREATED, created);
  if (event.metadata.length) o = writeBytes(target, o, 0x3a, event.metadata);
  if (event.data.length) o = writeBytes(target, o, 0x42, event.data);
  return writeNumber(target, o, 0x18, position);
}

export interface EncodedEvents {
  /** One frame per event: what is stored, and what a reader gets. */
  body: Buffer;
  /** Of the last event. An event's position is its entry's plus the offset of its frame, so positions only grow. */
  lastPosition: number;
}

/**
 * Encodes the events of one append as the gRPC messages (framed ReadResp) that their readers will get.
 * @param allocate gives the memory; what it returns is written in full
 * @param firstMicros `created` of the first event, in microseconds since the Unix epoch; each further event is one later
 */
export function encodeEvents(
  events: readonly ProposedEvent[],
  stream: Buffer,
  firstRevision: number,
  position: number,
  firstMicros: number,
  allocate: (length: number) => Buffer,
): EncodedEvents {
  const layouts: Layout[] = [];
  const createds: Buffer[] = [];
  let length = 0;
  let at = position;
  for (const [index, event] of events.entries()) {
    const created = Buffer.from(`${firstMicros + index}0`, 'latin1');
    at = position + length;
    const sizes = layout(event, stream.length, firstRevision + index, at, created);
    layouts.push(sizes);
    createds.push(created);
    length += sizes.frame;
  }
  const body = allocate(length);
  let o = 0;
  for (const [index, event] of events.entries()) {
    const sizes = layouts[index];
    const created = createds[index];
    if (sizes && created) o = write(body, o, sizes, event, stream, firstRevision + index, position + o, created);
  }
  return { body, lastPosition: at };
}

/** The RecordedEvent message in a frame: the frame is a ReadResp with a ReadEvent with a RecordedEvent. */
export function recordedMessage(frame: Buffer): Buffer {
  return firstField(firstField(frame.subarray(5)));
}

function firstField(message: Buffer): Buffer {
  const reader = new FieldReader(message);
  reader.next();
  return reader.slice();
}

/** The offset after the varint at `at`. */
function skipVarint(bytes: Buffer, at: number): number {
  let o = at;
  while ((bytes[o++] ?? 0) >= 128);
  return o;
}

function readLength(bytes: Buffer, at: number): number {
  let value = 0;
  let factor = 1;
  for (let o = at; ; o++) {
    const byte = bytes[o] ?? 0;
    value += (byte & 127) * factor;
    if (byte < 128) return value;
    factor *= 128;
  }
}

/** The offset of the field after the id, in a frame as `write` lays it out: the stream's identifier. */
function afterId(frame: Buffer): number {
  const recorded = skipVarint(frame, skipVarint(frame, 6) + 1);
  return skipVarint(frame, recorded + 1) + readLength(frame, recorded + 1);
}

/** Only the name of the stream of the event in a frame: for filters, which ask for it once per event. */
export function eventStream(frame: Buffer): string {
  const tag = skipVarint(frame, afterId(frame) + 1);
  const start = skipVarint(frame, tag + 1);
  return frame.toString('utf8', start, start + readLength(frame, tag + 1));
}

/** Only the type of the event in a frame: likewise. It is the first of the metadata, after the stream and three numbers. */
export function eventType(frame: Buffer): string {
  const stream = afterId(frame);
  let at = skipVarint(frame, stream + 1) + readLength(frame, stream + 1);
  for (let number = 0; number < 3; number++) at = skipVarint(frame, at + 1);
  const value = skipVarint(frame, at + 1) + fieldLength(TYPE.length);
  const start = skipVarint(frame, value + 1);
  return frame.toString('utf8', start, start + readLength(frame, value + 1));
}

function mapEntry(reader: FieldReader): { key: Buffer; value: Buffer } {
  const entry = reader.message();
  let key: Buffer = TYPE;
  let value: Buffer = TYPE;
  while (entry.next()) {
    if (entry.field === 1) key = entry.slice();
    else if (entry.field === 2) value = entry.slice();
  }
  return { key, value };
}

export function decodeRecorded(frame: Buffer): RecordedEvent {
  const message = recordedMessage(frame);
  const event: RecordedEvent = {
    id: '',
    stream: '',
    revision: 0,
    position: 0,
    type: '',
    created: 0,
    data: message.subarray(0, 0),
    message,
  };
  const reader = new FieldReader(message);
  while (reader.next()) {
    switch (reader.field) {
      case 1:
        event.id = firstField(reader.slice()).toString('latin1');
        break;
      case 2:
        event.stream = firstField(reader.slice()).toString('utf8');
        break;
      case 3:
        event.revision = reader.value > TOMBSTONE_REVISION ? TOMBSTONE_REVISION : reader.value;
        break;
      case 5:
        event.position = reader.value;
        break;
      case 6: {
        const { key, value } = mapEntry(reader);
        if (key.equals(TYPE)) event.type = value.toString('utf8');
        else if (key.equals(CREATED)) event.created = Number(value.subarray(0, -1).toString('latin1'));
        break;
      }
      case 8:
        event.data = reader.slice();
        break;
    }
  }
  return event;
}
