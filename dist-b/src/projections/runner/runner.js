import { setTimeout as sleep } from "node:timers/promises";
import { DomainError, messageOf } from "../../domain/kernel/errors.js";
import { Fenced, NOTHING_CHANGED, PREFIXES, Projector } from "../batch/projector.js";
import { isSchemaGone, projectorConnection, projectorName } from "../storage/connection.js";
import { currentSchema, migrate, raiseEpoch } from "../storage/schema.js";
import { Commits } from "./commits.js";
import { Mutex } from "./mutex.js";
import { ProjectorLock } from "./projector-lock.js";
const BACK_OFF_MS = { first: 50, most: 2e3 }, STANDBY_POLL_MS = 100, SESSION_WAIT_MS = 2e3;
class Runner {
  constructor(options) {
    this.options = options;
    this.commits = new Commits(options.log);
  }
  options;
  turn = new Mutex();
  commits;
  session;
  state = "stopped";
  problem;
  /** Rebuilds from the log that is there, if the settings want that. */
  onWiped;
  /** This process begins to project: a rebuild that was cut short goes on. */
  onProjecting;
  /** How many were committed: a session that got that far is no sign of trouble. */
  batches = 0;
  async run(feed, blobs, signal) {
    let delay = BACK_OFF_MS.first;
    for (; !signal.aborted; ) {
      const before = this.batches;
      try {
        await this.project(feed, blobs, signal);
      } catch (error) {
        signal.aborted || this.failed(error);
      }
      if (this.session = void 0, signal.aborted) break;
      this.batches > before && (delay = BACK_OFF_MS.first), await sleep(delay, void 0, { signal }).catch(() => {
      }), delay = Math.min(delay * 2, BACK_OFF_MS.most);
    }
    this.become("stopped");
  }
  /** Where this process projects, as soon as it does. Rejects with READ.NOT_PROJECTOR when it does not. */
  async projecting() {
    const until = performance.now() + SESSION_WAIT_MS;
    for (; !this.session && this.state !== "standby" && performance.now() < until; ) await sleep(STANDBY_POLL_MS / 4);
    if (this.session) return this.session;
    throw new DomainError(
      "READ.NOT_PROJECTOR",
      "unavailable",
      this.state === "standby" ? "Another process projects the read models: ask that one." : "This process does not project the read models now. Try again when PostgreSQL is back."
    );
  }
  /** A connection that says whose it is: whoever takes over ends all of them. */
  connect(onLost = () => {
  }) {
    const { databaseUrl, group, self } = this.options;
    return projectorConnection(databaseUrl, projectorName(group.name, self.id), onLost);
  }
  failed(error) {
    const message = messageOf(error);
    error instanceof Fenced ? this.options.log.warn({}, "another projector has taken over") : !isSchemaGone(error) && this.problem !== message && this.options.log.warn({ err: error }, "the read models cannot be written now; trying again"), this.become("unavailable", message);
  }
  become(state, problem) {
    this.state = state, this.problem = problem;
  }
  async project(feed, blobs, signal) {
    const lost = new AbortController(), stop = AbortSignal.any([signal, lost.signal]), client = await this.connect((error) => lost.abort(error));
    try {
      if (await migrate(client, this.options.group, this.options.log), !await this.lock(client, stop)) return;
      const schema = await currentSchema(client, this.options.group);
      if (!schema) throw new Error(`mission_control.read_models has no row ${this.options.group.title}`);
      const checkpoint = await raiseEpoch(client, schema.schema), projector = await new Projector(
        this.options.group,
        client,
        schema.schema,
        checkpoint,
        blobs,
        this.options.log
      ).open(), session = { feed, blobs, client, lost: lost.signal, projector, replaced: void 0 };
      for (this.session = session, this.options.onSchema(schema.schema), this.commits.reset(projector.position), this.commits.committed(NOTHING_CHANGED, projector.position), this.options.log.info(
        { schema: schema.schema, epoch: checkpoint.epoch, position: String(projector.position) },
        "projecting the read models"
      ), this.onProjecting?.(); !stop.aborted; ) await this.follow(session, stop, (error) => lost.abort(error));
      if (!signal.aborted) throw lost.signal.reason;
    } finally {
      await Promise.race([client.end().catch(() => {
      }), sleep(500, void 0, { ref: !1 })]);
    }
  }
  async lock(client, stop) {
    const lock = new ProjectorLock(this.options.group, this.options.self);
    for (; !stop.aborted; ) {
      if (!this.options.lock || await lock.take(client)) return !0;
      if (this.state !== "standby") {
        this.become("standby"), this.options.log.info({}, "another process projects the read models; standing by");
        const schema = await currentSchema(client, this.options.group);
        schema && this.options.onSchema(schema.schema);
      }
      await sleep(STANDBY_POLL_MS, void 0, { signal: stop }).catch(() => {
      });
    }
    return !1;
  }
  async follow(session, stop, give) {
    this.become("catchingUp");
    try {
      if (await session.feed.follow({
        name: this.options.group.title,
        from: session.projector.committed,
        prefixes: PREFIXES,
        maxBatch: this.options.group.maxBatch,
        gatherMs: this.options.group.gatherMs,
        ...this.options.group.urgent ? { urgent: this.options.group.urgent } : {},
        signal: stop,
        onLive: (live) => this.become(live ? "live" : "catchingUp"),
        handle: (batch) => this.handle(session, batch, stop, give)
      }), !stop.aborted) throw new Error("the feed has ended");
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== "STORE.WIPED") throw error;
      await this.wiped(session, error, stop);
    }
  }
  async handle(session, batch, stop, give) {
    const started = performance.now();
    await this.turn.run(async () => {
      try {
        const changes = await session.projector.apply(batch);
        this.batches++, this.commits.committed(changes, batch.through);
      } catch (error) {
        throw error instanceof DomainError || give(error), error;
      }
    });
    const rest = this.options.group.restMs?.(performance.now() - started, ageOf(batch)) ?? 0;
    rest >= 1 && await sleep(rest, void 0, { signal: stop }).catch(() => {
    });
  }
  async wiped(session, error, stop) {
    this.become("storeWiped", `${error.message} To rebuild, run: missionctl projections rebuild`), this.options.log.error({ position: String(session.projector.position) }, this.problem ?? error.message);
    const replaced = new Promise((resolve) => {
      session.replaced = resolve, stop.addEventListener("abort", () => resolve(), { once: !0 });
    });
    this.options.onWipedStore === "rebuild" && await this.onWiped?.(), await replaced, session.replaced = void 0;
  }
}
function ageOf({ items }) {
  const last = items.findLast((item) => item.kind === "event");
  return last === void 0 ? 0 : Math.max(0, Date.now() - Date.parse(last.event.metadata.at));
}
export {
  Runner
};
//# sourceMappingURL=runner.js.map
