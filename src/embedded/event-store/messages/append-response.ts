import {
  EMPTY,
  bytesField,
  messageField,
  numberField,
  textField,
  varintLength,
  writeBytes,
  writeNumber,
  fieldLength,
} from '../wire/protobuf.js';
import { frame } from '../wire/framing.js';
import { ANY, NO_STREAM, STREAM_EXISTS, type ExpectedRevision } from '../log/expected-revision.js';
import { Code, refusalText, type Refusal } from '../wire/rpc-error.js';

/** An append that is in the log, flushed. */
export interface Appended {
  /** Of the last event; -1 when nothing was ever written to the stream. */
  revision: number;
  /** Of the last event; undefined when that event is no longer visible. */
  position: number | undefined;
}

const positionFields = (position: number): Buffer =>
  Buffer.concat([numberField(1, position), numberField(2, position)]);

const success = ({ revision, position }: Appended): Buffer =>
  Buffer.concat([
    revision < 0 ? bytesField(2, EMPTY) : numberField(1, revision),
    position === undefined ? bytesField(4, EMPTY) : bytesField(3, positionFields(position)),
  ]);

/** BatchAppendResp of the usual success, framed: one allocation, since this is every second message that the node writes. */
export function batchAppended(correlationId: Buffer, streamIdentifier: Buffer, appended: Appended): Buffer {
  const { revision, position } = appended;
  if (revision < 0 || position === undefined) {
    return frame(
      Buffer.concat([bytesField(1, correlationId), bytesField(3, success(appended)), bytesField(4, streamIdentifier)]),
    );
  }
  const positionLength = 2 + 2 * varintLength(position);
  const successLength = 1 + varintLength(revision) + fieldLength(positionLength);
  const length = fieldLength(correlationId.length) + fieldLength(successLength) + fieldLength(streamIdentifier.length);
  const b = Buffer.allocUnsafe(5 + length);
  b[0] = 0;
  let o = b.writeUInt32BE(length, 1);
  o = writeBytes(b, o, 0x0a, correlationId);
  o = writeNumber(b, o, 0x1a, successLength);
  o = writeNumber(b, o, 0x08, revision);
  o = writeNumber(b, o, 0x1a, positionLength);
  o = writeNumber(b, o, 0x08, position);
  o = writeNumber(b, o, 0x10, position);
  writeBytes(b, o, 0x22, streamIdentifier);
  return b;
}

/** BatchAppendResp with a google.rpc.Status, framed. */
export function batchRefused(correlationId: Buffer, streamIdentifier: Buffer, refusal: Refusal): Buffer {
  const [code, type, details] = batchDetails(refusal, streamIdentifier);
  const any = messageField(3, textField(1, `type.googleapis.com/event_store.client.${type}`), bytesField(2, details));
  const status = messageField(2, numberField(1, code), textField(2, refusalText(refusal)), any);
  return frame(Buffer.concat([bytesField(1, correlationId), status, bytesField(4, streamIdentifier)]));
}

function batchDetails(refusal: Refusal, streamIdentifier: Buffer): [code: number, type: string, details: Buffer] {
  switch (refusal.kind) {
    case 'wrong-expected-version':
      return [
        Code.ALREADY_EXISTS,
        'WrongExpectedVersion',
        Buffer.concat([
          refusal.current < 0 ? bytesField(2, EMPTY) : numberField(1, refusal.current),
          expectedField(refusal.expected, { revision: 3, any: 4, exists: 5, none: 6 }),
        ]),
      ];
    case 'stream-deleted':
      return [Code.NOT_FOUND, 'StreamDeleted', bytesField(1, streamIdentifier)];
    case 'maximum-append-size-exceeded':
      return [Code.INVALID_ARGUMENT, 'MaximumAppendSizeExceeded', numberField(1, refusal.limit)];
    case 'missing-required-metadata-property':
    case 'bad-request':
      return [Code.INVALID_ARGUMENT, 'BadRequest', textField(1, refusalText(refusal))];
    case 'disk-full':
      return [Code.RESOURCE_EXHAUSTED, 'Unknown', EMPTY];
    case 'damaged':
      return [Code.DATA_LOSS, 'Unknown', EMPTY];
  }
}

function expectedField(
  expected: ExpectedRevision,
  fields: { revision: number; any: number; exists: number; none: number },
): Buffer {
  if (expected >= 0) return numberField(fields.revision, expected);
  return bytesField(expected === ANY ? fields.any : expected === STREAM_EXISTS ? fields.exists : fields.none, EMPTY);
}

/** AppendResp, framed. */
export const appended = (result: Appended): Buffer => frame(bytesField(1, success(result)));

/** AppendResp of a wrong expected version: Append says it inside the response, in the fields of old and new clients. */
export function appendWrongVersion(current: number, expected: ExpectedRevision): Buffer {
  return frame(
    messageField(
      2,
      ...(current < 0
        ? [bytesField(2, EMPTY), bytesField(7, EMPTY)]
        : [numberField(1, current), numberField(6, current)]),
      // The old fields have no word for "no stream".
      ...(expected === NO_STREAM ? [] : [expectedField(expected, { revision: 3, any: 4, exists: 5, none: 5 })]),
      expectedField(expected, { revision: 8, any: 9, exists: 10, none: 11 }),
    ),
  );
}

/** DeleteResp and TombstoneResp, framed. */
export const deleted = (position: number): Buffer => frame(bytesField(1, positionFields(position)));
