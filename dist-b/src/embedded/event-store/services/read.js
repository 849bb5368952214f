import { randomUUID } from "node:crypto";
import { setImmediate as turn } from "node:timers/promises";
import {} from "../log/event-log.js";
import { eventFilter, hasHiddenEvents, withoutHiddenStreams } from "../log/event-filter.js";
import { NO_REVISION } from "../log/expected-revision.js";
import { projectionFor } from "../log/links.js";
import { isSoftDeleted } from "../log/stream-metadata.js";
import { BATCH_BYTES } from "../log/stream-reader.js";
import { readRequest } from "../messages/read-request.js";
import { confirmation, streamNotFound } from "../messages/read-response.js";
import { AllSubscription } from "../subscriptions/all-subscription.js";
import { StreamSubscription } from "../subscriptions/stream-subscription.js";
import { framesOf } from "../wire/framing.js";
import {} from "../wire/grpc-server.js";
import { FieldReader } from "../wire/protobuf.js";
import { Code, RpcError, refusalError } from "../wire/rpc-error.js";
const read = (log, reader) => (call) => ({
  message(bytes) {
    const request = readRequest(new FieldReader(bytes)), filter = request.filter && eventFilter(request.filter), project = projectionFor(request, log.states, reader);
    request.count === void 0 ? subscribe(call, log, reader, request, filter, project) : request.source.kind === "stream" ? readStream(call, log, reader, request.source, request, project) : sendAll(call, readAll(log, request.source.from, request, filter), project, request.count);
  },
  halfClosed() {
  }
});
function subscribe(call, log, reader, { source, backwards }, filter, project) {
  if (backwards) throw new RpcError(Code.INVALID_ARGUMENT, "A subscription reads forwards only.");
  call.send(confirmation(randomUUID())), source.kind === "all" ? new AllSubscription(call, log, source.from, filter, project) : new StreamSubscription(call, log, reader, source.name, source.from, project);
}
function readStream(call, log, reader, source, { backwards, count = 0 }, project) {
  if (count === 0) throw new RpcError(Code.UNKNOWN, "A read needs a count greater than 0.");
  if (source.from === "end" && !backwards)
    throw new RpcError(Code.UNKNOWN, "A stream cannot be read forwards from its end.");
  const state = log.states.get(source.name);
  if (state.flushed.tombstoned) throw refusalError({ kind: "stream-deleted", stream: source.name });
  if (state.flushed.last === NO_REVISION || isSoftDeleted(state.flushed.metadata)) {
    call.send(streamNotFound(source.name)), call.end();
    return;
  }
  const from = source.from === "start" ? 0 : source.from === "end" ? state.flushed.last : source.from, batches = backwards ? reader.backwards(state, from, count) : reader.forwards(state, from, count);
  sendAll(call, batches, project, count);
}
async function sendAll(call, batches, project, count) {
  let left = count, first = !0;
  try {
    for (const batch of batches) {
      if (first || await turn(), call.closed) break;
      first = !1;
      const frames = batch.slice(0, left);
      if (left -= frames.length, frames.length > 0 && await call.send(Buffer.concat(project ? frames.map(project) : frames)), call.closed || left === 0) break;
    }
    call.end();
  } catch (error) {
    call.failWith(error);
  }
}
function readAll(log, from, { backwards }, filter) {
  if (typeof from == "object" && from.prepare > from.commit)
    throw new RpcError(Code.UNKNOWN, "The commit position must be greater than or equal to the prepare position.");
  if (backwards && typeof from == "object" && from.commit > log.flushedEnd)
    throw new RpcError(Code.UNKNOWN, `Position ${from.commit} is past the end of the log.`);
  const position = from === "start" ? 0 : from === "end" ? log.flushedEnd : from.commit;
  return backwards ? allBackwards(log, position, filter) : allForwards(log, position, filter);
}
function* allForwards(log, from, filter) {
  let next = log.entriesBefore(from + 1, 1)[0]?.position ?? from;
  const end = log.flushedEnd;
  for (; next < end; ) {
    const entries = log.runsFrom(next, BATCH_BYTES), last = entries.at(-1);
    if (!last) return;
    yield entries.flatMap((entry) => select(entry, filter, (position) => position >= from && position < end)), next = last.position + last.body.length;
  }
}
function* allBackwards(log, before, filter) {
  let next = before;
  for (; ; ) {
    const entries = log.entriesBefore(next, BATCH_BYTES), last = entries.at(-1);
    if (!last) return;
    yield entries.flatMap((entry) => select(entry, filter, (position) => position < before).reverse()), next = last.position;
  }
}
function select(entry, filter, wanted) {
  const passes = filter?.passes ?? (hasHiddenEvents(entry.body) ? withoutHiddenStreams : () => !0), frames = [];
  let position = entry.position;
  for (const frame of framesOf(entry.body))
    wanted(position) && passes(frame) && frames.push(frame), position += frame.length;
  return frames;
}
export {
  read
};
//# sourceMappingURL=read.js.map
