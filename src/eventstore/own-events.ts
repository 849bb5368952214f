import { isChained, type Sealed } from './chain.js';
import type { Decoded } from './decode.js';
import type { RawEvent, SealedEvent } from './raw-log.js';

/** So much text is kept at most, in UTF-16 units: what has not been read back by then is read as anybody's. */
const MAX_KEPT = 8 * 1024 * 1024;

interface Own {
  readonly stream: string;
  readonly revision: number;
  readonly sealed: SealedEvent;
}

/**
 * What this process has sealed and not read back yet. An event that comes back letter for letter as it was sent needs no second look: its hash was made of
 * these letters, and it is of the current version. All others are checked.
 */
export class OwnEvents {
  readonly #events = new Map<string, Own>();
  #kept = 0;

  note(stream: string, { events, head }: Sealed): void {
    if (!isChained(stream)) return;
    let revision = head.revision - events.length;
    for (const sealed of events) {
      this.#drop(sealed.id);
      this.#events.set(sealed.id, { stream, revision: ++revision, sealed });
      this.#kept += sizeOf(sealed);
    }
    for (const id of this.#events.keys()) {
      if (this.#kept <= MAX_KEPT) return;
      this.#drop(id);
    }
  }

  /** An event of the log as it was sealed here, once; undefined when it was not, or is no longer the same. */
  take(raw: RawEvent): Decoded | undefined {
    const own = this.#events.get(raw.id);
    if (!own) return undefined;
    this.#drop(raw.id);
    const { stream, revision, sealed } = own;
    const { id, type, position } = raw;
    const isSame =
      raw.data === sealed.data &&
      raw.metadata === sealed.metadata &&
      type === sealed.type &&
      stream === raw.stream &&
      revision === raw.revision;
    if (!isSame) return undefined;
    // Not the objects that were appended: the state of the write side may hold parts of them, and changes in place.
    const data = JSON.parse(raw.data);
    const metadata = JSON.parse(raw.metadata);
    // Its schema would change nothing of it but the order of members, which nobody may rely on.
    return { kind: 'event', event: { id, stream, revision, position, type, data, metadata }, data };
  }

  #drop(id: string): void {
    const own = this.#events.get(id);
    if (!own) return;
    this.#events.delete(id);
    this.#kept -= sizeOf(own.sealed);
  }
}

const sizeOf = ({ data, metadata }: SealedEvent): number => data.length + metadata.length;

/** Of this process: whichever follower reads an event first. */
export const ownEvents = new OwnEvents();
