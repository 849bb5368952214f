import streams from '@eventstore/db-client/generated/streams_pb.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import { FieldReader } from './protobuf.js';
import type { LogPlace, RawEvent } from './raw-log.js';

/** ReadReq by the client's generated classes (once per read), ReadResp by hand (once per event). */

const { Empty, StreamIdentifier } = shared;
const { ReadReq } = streams;
const { Options } = ReadReq;
/** The store looks at so many events between two checkpoints of a filtered subscription: window x multiplier. */
const SEARCH_WINDOW = 32;
const CHECKPOINT_MULTIPLIER = 16;
const ALL = '9223372036854775807';

type Options = InstanceType<typeof Options>;

export function readStreamRequest(
  stream: string,
  from: number | 'end',
  backwards: boolean,
  maxCount: number | undefined,
): InstanceType<typeof ReadReq> {
  const of = new Options.StreamOptions();
  const identifier = new StreamIdentifier();
  identifier.setStreamName(Buffer.from(stream).toString('base64'));
  of.setStreamIdentifier(identifier);
  if (from === 'end') of.setEnd(new Empty());
  else of.setRevision(String(from));
  const options = read(backwards, maxCount);
  options.setStream(of);
  options.setNoFilter(new Empty());
  return request(options);
}

/** `place` undefined: from the start (forwards) or from the end (backwards). */
export function readAllRequest(
  place: LogPlace | undefined,
  backwards: boolean,
  maxCount: number | undefined,
  prefixes: readonly string[] | undefined,
): InstanceType<typeof ReadReq> {
  const options = read(backwards, maxCount);
  options.setAll(allOptions(place, backwards));
  if (prefixes) options.setFilter(filter(prefixes));
  else options.setNoFilter(new Empty());
  return request(options);
}

export function subscribeRequest(
  after: LogPlace | undefined,
  prefixes: readonly string[],
): InstanceType<typeof ReadReq> {
  const options = new Options();
  options.setSubscription(new Options.SubscriptionOptions());
  options.setAll(allOptions(after, false));
  options.setFilter(filter(prefixes));
  return request(options);
}

function read(backwards: boolean, maxCount: number | undefined): Options {
  const options = new Options();
  const { FORWARDS, BACKWARDS } = Options.ReadDirection;
  options.setReadDirection(backwards ? BACKWARDS : FORWARDS);
  options.setCount(maxCount === undefined ? ALL : String(maxCount));
  return options;
}

function request(options: Options): InstanceType<typeof ReadReq> {
  const uuids = new Options.UUIDOption();
  uuids.setString(new Empty());
  options.setUuidOption(uuids);
  const message = new ReadReq();
  message.setOptions(options);
  return message;
}

function allOptions(place: LogPlace | undefined, backwards: boolean): InstanceType<typeof Options.AllOptions> {
  const all = new Options.AllOptions();
  if (place) {
    const position = new Options.Position();
    position.setCommitPosition(String(place.commit));
    position.setPreparePosition(String(place.prepare));
    all.setPosition(position);
  } else if (backwards) all.setEnd(new Empty());
  else all.setStart(new Empty());
  return all;
}

function filter(prefixes: readonly string[]): InstanceType<typeof Options.FilterOptions> {
  const expression = new Options.FilterOptions.Expression();
  expression.setPrefixList([...prefixes]);
  const options = new Options.FilterOptions();
  options.setStreamIdentifier(expression);
  options.setMax(SEARCH_WINDOW);
  options.setCheckpointintervalmultiplier(CHECKPOINT_MULTIPLIER);
  return options;
}

export type ReadMessage =
  | { readonly kind: 'event'; readonly event: RawEvent }
  | { readonly kind: 'checkpoint'; readonly place: LogPlace }
  /** Confirmations, a missing stream, caught-up notices: nothing that anyone may depend on. */
  | { readonly kind: 'other' };

const OTHER: ReadMessage = { kind: 'other' };

export function decodeRead(bytes: Buffer): ReadMessage {
  const fields = new FieldReader(bytes);
  while (fields.next()) {
    if (fields.number === 1) {
      const readEvent = fields.message();
      // ReadEvent {event = 1, link = 2}: links are not resolved, so there is none.
      while (readEvent.next())
        if (readEvent.number === 1) return { kind: 'event', event: recordedEvent(readEvent.message()) };
    } else if (fields.number === 3) return { kind: 'checkpoint', place: checkpoint(fields.message()) };
  }
  return OTHER;
}

function checkpoint(fields: FieldReader): LogPlace {
  let commit = 0n;
  let prepare = 0n;
  while (fields.next()) {
    if (fields.number === 1) commit = fields.uint64();
    else if (fields.number === 2) prepare = fields.uint64();
  }
  return { commit, prepare };
}

/**
 * A class, and no object literal: followers keep their events for a while, from which V8 learns that objects of a literal live long, and
 * makes all later ones among the old objects. There they, and the texts that they hold, would stay until a collection of everything: an
 * export would leave the whole log behind it.
 */
class ReadEvent implements RawEvent {
  constructor(
    readonly id: string,
    readonly stream: string,
    readonly revision: number,
    readonly position: bigint,
    readonly type: string,
    readonly metadata: string,
    readonly data: string,
  ) {}
}

/** RecordedEvent {id = 1, stream_identifier = 2, stream_revision = 3, prepare = 4, commit = 5, metadata = 6, custom_metadata = 7, data = 8}. */
function recordedEvent(fields: FieldReader): RawEvent {
  let id = '';
  let stream = '';
  let revision = 0;
  let position = 0n;
  let type = '';
  let metadata = '';
  let data = '';
  while (fields.next()) {
    switch (fields.number) {
      case 1:
        id = inner(fields.message(), 2);
        break;
      case 2:
        stream = inner(fields.message(), 3);
        break;
      case 3:
        revision = fields.number53();
        break;
      case 5:
        position = fields.uint64();
        break;
      case 6:
        type ||= typeEntry(fields.message());
        break;
      case 7:
        metadata = fields.text();
        break;
      case 8:
        data = fields.text();
        break;
      default:
        break;
    }
  }
  return new ReadEvent(id, stream, revision, position, type, metadata, data);
}

function inner(fields: FieldReader, number: number): string {
  while (fields.next()) if (fields.number === number) return fields.text();
  return '';
}

/** A map entry {key = 1, value = 2}: the value when the key is `type`. */
function typeEntry(fields: FieldReader): string {
  let key = '';
  let value = '';
  while (fields.next()) {
    if (fields.number === 1) key = fields.text();
    else if (fields.number === 2 && key === 'type') value = fields.text();
  }
  return value;
}
