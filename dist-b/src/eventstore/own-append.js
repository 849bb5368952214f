import { messageOf } from "../domain/kernel/errors.js";
import { StreamsService } from "@eventstore/db-client/generated/streams_grpc_pb.js";
import streams from "@eventstore/db-client/generated/streams_pb.js";
import { unpackToCommandError } from "@eventstore/db-client/dist/streams/appendToStream/unpackError.js";
import { status } from "@grpc/grpc-js";
import { randomUUID } from "node:crypto";
import { decodeAppendResponse, encodeAppend } from "./append-codec.js";
import { appendAnswer, refusedByStatus } from "./append-errors.js";
import { OutcomeUnknown } from "./raw-log.js";
const TICK_MS = 100, asIs = (bytes) => bytes;
class OwnAppend {
  #connection;
  #timeoutMs;
  #call;
  #opening;
  constructor(connection, timeoutMs) {
    this.#connection = connection, this.#timeoutMs = timeoutMs;
  }
  async append(stream, expected, events) {
    return (this.#call ?? await this.#open()).append(stream, expected, events);
  }
  #open() {
    return this.#opening ??= this.#connect().finally(() => {
      this.#opening = void 0;
    }), this.#opening;
  }
  async #connect() {
    const call = await this.#connection.open(
      "append",
      !0,
      (client, metadata, options) => client.makeBidiStreamRequest(StreamsService.batchAppend.path, asIs, decodeAppendResponse, metadata, options)
    ).catch((error) => {
      throw new OutcomeUnknown(messageOf(error));
    }), opened = new BatchCall(call, this.#timeoutMs, (silent) => {
      this.#call === opened && (this.#call = void 0), silent && this.#connection.abandon(`no answer to an append within ${this.#timeoutMs} ms`);
    });
    return this.#call = opened, opened;
  }
}
class BatchCall {
  #waiting = /* @__PURE__ */ new Map();
  #call;
  #timeoutMs;
  #onOver;
  #tick;
  #over;
  constructor(call, timeoutMs, onOver) {
    this.#call = call, this.#timeoutMs = timeoutMs, this.#onOver = onOver, this.#tick = setInterval(() => this.#countTick(), TICK_MS), call.on("data", (response) => this.#answered(response)), call.on("error", (error) => this.#end(error, !1)), call.on("end", () => this.#end(new OutcomeUnknown("the store ended the call"), !1));
  }
  append(stream, expected, events) {
    if (this.#over) return Promise.reject(new OutcomeUnknown(this.#over.message));
    const correlation = randomUUID();
    return new Promise((resolve, reject) => {
      this.#waiting.set(correlation, { stream, ticks: 0, resolve, reject }), this.#call.write(encodeAppend(correlation, stream, expected, events));
    });
  }
  /** Answers come in the order of the appends or nearly so: the oldest one tells whether the store is silent. */
  #countTick() {
    for (const waiting of this.#waiting.values()) {
      ++waiting.ticks * TICK_MS > this.#timeoutMs && this.#end(new OutcomeUnknown(`no answer within ${this.#timeoutMs} ms`), !0);
      return;
    }
  }
  #answered({ correlation, position, error }) {
    const waiting = this.#waiting.get(correlation);
    if (waiting) {
      if (this.#waiting.delete(correlation), !error) {
        waiting.resolve({ kind: "appended", position });
        return;
      }
      try {
        waiting.resolve(appendAnswer(errorIn(error, waiting.stream), waiting.stream));
      } catch (failure) {
        waiting.reject(failure);
      }
    }
  }
  #end(error, silent) {
    if (!this.#over) {
      this.#over = error, clearInterval(this.#tick), this.#onOver(silent);
      for (const { stream, resolve, reject } of this.#waiting.values())
        try {
          resolve(appendAnswer(error, stream));
        } catch (failure) {
          reject(failure);
        }
      this.#waiting.clear(), silent && this.#call.cancel();
    }
  }
}
function errorIn(bytes, stream) {
  const error = streams.BatchAppendResp.deserializeBinary(bytes).getError();
  return error ? (refusedByStatus(Number(error.getCode()), error.getMessage(), stream), Number(error.getCode()) === status.INVALID_ARGUMENT && !error.getDetails()?.getTypeName().endsWith("MaximumAppendSizeExceeded") ? Object.assign(new Error(error.getMessage()), { code: status.INVALID_ARGUMENT }) : unpackToCommandError(error, stream)) : new OutcomeUnknown("the store answered with an empty error");
}
export {
  OwnAppend
};
//# sourceMappingURL=own-append.js.map
