import { decodeRecorded, type ProposedEvent, type RecordedEvent } from '../messages/recorded-event.js';
import { frameLength, framesOf } from '../wire/framing.js';
import { type Entry, type IndexEntry, type Storage } from '../storage/storage.js';
import { type PastEvents } from './append-decision.js';
import { NO_REVISION } from './expected-revision.js';
import { type LogTail } from './log-tail.js';
import { metastreamOf } from './stream-metadata.js';
import { type StreamState, type StreamStates } from './stream-states.js';
import { TwoGenerations } from './two-generations.js';

const REMEMBERED_IDS = 25_000;

/** What was appended before, flushed or not, as far as it bears on what is appended now. */
export class LogPast {
  /** Event id to position: what `any` knows of the past. Gone after a restart, as in the real server. */
  private readonly ids = new TwoGenerations<string, number>(REMEMBERED_IDS);

  constructor(
    private readonly tail: LogTail,
    private readonly storage: Storage,
    private readonly states: StreamStates,
  ) {}

  of(state: StreamState): PastEvents {
    return {
      recentRevision: (id) => {
        const position = this.ids.get(id);
        const event = position === undefined ? undefined : this.eventAt(position);
        return event?.stream === state.name ? event.revision : undefined;
      },
      idsFrom: (revision, count) => this.eventsFrom(state, revision, count).map((event) => event.id),
      hasMetadata: () => this.hasMetadata(state),
    };
  }

  remember(events: readonly ProposedEvent[], entry: Entry): void {
    let at = 0;
    for (const event of events) {
      const id = event.id.toString('latin1');
      // An id belongs to the first stream that used it.
      if (this.ids.get(id) === undefined) this.ids.set(id, entry.position + at);
      at += frameLength(entry.body, at);
    }
  }

  hasMetadata(state: StreamState): boolean {
    return this.states.get(metastreamOf(state.name)).decided.last > NO_REVISION;
  }

  /** Events of a stream from `revision` on, at most `count`, with those that wait for their flush. Hidden ones too. */
  eventsFrom(state: StreamState, revision: number, count: number): RecordedEvent[] {
    const events: RecordedEvent[] = [];
    const collect = (body: Buffer | undefined): void => {
      for (const frame of body ? framesOf(body) : []) {
        const event = decodeRecorded(frame);
        if (event.revision === revision + events.length && events.length < count) events.push(event);
      }
    };
    const unflushedFrom = state.unflushed[0]?.firstRevision ?? Infinity;
    if (revision < unflushedFrom) {
      const indexed = this.storage.streamFrom(state.key, revision, count);
      for (const index of indexed) if (index.firstRevision < unflushedFrom) collect(this.body(index));
    }
    for (const entry of state.unflushed) if (events.length < count) collect(entry.body);
    return events;
  }

  /** The bytes of an entry, from memory if they are there. */
  body({ position, length }: IndexEntry): Buffer | undefined {
    return this.tail.slice(position, position + length) ?? this.storage.body(position);
  }

  private eventAt(position: number): RecordedEvent | undefined {
    const inMemory = this.tail.slice(position, this.tail.end);
    if (inMemory) return decodeRecorded(inMemory.subarray(0, frameLength(inMemory, 0)));
    const [entry] = this.storage.entriesBefore(position + 1, 1);
    const body = entry?.body.subarray(position - entry.position);
    return body && body.length > 0 ? decodeRecorded(body.subarray(0, frameLength(body, 0))) : undefined;
  }
}
