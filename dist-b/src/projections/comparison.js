import { DomainError } from "../domain/kernel/errors.js";
import { AUDIT_GROUP } from "./audit/group.js";
import { PREFIXES, Projector } from "./batch/projector.js";
import { MAIN_GROUP } from "./main-group.js";
import { projectorConnection, unavailable } from "./storage/connection.js";
import { createSchema, currentSchema } from "./storage/schema.js";
const TOLD = 20, schemaOf = (group) => `mission_control_oracle_${group.name}`;
async function compareReadModels(options) {
  const compared = [];
  for (const group of [MAIN_GROUP, AUDIT_GROUP]) {
    const lost = new AbortController(), connect = () => projectorConnection(options.databaseUrl, "mission-control oracle", (error) => lost.abort(error)), clients = [];
    try {
      const [filler, watcher, reader] = [await connect(), await connect(), await connect()];
      clients.push(filler, watcher, reader);
      const signal = AbortSignal.any([options.signal, lost.signal]);
      compared.push(await new Comparison(group, { ...options, signal }, filler, watcher, reader).run());
    } catch (error) {
      throw unavailable(error);
    } finally {
      for (const client of clients) await client.end().catch(() => {
      });
    }
  }
  return compared;
}
class Comparison {
  constructor(group, options, filler, watcher, reader) {
    this.group = group;
    this.options = options;
    this.filler = filler;
    this.watcher = watcher;
    this.reader = reader;
    this.rebuilt = schemaOf(group);
  }
  group;
  options;
  filler;
  watcher;
  reader;
  rebuilt;
  async run() {
    const { group, filler, watcher, reader, rebuilt } = this, current = await currentSchema(watcher, group).catch(() => {
    });
    if (current?.format !== group.format)
      throw new DomainError(
        "READ.NOT_THERE",
        "unavailable",
        `There are no read models (${group.name}) of format ${group.format} in this database. Start the server of this version on it once.`
      );
    const live = current.schema;
    try {
      await createSchema(filler, group, rebuilt, "0");
      const start = { position: void 0, eventId: void 0, epoch: "0" }, { blobs, log } = this.options, next = await new Projector(group, filler, rebuilt, start, blobs, log).open();
      await this.fill(next, await positionOf(watcher, live)), await watcher.query("BEGIN");
      const target = await positionOf(watcher, live, "FOR UPDATE");
      await this.fill(next, target), await reader.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
      const tables = await tablesOf(reader, rebuilt);
      await watcher.query("ROLLBACK");
      const differences = [];
      let rows = 0;
      for (const table of tables) rows += await this.compare(live, table, differences);
      return await reader.query("ROLLBACK"), { group: group.name, position: String(target), tables: tables.length, rows, differences };
    } finally {
      await watcher.query("ROLLBACK").catch(() => {
      }), await reader.query("ROLLBACK").catch(() => {
      }), await filler.query(`DROP SCHEMA IF EXISTS ${rebuilt} CASCADE`).catch(() => {
      });
    }
  }
  /** Up to a position, inclusive. */
  async fill(next, target) {
    if (next.position >= target) return;
    const { feed, signal, onProgress } = this.options, done = new AbortController(), failed = new AbortController();
    await feed.follow({
      name: `oracle-${this.group.name}`,
      from: next.committed,
      prefixes: PREFIXES,
      maxBatch: this.group.maxBatch,
      signal: AbortSignal.any([signal, done.signal, failed.signal]),
      handle: async (batch) => {
        const items = batch.items.filter(({ position }) => position <= target);
        try {
          await next.apply({ ...batch, items });
        } catch (error) {
          throw failed.abort(error), error;
        }
        onProgress?.(this.group.name, next.events), batch.through >= target && done.abort();
      }
    }), signal.throwIfAborted(), failed.signal.throwIfAborted();
  }
  /** Compares one table; gives its number of live rows. */
  async compare(live, table, differences) {
    const [here, anew] = [await this.sum(live, table), await this.sum(this.rebuilt, table)];
    if (here.rows === anew.rows && here.sum === anew.sum) return Number(here.rows);
    for (const [side, of, without] of [
      ["live", live, this.rebuilt],
      ["rebuilt", this.rebuilt, live]
    ]) {
      const found = await this.reader.query(
        `SELECT ${ROW} AS row FROM ${of}.${table} AS t EXCEPT ALL SELECT ${ROW} FROM ${without}.${table} AS t ORDER BY 1 LIMIT ${TOLD}`
      );
      for (const { row } of found.rows) differences.push({ group: this.group.name, table, side, row });
    }
    return Number(here.rows);
  }
  /** How many rows, and the sum of their hashes: equal tables have equal ones, whatever order they were written in. */
  async sum(schema, table) {
    return (await this.reader.query(
      `SELECT count(*)::text AS rows, sum(hashtextextended(${ROW}, 0)::numeric)::text AS sum FROM ${schema}.${table} AS t`
    )).rows[0] ?? { rows: "0", sum: null };
  }
}
const ROW = "(to_jsonb(t) - 'epoch')::text";
async function positionOf(client, schema, lock = "") {
  const found = await client.query(`SELECT position FROM ${schema}.checkpoint ${lock}`);
  return BigInt(found.rows[0]?.position ?? 0);
}
async function tablesOf(client, schema) {
  return (await client.query(
    `SELECT table_name AS name FROM information_schema.tables
     WHERE table_schema = $1 AND table_type = 'BASE TABLE' ORDER BY 1`,
    [schema]
  )).rows.map(({ name }) => name);
}
export {
  compareReadModels
};
//# sourceMappingURL=comparison.js.map
