import { GENESIS } from "../domain/kernel/envelope.js";
import { DomainError, messageOf } from "../domain/kernel/errors.js";
import { breakAfter, isChained, seal } from "./chain.js";
import { exponential } from "./contact.js";
import { decode, refusal } from "./decode.js";
const MAX_APPEND_BYTES = 1048576, START = { revision: -1, hash: GENESIS };
class ChainedEventStore {
  #raw;
  #contact;
  #resendAfter;
  constructor(raw, contact, resendAfter = exponential(20, 500)) {
    this.#raw = raw, this.#contact = contact, this.#resendAfter = resendAfter;
  }
  available() {
    return this.#contact.available;
  }
  refusal() {
    return this.#contact.refusal;
  }
  async append(stream, head, events) {
    if (events.length === 0) throw new TypeError(`an append to ${stream} without events`);
    const sealed = seal(stream, head, events);
    refuseTooLarge(stream, sealed.events);
    const answer = await appendUntilKnown(
      this.#raw,
      this.#contact,
      this.#resendAfter,
      stream,
      head.revision,
      sealed.events
    );
    if (answer.kind === "wrongRevision") return { kind: "conflict" };
    const position = answer.position ?? 0n;
    return { kind: "appended", events: withPosition(sealed, position), head: sealed.head, position };
  }
  async *read(stream, { after = START, maxCount } = {}) {
    const chained = isChained(stream);
    let { revision, hash } = after;
    const from = revision + 1;
    for await (const raw of this.#answered(
      this.#raw.readStream(stream, { from, ...maxCount === void 0 ? {} : { maxCount } }),
      stream
    )) {
      const decoded = decode(raw);
      if (decoded.kind === "unreadable") throw refusal(decoded.unreadable, decoded.newer);
      const { event, data } = decoded;
      if (chained) {
        const why = breakAfter({ revision, hash }, raw, data, event.metadata);
        if (why !== void 0) throw brokenChain(stream, raw.revision, why);
        hash = event.metadata.hash;
      }
      revision = raw.revision, yield event;
    }
  }
  async readOne(stream, revision) {
    if (revision !== "end" && revision < 0) return;
    const backwards = revision === "end";
    let found;
    for await (const raw of this.#answered(
      this.#raw.readStream(stream, { from: revision, backwards, maxCount: 1 }),
      stream
    )) {
      if (!backwards && raw.revision !== revision) continue;
      const decoded = decode(raw);
      if (decoded.kind === "unreadable") throw refusal(decoded.unreadable, decoded.newer);
      found = decoded.event;
    }
    return found;
  }
  /** Keeps count of whether the store answers; what the transport throws becomes a DomainError. */
  async *#answered(source, stream) {
    try {
      yield* source, this.#contact.succeeded();
    } catch (error) {
      throw error instanceof DomainError ? error : (this.#contact.failed(error), unavailable(`Stream ${stream} could not be read: ${messageOf(error)}`));
    }
  }
}
async function appendUntilKnown(raw, contact, resendAfter, stream, expected, events) {
  for (let tries = 1; ; tries++)
    try {
      const answer = await raw.append(stream, expected, events), known = answer.kind === "wrongRevision" ? await ownAppend(raw, stream, expected, events) : answer;
      return contact.appended(), known ?? answer;
    } catch (error) {
      if (error instanceof DomainError)
        throw contact.refused(error), error;
      if (contact.failed(error), contact.disposed.aborted)
        throw unavailable(`The connection was closed before the outcome of an append to ${stream} was known`);
      await resendAfter(tries, contact.disposed);
    }
}
async function ownAppend(raw, stream, expected, events) {
  let matched = 0, position;
  for await (const event of raw.readStream(stream, { from: expected + 1, maxCount: events.length })) {
    if (event.revision !== expected + 1 + matched || event.id !== events[matched]?.id) return;
    matched++, position = event.position;
  }
  return matched === events.length ? { kind: "appended", position } : void 0;
}
function withPosition({ recorded }, position) {
  return recorded.map((event, i) => i === recorded.length - 1 ? { ...event, position } : event);
}
function refuseTooLarge(stream, events) {
  let characters = 0;
  for (const { data, metadata, type } of events) characters += data.length + metadata.length + 2 * type.length;
  if (characters * 3 <= MAX_APPEND_BYTES) return;
  let bytes = 0;
  for (const { data, metadata, type } of events)
    bytes += Buffer.byteLength(data) + Buffer.byteLength(metadata) + 2 * type.length;
  if (bytes > MAX_APPEND_BYTES)
    throw new DomainError(
      "STORE.TOO_LARGE",
      "invalid",
      `An append of ${bytes} bytes to ${stream} is over the store's limit of ${MAX_APPEND_BYTES}: put large payloads into blobs, or split it.`,
      { stream, bytes, limit: MAX_APPEND_BYTES }
    );
}
const unavailable = (message) => new DomainError("STORE.UNAVAILABLE", "unavailable", `${message}. Try again.`), brokenChain = (stream, revision, why) => new DomainError(
  "STREAM.BROKEN_CHAIN",
  "unavailable",
  `The hash chain of stream ${stream} is broken at revision ${revision}: ${why}. The record was changed outside of Mission Control; nothing is done on this stream.`,
  { stream, revision }
);
export {
  ChainedEventStore,
  appendUntilKnown,
  unavailable
};
//# sourceMappingURL=event-store.js.map
