import { CATALOG, RETENTION_STREAM, runStream } from "../domain/catalog.js";
import { GENESIS } from "../domain/kernel/envelope.js";
import { retentionEvents } from "../domain/retention/events.js";
class PrunedRuns {
  constructor(store) {
    this.store = store;
  }
  store;
  #streams = /* @__PURE__ */ new Map();
  #head = { revision: -1, hash: GENESIS };
  /** Revision of `retention` up to which the proofs were read; -1: none. */
  get asOf() {
    return this.#head.revision;
  }
  has(stream) {
    return this.#streams.has(stream);
  }
  /** Reads what is new, first. Rejects as `EventStore.read` does. */
  async noteOf(runId) {
    return await this.look(), this.#streams.get(runStream(runId));
  }
  /** Reads what is new. Rejects as `EventStore.read` does. */
  async look() {
    for await (const event of this.store.read(RETENTION_STREAM, { after: this.#head })) {
      const proof = proofIn(event);
      if (proof) {
        const { pruneId, archive } = proof, note = { pruneId, at: event.metadata.at, archive };
        for (const { runId } of proof.runs) this.#streams.set(runStream(runId), note);
      }
      this.#head = { revision: event.revision, hash: event.metadata.hash };
    }
  }
}
const proofIn = ({ type, data }) => type === "RunsPruned" && CATALOG.has(type) ? retentionEvents.RunsPruned.parse(data) : void 0;
class FeedOfKept {
  constructor(feed, pruned) {
    this.feed = feed;
    this.pruned = pruned;
  }
  feed;
  pruned;
  async follow(options) {
    await this.pruned.look();
    const skip = (stream, revision) => this.pruned.has(stream) || options.skip?.(stream, revision) === !0;
    await this.feed.follow({ ...options, skip });
  }
  end() {
    return this.feed.end();
  }
}
class LogOfKept {
  constructor(log, pruned) {
    this.log = log;
    this.pruned = pruned;
  }
  log;
  pruned;
  async *readAll(options) {
    await this.pruned.look();
    for await (const event of this.log.readAll(options)) this.pruned.has(event.stream) || (yield event);
  }
  readStream(...args) {
    return this.log.readStream(...args);
  }
  end() {
    return this.log.end();
  }
}
export {
  FeedOfKept,
  LogOfKept,
  PrunedRuns,
  proofIn
};
//# sourceMappingURL=pruned-runs.js.map
