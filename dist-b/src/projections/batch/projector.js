import { DomainError, messageOf } from "../../domain/kernel/errors.js";
import { kindOf, STREAMS } from "../../domain/catalog.js";
import { isDataError } from "../storage/connection.js";
import { batchStatement } from "./statement.js";
import { failpoint } from "../../faults/failpoint.js";
const NOTHING_CHANGED = { runs: [], topics: /* @__PURE__ */ new Set() };
class Fenced extends Error {
  name = "Fenced";
}
class Poison extends Error {
  constructor(index, reason) {
    super(reason);
    this.index = index;
    this.reason = reason;
  }
  index;
  reason;
}
class Projector {
  constructor(group, client, schema, checkpoint, blobs, log) {
    this.group = group;
    this.client = client;
    this.schema = schema;
    this.checkpoint = checkpoint;
    this.blobs = blobs;
    this.log = log;
    this.model = group.model(client, schema, blobs), checkpoint.position !== void 0 && checkpoint.eventId !== void 0 && (this.at = { position: checkpoint.position, eventId: checkpoint.eventId });
  }
  group;
  client;
  schema;
  checkpoint;
  blobs;
  log;
  model;
  parked = /* @__PURE__ */ new Set();
  at;
  events = 0;
  get epoch() {
    return this.checkpoint.epoch;
  }
  /** The last event that is committed. */
  get committed() {
    return this.at;
  }
  get position() {
    return this.at?.position ?? 0n;
  }
  /** Reads which streams are parked. Call it once, first. */
  async open() {
    const found = await this.client.query(
      `SELECT DISTINCT stream FROM ${this.schema}.${this.group.tables.deadLetteredEvents.name}`
    );
    for (const { stream } of found.rows) this.parked.add(stream);
    return this;
  }
  /** The same, writing over another connection. */
  on(client) {
    const checkpoint = { position: this.at?.position, eventId: this.at?.eventId, epoch: this.epoch };
    return new Projector(this.group, client, this.schema, checkpoint, this.blobs, this.log).open();
  }
  /** Rejects with Fenced, or with an error of PostgreSQL or of the blob store; the rows then are as they were. */
  async apply(batch) {
    const after = this.at, items = batch.items.filter((item) => after === void 0 || item.position > after.position), last = items.at(-1);
    if (!last) return NOTHING_CHANGED;
    const advance = {
      epoch: this.epoch,
      position: String(last.position),
      eventId: last.kind === "event" ? last.event.id : last.id
    };
    try {
      const touched = await this.write(items, after, advance);
      return this.done(advance, items, touched);
    } catch (error) {
      if (this.model.forget(), !(error instanceof Poison) && !isDataError(error)) throw error;
    }
    return this.done(advance, items, await this.settle(items, after, advance));
  }
  done(advance, items, touched) {
    this.at = { position: BigInt(advance.position), eventId: advance.eventId }, this.events += items.length;
    const runs = [...touched].map(([runId, revision]) => ({ runId, revision }));
    return this.model.trim(), { runs, topics: topicsOf(items) };
  }
  /** All of it in one statement: the way that batches go unless one of their events is bad. */
  async write(items, after, advance) {
    await this.model.prepare(items);
    const parkedNow = [];
    try {
      const { changes, runs } = this.fold(items, after, parkedNow);
      if ((await this.client.query(
        batchStatement(this.group.tables, this.schema, changes, advance)
      )).rows[0]?.written !== 1) throw new Fenced(`epoch ${this.epoch} was superseded`);
      for (const stream of parkedNow) this.log.error({ stream }, "an event cannot be read: its stream is parked");
      return new Map(runs.map(({ runId, revision }) => [runId, revision]));
    } catch (error) {
      for (const stream of parkedNow) this.parked.delete(stream);
      throw error;
    }
  }
  /** Folds a batch into the rows in memory. Throws Poison; streams that unreadable events park are added to `parkedNow`. */
  fold(items, after, parkedNow) {
    const folding = this.model.begin(), { health } = folding;
    return items.forEach((item, index) => {
      if (item.kind === "unreadable" && item.unknownType) {
        health.skippedTypes.of(item.type, () => ({ type: item.type, count: 0 })).count++;
        return;
      }
      const place = placeOf(item);
      if (this.parked.has(place.stream)) return health.parkedEvents.insert(place);
      if (item.kind === "unreadable") {
        health.deadLetteredEvents.insert(deadLetter(item, item.reason, before(items, index, after))), this.parked.add(place.stream), parkedNow.push(place.stream);
        return;
      }
      try {
        folding.event(item.event, item.position);
      } catch (error) {
        throw new Poison(index, reasonOf(error));
      }
    }), folding.finish();
  }
  /** The slow way, in one transaction still: finds the bad events, parks their streams, and writes everything else. */
  async settle(items, after, advance, first) {
    const parkedBefore = new Set(this.parked);
    await this.client.query("BEGIN");
    try {
      if ((await this.client.query(
        `UPDATE ${this.schema}.checkpoint SET position = $2, event_id = $3 WHERE epoch = $1`,
        [advance.epoch, advance.position, advance.eventId]
      )).rowCount !== 1) throw new Fenced(`epoch ${this.epoch} was superseded`);
      await first?.();
      const touched = await this.halve(items, after);
      return await this.client.query("COMMIT"), touched;
    } catch (error) {
      this.model.forget(), this.parked.clear();
      for (const stream of parkedBefore) this.parked.add(stream);
      throw await this.client.query("ROLLBACK").catch(() => {
      }), error;
    }
  }
  async halve(items, after) {
    if (items.length === 0) return /* @__PURE__ */ new Map();
    await this.client.query("SAVEPOINT part");
    let bad;
    try {
      const touched2 = await this.write(items, after, void 0);
      return await this.client.query("RELEASE SAVEPOINT part"), touched2;
    } catch (error) {
      if (this.model.forget(), !(error instanceof Poison) && !isDataError(error)) throw error;
      bad = error;
    }
    if (await this.client.query("ROLLBACK TO SAVEPOINT part; RELEASE SAVEPOINT part"), items.length === 1) {
      const [item] = items;
      return item && await this.park(item, reasonOf(bad), after), /* @__PURE__ */ new Map();
    }
    const cut = bad instanceof Poison ? Math.max(1, bad.index) : items.length >> 1, head = items.slice(0, cut), one = bad instanceof Poison && bad.index === 0, touched = /* @__PURE__ */ new Map(), lists = [
      [head, after],
      [items.slice(cut), before(items, cut, after)]
    ];
    if (one) {
      const [item] = items;
      item && await this.park(item, reasonOf(bad), after), lists.shift();
    }
    for (const [part, from] of lists)
      for (const [runId, revision] of await this.halve(part, from)) touched.set(runId, revision);
    return touched;
  }
  async park(item, reason, after) {
    const folding = this.model.begin();
    folding.health.deadLetteredEvents.insert(deadLetter(item, reason, after));
    const { changes } = folding.finish();
    await this.client.query(batchStatement(this.group.tables, this.schema, changes, void 0));
    const { stream, revision, position } = placeOf(item);
    this.parked.add(stream), this.log.error({ stream, revision, position, reason }, "an event cannot be projected: its stream is parked");
  }
  /** Streams that are parked, and the place in the log from which all of them can be read again. */
  async parkedStreams() {
    const found = await this.client.query(
      `${this.group.tables.deadLetteredEvents.select(this.schema)} ORDER BY position`
    ), [first] = found.rows;
    return {
      streams: new Map(found.rows.map((row) => [row.stream, BigInt(row.position)])),
      from: first?.afterPosition == null || first.afterEventId === null ? void 0 : { position: BigInt(first.afterPosition), eventId: first.afterEventId }
    };
  }
  /** Projects parked events, all of which are at or before the checkpoint; what fails again is parked again. */
  async retry(streams, items) {
    const at = this.at;
    if (!at) return NOTHING_CHANGED;
    this.model.lookAgain(), this.model.forget();
    const advance = { epoch: this.epoch, position: String(at.position), eventId: at.eventId }, touched = await this.settle(items, void 0, advance, async () => {
      for (const table of [this.group.tables.deadLetteredEvents, this.group.tables.parkedEvents])
        await this.client.query(`DELETE FROM ${this.schema}.${table.name} WHERE stream = ANY($1::text[])`, [streams]);
      for (const stream of streams) this.parked.delete(stream);
    });
    return { ...this.done(advance, [], touched), topics: topicsOf(items) };
  }
}
function topicsOf(items) {
  const topics = /* @__PURE__ */ new Set();
  for (const item of items) {
    const topic = kindOf(item.kind === "event" ? item.event.stream : item.stream);
    topic !== void 0 && topics.add(topic);
  }
  return topics;
}
function placeOf(item) {
  const { stream, revision, id, type } = item.kind === "event" ? item.event : item;
  return { position: String(item.position), stream, revision, id, type };
}
function before(items, index, after) {
  const item = items[index - 1];
  return item ? { position: item.position, eventId: item.kind === "event" ? item.event.id : item.id } : after;
}
function deadLetter(item, reason, after) {
  return {
    ...placeOf(item),
    reason: reason.slice(0, 2e3),
    afterPosition: after ? String(after.position) : null,
    afterEventId: after?.eventId ?? null
  };
}
function reasonOf(error) {
  return error instanceof DomainError ? `${error.code}: ${error.message}` : messageOf(error);
}
const PREFIXES = Object.values(STREAMS);
export {
  Fenced,
  NOTHING_CHANGED,
  PREFIXES,
  Projector
};
//# sourceMappingURL=projector.js.map
