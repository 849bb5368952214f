import { hash } from 'node:crypto';
import { STORAGE_PREFIXES } from '../domain/catalog.js';
import type { EventMetadata, Recorded } from '../domain/kernel/envelope.js';
import { canonicalize, type Json } from '../domain/kernel/json.js';
import type { Head, NewEvent } from '../domain/kernel/ports.js';
import { metadataText } from './metadata-text.js';
import type { RawEvent, SealedEvent } from './raw-log.js';

/** Every append seals its events into the hash chain of their stream: docs/adr/0002-envelope-and-hash-chain.md. */

export const sha256 = (text: string): string => hash('sha256', text);

/** Blobs and snapshots are storage, not history: they are not chained. */
export const isChained = (stream: string): boolean => !STORAGE_PREFIXES.some((prefix) => stream.startsWith(prefix));

/** SHA-256("mc1" ‖ prev ‖ JCS{stream, revision, id, type, metadata without hash, dataHash}); the members stand in the order that JCS gives them. */
function eventHash(
  place: { readonly stream: string; readonly revision: number },
  event: { readonly id: string; readonly type: string },
  prev: string,
  metadata: string,
  dataHash: string,
): string {
  return sha256(
    `mc1${prev}{"dataHash":"${dataHash}","id":${JSON.stringify(event.id)},"metadata":${metadata},"revision":${place.revision},"stream":${JSON.stringify(place.stream)},"type":${JSON.stringify(event.type)}}`,
  );
}

export interface Sealed {
  readonly events: readonly SealedEvent[];
  readonly recorded: readonly Recorded[];
  readonly head: Head;
}

/** New events as they will stand in the log after `head`. Data is sent as the canonical text that was hashed. */
export function seal(stream: string, head: Head, events: readonly NewEvent[]): Sealed {
  const sealed: SealedEvent[] = [];
  const recorded: Recorded[] = [];
  let prev = head.hash;
  let revision = head.revision;
  for (const { id, type, data, metadata } of events) {
    revision++;
    const dataText = canonicalize(data);
    const withPrev = { ...metadata, prev };
    const hashed = metadataText(withPrev);
    const own = eventHash({ stream, revision }, { id, type }, prev, hashed, sha256(dataText));
    sealed.push({ id, type, data: dataText, metadata: `${hashed.slice(0, -1)},"hash":"${own}"}` });
    recorded.push({ id, stream, revision, type, data, metadata: { ...withPrev, hash: own } });
    prev = own;
  }
  return { events: sealed, recorded, head: { revision, hash: prev } };
}

/** Why an event cannot stand after `head` in its stream; undefined: it can. `data` as it is stored, before upcasting. */
export function breakAfter(head: Head, event: RawEvent, data: Json, metadata: EventMetadata): string | undefined {
  if (event.revision !== head.revision + 1) return `it follows revision ${head.revision}`;
  if (metadata.prev !== head.hash) return `it names ${metadata.prev} as the hash before it, which is ${head.hash}`;
  return breakWithin(event, data, metadata);
}

/** Why an event is not what its own hash says; undefined: it is. */
export function breakWithin(event: RawEvent, data: Json, metadata: EventMetadata): string | undefined {
  const expected = expectedHash(event, metadata.prev, data, metadata);
  return metadata.hash === expected || MUTANT.chainNotChecked
    ? undefined
    : `its content has the hash ${expected}, it says ${metadata.hash}`;
}

/** What the chain says an event's hash must be, given the one before it. `metadata` is as it was read, hash included. */
function expectedHash(event: RawEvent, prev: string, data: Json, metadata: EventMetadata): string {
  const { hash: recordedHash, ...hashed } = metadata;
  const text = metadataText(hashed);
  const own = eventHash(event, event, prev, text, sha256(event.data));
  if (own === recordedHash) return own;
  // The text is ours and canonical when we appended it ourselves; the database's own client writes members in another order.
  const canonical = canonicalize(data);
  return canonical === event.data ? own : eventHash(event, event, prev, text, sha256(canonical));
}
