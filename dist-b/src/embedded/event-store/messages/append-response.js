import {
  EMPTY,
  bytesField,
  messageField,
  numberField,
  textField,
  varintLength,
  writeBytes,
  writeNumber,
  fieldLength
} from "../wire/protobuf.js";
import { frame } from "../wire/framing.js";
import { ANY, NO_STREAM, STREAM_EXISTS } from "../log/expected-revision.js";
import { Code, refusalText } from "../wire/rpc-error.js";
const positionFields = (position) => Buffer.concat([numberField(1, position), numberField(2, position)]), success = ({ revision, position }) => Buffer.concat([
  revision < 0 ? bytesField(2, EMPTY) : numberField(1, revision),
  position === void 0 ? bytesField(4, EMPTY) : bytesField(3, positionFields(position))
]);
function batchAppended(correlationId, streamIdentifier, appended2) {
  const { revision, position } = appended2;
  if (revision < 0 || position === void 0)
    return frame(
      Buffer.concat([bytesField(1, correlationId), bytesField(3, success(appended2)), bytesField(4, streamIdentifier)])
    );
  const positionLength = 2 + 2 * varintLength(position), successLength = 1 + varintLength(revision) + fieldLength(positionLength), length = fieldLength(correlationId.length) + fieldLength(successLength) + fieldLength(streamIdentifier.length), b = Buffer.allocUnsafe(5 + length);
  b[0] = 0;
  let o = b.writeUInt32BE(length, 1);
  return o = writeBytes(b, o, 10, correlationId), o = writeNumber(b, o, 26, successLength), o = writeNumber(b, o, 8, revision), o = writeNumber(b, o, 26, positionLength), o = writeNumber(b, o, 8, position), o = writeNumber(b, o, 16, position), writeBytes(b, o, 34, streamIdentifier), b;
}
function batchRefused(correlationId, streamIdentifier, refusal) {
  const [code, type, details] = batchDetails(refusal, streamIdentifier), any = messageField(3, textField(1, `type.googleapis.com/event_store.client.${type}`), bytesField(2, details)), status = messageField(2, numberField(1, code), textField(2, refusalText(refusal)), any);
  return frame(Buffer.concat([bytesField(1, correlationId), status, bytesField(4, streamIdentifier)]));
}
function batchDetails(refusal, streamIdentifier) {
  switch (refusal.kind) {
    case "wrong-expected-version":
      return [
        Code.ALREADY_EXISTS,
        "WrongExpectedVersion",
        Buffer.concat([
          refusal.current < 0 ? bytesField(2, EMPTY) : numberField(1, refusal.current),
          expectedField(refusal.expected, { revision: 3, any: 4, exists: 5, none: 6 })
        ])
      ];
    case "stream-deleted":
      return [Code.NOT_FOUND, "StreamDeleted", bytesField(1, streamIdentifier)];
    case "maximum-append-size-exceeded":
      return [Code.INVALID_ARGUMENT, "MaximumAppendSizeExceeded", numberField(1, refusal.limit)];
    case "missing-required-metadata-property":
    case "bad-request":
      return [Code.INVALID_ARGUMENT, "BadRequest", textField(1, refusalText(refusal))];
    case "disk-full":
      return [Code.RESOURCE_EXHAUSTED, "Unknown", EMPTY];
    case "damaged":
      return [Code.DATA_LOSS, "Unknown", EMPTY];
  }
}
function expectedField(expected, fields) {
  return expected >= 0 ? numberField(fields.revision, expected) : bytesField(expected === ANY ? fields.any : expected === STREAM_EXISTS ? fields.exists : fields.none, EMPTY);
}
const appended = (result) => frame(bytesField(1, success(result)));
function appendWrongVersion(current, expected) {
  return frame(
    messageField(
      2,
      ...current < 0 ? [bytesField(2, EMPTY), bytesField(7, EMPTY)] : [numberField(1, current), numberField(6, current)],
      ...expected === NO_STREAM ? [] : [expectedField(expected, { revision: 3, any: 4, exists: 5, none: 5 })],
      expectedField(expected, { revision: 8, any: 9, exists: 10, none: 11 })
    )
  );
}
const deleted = (position) => frame(bytesField(1, positionFields(position)));
export {
  appendWrongVersion,
  appended,
  batchAppended,
  batchRefused,
  deleted
};
//# sourceMappingURL=append-response.js.map
