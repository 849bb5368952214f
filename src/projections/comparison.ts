import type pg from 'pg';
import { DomainError } from '../domain/kernel/errors.js';
import type { BlobStore, Feed } from '../domain/kernel/ports.js';
import { AUDIT_GROUP } from './audit/group.js';
import type { Group, GroupName } from './batch/group.js';
import { PREFIXES, Projector } from './batch/projector.js';
import type { ProjectionLog } from './log.js';
import { MAIN_GROUP } from './main-group.js';
import { projectorConnection, unavailable } from './storage/connection.js';
import { createSchema, currentSchema } from './storage/schema.js';

/** A row that stands on one side only; as JSON text, without the epoch, which tells who wrote it and not what. */
export interface RowDifference {
  readonly group: GroupName;
  readonly table: string;
  readonly side: 'live' | 'rebuilt';
  readonly row: string;
}
export interface ComparedGroup {
  readonly group: GroupName;
  /** Of the last event that both know, as a decimal string. */
  readonly position: string;
  readonly tables: number;
  readonly rows: number;
  readonly differences: readonly RowDifference[];
}
export interface ComparisonOptions {
  readonly databaseUrl: string;
  /** Without what was pruned. */
  readonly feed: Feed;
  readonly blobs: Pick<BlobStore, 'get'>;
  readonly log: ProjectionLog;
  readonly signal: AbortSignal;
  onProgress?(group: GroupName, events: number): void;
}

/** Rows told of one table, at most, on each side. */
const TOLD = 20;
const schemaOf = (group: Group): string => `mission_control_oracle_${group.name}`;

/**
 * Builds the read models anew beside the live ones, into a schema of its own that is dropped at the end, and holds them together row for row at one
 * position of the log. Whoever projects is held up only while the last events are caught up with. Rejects with READ.UNAVAILABLE or READ.NOT_THERE (unavailable).
 */
export async function compareReadModels(options: ComparisonOptions): Promise<ComparedGroup[]> {
  const compared: ComparedGroup[] = [];
  for (const group of [MAIN_GROUP, AUDIT_GROUP]) {
    const lost = new AbortController();
    const connect = (): Promise<pg.Client> =>
      projectorConnection(options.databaseUrl, 'mission-control oracle', (error) => lost.abort(error));
    const clients: pg.Client[] = [];
    try {
      const [filler, watcher, reader] = [await connect(), await connect(), await connect()];
      clients.push(filler, watcher, reader);
      const signal = AbortSignal.any([options.signal, lost.signal]);
      compared.push(await new Comparison(group, { ...options, signal }, filler, watcher, reader).run());
    } catch (error) {
      throw unavailable(error);
    } finally {
      for (const client of clients) await client.end().catch(() => undefined);
    }
  }
  return compared;
}

class Comparison {
  private readonly rebuilt: string;

  constructor(
    private readonly group: Group,
    private readonly options: ComparisonOptions,
    /** Writes the tables that are built anew. */
    private readonly filler: pg.Client,
    /** Looks how far the live ones are, and holds them there. */
    private readonly watcher: pg.Client,
    /** Sees both as they are at that moment. */
    private readonly reader: pg.Client,
  ) {
    this.rebuilt = schemaOf(group);
  }

  async run(): Promise<ComparedGroup> {
    const { group, filler, watcher, reader, rebuilt } = this;
    const current = await currentSchema(watcher, group).catch(() => undefined);
    if (current?.format !== group.format)
      throw new DomainError(
        'READ.NOT_THERE',
        'unavailable',
        `There are no read models (${group.name}) of format ${group.format} in this database. Start the server of this version on it once.`,
      );
    const live = current.schema;
    try {
      await createSchema(filler, group, rebuilt, '0');
      const start = { position: undefined, eventId: undefined, epoch: '0' };
      const { blobs, log } = this.options;
      const next = await new Projector(group, filler, rebuilt, start, blobs, log).open();
      await this.fill(next, await positionOf(watcher, live));
      await watcher.query('BEGIN');
      const target = await positionOf(watcher, live, 'FOR UPDATE');
      await this.fill(next, target);
      await reader.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
      // The first query takes the picture; from then on the live ones may go on.
      const tables = await tablesOf(reader, rebuilt);
      await watcher.query('ROLLBACK');
      const differences: RowDifference[] = [];
      let rows = 0;
      for (const table of tables) rows += await this.compare(live, table, differences);
      await reader.query('ROLLBACK');
      return { group: group.name, position: String(target), tables: tables.length, rows, differences };
    } finally {
      await watcher.query('ROLLBACK').catch(() => undefined);
      await reader.query('ROLLBACK').catch(() => undefined);
      await filler.query(`DROP SCHEMA IF EXISTS ${rebuilt} CASCADE`).catch(() => undefined);
    }
  }

  /** Up to a position, inclusive. */
  private async fill(next: Projector, target: bigint): Promise<void> {
    if (next.position >= target) return;
    const { feed, signal, onProgress } = this.options;
    const done = new AbortController();
    const failed = new AbortController();
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
          failed.abort(error);
          throw error;
        }
        onProgress?.(this.group.name, next.events);
        if (batch.through >= target) done.abort();
      },
    });
    signal.throwIfAborted();
    failed.signal.throwIfAborted();
  }

  /** Compares one table; gives its number of live rows. */
  private async compare(live: string, table: string, differences: RowDifference[]): Promise<number> {
    const [here, anew] = [await this.sum(live, table), await this.sum(this.rebuilt, table)];
    if (here.rows === anew.rows && here.sum === anew.sum) return Number(here.rows);
    for (const [side, of, without] of [
      ['live', live, this.rebuilt],
      ['rebuilt', this.rebuilt, live],
    ] as const) {
      const found = await this.reader.query<{ row: string }>(
        `SELECT ${ROW} AS row FROM ${of}.${table} AS t EXCEPT ALL SELECT ${ROW} FROM ${without}.${table} AS t ORDER BY 1 LIMIT ${TOLD}`,
      );
      for (const { row } of found.rows) differences.push({ group: this.group.name, table, side, row });
    }
    return Number(here.rows);
  }

  /** How many rows, and the sum of their hashes: equal tables have equal ones, whatever order they were written in. */
  private async sum(schema: string, table: string): Promise<{ readonly rows: string; readonly sum: string | null }> {
    const found = await this.reader.query<{ rows: string; sum: string | null }>(
      `SELECT count(*)::text AS rows, sum(hashtextextended(${ROW}, 0)::numeric)::text AS sum FROM ${schema}.${table} AS t`,
    );
    return found.rows[0] ?? { rows: '0', sum: null };
  }
}

const ROW = "(to_jsonb(t) - 'epoch')::text";

async function positionOf(client: pg.ClientBase, schema: string, lock = ''): Promise<bigint> {
  const found = await client.query<{ position: string | null }>(`SELECT position FROM ${schema}.checkpoint ${lock}`);
  return BigInt(found.rows[0]?.position ?? 0);
}

async function tablesOf(client: pg.ClientBase, schema: string): Promise<string[]> {
  const found = await client.query<{ name: string }>(
    `SELECT table_name AS name FROM information_schema.tables
     WHERE table_schema = $1 AND table_type = 'BASE TABLE' ORDER BY 1`,
    [schema],
  );
  return found.rows.map(({ name }) => name);
}
