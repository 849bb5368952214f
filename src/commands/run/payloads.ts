import type { Recorded } from '../../domain/kernel/envelope.js';
import { DomainError } from '../../domain/kernel/errors.js';
import { canonicalize, type Json } from '../../domain/kernel/json.js';
import { isBlobRef, type Payload } from '../../domain/kernel/payload.js';
import type { BlobStore, EventStore } from '../../domain/kernel/ports.js';
import { sha256 } from '../hashing.js';
import type { PersonalData } from '../protection/personal-data.js';
import { failpoint } from '../../faults/failpoint.js';

/** A payload of more than this goes beside the log, before the append. */
const INLINE_BYTES = 64 * 1024;

export interface StoredPayload {
  readonly payload: Payload;
  /** SHA-256(JCS(payload)): the same inline or as a blob. */
  readonly hash: string;
  readonly canonical: string;
}

/** Payloads on their way into and out of the log. */
export class Payloads {
  constructor(
    readonly store: EventStore,
    readonly blobs: BlobStore,
    readonly personal: PersonalData,
  ) {}

  /** Settles at once for what fits into an event. */
  stored(value: Json): StoredPayload | Promise<StoredPayload> {
    const canonical = canonicalize(value);
    const hash = sha256(canonical);
    // One UTF-16 unit is at most three bytes: most payloads need no count.
    const small = canonical.length * 3 <= INLINE_BYTES || Buffer.byteLength(canonical) <= INLINE_BYTES;
    if (small) return { payload: value, hash, canonical };
    return this.#aside(canonical, hash).then((payload) => ({ payload, hash, canonical }));
  }

  async #aside(canonical: string, hash: string): Promise<Payload> {
    if (FAILPOINTS) await failpoint('blobPut.before');
    const payload = await this.blobs.put(canonical, hash);
    if (FAILPOINTS) await failpoint('blobPut.after');
    return payload;
  }

  /** Beside the log, when it is larger than so many bytes; for payloads of which an event or a blob holds many. */
  async aside(payload: Payload, hash: string, bytes: number): Promise<Payload> {
    return bytesOf(payload) <= bytes ? payload : this.#aside(canonicalize(payload), hash);
  }

  value(payload: Payload): Json | Promise<Json> {
    return isBlobRef(payload) ? this.blobs.get(payload) : payload;
  }

  /** What it says: with personal data opened, `[erased]` where a key is gone. For agents and evaluations; never for the log. */
  plain(payload: Payload): Json | Promise<Json> {
    const value = this.value(payload);
    return value instanceof Promise ? value.then((read) => this.personal.open(read)) : this.personal.open(value);
  }

  /** The payload that one event of a stream holds, as `field` picks it; a large one is a reference. */
  async at(stream: string, revision: number, field: (event: Recorded) => Payload | undefined): Promise<Payload> {
    const event = await this.store.readOne(stream, revision);
    const payload = event && field(event);
    if (payload === undefined)
      throw new DomainError('STREAM.GAP', 'unavailable', `Stream ${stream} has no payload at revision ${revision}.`);
    return payload;
  }
}

/** How much room a payload takes in an append, about. */
export function bytesOf(payload: Payload | undefined): number {
  if (payload === undefined || payload === null || isBlobRef(payload)) return 0;
  switch (typeof payload) {
    case 'string':
      return Buffer.byteLength(payload);
    case 'object':
      return Object.values(payload).reduce<number>((sum, member) => sum + 8 + bytesOf(member), 0);
    default:
      return 8;
  }
}
