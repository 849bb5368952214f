import { jsonEvent, NO_STREAM } from "@eventstore/db-client";
import { append } from "@eventstore/db-client/dist/streams/appendToStream/append.js";
import { appendAnswer } from "./append-errors.js";
import { OutcomeUnknown } from "./raw-log.js";
class ClientAppend {
  #connection;
  #timeoutMs;
  constructor(connection, timeoutMs) {
    this.#connection = connection, this.#timeoutMs = timeoutMs;
  }
  async append(stream, expected, events) {
    const appending = append.call(
      this.#connection.client,
      stream,
      events.map(
        ({ id, type, data, metadata }) => jsonEvent({ id, type, data: JSON.parse(data), metadata: JSON.parse(metadata) })
      ),
      {
        expectedRevision: expected < 0 ? NO_STREAM : BigInt(expected),
        batchAppendSize: 1 / 0,
        requiresLeader: !0,
        deadline: this.#timeoutMs
      }
    );
    let timer;
    const timeout = new Promise((_, reject) => {
      timer = setTimeout(() => reject(new OutcomeUnknown(`no answer within ${this.#timeoutMs} ms`)), this.#timeoutMs);
    });
    try {
      const { position } = await Promise.race([appending, timeout]);
      return { kind: "appended", position: position?.commit };
    } catch (error) {
      return error instanceof OutcomeUnknown && this.#connection.abandon(error.message), appendAnswer(error, stream);
    } finally {
      clearTimeout(timer);
    }
  }
}
export {
  ClientAppend
};
//# sourceMappingURL=client-append.js.map
