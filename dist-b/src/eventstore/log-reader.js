import { DomainError, messageOf } from "../domain/kernel/errors.js";
import { unavailable } from "./event-store.js";
import { isFollowed } from "./feed.js";
const PAGE_EVENTS = 512;
class StoredLogReader {
  #raw;
  #contact;
  #pageEvents;
  constructor(raw, contact, pageEvents = PAGE_EVENTS) {
    this.#raw = raw, this.#contact = contact, this.#pageEvents = pageEvents;
  }
  readAll(options) {
    return this.#answered(this.#pages(options), "The log");
  }
  readStream(stream, { from = 0, maxCount } = {}) {
    const options = { from, ...maxCount === void 0 ? {} : { maxCount } };
    return this.#answered(this.#raw.readStream(stream, options), `Stream ${stream}`);
  }
  async end() {
    try {
      return await this.#raw.ping();
    } catch (error) {
      throw this.#contact.failed(error), unavailable(`The end of the log could not be read: ${messageOf(error)}`);
    }
  }
  async *#pages({ after, through, prefixes }) {
    const end = await this.#raw.ping(), last = through === void 0 || through > end ? end : through;
    let from = after;
    for (; from === void 0 || from < last; ) {
      let seen = 0;
      for await (const event of this.#raw.readForwards(from, prefixes, this.#pageEvents + 1)) {
        if (seen++, event.position > last) return;
        from !== void 0 && event.position <= from || (from = event.position, isFollowed(event.stream, prefixes) && (yield event));
      }
      if (seen <= this.#pageEvents) return;
    }
  }
  /** Keeps count of whether the store answers; what the transport throws becomes a DomainError. */
  async *#answered(source, what) {
    try {
      for await (const event of source) yield stored(event);
      this.#contact.succeeded();
    } catch (error) {
      throw error instanceof DomainError ? error : (this.#contact.failed(error), unavailable(`${what} could not be read: ${messageOf(error)}`));
    }
  }
}
const stored = ({ stream, revision, id, type, position, data, metadata }) => ({
  stream,
  revision,
  id,
  type,
  position,
  data: jsonOrText(data),
  metadata: jsonOrText(metadata)
});
function jsonOrText(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
export {
  StoredLogReader
};
//# sourceMappingURL=log-reader.js.map
