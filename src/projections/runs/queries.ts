import { sql } from 'kysely';
import { STREAMS } from '../../domain/catalog.js';
import type { Paging } from '../paging.js';
import type { AttemptRow, OpenWorkRow, Page, RunRow, RunSummary, StepRow } from '../rows.js';
import { fromCursor, pageOf, wrongCursor, type CursorPart } from '../storage/cursor.js';
import type { Db } from '../storage/database.js';
import { firstOf, fittingRuns, orderBy, type Place, type RunFilter, type RunSort } from './filter.js';
import { statusesOf } from './picture.js';

export interface RunListing extends RunFilter, Paging {
  /** Default: newest first. Other orders than by the start list ended runs only. */
  readonly sort?: RunSort | undefined;
}
export interface RunCount {
  readonly count: number;
  /** There are more: counting stopped. */
  readonly more: boolean;
}
const COUNTED = 10_000;

type Stored = RunRow & { readonly incomplete: boolean };
const summary = (row: Stored): RunSummary => ({ ...row, pips: row.pips === null ? null : statusesOf(row.pips) });

export async function listRuns(db: Db, schema: string, listing: RunListing): Promise<Page<RunSummary>> {
  const { limit, cursor, sort = '-startedAt', ...filter } = listing;
  const place: Place = { sort, after: cursor === undefined ? undefined : placeIn(cursor, sort) };
  const fitting = await fittingRuns(db, schema, filter, limit + 1, place);
  if (!fitting) return { items: [] };
  const bad = sql.table(`${schema}.dead_lettered_events`);
  const { rows } = await sql<Stored>`
    SELECT r.*, EXISTS (SELECT 1 FROM ${bad} AS bad WHERE bad.stream = ${STREAMS.run}::text || r.run_id) AS incomplete
    FROM (SELECT run_id FROM (${fitting}) AS fitting ${firstOf(place)} LIMIT ${limit + 1}) AS shown
    JOIN ${sql.table(`${schema}.runs`)} AS r ON r.run_id = shown.run_id ${orderBy(place)}`.execute(db);
  return pageOf(rows.map(summary), limit, (run) => [sort, sortedBy(run, sort), run.runId]);
}

const SORTED_BY: Readonly<Record<RunSort, CursorPart>> = {
  startedAt: 'instant',
  '-startedAt': 'instant',
  endedAt: 'instant',
  '-endedAt': 'instant',
  cost: 'money',
  '-cost': 'money',
  duration: 'bigint',
  '-duration': 'bigint',
};

function placeIn(cursor: string, sort: RunSort): [string, string] {
  const [by, value, runId] = fromCursor(cursor, ['text', SORTED_BY[sort], 'text']);
  if (by !== sort || value === undefined || runId === undefined) throw wrongCursor();
  return [value, runId];
}

function sortedBy(run: RunSummary, sort: RunSort): string {
  switch (sort) {
    case 'startedAt':
    case '-startedAt':
      return run.startedAt;
    case 'endedAt':
    case '-endedAt':
      return run.endedAt ?? '';
    case 'cost':
    case '-cost':
      return run.endedNanoUsd ?? '0';
    case 'duration':
    case '-duration':
      return String(run.durationMs ?? 0);
  }
}

/** Counting stops at 10,000. */
export async function countRuns(db: Db, schema: string, filter: RunFilter): Promise<RunCount> {
  const fitting = await fittingRuns(db, schema, filter, COUNTED + 1);
  if (!fitting) return { count: 0, more: false };
  const { rows } = await sql<{
    n: number;
  }>`SELECT count(*)::int AS n FROM (SELECT 1 FROM (${fitting}) AS fitting LIMIT ${COUNTED + 1}) AS counted`.execute(
    db,
  );
  const n = rows[0]?.n ?? 0;
  return { count: Math.min(n, COUNTED), more: n > COUNTED };
}

/** The ids of the runs that fit, newest first, at most `limit`: what a job over "all that match" freezes. */
export async function runIds(db: Db, schema: string, filter: RunFilter, limit: number): Promise<string[]> {
  const place: Place = { sort: '-startedAt' };
  const fitting = await fittingRuns(db, schema, filter, limit, place);
  if (!fitting) return [];
  const { rows } = await sql<{ runId: string }>`
    SELECT run_id FROM (${fitting}) AS fitting ${firstOf(place)} LIMIT ${limit}`.execute(db);
  return rows.map(({ runId }) => runId);
}

/** A run and its steps at one moment, whatever is committed meanwhile. */
export async function getRun(
  db: Db,
  schema: string,
  runId: string,
): Promise<{ readonly run: RunSummary; readonly steps: readonly StepRow[] } | undefined> {
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (transaction) => {
      const at = transaction.withSchema(schema);
      const run = await runSummary(at, runId);
      return run && { run, steps: await listSteps(at, runId) };
    });
}

export async function runSummary(db: Db, runId: string): Promise<RunSummary | undefined> {
  const row = await db
    .selectFrom('runs')
    .selectAll('runs')
    .select((eb) =>
      eb
        .exists(
          eb
            .selectFrom('deadLetteredEvents as bad')
            .select(sql`1`.as('one'))
            .where('bad.stream', '=', STREAMS.run + runId),
        )
        .$castTo<boolean>()
        .as('incomplete'),
    )
    .where('runId', '=', runId)
    .executeTakeFirst();
  return row && summary(row);
}

/** In the definition's order. */
export const listSteps = (db: Db, runId: string): Promise<StepRow[]> =>
  db.selectFrom('steps').selectAll().where('runId', '=', runId).orderBy('order').orderBy('stepKey').execute();

/** In the order in which they were dispatched. */
export function listAttempts(db: Db, runId: string, stepKey?: string): Promise<AttemptRow[]> {
  let query = db.selectFrom('attempts').selectAll().where('runId', '=', runId);
  if (stepKey !== undefined) query = query.where('stepKey', '=', stepKey);
  return query.orderBy('dispatchedRevision').execute();
}

/** Those that come first: by priority, then age. */
export const listOpenWork = (db: Db): Promise<(OpenWorkRow & Pick<RunRow, 'stepsRunning'>)[]> =>
  db
    .selectFrom('openWork')
    .innerJoin('runs', 'runs.runId', 'openWork.runId')
    .selectAll('openWork')
    .select('runs.stepsRunning')
    .orderBy('openWork.priority', 'desc')
    .orderBy('openWork.startedAt')
    .orderBy('openWork.runId')
    .execute();
