import { createHash } from 'node:crypto';
import { countFrames, framesOf } from '../wire/framing.js';
import { decodeRecorded, type RecordedEvent } from '../messages/recorded-event.js';
import { type NewEntry, type Storage } from '../storage/storage.js';
import { NO_REVISION, TOMBSTONE_REVISION } from './expected-revision.js';
import { TwoGenerations } from './two-generations.js';
import {
  METASTREAM_METADATA,
  NO_METADATA,
  isMetastream,
  metastreamOf,
  ownerOf,
  parseMetadata,
  type StreamMetadata,
} from './stream-metadata.js';

/** How a stream stands: as decided (with what waits for its flush), and as flushed (what readers may see). */
export interface Standing {
  /** The last revision, a tombstone apart; -1 when there is none. */
  last: number;
  tombstoned: boolean;
  metadata: StreamMetadata;
}

export interface StreamState {
  readonly name: string;
  readonly key: Buffer;
  decided: Standing;
  flushed: Standing;
  /** Entries of this stream that wait for their flush, oldest first. */
  unflushed: NewEntry[];
  /** Flushes to come that will change `flushed`: the state must stay in memory until then. */
  pins: number;
}

const GENERATION = 20_000;

const emptyStates = () => new TwoGenerations<string, StreamState>(GENERATION, (state) => state.pins > 0);

/** The standing of every stream in use; the others are read from the storage when they are asked for. */
export class StreamStates {
  private states = emptyStates();

  constructor(private readonly storage: Storage) {}

  /** Everything is read from the storage again. */
  forget(): void {
    this.states = emptyStates();
  }

  get(name: string): StreamState {
    const known = this.states.get(name);
    if (known) return known;
    const loaded = this.load(name);
    this.states.set(name, loaded);
    return loaded;
  }

  private load(name: string): StreamState {
    const key = streamKey(name);
    const ends = this.ends(key);
    const metastream = isMetastream(name);
    const flushed: Standing = {
      last: ends.last,
      tombstoned: ends.tombstoned || (metastream && this.get(ownerOf(name)).flushed.tombstoned),
      metadata: metastream ? METASTREAM_METADATA : this.storedMetadata(name),
    };
    const decided = {
      ...flushed,
      tombstoned: flushed.tombstoned || (metastream && this.get(ownerOf(name)).decided.tombstoned),
    };
    return { name, key, decided, flushed, unflushed: [], pins: 0 };
  }

  private ends(key: Buffer): { last: number; tombstoned: boolean } {
    const [newest, before] = this.storage.streamBack(key, TOMBSTONE_REVISION, 2);
    const tombstoned = newest?.firstRevision === TOMBSTONE_REVISION;
    const index = tombstoned ? before : newest;
    const body = index && this.storage.body(index.position);
    if (!body) return { last: NO_REVISION, tombstoned };
    return { last: index.firstRevision + countFrames(body) - 1, tombstoned };
  }

  private storedMetadata(name: string): StreamMetadata {
    const event = lastStored(this.storage, streamKey(metastreamOf(name)));
    return event ? parseMetadata(event.data) : NO_METADATA;
  }
}

/** What stands for a stream's name in the index: 16 bytes, whatever the name's length. */
const streamKey = (name: string): Buffer => createHash('sha256').update(name).digest().subarray(0, 16);

function lastStored(storage: Storage, key: Buffer): RecordedEvent | undefined {
  const [index] = storage.streamBack(key, TOMBSTONE_REVISION - 1, 1);
  const body = index && storage.body(index.position);
  return body && lastEvent(body);
}

/** The last event in an entry's bytes. */
export function lastEvent(body: Buffer): RecordedEvent | undefined {
  let last: Buffer | undefined;
  for (const frame of framesOf(body)) last = frame;
  return last && decodeRecorded(last);
}
