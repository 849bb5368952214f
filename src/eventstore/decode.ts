import { CATALOG, type EventType } from '../domain/catalog.js';
import { DomainError, messageOf } from '../domain/kernel/errors.js';
import { EventMetadata, type Recorded } from '../domain/kernel/envelope.js';
import type { Json } from '../domain/kernel/json.js';
import type { UnreadableEvent } from '../domain/kernel/ports.js';
import type { RawEvent } from './raw-log.js';

/** `data` of an event is as it was stored, before upcasting. */
export type Decoded =
  | {
      readonly kind: 'event';
      readonly event: Recorded;
      readonly data: Json;
    }
  | { readonly kind: 'unreadable'; readonly unreadable: UnreadableEvent; readonly newer: boolean };

/**
 * An event as it lies in the log to the current version of its type: metadata and data are parsed with zod (reading is an edge), older data is upcast.
 * What this version cannot read is told, not thrown: `newer` when a later release wrote it (unknown type, or a later version of a known one).
 */
export function decode(raw: RawEvent, catalog: ReadonlyMap<string, EventType> = CATALOG): Decoded {
  const type = catalog.get(raw.type);
  if (!type) return unreadable(raw, `this version does not know events of type ${raw.type}`, true);
  let data: Json;
  let stored: unknown;
  try {
    data = JSON.parse(raw.data);
    stored = JSON.parse(raw.metadata);
  } catch (error) {
    return unreadable(raw, `it is not JSON: ${messageOf(error)}`, false);
  }
  const metadata = EventMetadata.safeParse(stored);
  if (!metadata.success) return unreadable(raw, `its metadata does not parse: ${metadata.error.message}`, false);
  const version = metadata.data.v;
  if (version > type.version)
    return unreadable(raw, `it has version ${version}, this release knows ${raw.type} up to ${type.version}`, true);
  let current: unknown = data;
  try {
    for (const upcast of MUTANT.noUpcaster ? [] : type.upcasters.slice(version - 1)) current = upcast(current);
  } catch (error) {
    return unreadable(raw, `upcasting it from version ${version} failed: ${messageOf(error)}`, false);
  }
  const parsed = type.schema.safeParse(current);
  if (!parsed.success) return unreadable(raw, `its data does not parse: ${parsed.error.message}`, false);
  const { id, stream, revision, position } = raw;
  return {
    kind: 'event',
    event: { id, stream, revision, position, type: raw.type, data: parsed.data, metadata: metadata.data },
    data,
  };
}

/** For a reader of one stream, which must not go past what it cannot read. */
export function refusal({ stream, revision, type, reason }: UnreadableEvent, newer: boolean): DomainError {
  const details = { stream, revision, eventType: type };
  return newer
    ? new DomainError(
        'STREAM.NEWER',
        'unavailable',
        `Event ${revision} of stream ${stream} was written by a newer release: ${reason}. Upgrade this server before it works on that stream.`,
        details,
      )
    : new DomainError(
        'STREAM.UNREADABLE',
        'unavailable',
        `Event ${revision} (${type}) of stream ${stream} cannot be read: ${reason}.`,
        details,
      );
}

/** An event that does not stand where its stream's hash chain says, for a follower, which goes past it. */
export const broken = (raw: RawEvent, why: string): Decoded =>
  unreadable(
    raw,
    `the hash chain of its stream is broken here: ${why}. It was changed outside of Mission Control`,
    false,
  );

function unreadable(raw: RawEvent, reason: string, newer: boolean): Decoded {
  const { position, stream, revision, id, type } = raw;
  return {
    kind: 'unreadable',
    newer,
    unreadable: { position, stream, revision, id, type, reason, unknownType: newer },
  };
}
