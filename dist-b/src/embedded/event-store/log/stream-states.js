import { createHash } from "node:crypto";
import { countFrames, framesOf } from "../wire/framing.js";
import { decodeRecorded } from "../messages/recorded-event.js";
import {} from "../storage/storage.js";
import { NO_REVISION, TOMBSTONE_REVISION } from "./expected-revision.js";
import { TwoGenerations } from "./two-generations.js";
import {
  METASTREAM_METADATA,
  NO_METADATA,
  isMetastream,
  metastreamOf,
  ownerOf,
  parseMetadata
} from "./stream-metadata.js";
const GENERATION = 2e4, emptyStates = () => new TwoGenerations(GENERATION, (state) => state.pins > 0);
class StreamStates {
  constructor(storage) {
    this.storage = storage;
  }
  storage;
  states = emptyStates();
  /** Everything is read from the storage again. */
  forget() {
    this.states = emptyStates();
  }
  get(name) {
    const known = this.states.get(name);
    if (known) return known;
    const loaded = this.load(name);
    return this.states.set(name, loaded), loaded;
  }
  load(name) {
    const key = streamKey(name), ends = this.ends(key), metastream = isMetastream(name), flushed = {
      last: ends.last,
      tombstoned: ends.tombstoned || metastream && this.get(ownerOf(name)).flushed.tombstoned,
      metadata: metastream ? METASTREAM_METADATA : this.storedMetadata(name)
    }, decided = {
      ...flushed,
      tombstoned: flushed.tombstoned || metastream && this.get(ownerOf(name)).decided.tombstoned
    };
    return { name, key, decided, flushed, unflushed: [], pins: 0 };
  }
  ends(key) {
    const [newest, before] = this.storage.streamBack(key, TOMBSTONE_REVISION, 2), tombstoned = newest?.firstRevision === TOMBSTONE_REVISION, index = tombstoned ? before : newest, body = index && this.storage.body(index.position);
    return body ? { last: index.firstRevision + countFrames(body) - 1, tombstoned } : { last: NO_REVISION, tombstoned };
  }
  storedMetadata(name) {
    const event = lastStored(this.storage, streamKey(metastreamOf(name)));
    return event ? parseMetadata(event.data) : NO_METADATA;
  }
}
const streamKey = (name) => createHash("sha256").update(name).digest().subarray(0, 16);
function lastStored(storage, key) {
  const [index] = storage.streamBack(key, TOMBSTONE_REVISION - 1, 1), body = index && storage.body(index.position);
  return body && lastEvent(body);
}
function lastEvent(body) {
  let last;
  for (const frame of framesOf(body)) last = frame;
  return last && decodeRecorded(last);
}
export {
  StreamStates,
  lastEvent
};
//# sourceMappingURL=stream-states.js.map
