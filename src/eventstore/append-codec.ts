import { FieldReader, fieldLength, varintLength, writeVarint } from './protobuf.js';
import type { SealedEvent } from './raw-log.js';

/** BatchAppendReq and BatchAppendResp of EventStoreDB's protocol (streams.proto), written and read by hand. */

const UUID_LENGTH = 36;
/** UUID {string value = 2}. */
const UUID_MESSAGE = fieldLength(UUID_LENGTH);
/** metadata entry "content-type": "application/json" of a ProposedMessage. */
const CONTENT_TYPE = Buffer.concat([
  Buffer.from([0x12, 32, 0x0a, 12]),
  Buffer.from('content-type'),
  Buffer.from([0x12, 16]),
  Buffer.from('application/json'),
]);

/**
 * One append as one final BatchAppendReq. `expected` is the revision that it was decided on, -1 for a stream that must not exist.
 * Ids are UUIDs of 36 ASCII characters.
 */
export function encodeAppend(
  correlation: string,
  stream: string,
  expected: number,
  events: readonly SealedEvent[],
): Buffer {
  const streamBytes = Buffer.byteLength(stream);
  const identifier = fieldLength(streamBytes);
  const options = fieldLength(identifier) + (expected < 0 ? 2 : 1 + varintLength(expected));
  let total = fieldLength(UUID_MESSAGE) + fieldLength(options) + 2;
  const sizes = events.map(({ type, data, metadata }) => {
    const typeBytes = Buffer.byteLength(type);
    const dataBytes = Buffer.byteLength(data);
    const metadataBytes = Buffer.byteLength(metadata);
    const typeEntry = fieldLength(4) + fieldLength(typeBytes);
    const message =
      fieldLength(UUID_MESSAGE) +
      fieldLength(typeEntry) +
      CONTENT_TYPE.length +
      fieldLength(metadataBytes) +
      fieldLength(dataBytes);
    total += fieldLength(message);
    return { typeBytes, dataBytes, metadataBytes, typeEntry, message };
  });
  const target = Buffer.allocUnsafe(total);
  let at = writeUuid(target, 0, 0x0a, correlation);
  at = writeHeader(target, at, 0x12, options);
  at = writeHeader(target, at, 0x0a, identifier);
  at = writeText(target, at, 0x1a, stream, streamBytes);
  if (expected < 0) {
    target[at++] = MUTANT.appendWithAny ? 0x22 : 0x1a;
    target[at++] = 0;
  } else {
    target[at++] = 0x10;
    at = writeVarint(target, at, expected);
  }
  for (const [i, size] of sizes.entries()) {
    const event = events[i];
    if (!event) continue;
    at = writeHeader(target, at, 0x1a, size.message);
    at = writeUuid(target, at, 0x0a, event.id);
    at = writeHeader(target, at, 0x12, size.typeEntry);
    at = writeText(target, at, 0x0a, 'type', 4);
    at = writeText(target, at, 0x12, event.type, size.typeBytes);
    target.set(CONTENT_TYPE, at);
    at += CONTENT_TYPE.length;
    at = writeText(target, at, 0x1a, event.metadata, size.metadataBytes);
    at = writeText(target, at, 0x22, event.data, size.dataBytes);
  }
  target[at++] = 0x20;
  target[at++] = 1;
  // A length that does not fit what was written would corrupt every append behind this one on the stream.
  if (at !== total) throw new RangeError(`an append to ${stream} has ${at} bytes, ${total} were announced`);
  return target;
}

export interface AppendResponse {
  readonly correlation: string;
  readonly position: bigint | undefined;
  /** The message as it came when it tells of an error: the client's own classes read those. */
  readonly error: Buffer | undefined;
}

export function decodeAppendResponse(bytes: Buffer): AppendResponse {
  let correlation = '';
  let position: bigint | undefined;
  let error: Buffer | undefined;
  const fields = new FieldReader(bytes);
  while (fields.next()) {
    if (fields.number === 1) {
      // An answer after a deadline may carry a structured id: it stays '', which nobody waits for.
      const uuid = fields.message();
      while (uuid.next()) if (uuid.number === 2) correlation = uuid.text();
    } else if (fields.number === 2) error = bytes;
    else if (fields.number === 3) position = commitPosition(fields.message());
  }
  return { correlation, position, error };
}

/** Success {current_revision = 1, position = 3 {commit_position = 1}}. */
function commitPosition(success: FieldReader): bigint | undefined {
  while (success.next()) {
    if (success.number !== 3) continue;
    const position = success.message();
    while (position.next()) if (position.number === 1) return position.uint64();
  }
  return undefined;
}

function writeHeader(target: Buffer, offset: number, tag: number, length: number): number {
  target[offset] = tag;
  return writeVarint(target, offset + 1, length);
}

function writeText(target: Buffer, offset: number, tag: number, text: string, bytes: number): number {
  const at = writeHeader(target, offset, tag, bytes);
  return at + target.write(text, at, bytes, 'utf8');
}

function writeUuid(target: Buffer, offset: number, tag: number, uuid: string): number {
  let at = writeHeader(target, offset, tag, UUID_MESSAGE);
  at = writeHeader(target, at, 0x12, UUID_LENGTH);
  return at + target.write(uuid, at, UUID_LENGTH, 'latin1');
}
