import {
  StreamDeletedError,
  StreamNotFoundError,
  WrongExpectedVersionError,
  convertToCommandError
} from "@eventstore/db-client";
import { StreamsService } from "@eventstore/db-client/generated/streams_grpc_pb.js";
import { status } from "@grpc/grpc-js";
import { codeOf } from "./append-errors.js";
import { decodeRead, readAllRequest, readStreamRequest, subscribeRequest } from "./read-codec.js";
const READ_TIMEOUT_MS = 2e3, SEARCH_TIMEOUT_MS = 3e4;
class GrpcLog {
  #connection;
  #appender;
  constructor(connection, appender) {
    this.#connection = connection, this.#appender = appender;
  }
  append(stream, expected, events) {
    return this.#appender.append(stream, expected, events);
  }
  async *readStream(stream, { from, backwards = !1, maxCount }) {
    try {
      yield* this.#events(readStreamRequest(stream, from, backwards, maxCount), "readStream");
    } catch (error) {
      if (error instanceof Error && convertToCommandError(error) instanceof StreamDeletedError) return;
      throw error;
    }
  }
  async readPosition(position) {
    const place = { commit: position, prepare: position };
    let found;
    try {
      for await (const event of this.#events(readAllRequest(place, !1, 1, void 0), "readPosition"))
        event.position === position && (found = event);
    } catch (error) {
      const code = codeOf(error);
      if (code !== status.INVALID_ARGUMENT && code !== status.UNKNOWN) throw error;
    }
    return found;
  }
  readForwards(from, prefixes, maxCount) {
    const place = from === void 0 ? void 0 : { commit: from, prepare: from };
    return this.#events(readAllRequest(place, !1, maxCount, prefixes), "readForwards", SEARCH_TIMEOUT_MS);
  }
  readBackwards(prefixes) {
    return this.#events(readAllRequest(void 0, !0, void 0, prefixes), "readBackwards", SEARCH_TIMEOUT_MS);
  }
  subscribe(after, prefixes, listener) {
    const subscription = new GrpcSubscription(listener);
    return this.#open(subscribeRequest(after, prefixes), "subscribe", !1).then(
      (call) => subscription.attach(call),
      (error) => subscription.end(error)
    ), subscription;
  }
  async deleteStream(stream, expected) {
    const expectedRevision = expected === void 0 ? "any" : BigInt(expected);
    try {
      await this.#connection.client.deleteStream(stream, { expectedRevision });
    } catch (error) {
      if (error instanceof StreamNotFoundError || error instanceof StreamDeletedError) return !0;
      if (error instanceof WrongExpectedVersionError) return expected === void 0;
      if (codeOf(error) !== status.FAILED_PRECONDITION) throw error;
    }
    return !0;
  }
  async ping() {
    let position = 0n;
    for await (const event of this.#events(readAllRequest(void 0, !0, 1, void 0), "ping"))
      position = event.position;
    return position;
  }
  async *#events(request, name, timeoutMs = READ_TIMEOUT_MS) {
    const call = await this.#open(request, name, !0);
    let silent = !1;
    const timer = setTimeout(() => {
      silent = !0, call.cancel();
    }, timeoutMs);
    try {
      for await (const message of messages(call))
        clearTimeout(timer), message.kind === "event" && (yield message.event);
    } catch (error) {
      if (!silent) throw error;
      const reason = `no answer to ${name} within ${timeoutMs} ms`;
      throw await this.#connection.abandon(reason), new Error(reason, { cause: error });
    } finally {
      clearTimeout(timer), call.cancel();
    }
  }
  #open(request, name, requiresLeader) {
    return this.#connection.open(
      name,
      requiresLeader,
      (client, metadata, options) => client.makeServerStreamRequest(
        StreamsService.read.path,
        (message) => Buffer.from(message.serializeBinary()),
        decodeRead,
        request,
        metadata,
        options
      )
    );
  }
}
const messages = (call) => call;
class GrpcSubscription {
  #listener;
  #call;
  #paused = !1;
  #over = !1;
  constructor(listener) {
    this.#listener = listener;
  }
  attach(call) {
    if (this.#over) {
      call.cancel();
      return;
    }
    this.#call = call, call.on("error", (error) => this.end(error)), call.on("end", () => this.end(void 0)), call.on("data", (message) => {
      this.#over || (message.kind === "event" ? this.#listener.onEvent(message.event) : message.kind === "checkpoint" && this.#listener.onCheckpoint(message.place));
    }), this.#paused && call.pause();
  }
  end(error) {
    this.#over || (this.#over = !0, this.#listener.onEnd(error === void 0 || error instanceof Error ? error : new Error(String(error))));
  }
  pause() {
    this.#paused = !0, this.#call?.pause();
  }
  resume() {
    this.#paused = !1, this.#call?.resume();
  }
  close() {
    this.#over = !0, this.#call?.cancel();
  }
}
export {
  GrpcLog
};
//# sourceMappingURL=grpc-log.js.map
