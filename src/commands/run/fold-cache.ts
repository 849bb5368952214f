import type { Recorded } from '../../domain/kernel/envelope.js';
import type { Head } from '../../domain/kernel/ports.js';
import type { RunEvent } from '../../domain/run/events.js';
import type { Run } from '../../domain/run/state.js';

/** Some events of a run one after the other, and the state after the first of them. Whoever folds on copies the state. */
export interface Stretch {
  readonly stream: string;
  /** Revision and hash of the first event. */
  readonly head: Head;
  readonly state: Run;
  readonly events: Recorded<RunEvent>[];
}

/** What entries of a state take, about, in bytes of memory. */
const STEP_BYTES = 500;
const LEASE_BYTES = 800;
const APPROVAL_BYTES = 500;
/** An event without its data. */
const ENVELOPE_BYTES = 1_200;
/** A character of an event's data, once parsed. */
const CHARACTER_BYTES = 2;

/** Stretches of runs, within a limit of memory: those used last are kept. Events never change, so nothing here is ever old. */
export class FoldCache {
  /** A Map keeps the order of insertion: what was used last stands at the end. */
  readonly #sizes = new Map<Stretch, number>();
  /** By stream, in the order of their first events. */
  readonly #byStream = new Map<string, Stretch[]>();
  #size = 0;

  constructor(readonly capacity: number) {}

  /** The stretch that begins at or last before a revision; it may end before it. */
  before(stream: string, revision: number): Stretch | undefined {
    const found = this.#byStream.get(stream)?.findLast(({ head }) => head.revision <= revision);
    const size = found && this.#sizes.get(found);
    if (!found || size === undefined) return undefined;
    this.#sizes.delete(found);
    this.#sizes.set(found, size);
    return found;
  }

  /** A new stretch that begins with this event; the one that is known when there is one. The state is kept: it must not be folded on. */
  open(event: Recorded<RunEvent>, state: Run): Stretch {
    const { stream, revision, metadata } = event;
    const known = this.#byStream.get(stream) ?? [];
    const same = known.find(({ head }) => head.revision === revision);
    if (same) return same;
    const stretch: Stretch = { stream, head: { revision, hash: metadata.hash }, state, events: [event] };
    this.#byStream.set(
      stream,
      [...known, stretch].sort((a, b) => a.head.revision - b.head.revision),
    );
    this.#grow(stretch, sizeOf(state) + bytesOf(event));
    return stretch;
  }

  /** The event after its last one. */
  add(stretch: Stretch, event: Recorded<RunEvent>): void {
    if (event.revision !== stretch.head.revision + stretch.events.length) return;
    stretch.events.push(event);
    if (this.#sizes.has(stretch)) this.#grow(stretch, bytesOf(event));
  }

  #grow(stretch: Stretch, by: number): void {
    const size = (this.#sizes.get(stretch) ?? 0) + by;
    this.#sizes.delete(stretch);
    this.#sizes.set(stretch, size);
    this.#size += by;
    for (const [oldest, bytes] of this.#sizes) {
      if (this.#size <= this.capacity) return;
      this.#sizes.delete(oldest);
      this.#size -= bytes;
      const rest = this.#byStream.get(oldest.stream)?.filter((one) => one !== oldest) ?? [];
      if (rest.length > 0) this.#byStream.set(oldest.stream, rest);
      else this.#byStream.delete(oldest.stream);
    }
  }
}

const sizeOf = ({ steps, leases, approvals }: Run): number =>
  steps.size * STEP_BYTES + leases.size * LEASE_BYTES + approvals.size * APPROVAL_BYTES;
const bytesOf = ({ data }: Recorded<RunEvent>): number =>
  ENVELOPE_BYTES + JSON.stringify(data).length * CHARACTER_BYTES;
