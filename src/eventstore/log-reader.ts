import { DomainError, messageOf } from '../domain/kernel/errors.js';
import type { Json } from '../domain/kernel/json.js';
import type { LogReader, StoredEvent } from '../domain/kernel/ports.js';
import type { Contact } from './contact.js';
import { unavailable } from './event-store.js';
import { isFollowed } from './feed.js';
import type { RawEvent, RawLog } from './raw-log.js';

/** Events of one read of the whole log: so little has been sent ahead of a slow reader, and no call at the store lasts longer. */
const PAGE_EVENTS = 512;

/** The LogReader port over any log: pages of the whole log, one event at a time in memory. */
export class StoredLogReader implements LogReader {
  readonly #raw: RawLog;
  readonly #contact: Contact;
  readonly #pageEvents: number;

  constructor(raw: RawLog, contact: Contact, pageEvents = PAGE_EVENTS) {
    this.#raw = raw;
    this.#contact = contact;
    this.#pageEvents = pageEvents;
  }

  readAll(options: Parameters<LogReader['readAll']>[0]): AsyncIterable<StoredEvent> {
    return this.#answered(this.#pages(options), 'The log');
  }

  readStream(
    stream: string,
    { from = 0, maxCount }: NonNullable<Parameters<LogReader['readStream']>[1]> = {},
  ): AsyncIterable<StoredEvent> {
    const options = { from, ...(maxCount === undefined ? {} : { maxCount }) };
    return this.#answered(this.#raw.readStream(stream, options), `Stream ${stream}`);
  }

  async end(): Promise<bigint> {
    try {
      return await this.#raw.ping();
    } catch (error) {
      this.#contact.failed(error);
      throw unavailable(`The end of the log could not be read: ${messageOf(error)}`);
    }
  }

  async *#pages({ after, through, prefixes }: Parameters<LogReader['readAll']>[0]): AsyncIterable<RawEvent> {
    const end = await this.#raw.ping();
    const last = through === undefined || through > end ? end : through;
    let from = after;
    while (from === undefined || from < last) {
      let seen = 0;
      // The event that a page begins at is the last of the page before.
      for await (const event of this.#raw.readForwards(from, prefixes, this.#pageEvents + 1)) {
        seen++;
        if (event.position > last) return;
        if (from !== undefined && event.position <= from) continue;
        from = event.position;
        if (isFollowed(event.stream, prefixes)) yield event;
      }
      if (seen <= this.#pageEvents) return;
    }
  }

  /** Keeps count of whether the store answers; what the transport throws becomes a DomainError. */
  async *#answered(source: AsyncIterable<RawEvent>, what: string): AsyncIterable<StoredEvent> {
    try {
      for await (const event of source) yield stored(event);
      this.#contact.succeeded();
    } catch (error) {
      if (error instanceof DomainError) throw error;
      this.#contact.failed(error);
      throw unavailable(`${what} could not be read: ${messageOf(error)}`);
    }
  }
}

const stored = ({ stream, revision, id, type, position, data, metadata }: RawEvent): StoredEvent => ({
  stream,
  revision,
  id,
  type,
  position,
  data: jsonOrText(data),
  metadata: jsonOrText(metadata),
});

function jsonOrText(text: string): Json {
  try {
    const value: Json = JSON.parse(text);
    return value;
  } catch {
    return text;
  }
}
