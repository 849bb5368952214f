import { DomainError } from "../../domain/kernel/errors.js";
import { Fenced, NOTHING_CHANGED, PREFIXES, Projector } from "../batch/projector.js";
import { forgetRebuild, noteProgress, noteRebuild, pendingRebuild } from "../storage/rebuilds.js";
import { createSchema, nextSchema, takeOver } from "../storage/schema.js";
const NOTE_EVERY_MS = 1e3;
class Rebuild {
  constructor(runner, log, onSchema) {
    this.runner = runner;
    this.log = log;
    this.onSchema = onSchema;
  }
  runner;
  log;
  onSchema;
  progress;
  /** The last one of this process ended by an error: what it has filled is kept, and nobody fills it. */
  failed = !1;
  active;
  async run(options = {}) {
    const session = await this.runner.projecting();
    if (this.active) throw new DomainError("READ.REBUILDING", "conflict", "The read models are being rebuilt already.");
    const stop = new AbortController(), work = this.work(session, stop.signal, options);
    this.active = { stop, ended: work.catch(() => {
    }) }, this.failed = !1;
    try {
      return await work;
    } catch (error) {
      throw this.failed = !session.lost.aborted, error;
    } finally {
      this.active = void 0, this.progress = void 0;
    }
  }
  /** Settles when there is no rebuild any more: the one that is under way, or one of its own. */
  async ensure() {
    await (this.active ? this.active.ended : this.run());
  }
  /** One that ended because its process did goes on; one that a person has stopped does not. */
  async goOn() {
    const pending = await this.connected((client) => pendingRebuild(client, this.group));
    pending && !pending.stopped && !this.active && await this.run();
  }
  /** Ends it and keeps what it has filled, or drops that too. False when there is none. Rejects with READ.NOT_PROJECTOR (unavailable). */
  async stop({ discard = !1 } = {}) {
    return await this.runner.projecting(), this.active?.stop.abort(new Error("the rebuild was stopped")), await this.active?.ended, this.connected(async (client) => {
      const pending = await pendingRebuild(client, this.group);
      return pending ? (discard ? (await forgetRebuild(client, this.group), await client.query(`DROP SCHEMA IF EXISTS ${pending.schema} CASCADE`)) : await noteProgress(client, this.group, { stopped: !0 }), this.log.info({ schema: pending.schema, discard }, "the rebuild was stopped"), !0) : !1;
    });
  }
  get group() {
    return this.runner.options.group;
  }
  async connected(use) {
    const client = await this.runner.connect();
    try {
      return await use(client);
    } finally {
      await client.end().catch(() => {
      });
    }
  }
  async work(session, stopped, options) {
    const failed = new AbortController(), client = await this.runner.connect((error) => failed.abort(error)), stop = AbortSignal.any([session.lost, failed.signal, stopped, ...options.signal ? [options.signal] : []]);
    try {
      for (let anew = options.anew === !0; ; anew = !0) {
        const filling = await this.open(session, client, anew);
        try {
          return await this.fill(session, client, filling, stop, (error) => failed.abort(error), options), "rebuilt";
        } catch (error) {
          if (stopped.aborted) return "stopped";
          if (anew || !(error instanceof DomainError) || error.code !== "STORE.WIPED") throw error;
        }
      }
    } finally {
      await client.end().catch(() => {
      });
    }
  }
  /** Where the one before has come to, if there was one in this format; else empty tables. */
  async open(session, client, anew) {
    const { group } = this, { epoch, schema: current } = session.projector, pending = anew ? void 0 : await pendingRebuild(client, group);
    if (pending && pending.format === group.format && pending.schema !== current) {
      const checkpoint = await takeOver(client, pending.schema, epoch);
      await noteProgress(client, group, { stopped: !1 });
      const next2 = await new Projector(group, client, pending.schema, checkpoint, session.blobs, this.log).open();
      return this.log.info({ schema: pending.schema, from: pending.position }, "going on with the rebuild of the read models"), { next: next2, eventsBefore: pending.events, startedAt: pending.startedAt };
    }
    const schema = nextSchema(group, current);
    await forgetRebuild(client, group), await createSchema(client, group, schema, epoch), await noteRebuild(client, group, schema);
    const start = { position: void 0, eventId: void 0, epoch }, next = await new Projector(group, client, schema, start, session.blobs, this.log).open();
    return this.log.info({ schema, of: String(session.projector.position) }, "rebuilding the read models"), { next, eventsBefore: 0, startedAt: (/* @__PURE__ */ new Date()).toISOString() };
  }
  async fill(session, client, { next, eventsBefore, startedAt }, stop, fail, options) {
    const { group } = this, end = this.runner.state === "storeWiped" ? await session.feed.end() : void 0, finished = new AbortController(), following = AbortSignal.any([stop, finished.signal]);
    let release;
    const target = () => end ?? session.projector.position, meet = async (through) => {
      finished.signal.aborted || (release ??= await this.runner.turn.acquire(), !(through < target()) && (await this.swap(session, client, next, stop), finished.abort()));
    }, stretch = { since: (/* @__PURE__ */ new Date()).toISOString(), events: eventsBefore, position: String(next.position) }, tell = () => {
      const events = eventsBefore + next.events, progress = { position: String(next.position), target: String(target()), events, startedAt, stretch };
      this.progress = { ...progress, state: "running" }, options.onProgress?.(this.progress);
    };
    let notedAt = performance.now();
    const handle = async (batch) => {
      try {
        await next.apply(batch), tell(), performance.now() - notedAt > NOTE_EVERY_MS && (await noteProgress(client, group, { events: eventsBefore + next.events }), notedAt = performance.now()), (batch.through >= target() || batch.items.length < group.maxBatch) && await meet(batch.through);
      } catch (error) {
        throw error instanceof DomainError || fail(error), error;
      }
    };
    tell();
    try {
      next.position >= target() && await meet(next.position), finished.signal.aborted || await session.feed.follow({
        name: `${group.title}-rebuild`,
        from: next.committed,
        prefixes: PREFIXES,
        maxBatch: group.maxBatch,
        signal: following,
        handle
      });
    } finally {
      release?.();
    }
    if (!finished.signal.aborted)
      throw await noteProgress(client, group, { events: eventsBefore + next.events }).catch(() => {
      }), stop.reason instanceof Error ? stop.reason : new Error("the rebuild was stopped");
  }
  /** With the live projector waiting: one transaction makes the new schema the current one, if we are still who projects. */
  async swap(session, client, next, stop) {
    const old = session.projector;
    await client.query("BEGIN");
    try {
      if ((await client.query(`SELECT 1 FROM ${old.schema}.checkpoint WHERE epoch = $1 FOR UPDATE`, [
        old.epoch
      ])).rowCount !== 1 || stop.aborted) throw new Fenced(`epoch ${old.epoch} was superseded`);
      await client.query("UPDATE mission_control.read_models SET schema = $1 WHERE name = $2", [
        next.schema,
        this.group.title
      ]), await forgetRebuild(client, this.group), await client.query("COMMIT");
    } catch (error) {
      throw await client.query("ROLLBACK").catch(() => {
      }), error;
    }
    session.projector = await next.on(session.client), this.onSchema(next.schema), this.runner.state === "storeWiped" && this.runner.commits.reset(next.position), this.runner.commits.committed(NOTHING_CHANGED, next.position), session.replaced?.(), await client.query(`DROP SCHEMA IF EXISTS ${old.schema} CASCADE`), this.log.info({ schema: next.schema, events: next.events, position: String(next.position) }, "read models rebuilt");
  }
}
export {
  Rebuild
};
//# sourceMappingURL=rebuild.js.map
