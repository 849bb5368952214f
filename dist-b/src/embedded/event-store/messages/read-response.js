import { EMPTY, bytesField, messageField, numberField, textField } from "../wire/protobuf.js";
import { frame } from "../wire/framing.js";
import { FieldReader } from "../wire/protobuf.js";
const confirmation = (subscriptionId) => frame(messageField(2, textField(1, subscriptionId))), checkpoint = (position) => frame(messageField(3, numberField(1, position), numberField(2, position))), streamNotFound = (stream) => frame(messageField(4, messageField(1, textField(3, stream)))), caughtUp = () => frame(bytesField(8, EMPTY));
function resolvedLink(target, link, position) {
  const event = target ? [bytesField(1, target)] : [];
  return frame(messageField(1, ...event, bytesField(2, link), numberField(3, position)));
}
function withStructuredIds(framed) {
  const response = new FieldReader(framed, 5);
  response.next();
  const readEvent = response.message(), parts = [];
  for (; readEvent.next(); )
    readEvent.field === 1 || readEvent.field === 2 ? parts.push(bytesField(readEvent.field, structuredId(readEvent.message()))) : parts.push(numberField(readEvent.field, readEvent.value));
  return frame(messageField(1, ...parts));
}
function structuredId(recorded) {
  const { bytes } = recorded;
  recorded.next();
  const uuid = recorded.message(), after = recorded.end;
  uuid.next();
  const hex = uuid.text().replaceAll("-", ""), half = (from) => BigInt(`0x${hex.slice(from, from + 16)}`), id = messageField(1, messageField(1, numberField(1, half(0)), numberField(2, half(16))));
  return Buffer.concat([id, bytes.subarray(after, recorded.limit)]);
}
export {
  caughtUp,
  checkpoint,
  confirmation,
  resolvedLink,
  streamNotFound,
  withStructuredIds
};
//# sourceMappingURL=read-response.js.map
