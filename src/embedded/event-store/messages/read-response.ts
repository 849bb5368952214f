import { EMPTY, bytesField, messageField, numberField, textField } from '../wire/protobuf.js';
import { frame } from '../wire/framing.js';
import { FieldReader } from '../wire/protobuf.js';

/** Everything that Read answers with, but for plain events: those go out as they are stored. Framed. */
export const confirmation = (subscriptionId: string): Buffer => frame(messageField(2, textField(1, subscriptionId)));

export const checkpoint = (position: number): Buffer =>
  frame(messageField(3, numberField(1, position), numberField(2, position)));

export const streamNotFound = (stream: string): Buffer => frame(messageField(4, messageField(1, textField(3, stream))));

export const caughtUp = (): Buffer => frame(bytesField(8, EMPTY));

/** A link with its target (undefined when that is gone), as RecordedEvent messages. The position is the link's. */
export function resolvedLink(target: Buffer | undefined, link: Buffer, position: number): Buffer {
  const event = target ? [bytesField(1, target)] : [];
  return frame(messageField(1, ...event, bytesField(2, link), numberField(3, position)));
}

/** A ReadResp with an event, framed, with the ids of its events as two integers instead of text. For clients that ask for it. */
export function withStructuredIds(framed: Buffer): Buffer {
  const response = new FieldReader(framed, 5);
  response.next();
  const readEvent = response.message();
  const parts: Buffer[] = [];
  while (readEvent.next()) {
    if (readEvent.field === 1 || readEvent.field === 2)
      parts.push(bytesField(readEvent.field, structuredId(readEvent.message())));
    else parts.push(numberField(readEvent.field, readEvent.value));
  }
  return frame(messageField(1, ...parts));
}

function structuredId(recorded: FieldReader): Buffer {
  const { bytes } = recorded;
  recorded.next();
  const uuid = recorded.message();
  const after = recorded.end;
  uuid.next();
  const hex = uuid.text().replaceAll('-', '');
  const half = (from: number): bigint => BigInt(`0x${hex.slice(from, from + 16)}`);
  const id = messageField(1, messageField(1, numberField(1, half(0)), numberField(2, half(16))));
  return Buffer.concat([id, bytes.subarray(after, recorded.limit)]);
}
