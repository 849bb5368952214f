import { sql, type RawBuilder } from 'kysely';
import { runStream, STREAMS } from '../../domain/catalog.js';
import type { RunStatus } from '../rows.js';
import type { Db } from '../storage/database.js';
import { all, tableOf, within, type Condition, type Range } from './conditions.js';

/** What the run of an event must be like, as it is now. */
export interface RunFilter {
  readonly status?: readonly (RunStatus | 'open' | 'ended')[] | undefined;
  readonly workflow?: readonly string[] | undefined;
  readonly minRunNanoUsd?: string | undefined;
  readonly maxRunNanoUsd?: string | undefined;
}
/** The same over audit_runs, which is called `r`. */
export interface RunConditions {
  /** Each of them is a range of an index. */
  readonly statuses: readonly RunStatus[];
  readonly others: readonly Condition[];
}

const OPEN: readonly RunStatus[] = ['running', 'paused', 'halted'];
const ENDED: readonly RunStatus[] = ['completed', 'failed', 'cancelled'];

/** Undefined when nothing is asked of runs; a workflow alone is asked of events. */
export function compileRuns({ status, workflow, minRunNanoUsd, maxRunNanoUsd }: RunFilter): RunConditions | undefined {
  if (!status && minRunNanoUsd === undefined && maxRunNanoUsd === undefined) return undefined;
  const statusesOf = (one: RunStatus | 'open' | 'ended'): readonly RunStatus[] =>
    one === 'open' ? OPEN : one === 'ended' ? ENDED : [one];
  const others: Condition[] = [];
  if (workflow) others.push(sql<boolean>`r.workflow_id = ANY(${[...workflow]}::text[])`);
  if (minRunNanoUsd !== undefined) others.push(sql<boolean>`r.nano_usd >= ${minRunNanoUsd}::numeric`);
  if (maxRunNanoUsd !== undefined) others.push(sql<boolean>`r.nano_usd <= ${maxRunNanoUsd}::numeric`);
  return { statuses: status ? [...new Set(status.flatMap(statusesOf))] : [...OPEN, ...ENDED], others };
}

const everyCondition = ({ statuses, others }: RunConditions): Condition =>
  all([sql<boolean>`r.status = ANY(${[...statuses]}::text[])`, ...others]);
const STREAM = sql`(${sql.lit(STREAMS.run)} || r.run_id)`;

/**
 * That an event's run is like that, to be asked event by event: a subquery that is no join, so that PostgreSQL stops at the first
 * events that fit. `stream`: the one that all events are of; then it is asked once.
 */
export const isOfRun = (schema: string, run: RunConditions, stream: string | undefined): Condition =>
  sql<boolean>`coalesce((SELECT true FROM ${tableOf(schema, 'audit_runs')} AS r
    WHERE r.run_id = ${stream === undefined ? sql`audit_events.run_id` : runOf(stream)} AND ${everyCondition(run)}), false)`;
const runOf = (stream: string): RawBuilder<string | null> =>
  sql`${stream.startsWith(STREAMS.run) ? stream.slice(STREAMS.run.length) : null}::text`;

/** Runs of other statuses are looked up at once when they are no more than this. */
const FEW_OTHERS = 20_000;

/**
 * That an event is of none of the runs whose status is another, beside `isOfRun`, for events that no order ends: most of two common things that never
 * meet are sorted out by one look into a table in memory, and need not be asked for their run. Empty when the others are many. Not for words: few events
 * have them, and the table costs more than it saves.
 */
export async function ofNoOtherRun(db: Db, schema: string, { statuses }: RunConditions): Promise<Condition[]> {
  const others = [...OPEN, ...ENDED].filter((status) => !statuses.includes(status));
  if (others.length === 0) return [];
  const runs = sql`${tableOf(schema, 'audit_runs')} AS r WHERE r.status = ANY(${others}::text[])`;
  const found = await sql<{ readonly n: number }>`SELECT count(*)::int AS n FROM
    (SELECT 1 FROM ${runs} LIMIT ${FEW_OTHERS + 1}) AS others`.execute(db);
  if ((found.rows[0]?.n ?? 0) > FEW_OTHERS) return [];
  return [sql<boolean>`coalesce(audit_events.run_id NOT IN (SELECT r.run_id FROM ${runs}), false)`];
}

export interface FewRuns {
  readonly ids: readonly string[];
  readonly streams: readonly string[];
  /** How many events they have. */
  readonly events: number;
}

/** The runs that fit and have events in a range; undefined when they are more than `few`. */
export async function fewRuns(
  db: Db,
  schema: string,
  run: RunConditions,
  range: Range,
  few: number,
): Promise<FewRuns | undefined> {
  const found = await sql<{ readonly runId: string; readonly events: number }>`SELECT r.run_id, r.events
    FROM ${tableOf(schema, 'audit_runs')} AS r WHERE ${all([everyCondition(run), ...reaching(range)])} LIMIT ${few + 1}`.execute(
    db,
  );
  if (found.rows.length > few) return undefined;
  const ids = found.rows.map(({ runId }) => runId);
  return { ids, streams: ids.map(runStream), events: found.rows.reduce((sum, { events }) => sum + events, 0) };
}

const reaching = ({ after, before }: Range): Condition[] => [
  sql<boolean>`r.last_position > ${String(after)}::bigint`,
  sql<boolean>`r.first_position < ${String(before)}::bigint`,
];

/** Runs that are looked at first, and at most, at a time. */
const AT_ONCE = { first: 64, most: 1_024 };
/** A place that so many runs of the kind were open at has events of them nearby. */
const MANY_OPEN = 1_000;

/**
 * Positions of the newest events of runs, when nothing is asked of the events but their time; undefined when they are found sooner event by event.
 * Runs are looked at by their last event, the newest first: of those not looked at, no event is newer than the last event of the
 * last run that was. Runs that go on beyond the range have no such bound, and are all looked at.
 */
export const newestOfRuns = (
  db: Db,
  schema: string,
  run: RunConditions,
  range: Range,
  times: readonly Condition[],
  limit: number,
): Promise<string[] | undefined> =>
  db
    .transaction()
    // Where the runs end must not change while they are looked at.
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute((snapshot) => newestIn(snapshot, schema, run, range, times, limit));

async function newestIn(
  db: Db,
  schema: string,
  run: RunConditions,
  range: Range,
  times: readonly Condition[],
  limit: number,
): Promise<string[] | undefined> {
  const runs = sql`${tableOf(schema, 'audit_runs')} AS r`;
  const beyond = await sql<{ readonly runId: string }>`SELECT r.run_id FROM ${runs} WHERE ${all([
    everyCondition(run),
    sql<boolean>`r.last_position >= ${String(range.before)}::bigint`,
    sql<boolean>`r.first_position < ${String(range.before)}::bigint`,
  ])} LIMIT ${MANY_OPEN + 1}`.execute(db);
  if (beyond.rows.length > MANY_OPEN) return undefined;

  const found = beyond.rows.length === 0 ? [] : await eventsOf(beyond.rows.map(({ runId }) => runId));
  let bound = range.before;
  for (let most = AT_ONCE.first; ; most = Math.min(most * 2, AT_ONCE.most)) {
    const next = await lastUnder(bound, most);
    if (next.length > 0) found.push(...(await eventsOf(next.map(({ runId }) => runId))));
    bound = BigInt(next.at(-1)?.lastPosition ?? 0);
    const certain = found.reduce((count, position) => (BigInt(position) >= bound ? count + 1 : count), 0);
    if (next.length < most || certain >= limit) break;
  }
  return found.sort((a, b) => Number(BigInt(b) - BigInt(a))).slice(0, limit);

  /** Each status by itself is in the order of an index. */
  async function lastUnder(before: bigint, most: number) {
    const branches = run.statuses.map(
      (status) =>
        sql`(SELECT r.run_id, r.last_position FROM ${runs} WHERE ${all([
          sql<boolean>`r.status = ${status}::text`,
          sql<boolean>`r.last_position > ${String(range.after)}::bigint`,
          sql<boolean>`r.last_position < ${String(before)}::bigint`,
          ...run.others,
        ])} ORDER BY r.last_position DESC LIMIT ${most})`,
    );
    const last = await sql<{ readonly runId: string; readonly lastPosition: string }>`SELECT run_id,
      last_position::text AS last_position FROM (${sql.join(branches, sql` UNION ALL `)}) AS last
      ORDER BY last.last_position DESC LIMIT ${most}`.execute(db);
    return last.rows;
  }

  /** The newest ones of these runs in the range. */
  async function eventsOf(ids: readonly string[]): Promise<string[]> {
    const events = await sql<{ readonly position: string }>`SELECT e.position::text AS position
      FROM unnest(${[...ids]}::text[]) AS r(run_id) CROSS JOIN LATERAL (
        SELECT position FROM ${tableOf(schema, 'audit_events')} WHERE ${all([
          sql<boolean>`stream = ${STREAM}`,
          ...within(range),
          ...times,
        ])} ORDER BY audit_events.position DESC LIMIT ${limit}) AS e
      ORDER BY e.position DESC LIMIT ${limit}`.execute(db);
    return events.rows.map(({ position }) => position);
  }
}

/** How many events runs have in all, when nothing else is asked. */
export async function eventsOfRuns(db: Db, schema: string, run: RunConditions): Promise<number> {
  const found = await sql<{ readonly n: string | null }>`SELECT sum(r.events)::text AS n
    FROM ${tableOf(schema, 'audit_runs')} AS r WHERE ${everyCondition(run)}`.execute(db);
  return Number(found.rows[0]?.n ?? 0);
}
