import type pg from 'pg';
import { runStream } from '../../src/domain/catalog.js';
import { DomainError } from '../../src/domain/kernel/errors.js';
import type { BlobStore, Feed, FeedBatch } from '../../src/domain/kernel/ports.js';
import type { OpenWork } from '../../src/processes/scheduler.js';
import { Projector, PREFIXES } from '../../src/projections/batch/projector.js';
import { MAIN_GROUP } from '../../src/projections/main-group.js';
import type { TableSql } from '../../src/projections/storage/table.js';

type Row = Record<string, unknown>;

/** What the SQL of a table says of it. */
interface Table {
  readonly key: readonly string[];
  readonly sums: readonly string[];
  readonly least: readonly string[];
  readonly greatest: readonly string[];
  /** What a statement takes of a row that it is given, by the name that the row has it under; what is not there is NULL. */
  readonly given: Readonly<Record<'INSERT INTO' | 'UPDATE', ReadonlyMap<string, string>>>;
  readonly rows: Map<string, Row>;
}

const SCHEMA = 'rm';

function tableOf(sql: TableSql): Table {
  const names = new Map(
    [...sql.select(SCHEMA).matchAll(/"(\w+)" AS "(\w+)"/g)].map(([, column, name]) => [column, name ?? '']),
  );
  const named = (columns: Iterable<string | undefined>): string[] =>
    [...columns].map((column) => names.get(column) ?? '');
  const [create = ''] = sql.ddl(SCHEMA);
  const key = /PRIMARY KEY \(([^)]*)\)/.exec(create)?.[1] ?? '';
  const insert = sql.insert(SCHEMA, '$1', 'fence');
  const [, into = '', chosen = ''] = /\(([^)]*)\) SELECT (.*?) FROM/.exec(insert) ?? [];
  const given = [...chosen.matchAll(/x\."(\w+)"/g)].map(([, short]) => short ?? '');
  const inserted = named([...into.matchAll(/"(\w+)"/g)].map(([, column]) => column));
  const updated = [...sql.update(SCHEMA, '$1', 'fence').matchAll(/"(\w+)" = x\."(\w+)"/g)];
  const columns = (pattern: RegExp): string[] => named([...insert.matchAll(pattern)].map(([, column]) => column));
  return {
    key: named([...key.matchAll(/"(\w+)"/g)].map(([, column]) => column)),
    sums: columns(/"(\w+)" = t\."\w+" \+ excluded/g),
    least: columns(/"(\w+)" = least\(/g),
    greatest: columns(/"(\w+)" = greatest\(/g),
    given: {
      'INSERT INTO': new Map(given.map((short, i) => [short, inserted[i] ?? ''])),
      UPDATE: new Map(updated.map(([, column, short]) => [short ?? '', names.get(column) ?? ''])),
    },
    rows: new Map(),
  };
}

interface Answer {
  readonly rows: readonly Row[];
}

/** The tables of the read models, as far as the projector asks for them: its own statements, and no other. */
export class SimDatabase {
  readonly tables = new Map<string, Table>(Object.values(MAIN_GROUP.tables).map((sql) => [sql.name, tableOf(sql)]));
  epoch = 0;
  position: bigint | undefined;
  eventId: string | undefined;

  /** A connection; that of a process does what it is told after a while, or never, when the process is gone. */
  client(pass: () => Promise<void> = () => Promise.resolve()): pg.ClientBase {
    const query = async (
      statement: string | { readonly text: string; readonly values: readonly string[] },
      values?: readonly unknown[],
    ): Promise<Answer> => {
      await pass();
      const answer =
        typeof statement === 'string' ? this.#select(statement, values) : this.#write(statement.text, statement.values);
      await pass();
      return answer;
    };
    return { query } as unknown as pg.ClientBase;
  }

  #table(name: string | undefined): Table {
    const table = this.tables.get(name ?? '');
    if (!table) throw new Error(`there is no table ${name}`);
    return table;
  }

  #select(text: string, values: readonly unknown[] = []): Answer {
    const from = /^SELECT .* FROM \w+\.(\w+)(.*)$/s.exec(text);
    if (!from) throw new Error(`the simulated database does not know: ${text}`);
    const [, name, rest = ''] = from;
    let rows = [...this.#table(name).rows.values()];
    const [ids] = values;
    if (rest.includes('run_id = ANY') && Array.isArray(ids)) rows = rows.filter(({ runId }) => ids.includes(runId));
    if (rest.includes("status = 'open'")) rows = rows.filter(({ status }) => status === 'open');
    if (rest.includes('"order"')) rows.sort((a, b) => Number(a['order']) - Number(b['order']));
    return { rows: structuredClone(rows) };
  }

  /** One statement, hence all or nothing: the checkpoint moves, or another has taken over and nothing is written. */
  #write(text: string, values: readonly string[]): Answer {
    const [epoch, position, eventId, ...parts] = values;
    if (!text.includes('.checkpoint SET position')) throw new Error('a batch without its checkpoint');
    if (Number(epoch) !== this.epoch) return { rows: [{ written: 0 }] };
    const verbs = [...text.matchAll(/w\d+ AS \((INSERT INTO|UPDATE) \w+\.(\w+)/g)];
    for (const [i, [, verb, name]] of verbs.entries()) {
      const table = this.#table(name);
      const isUpdate = verb === 'UPDATE';
      const given = table.given[isUpdate ? 'UPDATE' : 'INSERT INTO'];
      const rows: Row[] = JSON.parse(parts[i] ?? '[]');
      for (const row of rows)
        this.#put(table, Object.fromEntries([...given].map(([short, to]) => [to, row[short] ?? null])), isUpdate);
    }
    this.position = BigInt(position ?? 0);
    this.eventId = eventId;
    return { rows: [{ written: 1 }] };
  }

  #put({ key, sums, least, greatest, rows }: Table, row: Row, isUpdate: boolean): void {
    const id = JSON.stringify(key.map((name) => row[name]));
    const known = rows.get(id);
    if (isUpdate || !known) return void rows.set(id, { ...known, ...row });
    if (sums.length === 0) throw new Error(`row ${id} is inserted twice`);
    for (const name of sums) known[name] = added(known[name], row[name]);
    for (const [names, sign] of [
      [least, 1],
      [greatest, -1],
    ] as const)
      for (const name of names)
        if (known[name] == null || (row[name] != null && sign * compared(row[name], known[name]) < 0))
          known[name] = row[name];
  }

  /** The runs that have something left to do, as the view `open_work` of the read models says it, and where in the log that was so. */
  openWork(): Awaited<ReturnType<OpenWork['list']>> {
    const { position, eventId } = this;
    const runs = [...this.#table('runs').rows.values()];
    const working = runs
      .filter((run) => run.endedAt === null || Number(run.reservedNanoUsd) !== 0 || Number(run.reservedTokens) !== 0)
      .map(({ runId, revision, stepsRunning }) => ({
        stream: runStream(String(runId)),
        revision: Number(revision),
        isLeased: Number(stepsRunning) > 0,
      }));
    return { runs: working, from: position === undefined || eventId === undefined ? undefined : { position, eventId } };
  }

  /** Every row of every table, in one order. */
  dump(): readonly string[] {
    return [...this.tables].flatMap(([name, { rows }]) =>
      [...rows].map(([id, row]) => `${name} ${id} ${JSON.stringify(sorted(row))}`).sort(),
    );
  }
}

const added = (a: unknown, b: unknown): unknown =>
  typeof a === 'number' && typeof b === 'number' ? a + b : String(BigInt(String(a)) + BigInt(String(b)));
const compared = (a: unknown, b: unknown): number =>
  typeof a === 'number' && typeof b === 'number' ? a - b : String(a) < String(b) ? -1 : 1;
const sorted = (row: Row): Row => Object.fromEntries(Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1)));

/** Projects the log into the tables as src/projections/runner does: under an epoch of its own, from the checkpoint that is there. */
export async function project(
  database: SimDatabase,
  feed: Feed,
  blobs: BlobStore,
  signal: AbortSignal,
  through: { readonly pass?: () => Promise<void>; readonly until?: bigint } = {},
): Promise<void> {
  const { pass, until } = through;
  const epoch = String(++database.epoch);
  const { position, eventId } = database;
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const over = new AbortController();
  const ends = AbortSignal.any([signal, over.signal]);
  const projector = await new Projector(
    MAIN_GROUP,
    database.client(pass),
    SCHEMA,
    { position, eventId, epoch },
    blobs,
    log,
  ).open();
  let failed: unknown;
  const handle = async (batch: FeedBatch): Promise<void> => {
    try {
      await projector.apply(batch);
    } catch (error) {
      // The blob store is away: the batch comes again. Anything else needs another session.
      if (error instanceof DomainError) throw error;
      failed = error;
      over.abort();
    }
    if (until !== undefined && batch.through >= until) over.abort();
  };
  await feed.follow({
    name: 'read-models',
    from: projector.committed,
    prefixes: PREFIXES,
    signal: ends,
    gatherMs: MAIN_GROUP.gatherMs,
    handle,
  });
  if (failed !== undefined) throw failed;
}
