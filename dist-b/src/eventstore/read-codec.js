import streams from "@eventstore/db-client/generated/streams_pb.js";
import shared from "@eventstore/db-client/generated/shared_pb.js";
import { FieldReader } from "./protobuf.js";
const { Empty, StreamIdentifier } = shared, { ReadReq } = streams, { Options } = ReadReq, SEARCH_WINDOW = 32, CHECKPOINT_MULTIPLIER = 16, ALL = "9223372036854775807";
function readStreamRequest(stream, from, backwards, maxCount) {
  const of = new Options.StreamOptions(), identifier = new StreamIdentifier();
  identifier.setStreamName(Buffer.from(stream).toString("base64")), of.setStreamIdentifier(identifier), from === "end" ? of.setEnd(new Empty()) : of.setRevision(String(from));
  const options = read(backwards, maxCount);
  return options.setStream(of), options.setNoFilter(new Empty()), request(options);
}
function readAllRequest(place, backwards, maxCount, prefixes) {
  const options = read(backwards, maxCount);
  return options.setAll(allOptions(place, backwards)), prefixes ? options.setFilter(filter(prefixes)) : options.setNoFilter(new Empty()), request(options);
}
function subscribeRequest(after, prefixes) {
  const options = new Options();
  return options.setSubscription(new Options.SubscriptionOptions()), options.setAll(allOptions(after, !1)), options.setFilter(filter(prefixes)), request(options);
}
function read(backwards, maxCount) {
  const options = new Options(), { FORWARDS, BACKWARDS } = Options.ReadDirection;
  return options.setReadDirection(backwards ? BACKWARDS : FORWARDS), options.setCount(maxCount === void 0 ? ALL : String(maxCount)), options;
}
function request(options) {
  const uuids = new Options.UUIDOption();
  uuids.setString(new Empty()), options.setUuidOption(uuids);
  const message = new ReadReq();
  return message.setOptions(options), message;
}
function allOptions(place, backwards) {
  const all = new Options.AllOptions();
  if (place) {
    const position = new Options.Position();
    position.setCommitPosition(String(place.commit)), position.setPreparePosition(String(place.prepare)), all.setPosition(position);
  } else backwards ? all.setEnd(new Empty()) : all.setStart(new Empty());
  return all;
}
function filter(prefixes) {
  const expression = new Options.FilterOptions.Expression();
  expression.setPrefixList([...prefixes]);
  const options = new Options.FilterOptions();
  return options.setStreamIdentifier(expression), options.setMax(SEARCH_WINDOW), options.setCheckpointintervalmultiplier(CHECKPOINT_MULTIPLIER), options;
}
const OTHER = { kind: "other" };
function decodeRead(bytes) {
  const fields = new FieldReader(bytes);
  for (; fields.next(); )
    if (fields.number === 1) {
      const readEvent = fields.message();
      for (; readEvent.next(); )
        if (readEvent.number === 1) return { kind: "event", event: recordedEvent(readEvent.message()) };
    } else if (fields.number === 3) return { kind: "checkpoint", place: checkpoint(fields.message()) };
  return OTHER;
}
function checkpoint(fields) {
  let commit = 0n, prepare = 0n;
  for (; fields.next(); )
    fields.number === 1 ? commit = fields.uint64() : fields.number === 2 && (prepare = fields.uint64());
  return { commit, prepare };
}
class ReadEvent {
  constructor(id, stream, revision, position, type, metadata, data) {
    this.id = id;
    this.stream = stream;
    this.revision = revision;
    this.position = position;
    this.type = type;
    this.metadata = metadata;
    this.data = data;
  }
  id;
  stream;
  revision;
  position;
  type;
  metadata;
  data;
}
function recordedEvent(fields) {
  let id = "", stream = "", revision = 0, position = 0n, type = "", metadata = "", data = "";
  for (; fields.next(); )
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
  return new ReadEvent(id, stream, revision, position, type, metadata, data);
}
function inner(fields, number) {
  for (; fields.next(); ) if (fields.number === number) return fields.text();
  return "";
}
function typeEntry(fields) {
  let key = "", value = "";
  for (; fields.next(); )
    fields.number === 1 ? key = fields.text() : fields.number === 2 && key === "type" && (value = fields.text());
  return value;
}
export {
  decodeRead,
  readAllRequest,
  readStreamRequest,
  subscribeRequest
};
//# sourceMappingURL=read-codec.js.map
