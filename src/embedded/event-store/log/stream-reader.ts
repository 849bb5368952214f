import { decodeRecorded } from '../messages/recorded-event.js';
import { countFrames, framesOf } from '../wire/framing.js';
import { type IndexEntry, type Storage } from '../storage/storage.js';
import { DamagedStore } from '../storage/storage-errors.js';
import { type EventLog } from './event-log.js';
import { TOMBSTONE_REVISION } from './expected-revision.js';
import { expiredBefore, firstVisible } from './stream-metadata.js';
import { type StreamState } from './stream-states.js';

/** Index entries that are fetched at once, and bytes that are handed on at once. */
const INDEX_PAGE = 256;
export const BATCH_BYTES = 256 << 10;

/** Reads of one stream, as frames. All of them end at what was flushed when they began. */
export class StreamReader {
  constructor(
    private readonly log: EventLog,
    private readonly storage: Storage,
    private readonly now: () => number,
  ) {}

  /** The first revision that a reader may see; events past it may still have expired by age. */
  firstVisible(state: StreamState): number {
    return firstVisible(state.flushed.metadata, state.flushed.last);
  }

  /** Visible events from `from` on, at most `count`, in batches. */
  *forwards(state: StreamState, from: number, count: number): Generator<Buffer[]> {
    yield* this.batches(
      this.entries(state, Math.max(from, this.firstVisible(state)), state.flushed.last),
      count,
      this.expiry(state),
    );
  }

  /** Visible events from `from` down, at most `count`, in batches. */
  *backwards(state: StreamState, from: number, count: number): Generator<Buffer[]> {
    const start = Math.min(from, state.flushed.last);
    yield* this.batches(this.framesDown(state, start, this.firstVisible(state)), count, this.expiry(state));
  }

  /** All events from `from` on, visible or not: what a live subscriber gets. */
  *everything(state: StreamState, from: number): Generator<Buffer[]> {
    yield* this.batches(this.entries(state, from, state.flushed.last), Infinity, 0);
  }

  /** One visible event, or undefined. -1 = the last. */
  one(state: StreamState, revision: number): Buffer | undefined {
    const wanted = revision === -1 ? state.flushed.last : revision;
    if (wanted < this.firstVisible(state) || wanted > state.flushed.last) return undefined;
    for (const [frame] of this.forwards(state, wanted, 1)) return frame;
    return undefined;
  }

  /** The `$streamDeleted` event of a tombstoned stream. */
  tombstone(state: StreamState): Buffer | undefined {
    const [index] = this.storage.streamBack(state.key, TOMBSTONE_REVISION, 1);
    return index?.firstRevision === TOMBSTONE_REVISION ? this.bodyAt(index) : undefined;
  }

  private expiry(state: StreamState): number {
    return expiredBefore(state.flushed.metadata, this.now());
  }

  private *batches(frames: Iterable<Buffer>, count: number, expiredBefore: number): Generator<Buffer[]> {
    let batch: Buffer[] = [];
    let bytes = 0;
    let left = count;
    if (left <= 0) return;
    for (const frame of frames) {
      if (expiredBefore > 0 && decodeRecorded(frame).created < expiredBefore) continue;
      batch.push(frame);
      bytes += frame.length;
      if (--left === 0) break;
      if (bytes >= BATCH_BYTES) {
        yield batch;
        batch = [];
        bytes = 0;
      }
    }
    if (batch.length > 0) yield batch;
  }

  private *entries(state: StreamState, from: number, last: number): Generator<Buffer> {
    let next = from;
    while (next <= last) {
      const page = this.storage.streamFrom(state.key, next, INDEX_PAGE);
      const before = next;
      for (const index of page) {
        const { firstRevision } = index;
        if (next > last) return;
        if (firstRevision > next) throw missing(state, next);
        let revision = firstRevision;
        for (const frame of framesOf(this.bodyAt(index))) {
          if (revision >= next && revision <= last) yield frame;
          revision++;
        }
        next = Math.max(next, revision);
      }
      if (next === before) throw missing(state, next);
    }
  }

  private *framesDown(state: StreamState, from: number, first: number): Generator<Buffer> {
    let next = from;
    while (next >= first && next >= 0) {
      const page = this.storage.streamBack(state.key, next, INDEX_PAGE);
      if (page.length === 0) throw missing(state, next);
      for (const index of page) {
        const { firstRevision } = index;
        const body = this.bodyAt(index);
        let revision = firstRevision + countFrames(body) - 1;
        if (revision < next) throw missing(state, next);
        for (const frame of [...framesOf(body)].reverse()) {
          if (revision <= next && revision >= first) yield frame;
          revision--;
        }
        next = firstRevision - 1;
      }
    }
  }

  private bodyAt(index: IndexEntry): Buffer {
    const body = this.log.body(index);
    if (!body)
      throw new DamagedStore('The log', `the index points at position ${index.position}, where it has no entry`);
    return body;
  }
}

const missing = (state: StreamState, revision: number): DamagedStore =>
  new DamagedStore('The index', `it has no entry for revision ${revision} of stream ${state.name}, which was written`);
