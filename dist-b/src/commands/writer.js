import { DomainError, messageOf } from "../domain/kernel/errors.js";
import {
  nothingLoaded,
  outcomeUnknown,
  storeUnavailable,
  StreamSession
} from "./stream-session.js";
import { fold } from "./fold.js";
import { MAX_WANTED, Round } from "./round.js";
import { snapshotFrom, snapshotOf } from "./snapshot-state.js";
import { failpoint } from "../faults/failpoint.js";
const MAX_BATCH = 500, MAX_CONFLICTS = 50, SNAPSHOT_EVERY = 50, SNAPSHOT_AFTER_MS = 1e3, PATIENCE_MS = 1700, MAX_SESSIONS = 2e4, MAX_ENDED = 500, MAX_LOADS = 32, MAX_REFUSED = 1e4, REACT_AGAIN_MS = 200, REACT_AGAIN_MAX_MS = 1e4;
class Writer {
  constructor(aggregate, deps) {
    this.aggregate = aggregate;
    this.deps = deps;
    this.#sweeper = setInterval(() => this.#answerTheImpatient(), 100), this.#sweeper.unref();
  }
  aggregate;
  deps;
  #sessions = /* @__PURE__ */ new Map();
  #pending = /* @__PURE__ */ new Set();
  #sweeper;
  #onTheirWay = /* @__PURE__ */ new Set();
  /** Streams that have ended and are still at hand, in the order in which they did. */
  #ended = /* @__PURE__ */ new Set();
  #loads = 0;
  #rounds = 0;
  #closed = !1;
  /** What was said of streams that cannot be looked at: once is enough. */
  #refused = /* @__PURE__ */ new Set();
  #waitingLoads = [];
  close() {
    clearInterval(this.#sweeper), this.#closed = !0;
  }
  /** Rejects with a DomainError: the decider's, or STORE.UNAVAILABLE, STORE.OUTCOME_UNKNOWN, IDEMPOTENCY.MISMATCH. */
  execute(stream, request, context) {
    return this.deps.store.available() ? new Promise((resolve, reject) => {
      const pending = {
        request,
        context,
        receivedAt: this.deps.clock.now(),
        inFlight: !1,
        settled: !1,
        resolve,
        reject
      };
      this.#pending.add(pending);
      const session = this.#session(stream);
      session.queue.push(pending), this.#wake(session);
    }) : Promise.reject(storeUnavailable());
  }
  /** Looks again at what a stream's state wants. Settles when that was appended, or there was nothing. */
  async nudge(stream) {
    this.#session(stream).nudged = !0;
    try {
      return await this.look(stream, () => "done");
    } catch (error) {
      return this.#whyNot(stream, error);
    }
  }
  /** What is refused is said once: whoever looks at the stream again and again hears the same each time. */
  #whyNot(stream, error) {
    if (willMend(error)) return "away";
    const code = error instanceof DomainError ? error.code : "INTERNAL", said = `${stream} ${code}`;
    return this.#refused.has(said) || (this.#refused.size >= MAX_REFUSED && this.#refused.clear(), this.#refused.add(said), this.deps.log.error(
      { stream, code, reason: messageOf(error) },
      "a stream cannot be looked at: nothing is done on it until that is mended"
    )), "refused";
  }
  /** Reads something off a stream's state when no append is in flight. What it returns must be a copy: the state changes in place. */
  look(stream, read) {
    const session = this.#session(stream);
    return new Promise((resolve, reject) => {
      const look = (loaded, aux) => resolve(read(loaded.state, loaded, aux));
      session.looks.push({ look, fail: reject }), this.#wake(session);
    });
  }
  /** Revision of a stream's head as far as this process knows; undefined when it is not at hand. */
  knownRevision(stream) {
    return this.#sessions.get(stream)?.loaded?.head.revision;
  }
  /** Another instance appended: what is at hand is old. */
  forget(stream) {
    const session = this.#sessions.get(stream);
    session?.busy ? session.stale = !0 : session?.loaded && (session.behind = !0);
  }
  /** Settles when every append that is on its way now has been answered. */
  async settled() {
    await Promise.allSettled([...this.#onTheirWay]);
  }
  #session(stream) {
    let session = this.#sessions.get(stream);
    return session ? (this.#sessions.size > MAX_SESSIONS / 2 && (this.#sessions.delete(stream), this.#sessions.set(stream, session)), session) : (session = new StreamSession(stream, this.aggregate.newAux()), this.#sessions.set(stream, session), this.#sessions.size > MAX_SESSIONS && this.#evict(), session);
  }
  #evict() {
    for (const [stream, session] of this.#sessions) {
      if (this.#sessions.size <= MAX_SESSIONS * 0.9) return;
      session.idle && (this.#sessions.delete(stream), this.aggregate.release?.(session.aux));
    }
  }
  /** What comes in the same turn of the event loop joins the same append. */
  #wake(session) {
    session.busy || (session.busy = !0, queueMicrotask(() => {
      this.#pump(session);
    }));
  }
  async #pump(session) {
    try {
      for (; session.queue.length > 0 || session.looks.length > 0 || session.nudged; ) {
        const { nudged } = session, batch = session.queue.splice(0, MAX_BATCH).filter((pending) => !pending.settled), looks = session.looks.splice(0);
        try {
          await this.#append(session, batch);
          const { loaded } = session;
          if (loaded) for (const { look } of looks) look(loaded, session.aux);
          else for (const { fail } of looks) fail(storeUnavailable());
        } catch (error) {
          this.#drop(session), nudged && this.#reactAgain(session, error);
          for (const pending of batch) this.#reject(pending, error);
          for (const { fail } of looks) fail(error);
        }
      }
    } finally {
      session.busy = !1;
    }
  }
  /** What is at hand ran ahead of a log that went another way. */
  #drop(session) {
    session.loaded = void 0, session.stale = !1, session.behind = !1, this.#letGo(session);
  }
  /** The newest ones stay at hand, for what comes late. */
  #hasEnded(session) {
    this.#letGo(session), this.#ended.delete(session.stream), this.#ended.add(session.stream);
    for (const stream of this.#ended) {
      if (this.#ended.size <= MAX_ENDED) return;
      this.#sessions.get(stream)?.idle !== !1 && (this.#ended.delete(stream), this.#sessions.delete(stream));
    }
  }
  #letGo(session) {
    this.aggregate.release?.(session.aux), session.aux = this.aggregate.newAux();
  }
  /** One append for what waits, as much as fits; again after each conflict. Throws when it cannot be: then nothing was written. */
  async #append(session, batch) {
    const react = this.deps.inline || session.nudged;
    session.nudged = !1;
    let most = { commands: batch.length, wants: MAX_WANTED }, mustLoad = !1;
    for (let conflicts = 0; ; ) {
      session.stale && this.#drop(session), session.behind && await this.#catchUp(session);
      const atHand = session.loaded, first = batch.find((pending) => !pending.settled), assumed = !atHand && !mustLoad && first !== void 0 && this.aggregate.creates?.(first.request) === !0, loaded = atHand ?? (assumed ? session.loaded = this.#empty() : await this.#loading(() => this.#load(session)));
      mustLoad = !0;
      const waiting = batch.filter((pending) => !pending.settled);
      for (const pending of waiting) pending.inFlight = !0;
      const round = new Round(session, loaded, this.aggregate, this.deps, ++this.#rounds);
      let taken, full = !1;
      try {
        taken = await round.decideAll(waiting.slice(0, most.commands)), react && taken < waiting.length ? full = !0 : react && (full = await this.#react(round, most.wants));
      } catch (error) {
        throw round.discard(), error;
      }
      if (assumed && round.events.length === 0) {
        round.discard(), this.#drop(session);
        continue;
      }
      if (atHand && round.isDoubtful && await this.#isBehind(session.stream, atHand)) {
        this.#drop(session);
        continue;
      }
      if (round.isOutdated) {
        round.discard(), this.#drop(session);
        continue;
      }
      const outcome = await this.#send(session, round, loaded).catch((error) => {
        round.discard();
        const smaller = error instanceof DomainError && error.code === "STORE.TOO_LARGE" ? smallerThan(most) : void 0;
        if (!smaller) throw error;
        return most = smaller, { kind: "tooLarge" };
      });
      if (outcome.kind === "appended") {
        session.queue.unshift(...waiting.slice(taken)), full && (session.nudged = !0), react && !session.reactingAgain && (session.failedReactions = 0), await this.#answer(round, session, outcome.events, loaded.position), outcome.events.length > 0 && this.#snapshot(session, loaded);
        return;
      }
      if (round.discard(), this.#drop(session), outcome.kind === "conflict" && conflicts++ === MAX_CONFLICTS)
        throw new DomainError(
          "STREAM.CONTENDED",
          "unavailable",
          `Stream ${session.stream} is written by too many at once. Try again.`
        );
    }
  }
  /** What was decided does not wait for a reaction that cannot be had now, such as a payload that cannot be read. */
  async #react(round, most) {
    try {
      return await round.decideWants(most);
    } catch (error) {
      const nothingElse = round.events.length === 0 && round.verdicts.length === 0;
      if (!(error instanceof DomainError) || nothingElse) throw error;
      return this.#reactAgain(round.session, error), !1;
    }
  }
  /** Nothing else may ever look at this stream again: a reaction that failed is not forgotten, unless trying again will not mend it. */
  #reactAgain(session, error) {
    const { stream } = session;
    if (this.#whyNot(stream, error) === "refused" || session.reactingAgain || this.#closed) return;
    const wait = Math.min(REACT_AGAIN_MAX_MS, REACT_AGAIN_MS * 2 ** session.failedReactions++);
    this.deps.log.warn({ stream, reason: messageOf(error), wait }, "what a stream wants is tried again"), session.reactingAgain = !0, setTimeout(() => {
      session.reactingAgain = !1, this.#closed || this.nudge(stream);
    }, wait).unref();
  }
  /** An append proves that the state it was decided on was the newest; without one, another instance may have written meanwhile. */
  async #isBehind(stream, { head }) {
    for await (const event of this.deps.store.read(stream, { after: head, maxCount: 1 }))
      return event.revision > head.revision;
    return !1;
  }
  async #send(session, round, loaded) {
    if (round.events.length === 0) return { kind: "appended", events: [] };
    const sent = this.deps.store.append(session.stream, round.headBefore, round.events);
    this.#onTheirWay.add(sent);
    const outcome = await sent.finally(() => this.#onTheirWay.delete(sent));
    if (outcome.kind === "conflict") return outcome;
    loaded.head = outcome.head, loaded.position = outcome.position, loaded.eventsSinceSnapshot += round.events.length, loaded.bytesSinceSnapshot += round.bytes;
    const events = round.recorded(outcome.events);
    return this.aggregate.published?.(session.stream, events, loaded.state, session.aux), this.aggregate.isEnded?.(loaded.state) && this.#hasEnded(session), { kind: "appended", events };
  }
  async #answer(round, session, recorded, position) {
    const revision = session.loaded?.head.revision ?? -1;
    for (const verdict of round.verdicts)
      if (verdict.kind === "refused") this.#reject(verdict.pending, verdict.error);
      else if (verdict.kind === "known") {
        const { pending } = verdict;
        await this.#knownAnswer(session.stream, verdict, position).then(
          (answer) => this.#resolve(pending, answer),
          (error) => this.#reject(pending, error)
        );
      } else {
        const events = recorded.slice(verdict.from, verdict.to);
        this.#resolve(verdict.pending, {
          stream: session.stream,
          revision: events.at(-1)?.revision ?? revision,
          position,
          events
        });
      }
  }
  /** The same key again: the same answer, read back from the log. */
  async #knownAnswer(stream, known, position) {
    const events = [];
    for (let revision = known.firstRevision; revision <= known.lastRevision; revision++) {
      const event = await this.deps.store.readOne(stream, revision);
      event && events.push(event);
    }
    return { stream, revision: known.lastRevision, position: events.at(-1)?.position ?? position, events };
  }
  #empty() {
    return nothingLoaded(this.aggregate.decider.initialState());
  }
  /** At most so many streams are read at once: a connection carries 100 calls, the next ones wait for theirs without a word. */
  async #loading(load) {
    this.#loads >= MAX_LOADS && await new Promise((resolve) => this.#waitingLoads.push(resolve)), this.#loads++;
    try {
      return await load();
    } finally {
      this.#loads--, this.#waitingLoads.shift()?.();
    }
  }
  async #load(session) {
    const { stream } = session;
    if (!this.deps.store.available()) throw storeUnavailable();
    const loaded = this.#empty();
    return await snapshotFrom(this.aggregate, this.deps, stream, loaded), await this.#foldTail(session, loaded), loaded;
  }
  /** Reads what another instance has appended after what is at hand. */
  async #catchUp(session) {
    session.behind = !1;
    const { loaded } = session;
    loaded && (session.loaded = void 0, await this.#loading(() => this.#foldTail(session, loaded)));
  }
  async #foldTail(session, loaded) {
    const { stream } = session;
    for await (const event of this.deps.store.read(stream, { after: loaded.head }))
      fold(this.aggregate, loaded, session.aux, event);
    session.loaded = loaded, this.aggregate.loaded?.(stream, loaded.state, session.aux), this.aggregate.isEnded?.(loaded.state) && this.#hasEnded(session);
  }
  /**
   * After the reply, and when nothing is in flight. Due when the tail has 50 events and its bytes reach those of the last snapshot
   * (a large state is not rewritten at every 50 events), and when a run of 50 events or more ends.
   */
  #snapshot(session, loaded) {
    const ended = this.aggregate.isEnded?.(loaded.state) === !0 && loaded.head.revision + 1 >= SNAPSHOT_EVERY, long = loaded.eventsSinceSnapshot >= SNAPSHOT_EVERY && loaded.bytesSinceSnapshot >= loaded.snapshotBytes;
    !ended && !long || session.snapshotDue || (session.snapshotDue = !0, setTimeout(() => {
      session.snapshotDue = !1, this.look(session.stream, (_, now) => this.#saveSnapshot(session.stream, now)).catch(() => {
      });
    }, SNAPSHOT_AFTER_MS).unref());
  }
  #saveSnapshot(stream, loaded) {
    const snapshot = snapshotOf(this.aggregate, loaded);
    loaded.eventsSinceSnapshot = 0, loaded.bytesSinceSnapshot = 0, loaded.snapshotBytes = JSON.stringify(snapshot).length, this.deps.snapshots.save(stream, this.aggregate.decider.stateVersion, loaded.head, snapshot).catch((error) => this.deps.log.warn({ stream, reason: String(error) }, "a snapshot was not written"));
  }
  #resolve(pending, answer) {
    this.#pending.delete(pending), !pending.settled && (pending.settled = !0, pending.resolve(answer));
  }
  #reject(pending, error) {
    this.#pending.delete(pending), !pending.settled && (pending.settled = !0, pending.reject(error));
  }
  /** While the store is away nobody waits without an answer: what may have been written is "unknown", the rest was not done. */
  #answerTheImpatient() {
    if (this.#pending.size === 0 || this.deps.store.available()) return;
    const since = this.deps.clock.now() - PATIENCE_MS;
    for (const pending of this.#pending)
      pending.receivedAt <= since && this.#reject(pending, pending.inFlight ? outcomeUnknown() : storeUnavailable());
  }
}
const willMend = (error) => error instanceof DomainError && error.kind === "unavailable" && (error.code.startsWith("STORE.") || error.code === "STREAM.CONTENDED");
function smallerThan({ commands, wants }) {
  return commands > 1 ? { commands: Math.ceil(commands / 2), wants } : wants > 1 - commands ? { commands, wants: Math.floor(wants / 2) } : void 0;
}
export {
  Writer
};
//# sourceMappingURL=writer.js.map
