import { runStream } from "../../domain/catalog.js";
import { DomainError } from "../../domain/kernel/errors.js";
import { noSuchRun } from "../../domain/run/rejections.js";
import { planOfRun } from "../../domain/run/run-plan.js";
import { eventOf, fold } from "../fold.js";
import { snapshotFrom } from "../snapshot-state.js";
import { copyState } from "../state-copy.js";
import { nothingLoaded } from "../stream-session.js";
import { FoldCache } from "./fold-cache.js";
const CACHE_BYTES = 64 * 1024 * 1024, STRETCH_EVENTS = 500, NEAR = 150;
class LoggedRunHistory {
  #folding;
  #deps;
  #cache;
  /** One reader per run: of several that ask at once the first reads, the others find it read. */
  #readers = /* @__PURE__ */ new Map();
  constructor(folding, deps, cacheBytes = CACHE_BYTES) {
    this.#folding = folding, this.#deps = deps, this.#cache = new FoldCache(cacheBytes);
  }
  async stateAt(runId, revision) {
    const stream = runStream(runId), end = await this.#deps.store.readOne(stream, "end");
    if (!end) throw noSuchRun(runId);
    const last = end.revision, wanted = revision ?? last;
    if (!Number.isInteger(wanted) || wanted < 0 || wanted > last)
      throw new DomainError(
        "RUN.NO_SUCH_EVENT",
        "invalid",
        `Run ${runId} has no event ${wanted}: its events are 0 to ${last}.`,
        { first: 0, last }
      );
    return { ...this.#known(stream, wanted) ?? await this.#inTurn(stream, wanted), last };
  }
  async *events(runId, from = 0, through = Number.MAX_SAFE_INTEGER) {
    const { store } = this.#deps, stream = runStream(runId);
    if (through < from) return;
    const before = from > 0 ? await store.readOne(stream, from - 1) : void 0;
    if (from > 0 && !before) return;
    const after = before && { revision: before.revision, hash: before.metadata.hash };
    for await (const event of store.read(stream, { ...after && { after }, maxCount: through - from + 1 }))
      yield eventOf(this.#folding, event);
  }
  async planOf({ workflow, source }) {
    const { plan } = await this.#deps.definitions.get(workflow.hash, workflow.definition);
    return planOfRun(plan, source?.changes);
  }
  /** From what is kept; undefined when that does not reach so far. */
  #known(stream, wanted) {
    const stretch = this.#cache.before(stream, wanted), event = stretch?.events[wanted - stretch.head.revision];
    if (!(!stretch || !event))
      return at(this.#folded(stretch, wanted), event);
  }
  #inTurn(stream, wanted) {
    const turn = (this.#readers.get(stream) ?? Promise.resolve()).catch(() => {
    }).then(async () => this.#known(stream, wanted) ?? await this.#read(stream, wanted));
    this.#readers.set(stream, turn);
    const done = () => {
      this.#readers.get(stream) === turn && this.#readers.delete(stream);
    };
    return turn.then(done, done), turn;
  }
  /** Folds through the event, and keeps what it has read. */
  async #read(stream, wanted) {
    const begun = await this.#begin(stream, wanted), { loaded } = begun;
    let { stretch } = begun, last = stretch?.events.at(-1);
    const maxCount = wanted - loaded.head.revision;
    if (maxCount > 0)
      for await (const recorded of this.#deps.store.read(stream, { after: loaded.head, maxCount })) {
        const event = eventOf(this.#folding, recorded);
        fold(this.#folding, loaded, null, event), !stretch || stretch.events.length >= STRETCH_EVENTS ? stretch = this.#cache.open(event, copyState(runOf(loaded.state))) : this.#cache.add(stretch, event), last = event;
      }
    if (last?.revision === wanted) return at(loaded, last);
    throw new DomainError(
      "STORE.UNAVAILABLE",
      "unavailable",
      `The event store did not give event ${wanted} of stream ${stream}. Try again.`
    );
  }
  /** Where to fold from: the end of what is kept, else the nearest snapshot, else the start. */
  async #begin(stream, wanted) {
    const kept = this.#cache.before(stream, wanted), keptThrough = kept ? kept.head.revision + kept.events.length - 1 : -1;
    if (wanted - keptThrough > NEAR) {
      const loaded = nothingLoaded(this.#folding.decider.initialState()), event = await snapshotFrom(this.#folding, this.#deps, stream, loaded, wanted);
      if (event && event.revision > keptThrough)
        return { loaded, stretch: this.#cache.open(eventOf(this.#folding, event), copyState(runOf(loaded.state))) };
    }
    return kept ? { loaded: this.#folded(kept, keptThrough), stretch: kept } : { loaded: nothingLoaded(this.#folding.decider.initialState()), stretch: void 0 };
  }
  #folded({ state, head, events }, through) {
    const loaded = { ...nothingLoaded(copyState(state)), head };
    for (const event of events.slice(1, through - head.revision + 1)) fold(this.#folding, loaded, null, event);
    return loaded;
  }
}
const at = ({ state, head }, event) => ({
  state: runOf(state),
  head,
  at: event.metadata.at,
  event
});
function runOf(state) {
  if (state.status !== "none") return state;
  throw new DomainError("STREAM.UNREADABLE", "unavailable", "The stream of a run does not begin with its start.");
}
export {
  LoggedRunHistory
};
//# sourceMappingURL=run-history.js.map
