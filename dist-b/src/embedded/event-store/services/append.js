import {} from "../log/event-log.js";
import {} from "../log/expected-revision.js";
import { readAppendOptions, readProposedEvent, readUuid } from "../messages/append-request.js";
import { appended, appendWrongVersion, batchAppended, batchRefused } from "../messages/append-response.js";
import {} from "../messages/recorded-event.js";
import { FieldReader, bytesField } from "../wire/protobuf.js";
import {} from "../wire/grpc-server.js";
import { Code, RpcError, refusalError } from "../wire/rpc-error.js";
const MAX_APPEND_BYTES = 1 << 20;
class PendingAppend {
  constructor(options) {
    this.options = options;
  }
  options;
  events = [];
  refusal;
  bytes = 0;
  add(event) {
    if ("kind" in event) {
      this.refusal ??= event;
      return;
    }
    this.events.push(event), this.bytes += event.data.length + event.metadata.length + 2 * event.type.length, this.bytes > MAX_APPEND_BYTES && (this.refusal ??= { kind: "maximum-append-size-exceeded", limit: MAX_APPEND_BYTES });
  }
  submit(log, done) {
    const address = this.refusal ?? checkAddress(this.options);
    "kind" in address ? done(address) : log.append(address.stream, address.expected, this.events, done);
  }
}
function checkAddress({
  stream,
  expected
}) {
  const name = stream.toString("utf8");
  return name === "" ? { kind: "bad-request", message: "The name of the stream is missing." } : name === "$$" || name === "$all" ? { kind: "bad-request", message: `'${name}' is not the name of a stream.` } : expected === void 0 ? { kind: "bad-request", message: "The expected revision is missing." } : { stream: name, expected };
}
const append = (log) => (call) => {
  let pending;
  return {
    message(bytes) {
      const reader = new FieldReader(bytes);
      for (; reader.next(); )
        if (reader.field === 1) pending ??= new PendingAppend(readAppendOptions(reader.message()));
        else if (reader.field === 2) {
          if (!pending)
            throw new RpcError(Code.INVALID_ARGUMENT, "The first message of an append holds its options.");
          pending.add(readProposedEvent(reader.message()));
        }
    },
    halfClosed() {
      if (!pending) throw new RpcError(Code.INVALID_ARGUMENT, "An append without options.");
      const { expected } = pending.options;
      pending.submit(log, (result) => {
        if (!("kind" in result)) call.send(appended(result));
        else if (result.kind === "wrong-expected-version")
          call.send(appendWrongVersion(result.current, expected ?? 0));
        else return call.fail(refusalError(result));
        return call.end();
      });
    }
  };
}, batchAppend = (log) => (call) => {
  const open = /* @__PURE__ */ new Map();
  let unanswered = 0, halfClosed = !1, replies = [];
  const flushReplies = () => {
    const out = replies;
    replies = [];
    const [first] = out;
    first && call.send(out.length === 1 ? first : Buffer.concat(out)), halfClosed && unanswered === 0 && call.end();
  }, reply = (framed) => {
    replies.push(framed) === 1 && queueMicrotask(flushReplies);
  };
  return {
    message(bytes) {
      const reader = new FieldReader(bytes);
      let correlationId, options, isFinal = !1;
      const events = [];
      for (; reader.next(); )
        reader.field === 1 ? correlationId = reader.slice() : reader.field === 2 ? options = reader.message() : reader.field === 3 ? events.push(readProposedEvent(reader.message())) : reader.field === 4 && (isFinal = reader.value !== 0);
      if (!correlationId || !readUuid(new FieldReader(correlationId)))
        throw new RpcError(Code.INVALID_ARGUMENT, "A batch append needs a correlation id that is a UUID.");
      const key = open.size > 0 || !isFinal ? correlationId.toString("latin1") : "";
      let pending = open.get(key);
      pending || (pending = new PendingAppend(
        options ? readAppendOptions(options) : { stream: Buffer.alloc(0), expected: void 0 }
      ), isFinal || open.set(key, pending));
      for (const event of events) pending.add(event);
      if (!isFinal) return;
      open.delete(key), unanswered++;
      const id = correlationId, identifier = bytesField(3, pending.options.stream);
      pending.submit(log, (result) => {
        unanswered--, reply("kind" in result ? batchRefused(id, identifier, result) : batchAppended(id, identifier, result));
      });
    },
    halfClosed() {
      halfClosed = !0, unanswered === 0 && replies.length === 0 && call.end();
    }
  };
};
export {
  append,
  batchAppend,
  checkAddress
};
//# sourceMappingURL=append.js.map
