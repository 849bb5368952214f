import { setTimeout as sleep } from "node:timers/promises";
import { checkpointPosition } from "./health/queries.js";
import { projectionStatus } from "./health/status.js";
import { behind } from "./runner/commits.js";
import { Rebuild } from "./runner/rebuild.js";
import { retryParked } from "./runner/retry-parked.js";
import { Runner } from "./runner/runner.js";
import { isSchemaGone, queryPool, unavailable } from "./storage/connection.js";
import { database } from "./storage/database.js";
import { pendingRebuild } from "./storage/rebuilds.js";
import { currentSchema, migrate } from "./storage/schema.js";
const STANDBY_POLL_MS = 20;
class GroupReads {
  constructor(group, options) {
    this.group = group;
    this.options = options;
    const { databaseUrl, log, onWipedStore, maxConnections, self, lock } = options;
    this.pool = queryPool(databaseUrl, maxConnections, group.querySettings), this.db = database(this.pool);
    const onSchema = (schema) => {
      this.schema = schema;
    };
    this.runner = new Runner({ group, databaseUrl, log, onWipedStore, onSchema, self, lock }), this.rebuilding = new Rebuild(this.runner, log, onSchema), this.runner.onWiped = () => this.rebuilding.ensure(), this.runner.onProjecting = () => {
      this.rebuilding.goOn().catch((error) => log.warn({ err: error }, "the rebuild of the read models did not go on"));
    };
  }
  group;
  options;
  runner;
  pool;
  /** Without a schema. */
  db;
  rebuilding;
  /** The current schema, as far as this process knows. */
  schema;
  async migrate() {
    try {
      const client = await this.runner.connect();
      try {
        this.schema = (await migrate(client, this.group, this.options.log)).schema;
      } finally {
        await client.end();
      }
    } catch (error) {
      throw unavailable(error);
    }
  }
  start(feed, blobs, signal) {
    return this.runner.run(feed, blobs, signal);
  }
  async close() {
    await this.db.destroy();
  }
  async waitFor(position, timeoutMs) {
    if (this.runner.session) return this.runner.commits.waitFor(position, timeoutMs);
    const until = performance.now() + timeoutMs;
    for (; ; ) {
      const at = await this.read(checkpointPosition);
      if (at >= position) return;
      if (performance.now() >= until) throw behind(position, at);
      await sleep(STANDBY_POLL_MS);
    }
  }
  onCommit(callback) {
    return this.runner.commits.listen(callback);
  }
  async rebuild(options) {
    try {
      return await this.rebuilding.run(options);
    } catch (error) {
      throw options.signal?.aborted ? error : unavailable(error);
    }
  }
  async stopRebuild(options) {
    try {
      return await this.rebuilding.stop(options);
    } catch (error) {
      throw unavailable(error);
    }
  }
  async retryParked() {
    try {
      return await retryParked(this.runner);
    } catch (error) {
      throw unavailable(error);
    }
  }
  status() {
    return projectionStatus(
      this.runner,
      () => this.rebuildProgress(),
      this.schema,
      (query) => this.read(query)
    );
  }
  /** Of this process, or as it is written down: by another one, or before it was stopped. */
  async rebuildProgress() {
    if (this.rebuilding.progress) return this.rebuilding.progress;
    const pending = await pendingRebuild(this.pool, this.group);
    if (!pending) return;
    const { position, events, startedAt, stopped } = pending, target = String(await this.read(checkpointPosition));
    return { state: stopped || this.rebuilding.failed ? "stopped" : "running", position, target, events, startedAt, stretch: null };
  }
  /** Runs a query on the current schema; when that was swapped by another process, once more on the new one. */
  async read(query) {
    try {
      const schema = this.schema ?? await this.findSchema();
      try {
        return await query(this.db.withSchema(schema), schema);
      } catch (error) {
        if (!isSchemaGone(error)) throw error;
        const now = await this.findSchema();
        return await query(this.db.withSchema(now), now);
      }
    } catch (error) {
      throw unavailable(error);
    }
  }
  async findSchema() {
    const found = await currentSchema(this.pool, this.group);
    if (!found) throw new Error("the read models are not set up yet");
    return this.schema = found.schema, found.schema;
  }
}
export {
  GroupReads
};
//# sourceMappingURL=group-reads.js.map
