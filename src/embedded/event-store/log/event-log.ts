import { type Appended } from '../messages/append-response.js';
import { encodeEvents, type ProposedEvent } from '../messages/recorded-event.js';
import { EMPTY } from '../wire/protobuf.js';
import { type Refusal } from '../wire/rpc-error.js';
import { FIRST_POSITION, type Entry, type IndexEntry, type NewEntry, type Storage } from '../storage/storage.js';
import { DamagedStore, type DiskFull } from '../storage/storage-errors.js';
import { decideAppend } from './append-decision.js';
import { NO_REVISION, TOMBSTONE_REVISION, type ExpectedRevision } from './expected-revision.js';
import { GroupCommit } from './group-commit.js';
import { LogTail } from './log-tail.js';
import { LogPast } from './log-past.js';
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
  revivedMetadata,
} from './stream-metadata.js';
import { StreamStates, lastEvent, type StreamState } from './stream-states.js';

export interface EventLogOptions {
  storage: Storage;
  /** Called when there was no room for appends, which have been refused: the log goes on. */
  onFull?(why: DiskFull): void;
  /** Called when appends are on the disk. */
  onFlushed?(): void;
  /** Called when a write or a flush failed: nothing that the log says afterwards could be trusted. Must not return to it. */
  onFailure(error: unknown): void;
  newId(): string;
  now(): number;
}

export type AppendDone = (result: Appended | Refusal) => void;

const TAIL_BYTES = 32 << 20;

/**
 * The log: decides appends in memory, at once and in order of arrival, and answers each when its group is flushed.
 * Readers see only what is flushed.
 */
export class EventLog {
  readonly states: StreamStates;
  /** Where the log ends for readers: all entries before it are flushed. */
  flushedEnd: number;
  /** Position of the last flushed event. */
  lastPosition = 0;
  private readonly storage: Storage;
  private readonly commits: GroupCommit;
  private tail: LogTail;
  private past: LogPast;
  private readonly flushListeners = new Set<() => void>();
  private readonly streamListeners = new Map<string, Set<() => void>>();
  private lastMicros = 0;

  constructor(private readonly options: EventLogOptions) {
    this.storage = options.storage;
    this.states = new StreamStates(options.storage);
    this.commits = new GroupCommit(
      options.storage,
      () => this.afterFlush(),
      (why) => this.forgetUnflushed(why),
      options.onFailure,
    );
    const [newest] = options.storage.entriesBefore(Number.MAX_SAFE_INTEGER, 1);
    this.flushedEnd = newest ? newest.position + newest.body.length : FIRST_POSITION;
    this.tail = new LogTail(this.flushedEnd, TAIL_BYTES);
    this.past = new LogPast(this.tail, options.storage, this.states);
    if (newest) {
      const last = lastEvent(newest.body);
      this.lastPosition = last?.position ?? 0;
      this.lastMicros = last?.created ?? 0;
    }
  }

  get isEmpty(): boolean {
    return this.tail.end === FIRST_POSITION;
  }

  /** Resolves when everything that was appended so far is flushed and answered (or the disk has failed), whatever is appended meanwhile. */
  barrier(): Promise<void> {
    return this.commits.barrier();
  }

  /** Resolves when nothing waits for a flush. */
  idle(): Promise<void> {
    return this.commits.idle();
  }

  append(stream: string, expected: ExpectedRevision, events: readonly ProposedEvent[], done: AppendDone): void {
    this.whole(done, () => this.decideAndWrite(stream, expected, events, done));
  }

  private decideAndWrite(
    stream: string,
    expected: ExpectedRevision,
    events: readonly ProposedEvent[],
    done: AppendDone,
  ): void {
    const state = this.states.get(stream);
    const decision = decideAppend(state.decided, expected, events, this.past.of(state));
    switch (decision.kind) {
      case 'wrong-expected-version':
        return done({ kind: 'wrong-expected-version', stream, expected, current: state.decided.last });
      case 'stream-deleted':
        return done({ kind: 'stream-deleted', stream });
      case 'repeated':
        return this.answerRepeated(state, decision.revision, done);
      case 'write':
        break;
    }
    const writes: Write[] = [];
    if (events.length > 0) writes.push(this.write(state, state.decided.last + 1, events));
    const revision = state.decided.last;
    if (decision.revives) writes.push(this.revive(state, revision + 1 - events.length));
    if (isMetastream(stream)) {
      const owner = this.states.get(ownerOf(stream));
      // Metadata that is set on a soft-deleted stream keeps its old events hidden.
      if (writes[0]?.ownerWasSoftDeleted === true) writes.push(this.revive(owner, owner.decided.last + 1));
    }
    const position = events.length > 0 ? writes[0]?.lastPosition : undefined;
    this.commit(writes, () => done({ revision, position: position ?? this.lastPosition }), done);
  }

  /** A soft delete: the stream's metadata hides all that it holds; the next append brings it back. */
  delete(stream: string, expected: ExpectedRevision, done: AppendDone): void {
    this.whole(done, () => this.softDelete(stream, expected, done));
  }

  private softDelete(stream: string, expected: ExpectedRevision, done: AppendDone): void {
    const state = this.states.get(stream);
    const refusal = this.refuseDelete(state, expected);
    if (refusal) return done(refusal);
    if (state.decided.last === NO_REVISION && !this.past.hasMetadata(state)) {
      return done({ kind: 'wrong-expected-version', stream, expected, current: NO_REVISION });
    }
    const metastream = this.states.get(metastreamOf(stream));
    const write = this.write(metastream, metastream.decided.last + 1, [
      this.metadataEvent(Buffer.from(SOFT_DELETE_JSON)),
    ]);
    this.commit([write], () => done({ revision: state.decided.last, position: write.lastPosition }), done);
  }

  /** A hard delete: the name can never be used again. */
  tombstone(stream: string, expected: ExpectedRevision, done: AppendDone): void {
    this.whole(done, () => this.hardDelete(stream, expected, done));
  }

  private hardDelete(stream: string, expected: ExpectedRevision, done: AppendDone): void {
    const state = this.states.get(stream);
    const refusal = this.refuseDelete(state, expected);
    if (refusal) return done(refusal);
    const event = {
      id: this.id(),
      type: Buffer.from(DELETED_TYPE),
      isJson: true,
      metadata: EMPTY,
      data: Buffer.from('{}'),
    };
    const write = this.write(state, TOMBSTONE_REVISION, [event]);
    this.commit([write], () => done({ revision: TOMBSTONE_REVISION, position: write.lastPosition }), done);
  }

  onFlush(listener: () => void): () => void {
    this.flushListeners.add(listener);
    return () => this.flushListeners.delete(listener);
  }

  onStreamFlush(stream: string, listener: () => void): () => void {
    const listeners = this.streamListeners.get(stream) ?? new Set();
    this.streamListeners.set(stream, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.streamListeners.get(stream) === listeners) this.streamListeners.delete(stream);
    };
  }

  /** The bytes of an entry, from memory if they are there. */
  body(index: IndexEntry): Buffer | undefined {
    return this.past.body(index);
  }

  /**
   * Flushed events from `position` (where an entry begins) on, in runs of whole frames: an entry each from the disk, many in one from
   * memory. About `maxBytes` of them; none at the end of the log.
   */
  runsFrom(position: number, maxBytes: number): Entry[] {
    if (position >= this.flushedEnd) return [];
    const slice = this.tail.slice(position, this.flushedEnd);
    if (slice) return [{ position, body: slice }];
    // The storage shows a commit before its flush is known here.
    return this.storage.entriesFrom(position, maxBytes).filter((entry) => entry.position < this.flushedEnd);
  }

  /** Flushed entries that begin before `position`, newest first, about `maxBytes` of them. */
  entriesBefore(position: number, maxBytes: number): Entry[] {
    return this.storage.entriesBefore(Math.min(position, this.flushedEnd), maxBytes);
  }

  /** What was damaged is told; when half of it was written by then, the log in memory is not that of the disk any more. */
  private whole(done: AppendDone, work: () => void): void {
    const { end } = this.tail;
    try {
      work();
    } catch (error) {
      if (this.tail.end !== end) this.options.onFailure(error);
      if (!(error instanceof DamagedStore)) throw error;
      done({ kind: 'damaged', message: error.message });
    }
  }

  private refuseDelete(state: StreamState, expected: ExpectedRevision): Refusal | undefined {
    const decision = decideAppend(state.decided, expected, [{ id: this.id() }], this.past.of(state));
    if (decision.kind === 'write') return undefined;
    if (decision.kind === 'stream-deleted') return { kind: 'stream-deleted', stream: state.name };
    return { kind: 'wrong-expected-version', stream: state.name, expected, current: state.decided.last };
  }

  private answerRepeated(state: StreamState, revision: number, done: AppendDone): void {
    const visible = revision >= firstVisible(state.decided.metadata, state.decided.last);
    const position = visible ? this.past.eventsFrom(state, revision, 1)[0]?.position : undefined;
    // The original may still wait for its flush.
    this.commits.add([], () => done({ revision, position }), refusing(done));
  }

  /** Encodes events and moves the stream's decided standing; the caller commits what it gets. */
  private write(state: StreamState, firstRevision: number, events: readonly ProposedEvent[]): Write {
    const micros = Math.max(this.options.now() * 1000, this.lastMicros + 1);
    this.lastMicros = micros + events.length - 1;
    const name = Buffer.from(state.name, 'utf8');
    const position = this.tail.end;
    const { body, lastPosition } = encodeEvents(events, name, firstRevision, position, micros, this.tail.allocate);
    const entry: NewEntry = { position, body, streamKey: state.key, firstRevision };
    const write: Write = { state, entry, lastPosition, apply: () => undefined };
    state.unflushed.push(entry);
    state.pins++;
    if (firstRevision === TOMBSTONE_REVISION) this.applyTombstone(write);
    else {
      const last = firstRevision + events.length - 1;
      state.decided.last = last;
      write.apply = () => (state.flushed.last = last);
      this.past.remember(events, entry);
      if (isMetastream(state.name)) this.applyMetadata(write, events);
    }
    return write;
  }

  private applyTombstone(write: Write): void {
    const states = [write.state, this.states.get(metastreamOf(write.state.name))];
    for (const state of states) state.decided.tombstoned = true;
    this.pinUntilFlushed(write, states[1], () => states.forEach((state) => (state.flushed.tombstoned = true)));
  }

  private applyMetadata(write: Write, events: readonly ProposedEvent[]): void {
    const owner = this.states.get(ownerOf(write.state.name));
    if (isMetastream(owner.name)) return;
    const metadata = parseMetadata(events.at(-1)?.data ?? EMPTY);
    write.ownerWasSoftDeleted = isSoftDeleted(owner.decided.metadata);
    owner.decided.metadata = metadata;
    this.pinUntilFlushed(write, owner, () => (owner.flushed.metadata = metadata));
  }

  private pinUntilFlushed(write: Write, other: StreamState | undefined, apply: () => void): void {
    const before = write.apply;
    if (other) other.pins++;
    write.apply = () => {
      before();
      apply();
      if (other) other.pins--;
    };
  }

  private revive(state: StreamState, firstRevision: number): Write {
    const metastream = this.states.get(metastreamOf(state.name));
    const [current] = this.past.eventsFrom(metastream, metastream.decided.last, 1);
    const metadata = revivedMetadata(current?.data ?? EMPTY, firstRevision);
    return this.write(metastream, metastream.decided.last + 1, [this.metadataEvent(metadata)]);
  }

  private commit(writes: readonly Write[], flushed: () => void, done: AppendDone): void {
    const entries = writes.map((write) => write.entry);
    this.commits.add(
      entries,
      () => {
        for (const write of writes) this.flushed(write);
        flushed();
      },
      refusing(done),
    );
  }

  private afterFlush(): void {
    this.flushListeners.forEach((listener) => listener());
    this.options.onFlushed?.();
  }

  /** What was decided and is not on the disk never was: everything is read anew from what is there, as after a restart. */
  private forgetUnflushed(why: DiskFull): void {
    this.states.forget();
    this.tail = new LogTail(this.flushedEnd, TAIL_BYTES);
    this.past = new LogPast(this.tail, this.storage, this.states);
    this.options.onFull?.(why);
  }

  private flushed({ state, entry, lastPosition, apply }: Write): void {
    apply();
    state.unflushed.shift();
    state.pins--;
    this.flushedEnd = entry.position + entry.body.length;
    this.tail.forget(this.flushedEnd);
    this.lastPosition = lastPosition;
    if (this.streamListeners.size > 0) this.streamListeners.get(state.name)?.forEach((listener) => listener());
  }

  private metadataEvent(data: Buffer): ProposedEvent {
    return { id: this.id(), type: Buffer.from(METADATA_TYPE), isJson: true, metadata: EMPTY, data };
  }

  private id(): Buffer {
    return Buffer.from(this.options.newId(), 'latin1');
  }
}

const refusing =
  (done: AppendDone) =>
  ({ message }: DiskFull): void =>
    done({ kind: 'disk-full', message });

/** An entry on its way to the disk, and what becomes visible when it is there. */
interface Write {
  state: StreamState;
  entry: NewEntry;
  lastPosition: number;
  apply: () => void;
  /** Set for metadata: whether the stream that it belongs to was soft-deleted before it. */
  ownerWasSoftDeleted?: boolean;
}
