import pg from 'pg';
import type { Feed } from '../../src/domain/kernel/ports.js';
import type { MemoryStore } from '../../src/eventstore/memory.js';
import {
  ReadModels,
  type GroupName,
  type ProjectionLog,
  type ReadModelsOptions,
} from '../../src/projections/read-models.js';

/** What was said to the log, for tests about it. */
export class HeardLog implements ProjectionLog {
  readonly lines: { readonly level: string; readonly message: string; readonly details: object }[] = [];
  info = (details: object, message: string): void => void this.lines.push({ level: 'info', message, details });
  warn = (details: object, message: string): void => void this.lines.push({ level: 'warn', message, details });
  error = (details: object, message: string): void => void this.lines.push({ level: 'error', message, details });
}

export interface Projecting {
  readonly readModels: ReadModels;
  readonly log: HeardLog;
  /** Everything that is in the log now is committed by every group that projects; rejects after 10 s. */
  caughtUp(): Promise<void>;
  stop(): Promise<void>;
}

/** Projects a log in memory into a database until it is stopped; only the main group, unless `groups` says otherwise. */
export async function startProjecting(
  memory: MemoryStore,
  databaseUrl: string,
  options: Partial<ReadModelsOptions> & { readonly feed?: Feed } = {},
): Promise<Projecting> {
  const log = new HeardLog();
  const { feed = memory.feed, groups = ['main'], ...rest } = options;
  const readModels = new ReadModels({ databaseUrl, log, groups, ...rest });
  await readModels.migrate();
  const stopping = new AbortController();
  const done = readModels.start(feed, memory.blobs, stopping.signal);
  return {
    readModels,
    log,
    async caughtUp() {
      const end = await memory.feed.end();
      for (const group of groups) await readModels.waitFor(end, 10_000, group);
    },
    async stop() {
      stopping.abort();
      await done;
      await readModels.close();
    },
  };
}

/** Settles when it is so; rejects after 15 s, naming what was waited for. */
export async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 15_000;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`waited in vain for: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

export async function sql(
  databaseUrl: string,
  text: string,
  values: unknown[] = [],
): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text, values)).rows;
  } finally {
    await client.end();
  }
}

/** A feed that hands out so many events at a time, to those of these names. */
export const inBatchesOf = (maxBatch: number, feed: Feed, names = /./): Feed => ({
  end: () => feed.end(),
  follow: (options) => feed.follow(names.test(options.name) ? { ...options, maxBatch } : options),
});

export async function schemaOf(databaseUrl: string, group: GroupName = 'main'): Promise<string> {
  const [row] = await sql(databaseUrl, 'SELECT schema FROM mission_control.read_models WHERE name = $1', [
    group === 'main' ? 'read-models' : group,
  ]);
  return String(row?.['schema']);
}

/** Every row of every table as text, by table; without the epoch, which tells who wrote it, not what. */
export async function dump(databaseUrl: string, group: GroupName = 'main'): Promise<Record<string, string[]>> {
  const schema = await schemaOf(databaseUrl, group);
  const tables = await sql(
    databaseUrl,
    `SELECT table_name AS name FROM information_schema.tables
     WHERE table_schema = $1 AND table_type = 'BASE TABLE' ORDER BY 1`,
    [schema],
  );
  const dumped: Record<string, string[]> = {};
  for (const table of tables) {
    const rows = await sql(
      databaseUrl,
      `SELECT (to_jsonb(t) - 'epoch')::text AS row FROM ${schema}.${String(table['name'])} AS t ORDER BY 1`,
    );
    dumped[String(table['name'])] = rows.map((row) => String(row['row']));
  }
  return dumped;
}
