import { decodeRecorded } from "../messages/recorded-event.js";
import { countFrames, framesOf } from "../wire/framing.js";
import {} from "../storage/storage.js";
import { DamagedStore } from "../storage/storage-errors.js";
import {} from "./event-log.js";
import { TOMBSTONE_REVISION } from "./expected-revision.js";
import { expiredBefore, firstVisible } from "./stream-metadata.js";
import {} from "./stream-states.js";
const INDEX_PAGE = 256, BATCH_BYTES = 262144;
class StreamReader {
  constructor(log, storage, now) {
    this.log = log;
    this.storage = storage;
    this.now = now;
  }
  log;
  storage;
  now;
  /** The first revision that a reader may see; events past it may still have expired by age. */
  firstVisible(state) {
    return firstVisible(state.flushed.metadata, state.flushed.last);
  }
  /** Visible events from `from` on, at most `count`, in batches. */
  *forwards(state, from, count) {
    yield* this.batches(
      this.entries(state, Math.max(from, this.firstVisible(state)), state.flushed.last),
      count,
      this.expiry(state)
    );
  }
  /** Visible events from `from` down, at most `count`, in batches. */
  *backwards(state, from, count) {
    const start = Math.min(from, state.flushed.last);
    yield* this.batches(this.framesDown(state, start, this.firstVisible(state)), count, this.expiry(state));
  }
  /** All events from `from` on, visible or not: what a live subscriber gets. */
  *everything(state, from) {
    yield* this.batches(this.entries(state, from, state.flushed.last), 1 / 0, 0);
  }
  /** One visible event, or undefined. -1 = the last. */
  one(state, revision) {
    const wanted = revision === -1 ? state.flushed.last : revision;
    if (!(wanted < this.firstVisible(state) || wanted > state.flushed.last))
      for (const [frame] of this.forwards(state, wanted, 1)) return frame;
  }
  /** The `$streamDeleted` event of a tombstoned stream. */
  tombstone(state) {
    const [index] = this.storage.streamBack(state.key, TOMBSTONE_REVISION, 1);
    return index?.firstRevision === TOMBSTONE_REVISION ? this.bodyAt(index) : void 0;
  }
  expiry(state) {
    return expiredBefore(state.flushed.metadata, this.now());
  }
  *batches(frames, count, expiredBefore2) {
    let batch = [], bytes = 0, left = count;
    if (!(left <= 0)) {
      for (const frame of frames)
        if (!(expiredBefore2 > 0 && decodeRecorded(frame).created < expiredBefore2)) {
          if (batch.push(frame), bytes += frame.length, --left === 0) break;
          bytes >= BATCH_BYTES && (yield batch, batch = [], bytes = 0);
        }
      batch.length > 0 && (yield batch);
    }
  }
  *entries(state, from, last) {
    let next = from;
    for (; next <= last; ) {
      const page = this.storage.streamFrom(state.key, next, INDEX_PAGE), before = next;
      for (const index of page) {
        const { firstRevision } = index;
        if (next > last) return;
        if (firstRevision > next) throw missing(state, next);
        let revision = firstRevision;
        for (const frame of framesOf(this.bodyAt(index)))
          revision >= next && revision <= last && (yield frame), revision++;
        next = Math.max(next, revision);
      }
      if (next === before) throw missing(state, next);
    }
  }
  *framesDown(state, from, first) {
    let next = from;
    for (; next >= first && next >= 0; ) {
      const page = this.storage.streamBack(state.key, next, INDEX_PAGE);
      if (page.length === 0) throw missing(state, next);
      for (const index of page) {
        const { firstRevision } = index, body = this.bodyAt(index);
        let revision = firstRevision + countFrames(body) - 1;
        if (revision < next) throw missing(state, next);
        for (const frame of [...framesOf(body)].reverse())
          revision <= next && revision >= first && (yield frame), revision--;
        next = firstRevision - 1;
      }
    }
  }
  bodyAt(index) {
    const body = this.log.body(index);
    if (!body)
      throw new DamagedStore("The log", `the index points at position ${index.position}, where it has no entry`);
    return body;
  }
}
const missing = (state, revision) => new DamagedStore("The index", `it has no entry for revision ${revision} of stream ${state.name}, which was written`);
export {
  BATCH_BYTES,
  StreamReader
};
//# sourceMappingURL=stream-reader.js.map
