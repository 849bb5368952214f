import {} from "../messages/append-response.js";
import { encodeEvents } from "../messages/recorded-event.js";
import { EMPTY } from "../wire/protobuf.js";
import {} from "../wire/rpc-error.js";
import { FIRST_POSITION } from "../storage/storage.js";
import { DamagedStore } from "../storage/storage-errors.js";
import { decideAppend } from "./append-decision.js";
import { NO_REVISION, TOMBSTONE_REVISION } from "./expected-revision.js";
import { GroupCommit } from "./group-commit.js";
import { LogTail } from "./log-tail.js";
import { LogPast } from "./log-past.js";
import {
  DELETED_TYPE,
  METADATA_TYPE,
  SOFT_DELETE_JSON,
  firstVisible,
  isMetastream,
  isSoftDeleted,
  metastreamOf,
  ownerOf,
  parseMetadata,
  revivedMetadata
} from "./stream-metadata.js";
import { StreamStates, lastEvent } from "./stream-states.js";
const TAIL_BYTES = 32 << 20;
class EventLog {
  constructor(options) {
    this.options = options;
    this.storage = options.storage, this.states = new StreamStates(options.storage), this.commits = new GroupCommit(
      options.storage,
      () => this.afterFlush(),
      (why) => this.forgetUnflushed(why),
      options.onFailure
    );
    const [newest] = options.storage.entriesBefore(Number.MAX_SAFE_INTEGER, 1);
    if (this.flushedEnd = newest ? newest.position + newest.body.length : FIRST_POSITION, this.tail = new LogTail(this.flushedEnd, TAIL_BYTES), this.past = new LogPast(this.tail, options.storage, this.states), newest) {
      const last = lastEvent(newest.body);
      this.lastPosition = last?.position ?? 0, this.lastMicros = last?.created ?? 0;
    }
  }
  options;
  states;
  /** Where the log ends for readers: all entries before it are flushed. */
  flushedEnd;
  /** Position of the last flushed event. */
  lastPosition = 0;
  storage;
  commits;
  tail;
  past;
  flushListeners = /* @__PURE__ */ new Set();
  streamListeners = /* @__PURE__ */ new Map();
  lastMicros = 0;
  get isEmpty() {
    return this.tail.end === FIRST_POSITION;
  }
  /** Resolves when everything that was appended so far is flushed and answered (or the disk has failed), whatever is appended meanwhile. */
  barrier() {
    return this.commits.barrier();
  }
  /** Resolves when nothing waits for a flush. */
  idle() {
    return this.commits.idle();
  }
  append(stream, expected, events, done) {
    this.whole(done, () => this.decideAndWrite(stream, expected, events, done));
  }
  decideAndWrite(stream, expected, events, done) {
    const state = this.states.get(stream), decision = decideAppend(state.decided, expected, events, this.past.of(state));
    switch (decision.kind) {
      case "wrong-expected-version":
        return done({ kind: "wrong-expected-version", stream, expected, current: state.decided.last });
      case "stream-deleted":
        return done({ kind: "stream-deleted", stream });
      case "repeated":
        return this.answerRepeated(state, decision.revision, done);
      case "write":
        break;
    }
    const writes = [];
    events.length > 0 && writes.push(this.write(state, state.decided.last + 1, events));
    const revision = state.decided.last;
    if (decision.revives && writes.push(this.revive(state, revision + 1 - events.length)), isMetastream(stream)) {
      const owner = this.states.get(ownerOf(stream));
      writes[0]?.ownerWasSoftDeleted === !0 && writes.push(this.revive(owner, owner.decided.last + 1));
    }
    const position = events.length > 0 ? writes[0]?.lastPosition : void 0;
    this.commit(writes, () => done({ revision, position: position ?? this.lastPosition }), done);
  }
  /** A soft delete: the stream's metadata hides all that it holds; the next append brings it back. */
  delete(stream, expected, done) {
    this.whole(done, () => this.softDelete(stream, expected, done));
  }
  softDelete(stream, expected, done) {
    const state = this.states.get(stream), refusal = this.refuseDelete(state, expected);
    if (refusal) return done(refusal);
    if (state.decided.last === NO_REVISION && !this.past.hasMetadata(state))
      return done({ kind: "wrong-expected-version", stream, expected, current: NO_REVISION });
    const metastream = this.states.get(metastreamOf(stream)), write = this.write(metastream, metastream.decided.last + 1, [
      this.metadataEvent(Buffer.from(SOFT_DELETE_JSON))
    ]);
    this.commit([write], () => done({ revision: state.decided.last, position: write.lastPosition }), done);
  }
  /** A hard delete: the name can never be used again. */
  tombstone(stream, expected, done) {
    this.whole(done, () => this.hardDelete(stream, expected, done));
  }
  hardDelete(stream, expected, done) {
    const state = this.states.get(stream), refusal = this.refuseDelete(state, expected);
    if (refusal) return done(refusal);
    const event = {
      id: this.id(),
      type: Buffer.from(DELETED_TYPE),
      isJson: !0,
      metadata: EMPTY,
      data: Buffer.from("{}")
    }, write = this.write(state, TOMBSTONE_REVISION, [event]);
    this.commit([write], () => done({ revision: TOMBSTONE_REVISION, position: write.lastPosition }), done);
  }
  onFlush(listener) {
    return this.flushListeners.add(listener), () => this.flushListeners.delete(listener);
  }
  onStreamFlush(stream, listener) {
    const listeners = this.streamListeners.get(stream) ?? /* @__PURE__ */ new Set();
    return this.streamListeners.set(stream, listeners.add(listener)), () => {
      listeners.delete(listener), listeners.size === 0 && this.streamListeners.get(stream) === listeners && this.streamListeners.delete(stream);
    };
  }
  /** The bytes of an entry, from memory if they are there. */
  body(index) {
    return this.past.body(index);
  }
  /**
   * Flushed events from `position` (where an entry begins) on, in runs of whole frames: an entry each from the disk, many in one from
   * memory. About `maxBytes` of them; none at the end of the log.
   */
  runsFrom(position, maxBytes) {
    if (position >= this.flushedEnd) return [];
    const slice = this.tail.slice(position, this.flushedEnd);
    return slice ? [{ position, body: slice }] : this.storage.entriesFrom(position, maxBytes).filter((entry) => entry.position < this.flushedEnd);
  }
  /** Flushed entries that begin before `position`, newest first, about `maxBytes` of them. */
  entriesBefore(position, maxBytes) {
    return this.storage.entriesBefore(Math.min(position, this.flushedEnd), maxBytes);
  }
  /** What was damaged is told; when half of it was written by then, the log in memory is not that of the disk any more. */
  whole(done, work) {
    const { end } = this.tail;
    try {
      work();
    } catch (error) {
      if (this.tail.end !== end && this.options.onFailure(error), !(error instanceof DamagedStore)) throw error;
      done({ kind: "damaged", message: error.message });
    }
  }
  refuseDelete(state, expected) {
    const decision = decideAppend(state.decided, expected, [{ id: this.id() }], this.past.of(state));
    if (decision.kind !== "write")
      return decision.kind === "stream-deleted" ? { kind: "stream-deleted", stream: state.name } : { kind: "wrong-expected-version", stream: state.name, expected, current: state.decided.last };
  }
  answerRepeated(state, revision, done) {
    const position = revision >= firstVisible(state.decided.metadata, state.decided.last) ? this.past.eventsFrom(state, revision, 1)[0]?.position : void 0;
    this.commits.add([], () => done({ revision, position }), refusing(done));
  }
  /** Encodes events and moves the stream's decided standing; the caller commits what it gets. */
  write(state, firstRevision, events) {
    const micros = Math.max(this.options.now() * 1e3, this.lastMicros + 1);
    this.lastMicros = micros + events.length - 1;
    const name = Buffer.from(state.name, "utf8"), position = this.tail.end, { body, lastPosition } = encodeEvents(events, name, firstRevision, position, micros, this.tail.allocate), entry = { position, body, streamKey: state.key, firstRevision }, write = { state, entry, lastPosition, apply: () => {
    } };
    if (state.unflushed.push(entry), state.pins++, firstRevision === TOMBSTONE_REVISION) this.applyTombstone(write);
    else {
      const last = firstRevision + events.length - 1;
      state.decided.last = last, write.apply = () => state.flushed.last = last, this.past.remember(events, entry), isMetastream(state.name) && this.applyMetadata(write, events);
    }
    return write;
  }
  applyTombstone(write) {
    const states = [write.state, this.states.get(metastreamOf(write.state.name))];
    for (const state of states) state.decided.tombstoned = !0;
    this.pinUntilFlushed(write, states[1], () => states.forEach((state) => state.flushed.tombstoned = !0));
  }
  applyMetadata(write, events) {
    const owner = this.states.get(ownerOf(write.state.name));
    if (isMetastream(owner.name)) return;
    const metadata = parseMetadata(events.at(-1)?.data ?? EMPTY);
    write.ownerWasSoftDeleted = isSoftDeleted(owner.decided.metadata), owner.decided.metadata = metadata, this.pinUntilFlushed(write, owner, () => owner.flushed.metadata = metadata);
  }
  pinUntilFlushed(write, other, apply) {
    const before = write.apply;
    other && other.pins++, write.apply = () => {
      before(), apply(), other && other.pins--;
    };
  }
  revive(state, firstRevision) {
    const metastream = this.states.get(metastreamOf(state.name)), [current] = this.past.eventsFrom(metastream, metastream.decided.last, 1), metadata = revivedMetadata(current?.data ?? EMPTY, firstRevision);
    return this.write(metastream, metastream.decided.last + 1, [this.metadataEvent(metadata)]);
  }
  commit(writes, flushed, done) {
    const entries = writes.map((write) => write.entry);
    this.commits.add(
      entries,
      () => {
        for (const write of writes) this.flushed(write);
        flushed();
      },
      refusing(done)
    );
  }
  afterFlush() {
    this.flushListeners.forEach((listener) => listener()), this.options.onFlushed?.();
  }
  /** What was decided and is not on the disk never was: everything is read anew from what is there, as after a restart. */
  forgetUnflushed(why) {
    this.states.forget(), this.tail = new LogTail(this.flushedEnd, TAIL_BYTES), this.past = new LogPast(this.tail, this.storage, this.states), this.options.onFull?.(why);
  }
  flushed({ state, entry, lastPosition, apply }) {
    apply(), state.unflushed.shift(), state.pins--, this.flushedEnd = entry.position + entry.body.length, this.tail.forget(this.flushedEnd), this.lastPosition = lastPosition, this.streamListeners.size > 0 && this.streamListeners.get(state.name)?.forEach((listener) => listener());
  }
  metadataEvent(data) {
    return { id: this.id(), type: Buffer.from(METADATA_TYPE), isJson: !0, metadata: EMPTY, data };
  }
  id() {
    return Buffer.from(this.options.newId(), "latin1");
  }
}
const refusing = (done) => ({ message }) => done({ kind: "disk-full", message });
export {
  EventLog
};
//# sourceMappingURL=event-log.js.map
