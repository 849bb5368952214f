import { decodeRecorded } from "../messages/recorded-event.js";
import { frameLength, framesOf } from "../wire/framing.js";
import {} from "../storage/storage.js";
import {} from "./append-decision.js";
import { NO_REVISION } from "./expected-revision.js";
import {} from "./log-tail.js";
import { metastreamOf } from "./stream-metadata.js";
import {} from "./stream-states.js";
import { TwoGenerations } from "./two-generations.js";
const REMEMBERED_IDS = 25e3;
class LogPast {
  constructor(tail, storage, states) {
    this.tail = tail;
    this.storage = storage;
    this.states = states;
  }
  tail;
  storage;
  states;
  /** Event id to position: what `any` knows of the past. Gone after a restart, as in the real server. */
  ids = new TwoGenerations(REMEMBERED_IDS);
  of(state) {
    return {
      recentRevision: (id) => {
        const position = this.ids.get(id), event = position === void 0 ? void 0 : this.eventAt(position);
        return event?.stream === state.name ? event.revision : void 0;
      },
      idsFrom: (revision, count) => this.eventsFrom(state, revision, count).map((event) => event.id),
      hasMetadata: () => this.hasMetadata(state)
    };
  }
  remember(events, entry) {
    let at = 0;
    for (const event of events) {
      const id = event.id.toString("latin1");
      this.ids.get(id) === void 0 && this.ids.set(id, entry.position + at), at += frameLength(entry.body, at);
    }
  }
  hasMetadata(state) {
    return this.states.get(metastreamOf(state.name)).decided.last > NO_REVISION;
  }
  /** Events of a stream from `revision` on, at most `count`, with those that wait for their flush. Hidden ones too. */
  eventsFrom(state, revision, count) {
    const events = [], collect = (body) => {
      for (const frame of body ? framesOf(body) : []) {
        const event = decodeRecorded(frame);
        event.revision === revision + events.length && events.length < count && events.push(event);
      }
    }, unflushedFrom = state.unflushed[0]?.firstRevision ?? 1 / 0;
    if (revision < unflushedFrom) {
      const indexed = this.storage.streamFrom(state.key, revision, count);
      for (const index of indexed) index.firstRevision < unflushedFrom && collect(this.body(index));
    }
    for (const entry of state.unflushed) events.length < count && collect(entry.body);
    return events;
  }
  /** The bytes of an entry, from memory if they are there. */
  body({ position, length }) {
    return this.tail.slice(position, position + length) ?? this.storage.body(position);
  }
  eventAt(position) {
    const inMemory = this.tail.slice(position, this.tail.end);
    if (inMemory) return decodeRecorded(inMemory.subarray(0, frameLength(inMemory, 0)));
    const [entry] = this.storage.entriesBefore(position + 1, 1), body = entry?.body.subarray(position - entry.position);
    return body && body.length > 0 ? decodeRecorded(body.subarray(0, frameLength(body, 0))) : void 0;
  }
}
export {
  LogPast
};
//# sourceMappingURL=log-past.js.map
