import type { Actor, EventMetadata } from '../domain/kernel/envelope.js';
import { canonicalize } from '../domain/kernel/json.js';

/** The same few actors and writers stand in every event: their text is made once per object. */
const texts = new WeakMap<object, string>();
function textOf(value: Actor | EventMetadata['writer']): string {
  let text = texts.get(value);
  if (text === undefined) texts.set(value, (text = canonicalize(value)));
  return text;
}

/**
 * The canonical JSON of an event's metadata without its hash: the members are known, so they are written in their order instead of sorted for every event.
 * Equal to `canonicalize` of the same object; a test holds them together.
 */
export function metadataText(metadata: Omit<EventMetadata, 'hash'>): string {
  const { actor, at, causationId, command, commandId, correlationId, index, keys, prev, redacted, v, writer } =
    metadata;
  return (
    `{"actor":${textOf(actor)},"at":"${at}","causationId":${JSON.stringify(causationId)},` +
    (command === undefined ? '' : `"command":${canonicalize(command)},`) +
    `"commandId":"${commandId}","correlationId":${JSON.stringify(correlationId)},"index":${index},` +
    (keys === undefined ? '' : `"keys":${canonicalize(keys)},`) +
    `"prev":"${prev}",` +
    (redacted === undefined ? '' : `"redacted":${canonicalize(redacted)},`) +
    `"v":${v},"writer":${textOf(writer)}}`
  );
}
