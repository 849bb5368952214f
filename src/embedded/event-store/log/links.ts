import { decodeRecorded, eventType, recordedMessage } from '../messages/recorded-event.js';
import { resolvedLink, withStructuredIds } from '../messages/read-response.js';
import { type StreamReader } from './stream-reader.js';
import { type StreamStates } from './stream-states.js';

const LINK_TYPE = '$>';

/** How an event goes out to a client that wants more than the stored bytes; undefined = as it is stored. */
export type Projection = ((frame: Buffer) => Buffer) | undefined;

export function projectionFor(
  options: { resolveLinks: boolean; structuredIds: boolean },
  states: StreamStates,
  reader: StreamReader,
): Projection {
  const resolve = (frame: Buffer): Buffer => {
    if (eventType(frame) !== LINK_TYPE) return frame;
    const link = decodeRecorded(frame);
    const target = /^(-1|\d+)@(.+)$/s.exec(link.data.toString('utf8'));
    const [, revision, stream] = target ?? [];
    // What does not name a target is an event like any other.
    if (revision === undefined || stream === undefined) return frame;
    const state = states.get(stream);
    const event = state.flushed.tombstoned ? undefined : reader.one(state, Number(revision));
    return resolvedLink(event && recordedMessage(event), link.message, link.position);
  };
  if (options.resolveLinks && options.structuredIds) return (frame) => withStructuredIds(resolve(frame));
  if (options.resolveLinks) return resolve;
  return options.structuredIds ? withStructuredIds : undefined;
}
