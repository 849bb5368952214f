import { GENESIS, type Recorded } from '../domain/kernel/envelope.js';
import { DomainError, messageOf } from '../domain/kernel/errors.js';
import type { AppendOutcome, EventStore, Head, NewEvent } from '../domain/kernel/ports.js';
import { breakAfter, isChained, seal, type Sealed } from './chain.js';
import { exponential, type Backoff, type Contact } from './contact.js';
import { decode, refusal } from './decode.js';
import { ownEvents } from './own-events.js';
import type { RawAppend, RawLog, SealedEvent } from './raw-log.js';

/** The store's limit: data, metadata and type (UTF-16) of all events of an append together. */
const MAX_APPEND_BYTES = 1_048_576;
const START: Head = { revision: -1, hash: GENESIS };

/** The EventStore port over any log. */
export class ChainedEventStore implements EventStore {
  readonly #raw: RawLog;
  readonly #contact: Contact;
  readonly #resendAfter: Backoff;

  constructor(raw: RawLog, contact: Contact, resendAfter: Backoff = exponential(20, 500)) {
    this.#raw = raw;
    this.#contact = contact;
    this.#resendAfter = resendAfter;
  }

  available(): boolean {
    return this.#contact.available;
  }

  refusal(): string | undefined {
    return this.#contact.refusal;
  }

  async append(stream: string, head: Head, events: readonly NewEvent[]): Promise<AppendOutcome> {
    if (events.length === 0) throw new TypeError(`an append to ${stream} without events`);
    const sealed = seal(stream, head, events);
    refuseTooLarge(stream, sealed.events);
    ownEvents.note(stream, sealed);
    const answer = await appendUntilKnown(
      this.#raw,
      this.#contact,
      this.#resendAfter,
      stream,
      head.revision,
      sealed.events,
    );
    if (answer.kind === 'wrongRevision') return { kind: 'conflict' };
    const position = answer.position ?? 0n;
    return { kind: 'appended', events: withPosition(sealed, position), head: sealed.head, position };
  }

  async *read(
    stream: string,
    { after = START, maxCount }: { readonly after?: Head; readonly maxCount?: number } = {},
  ): AsyncIterable<Recorded> {
    const chained = isChained(stream);
    let { revision, hash } = after;
    const from = revision + 1;
    for await (const raw of this.#answered(
      this.#raw.readStream(stream, { from, ...(maxCount === undefined ? {} : { maxCount }) }),
      stream,
    )) {
      const decoded = decode(raw);
      if (decoded.kind === 'unreadable') throw refusal(decoded.unreadable, decoded.newer);
      const { event, data } = decoded;
      if (chained) {
        const why = breakAfter({ revision, hash }, raw, data, event.metadata);
        if (why !== undefined) throw brokenChain(stream, raw.revision, why);
        hash = event.metadata.hash;
      }
      revision = raw.revision;
      yield event;
    }
  }

  async readOne(stream: string, revision: number | 'end'): Promise<Recorded | undefined> {
    if (revision !== 'end' && revision < 0) return undefined;
    const backwards = revision === 'end';
    let found: Recorded | undefined;
    // To its end: a read that is given up early is a reset of the connection's protocol, and too many of those close the connection.
    for await (const raw of this.#answered(
      this.#raw.readStream(stream, { from: revision, backwards, maxCount: 1 }),
      stream,
    )) {
      if (!backwards && raw.revision !== revision) continue;
      const decoded = decode(raw);
      if (decoded.kind === 'unreadable') throw refusal(decoded.unreadable, decoded.newer);
      found = decoded.event;
    }
    return found;
  }

  /** Keeps count of whether the store answers; what the transport throws becomes a DomainError. */
  async *#answered<T>(source: AsyncIterable<T>, stream: string): AsyncIterable<T> {
    try {
      yield* source;
      this.#contact.succeeded();
    } catch (error) {
      if (error instanceof DomainError) throw error;
      this.#contact.failed(error);
      throw unavailable(`Stream ${stream} could not be read: ${messageOf(error)}`);
    }
  }
}

/** Sends the same ids at the same revision until the answer is definite. Rejects with a DomainError. */
export async function appendUntilKnown(
  raw: RawLog,
  contact: Contact,
  resendAfter: Backoff,
  stream: string,
  expected: number,
  events: readonly SealedEvent[],
): Promise<RawAppend> {
  for (let tries = 1; ; tries++) {
    try {
      const answer = await raw.append(stream, expected, events);
      // Our own ids may be what is in the way: written by a send whose answer was lost.
      const known = answer.kind === 'wrongRevision' ? await ownAppend(raw, stream, expected, events) : answer;
      contact.appended();
      return known ?? answer;
    } catch (error) {
      if (error instanceof DomainError) {
        contact.refused(error);
        throw error;
      }
      if (MUTANT.unknownMeansFailed) throw unavailable('The append failed');
      contact.failed(error);
      if (contact.disposed.aborted)
        throw unavailable(`The connection was closed before the outcome of an append to ${stream} was known`);
      await resendAfter(tries, contact.disposed);
    }
  }
}

/** The outcome of our own append if exactly these ids stand after `expected`. */
async function ownAppend(
  raw: RawLog,
  stream: string,
  expected: number,
  events: readonly SealedEvent[],
): Promise<RawAppend | undefined> {
  let matched = 0;
  let position: bigint | undefined;
  for await (const event of raw.readStream(stream, { from: expected + 1, maxCount: events.length })) {
    if (event.revision !== expected + 1 + matched || event.id !== events[matched]?.id) return undefined;
    matched++;
    position = event.position;
  }
  return matched === events.length ? { kind: 'appended', position } : undefined;
}

function withPosition({ recorded }: Sealed, position: bigint): readonly Recorded[] {
  return recorded.map((event, i) => (i === recorded.length - 1 ? { ...event, position } : event));
}

function refuseTooLarge(stream: string, events: readonly SealedEvent[]): void {
  let characters = 0;
  for (const { data, metadata, type } of events) characters += data.length + metadata.length + 2 * type.length;
  // One UTF-16 unit is at most three bytes: most appends need no count.
  if (characters * 3 <= MAX_APPEND_BYTES) return;
  let bytes = 0;
  for (const { data, metadata, type } of events)
    bytes += Buffer.byteLength(data) + Buffer.byteLength(metadata) + 2 * type.length;
  if (bytes > MAX_APPEND_BYTES)
    throw new DomainError(
      'STORE.TOO_LARGE',
      'invalid',
      `An append of ${bytes} bytes to ${stream} is over the store's limit of ${MAX_APPEND_BYTES}: put large payloads into blobs, or split it.`,
      { stream, bytes, limit: MAX_APPEND_BYTES },
    );
}

export const unavailable = (message: string): DomainError =>
  new DomainError('STORE.UNAVAILABLE', 'unavailable', `${message}. Try again.`);

const brokenChain = (stream: string, revision: number, why: string): DomainError =>
  new DomainError(
    'STREAM.BROKEN_CHAIN',
    'unavailable',
    `The hash chain of stream ${stream} is broken at revision ${revision}: ${why}. The record was changed outside of Mission Control; nothing is done on this stream.`,
    { stream, revision },
  );
