import { sql, type RawBuilder } from 'kysely';
import type { Paging } from '../paging.js';
import type { Page } from '../rows.js';
import { isTooSlow } from '../storage/connection.js';
import { fromCursor, pageOf } from '../storage/cursor.js';
import type { Db } from '../storage/database.js';
import { all, apart, tableOf, within, type Condition, type Range } from './conditions.js';
import { compileFilter, type AuditFilter, type CompiledFilter } from './filter.js';
import { eventsOfRuns, fewRuns, isOfRun, newestOfRuns, ofNoOtherRun, type FewRuns } from './of-runs.js';
import { blocksWith, type Blocks } from './pairs.js';
import type { AuditRow } from './rows.js';
import { anyOf, VECTOR } from './terms.js';

export interface AuditSearch extends AuditFilter, Paging {
  /** Positions, exclusive. */
  readonly before?: string | undefined;
  readonly after?: string | undefined;
}
export interface AuditPage extends Page<AuditRow> {
  /** How far the search has seen the log. */
  readonly head: string;
}
export interface AuditCount {
  readonly count: number;
  readonly capped: boolean;
  readonly total: number;
  readonly since: string | null;
  readonly head: string;
}
export const COUNTED = 10_000;
/** Longer than this nobody waits for a number. */
const COUNTING_MS = 2_000;

/** How much of the log is looked at event by event, before the index of words is asked. */
export interface Looking {
  /** So many of the newest events at first, for words and without: words of every other event would have the index gather half of the log. */
  readonly words: number;
  readonly columns: number;
  /** Runs whose status and cost fit: up to so many, their events are asked for by their names. */
  readonly runs: number;
  /** A range with no more events than this is looked at whole; and with some found in the first ones more are looked at, up to this, if that is likely to find enough. */
  readonly widest: number;
  /** The newest blocks of pairs.ts that may have the pairs of a phrase: the events of so many are looked at, and then of so many more. */
  readonly blocks: readonly number[];
}
const USUALLY: Looking = { words: 2_000, columns: 20_000, runs: 1_000, widest: 20_000, blocks: [100, 1_000] };

export const columnsOf = (names: readonly (keyof AuditRow)[]): RawBuilder<unknown> =>
  sql.join(
    names.map((name) =>
      name === 'position' ? sql`position::text AS position` : sql`${sql.ref(name)} AS ${sql.ref(name)}`,
    ),
  );
const ALL: readonly (keyof AuditRow)[] = [
  'position',
  'stream',
  'revision',
  'eventId',
  'type',
  'at',
  'actorKind',
  'actorId',
  'actorName',
  'runId',
  'rootRunId',
  'workflowId',
  'stepKey',
  'attempt',
  'agentId',
  'operatorId',
  'nanoUsd',
  'mark',
  'markKind',
  'commandId',
  'correlationId',
  'causationId',
  'introduces',
  'about',
  'summary',
  'text',
  'ids',
];
export const EVERY_COLUMN = columnsOf(ALL);

export async function headOf(db: Db): Promise<string> {
  return (await db.selectFrom('checkpoint').select('position').executeTakeFirst())?.position ?? '0';
}

/** Newest first; `head` is read first and bounds it, so that what is new is what comes after it. */
export async function searchAudit(db: Db, schema: string, search: AuditSearch, looking = USUALLY): Promise<AuditPage> {
  const head = await headOf(db);
  const cursor = search.cursor === undefined ? undefined : fromCursor(search.cursor, ['bigint'])[0];
  const least = (a: bigint, b: bigint | undefined): bigint => (b !== undefined && b < a ? b : a);
  const positionOf = (text: string | undefined): bigint | undefined => (text === undefined ? undefined : BigInt(text));
  const before = least(least(BigInt(head) + 1n, positionOf(search.before)), positionOf(cursor));
  const range = { after: positionOf(search.after) ?? -1n, before };
  const rows = await newestOf<AuditRow>(db, schema, search, range, EVERY_COLUMN, search.limit + 1, looking);
  return { ...pageOf(rows, search.limit, (row) => [row.position]), head };
}

/** The newest events that a filter finds, newest first. */
export async function newestOf<Row extends { readonly position: string }>(
  db: Db,
  schema: string,
  filter: AuditFilter,
  given: Range,
  columns: RawBuilder<unknown>,
  limit: number,
  looking = USUALLY,
): Promise<Row[]> {
  const range = await inTime(db, schema, filter, given);
  const compiled = compileFilter(filter);
  const { query, run, stream } = compiled;
  const table = tableOf(schema, 'audit_events');
  const select = async (
    where: readonly Condition[],
    order: RawBuilder<unknown>,
    most: number,
    from = table,
  ): Promise<Row[]> =>
    (
      await sql<Row>`SELECT ${columns} FROM ${from} WHERE ${all(where)} ORDER BY ${order} DESC LIMIT ${most}`.execute(
        db,
      )
    ).rows;
  // The table's: the selected one is text.
  const byPosition = sql`audit_events.position`;
  if (run && compiled.onlyRun) {
    const positions = await newestOfRuns(db, schema, run, range, compiled.times, limit);
    if (positions) return select([sql<boolean>`position = ANY(${positions}::bigint[])`], byPosition, limit);
  }
  const few = run && stream === undefined ? await fewRuns(db, schema, run, range, looking.runs) : undefined;
  if (few) return select(amongRuns(few, compiled, range, looking), sql`(position + 0)`, limit);
  const exact = run ? [...compiled.columns, isOfRun(schema, run, stream)] : compiled.columns;
  if (query === undefined) return select([...within(range), ...exact], byPosition, limit);
  const size = compiled.words ? looking.words : looking.columns;
  const words = compiled.words ? [compiled.words] : [];
  const look = async (events: number) => {
    const bound = await windowOf(db, table, compiled, range, events);
    const near = [...within({ ...range, after: bound ?? range.after }), ...exact, ...words];
    return { bound, found: await select(near, byPosition, limit) };
  };
  let { bound, found } = await look(size);
  if (found.length < limit && bound !== undefined && compiled.words) {
    const enough = found.length === 0 ? Infinity : (size * limit * 1.5) / found.length;
    const few = (await windowOf(db, table, compiled, range, looking.widest)) === undefined;
    if (few || enough <= looking.widest) ({ bound, found } = await look(few ? looking.widest : Math.ceil(enough)));
  }
  if (found.length >= limit || bound === undefined) return found;
  let far = { ...range, before: bound + 1n };
  for (const most of compiled.pairs.length > 0 ? looking.blocks : []) {
    const blocks = await blocksWith(db, schema, compiled.pairs, far, most);
    const inThem = [...within(far), ...exact, ...words];
    found.push(...(await select(inThem, byPosition, limit - found.length, inBlocks(table, blocks))));
    if (found.length >= limit || blocks.before === undefined) return found;
    far = { ...far, before: blocks.before };
  }
  const asked = [sql<boolean>`${sql.raw(VECTOR)} @@ ${query}`, ...apart(far), ...exact, ...compiled.order];
  const indexed = run && !compiled.words ? [...asked, ...(await ofNoOtherRun(db, schema, run))] : asked;
  return [...found, ...(await select(indexed, sql`(position + 0)`, limit - found.length))];
}

/** The rows of some blocks. (OFFSET: else rows are looked for in the whole table that PostgreSQL thinks to be few, and their blocks afterwards.) */
const inBlocks = (table: RawBuilder<unknown>, { first, end }: Blocks): RawBuilder<unknown> =>
  sql`unnest(${first}::bigint[], ${end}::bigint[]) AS blocks(first_of, end_of) CROSS JOIN LATERAL
    (SELECT * FROM ${table} WHERE position >= first_of AND position < end_of OFFSET 0) AS audit_events`;

/** Events of a few runs: looked at one by one, or found by the index when they are many. */
function amongRuns(
  few: FewRuns,
  { columns, words, order, query }: CompiledFilter,
  range: Range,
  looking: Looking,
): Condition[] {
  const theirs = [sql<boolean>`stream = ANY(${[...few.streams]}::text[])`, ...apart(range), ...columns];
  if (few.events <= (words ? looking.words : looking.columns)) return words ? [...theirs, words] : theirs;
  const named = sql<string>`${anyOf('id', few.ids)}::tsquery`;
  return [sql<boolean>`${sql.raw(VECTOR)} @@ ${query ? sql`(${named} && ${query})` : named}`, ...theirs, ...order];
}

/** The last position that is not among the newest `size` events of a range; undefined when all are. */
async function windowOf(
  db: Db,
  table: RawBuilder<unknown>,
  { stream }: CompiledFilter,
  range: Range,
  size: number,
): Promise<bigint | undefined> {
  const where = [...within(range), ...(stream === undefined ? [] : [sql<boolean>`stream = ${stream}`])];
  const found = await sql<{ readonly position: string }>`SELECT position::text AS position FROM ${table}
    WHERE ${all(where)} ORDER BY audit_events.position DESC OFFSET ${size} LIMIT 1`.execute(db);
  const [row] = found.rows;
  return row && BigInt(row.position);
}

/** So many minutes beside an instant are asked where their events stand: clocks of several servers differ, but not by a day. */
const SKEWED_MINUTES = 1_440;

/** The positions that events between two instants can have. */
export async function inTime(
  db: Db,
  schema: string,
  { from, to }: Pick<AuditFilter, 'from' | 'to'>,
  range: Range,
): Promise<Range> {
  const minutes = sql`${tableOf(schema, 'record_minutes')} WHERE scope = 'all'`;
  const positionOf = async (query: RawBuilder<{ readonly position: string | null }>): Promise<bigint | undefined> => {
    const position = (await query.execute(db)).rows[0]?.position;
    return position == null ? undefined : BigInt(position);
  };
  let { after, before } = range;
  if (from !== undefined) {
    const minute = `${from.slice(0, 'yyyy-mm-ddThh:mm'.length)}:00.000Z`;
    const first = await positionOf(sql`SELECT min(first_position)::text AS position FROM
      (SELECT first_position FROM ${minutes} AND at >= ${minute}::timestamptz ORDER BY at LIMIT ${SKEWED_MINUTES}) AS next`);
    if (first === undefined) return { after: before, before };
    if (first > after) after = first - 1n;
  }
  if (to !== undefined) {
    const last = await positionOf(sql`SELECT max(last_position)::text AS position FROM
      (SELECT last_position FROM ${minutes} AND at < ${to}::timestamptz ORDER BY at DESC LIMIT ${SKEWED_MINUTES}) AS last`);
    if (last === undefined) return { after, before: after };
    if (last < before) before = last + 1n;
  }
  return { after, before };
}

/** Counts to 10,000, or as far as it gets in 2 s (then `capped`); the total comes from the record. */
export async function countAudit(db: Db, schema: string, filter: AuditFilter, looking = USUALLY): Promise<AuditCount> {
  const head = await headOf(db);
  const table = tableOf(schema, 'audit_events');
  const [record] = (
    await sql<{ readonly total: string | null; readonly since: string | null }>`SELECT
      (SELECT sum(events)::text FROM ${tableOf(schema, 'record_hours')} WHERE scope = 'all') AS total,
      (SELECT at FROM ${table} ORDER BY position LIMIT 1) AS since`.execute(db)
  ).rows;
  const total = Number(record?.total ?? 0);
  const common = { total, since: record?.since ?? null, head };
  const compiled = compileFilter(filter);
  const { words, query, run, stream } = compiled;
  const columns = run ? [...compiled.columns, isOfRun(schema, run, stream)] : compiled.columns;
  const capped = (n: number): AuditCount => ({ count: Math.min(n, COUNTED), capped: n > COUNTED, ...common });
  if (query === undefined && columns.length === 0) return capped(total);
  if (run && compiled.onlyRun && compiled.times.length === 0) return capped(await eventsOfRuns(db, schema, run));
  const range = await inTime(db, schema, filter, { after: -1n, before: BigInt(head) + 1n });
  const count = async (where: readonly Condition[], from = table, by: Db = db): Promise<number> => {
    const counted = await sql<{ readonly n: number }>`SELECT count(*)::int AS n FROM
      (SELECT 1 FROM ${from} WHERE ${all(where)} LIMIT ${COUNTED + 1}) AS found`.execute(by);
    return counted.rows[0]?.n ?? 0;
  };
  const few = run && stream === undefined ? await fewRuns(db, schema, run, range, looking.runs) : undefined;
  if (few) return capped(await count(amongRuns(few, compiled, range, looking)));
  if (query === undefined) return capped(await count([...within(range), ...columns]));
  const bound = await windowOf(db, table, compiled, range, looking.widest);
  const near = [...within({ ...range, after: bound ?? range.after }), ...columns, ...(words ? [words] : [])];
  if (bound === undefined) return capped(await count(near));
  if (compiled.pairs.length > 0) {
    const blocks = await blocksWith(db, schema, compiled.pairs, range, looking.blocks.at(-1) ?? 0);
    const inThem = [...within(range), ...columns, ...(words ? [words] : [])];
    if (blocks.before === undefined) return capped(await count(inThem, inBlocks(table, blocks)));
  }
  try {
    const asked = [sql<boolean>`${sql.raw(VECTOR)} @@ ${query}`, ...apart(range), ...columns, ...compiled.order];
    const indexed = run && !words ? [...asked, ...(await ofNoOtherRun(db, schema, run))] : asked;
    return capped(
      await db.transaction().execute(async (transaction) => {
        await sql`SET LOCAL statement_timeout = ${sql.lit(COUNTING_MS)}`.execute(transaction);
        return count(indexed, table, transaction);
      }),
    );
  } catch (error) {
    if (!isTooSlow(error)) throw error;
    // Phrases of common words: they are checked one by one. So many at least.
    return { count: Math.min(await count(near), COUNTED), capped: true, ...common };
  }
}
