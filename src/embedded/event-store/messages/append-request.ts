import { EMPTY, type FieldReader } from '../wire/protobuf.js';
import { ANY, NO_STREAM, STREAM_EXISTS, type ExpectedRevision } from '../log/expected-revision.js';
import { type Refusal } from '../wire/rpc-error.js';
import { type ProposedEvent } from './recorded-event.js';

/** What an append, a delete or a tombstone is addressed to. `expected` is undefined when the client said nothing. */
export interface AppendOptions {
  /** Empty when it is missing. */
  stream: Buffer;
  expected: ExpectedRevision | undefined;
}

/** The options of Append, BatchAppend, Delete and Tombstone share their first five fields. */
export function readAppendOptions(reader: FieldReader): AppendOptions {
  const options: AppendOptions = { stream: EMPTY, expected: undefined };
  while (reader.next()) {
    switch (reader.field) {
      case 1:
        options.stream = readStreamIdentifier(reader.message());
        break;
      case 2:
        options.expected = Number.isSafeInteger(reader.value) ? reader.value : reader.exactValue();
        break;
      case 3:
        options.expected = NO_STREAM;
        break;
      case 4:
        options.expected = ANY;
        break;
      case 5:
        options.expected = STREAM_EXISTS;
        break;
    }
  }
  return options;
}

export function readStreamIdentifier(reader: FieldReader): Buffer {
  let name: Buffer = EMPTY;
  while (reader.next()) if (reader.field === 3) name = reader.slice();
  return name;
}

/** The proposed event of Append and of BatchAppend: the same fields. Says what is wrong with it as a refusal. */
export function readProposedEvent(reader: FieldReader): ProposedEvent | Refusal {
  let id: Buffer | undefined;
  let type: Buffer = EMPTY;
  let contentType: Buffer = EMPTY;
  let metadata: Buffer = EMPTY;
  let data: Buffer = EMPTY;
  while (reader.next()) {
    switch (reader.field) {
      case 1:
        id = readUuid(reader.message());
        break;
      case 2: {
        const entry = reader.message();
        let key = '';
        let value: Buffer = EMPTY;
        while (entry.next()) {
          if (entry.field === 1) key = entry.slice().toString('latin1');
          else if (entry.field === 2) value = entry.slice();
        }
        if (key === 'type') type = value;
        else if (key === 'content-type') contentType = value;
        break;
      }
      case 3:
        metadata = reader.slice();
        break;
      case 4:
        data = reader.slice();
        break;
    }
  }
  if (!id) return { kind: 'bad-request', message: 'An event needs an id that is a UUID.' };
  if (type.length === 0 || contentType.length === 0) return { kind: 'missing-required-metadata-property' };
  return { id, type, isJson: contentType.toString('latin1') === 'application/json', metadata, data };
}

/** A UUID message as 36 lower-case characters; undefined when it is not a UUID. */
export function readUuid(reader: FieldReader): Buffer | undefined {
  while (reader.next()) {
    if (reader.field === 2) return canonicalUuid(reader.slice());
    if (reader.field === 1) {
      const bytes = Buffer.alloc(16);
      const halves = reader.message();
      while (halves.next()) bytes.writeBigUInt64BE(halves.exactValue(), halves.field === 1 ? 0 : 8);
      const hex = bytes.toString('hex');
      const parts = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)];
      return Buffer.from(parts.join('-'), 'latin1');
    }
  }
  return undefined;
}

/** Byte by byte: this runs once per event. */
function canonicalUuid(text: Buffer): Buffer | undefined {
  if (text.length !== 36) return undefined;
  let upper = false;
  for (let at = 0; at < 36; at++) {
    const c = text[at] ?? 0;
    if (at === 8 || at === 13 || at === 18 || at === 23) {
      if (c !== 0x2d) return undefined;
    } else if (c >= 0x41 && c <= 0x46) upper = true;
    else if (!((c >= 0x30 && c <= 0x39) || (c >= 0x61 && c <= 0x66))) return undefined;
  }
  return upper ? Buffer.from(text.toString('latin1').toLowerCase(), 'latin1') : text;
}
