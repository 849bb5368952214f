import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import type { BlobStore, Feed } from '../domain/kernel/ports.js';
import type { Group } from './batch/group.js';
import { checkpointPosition } from './health/queries.js';
import { projectionStatus } from './health/status.js';
import type { ProjectionLog } from './log.js';
import type * as row from './rows.js';
import { behind, type CommitListener } from './runner/commits.js';
import { Rebuild, type RebuildOptions, type RebuildOutcome } from './runner/rebuild.js';
import { retryParked, type Retried } from './runner/retry-parked.js';
import type { ProjectorIdentity } from './runner/projector-lock.js';
import { Runner } from './runner/runner.js';
import { isSchemaGone, queryPool, unavailable } from './storage/connection.js';
import { database, type Db } from './storage/database.js';
import { pendingRebuild } from './storage/rebuilds.js';
import { currentSchema, migrate } from './storage/schema.js';

export interface GroupReadsOptions {
  readonly databaseUrl: string;
  readonly log: ProjectionLog;
  readonly onWipedStore: 'refuse' | 'rebuild';
  /** Connections for queries. */
  readonly maxConnections: number;
  readonly self: ProjectorIdentity;
  readonly lock: boolean;
}

const STANDBY_POLL_MS = 20;

/** One group of read models in PostgreSQL: who fills it, how far it is, and how it is asked. Errors are those of ReadModels. */
export class GroupReads {
  readonly runner: Runner;
  private readonly pool: pg.Pool;
  /** Without a schema. */
  readonly db: Db;
  private readonly rebuilding: Rebuild;
  /** The current schema, as far as this process knows. */
  private schema: string | undefined;

  constructor(
    readonly group: Group,
    private readonly options: GroupReadsOptions,
  ) {
    const { databaseUrl, log, onWipedStore, maxConnections, self, lock } = options;
    this.pool = queryPool(databaseUrl, maxConnections, group.querySettings);
    this.db = database(this.pool);
    const onSchema = (schema: string): void => void (this.schema = schema);
    this.runner = new Runner({ group, databaseUrl, log, onWipedStore, onSchema, self, lock });
    this.rebuilding = new Rebuild(this.runner, log, onSchema);
    this.runner.onWiped = () => this.rebuilding.ensure();
    this.runner.onProjecting = () =>
      void this.rebuilding
        .goOn()
        .catch((error: unknown) => log.warn({ err: error }, 'the rebuild of the read models did not go on'));
  }

  async migrate(): Promise<void> {
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

  start(feed: Feed, blobs: Pick<BlobStore, 'get'>, signal: AbortSignal): Promise<void> {
    return this.runner.run(feed, blobs, signal);
  }

  async close(): Promise<void> {
    await this.db.destroy();
  }

  async waitFor(position: bigint, timeoutMs: number): Promise<void> {
    if (this.runner.session) return this.runner.commits.waitFor(position, timeoutMs);
    // Another process projects, or none does: ask Postgres how far it is.
    const until = performance.now() + timeoutMs;
    for (;;) {
      const at = await this.read(checkpointPosition);
      if (at >= position) return;
      if (performance.now() >= until) throw behind(position, at);
      await sleep(STANDBY_POLL_MS);
    }
  }

  onCommit(callback: CommitListener): () => void {
    return this.runner.commits.listen(callback);
  }

  async rebuild(options: RebuildOptions): Promise<RebuildOutcome> {
    try {
      return await this.rebuilding.run(options);
    } catch (error) {
      if (options.signal?.aborted) throw error;
      throw unavailable(error);
    }
  }

  async stopRebuild(options: { readonly discard?: boolean }): Promise<boolean> {
    try {
      return await this.rebuilding.stop(options);
    } catch (error) {
      throw unavailable(error);
    }
  }

  async retryParked(): Promise<Retried> {
    try {
      return await retryParked(this.runner);
    } catch (error) {
      throw unavailable(error);
    }
  }

  status(): Promise<row.ProjectionStatus> {
    return projectionStatus(
      this.runner,
      () => this.rebuildProgress(),
      this.schema,
      (query) => this.read(query),
    );
  }

  /** Of this process, or as it is written down: by another one, or before it was stopped. */
  private async rebuildProgress(): Promise<row.RebuildProgress | undefined> {
    if (this.rebuilding.progress) return this.rebuilding.progress;
    const pending = await pendingRebuild(this.pool, this.group);
    if (!pending) return undefined;
    const { position, events, startedAt, stopped } = pending;
    const target = String(await this.read(checkpointPosition));
    const state = stopped || this.rebuilding.failed ? 'stopped' : 'running';
    return { state, position, target, events, startedAt, indexes: null, stretch: null };
  }

  /** Runs a query on the current schema; when that was swapped by another process, once more on the new one. */
  async read<T>(query: (db: Db, schema: string) => Promise<T>): Promise<T> {
    try {
      const schema = this.schema ?? (await this.findSchema());
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

  private async findSchema(): Promise<string> {
    const found = await currentSchema(this.pool, this.group);
    if (!found) throw new Error('the read models are not set up yet');
    this.schema = found.schema;
    return found.schema;
  }
}
