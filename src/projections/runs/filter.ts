import { sql, type RawBuilder } from 'kysely';
import type { RunStatus, WaitKind } from '../rows.js';
import type { Db } from '../storage/database.js';

/** What a run must be like: all of it; of a list any one. Instants and money as in rows. */
export interface RunFilter {
  /** Start or end of the run's id, or any part of the id or name of its workflow or operator, in any case. */
  readonly text?: string | undefined;
  readonly status?: readonly (RunStatus | 'open' | 'ended' | 'waiting')[] | undefined;
  readonly workflow?: readonly string[] | undefined;
  readonly version?: number | undefined;
  readonly agent?: string | undefined;
  readonly operator?: readonly string[] | undefined;
  /** Replays of this run. */
  readonly replayOf?: string | undefined;
  readonly trigger?: string | undefined;
  readonly waitsFor?: readonly WaitKind[] | undefined;
  readonly minNanoUsd?: string | undefined;
  readonly maxNanoUsd?: string | undefined;
  /** From inclusive, to exclusive. */
  readonly startedFrom?: string | undefined;
  readonly startedTo?: string | undefined;
  readonly endedFrom?: string | undefined;
  readonly endedTo?: string | undefined;
}
export type RunSort = '-startedAt' | 'startedAt' | '-endedAt' | 'endedAt' | '-cost' | 'cost' | '-duration' | 'duration';

type Sql = RawBuilder<unknown>;
const OPEN: readonly RunStatus[] = ['running', 'paused', 'halted'];
const ENDED: readonly RunStatus[] = ['completed', 'failed', 'cancelled'];

/** How a list is ordered, and where it goes on. */
export interface Place {
  readonly sort: RunSort;
  /** Value of the sorted column and run id of the last row. */
  readonly after?: readonly [value: string, runId: string] | undefined;
}
const COLUMN = {
  startedAt: { name: 'started_at', type: 'timestamptz' },
  endedAt: { name: 'ended_at', type: 'timestamptz' },
  cost: { name: 'ended_nano_usd', type: 'numeric' },
  duration: { name: 'duration_ms', type: 'bigint' },
} as const;
export function orderOf(sort: RunSort): {
  readonly column: RawBuilder<string>;
  readonly type: RawBuilder<unknown>;
  readonly descending: boolean;
} {
  const descending = sort.startsWith('-');
  const name = descending ? sort.slice(1) : sort;
  const { name: column, type } =
    name === 'endedAt' || name === 'cost' || name === 'duration' ? COLUMN[name] : COLUMN.startedAt;
  return { column: sql<string>`r.${sql.ref(column)}`, type: sql.raw(type), descending };
}

/**
 * The runs that fit, as a subquery `(run_id, sorted)` with the column that they are sorted by; of each branch at most `limit` rows, those
 * that come first; without `place` any of them, sorted by nothing.
 * Each branch is one range of one index, merged by whoever asks: a list of statuses, workflows or ways to fit a text never makes
 * PostgreSQL read a range that is not asked for. Undefined: nothing fits.
 */
export async function fittingRuns(
  db: Db,
  schema: string,
  filter: RunFilter,
  limit: number,
  place?: Place,
): Promise<Sql | undefined> {
  const alternatives = await textAlternatives(db, filter);
  const branches = alternatives.flatMap(({ conditions, workflow }) =>
    statusBranches(filter, workflow !== undefined, place).map((status) =>
      branch(
        schema,
        { ...status, conditions: [...conditions, ...status.conditions, ...plain(filter)] },
        filter,
        workflow,
        limit,
        place,
      ),
    ),
  );
  // Only ways to fit a text, and waiting beside a status, overlap; else PostgreSQL may stop as soon as there are enough.
  const overlap = alternatives.length > 1 || filter.status?.includes('waiting') === true;
  return branches.length === 0 ? undefined : sql.join(branches, overlap ? sql` UNION ` : sql` UNION ALL `);
}

function branch(
  schema: string,
  { conditions, few }: StatusBranch,
  filter: RunFilter,
  workflow: readonly string[] | undefined,
  limit: number,
  place: Place | undefined,
): Sql {
  const runs = sql.table(`${schema}.runs`);
  const { agent } = filter;
  const agents = sql.table(`${schema}.run_agents`);
  // The few runs of such a status are looked up among the agent's; of the many of others the agent's are walked along.
  const from =
    agent === undefined
      ? sql`${runs} AS r`
      : few
        ? sql`${runs} AS r CROSS JOIN LATERAL (SELECT 1 FROM ${agents} AS a
            WHERE a.agent_id = ${agent}::text AND a.started_at = r.started_at AND a.run_id = r.run_id LIMIT 1) AS of_agent`
        : sql`${agents} AS a JOIN ${runs} AS r ON r.run_id = a.run_id`;
  const all = [...conditions, ...(agent === undefined || few ? [] : [sql`a.agent_id = ${agent}::text`])];
  const [one, ...others] = workflow ?? [];
  const several = others.length > 0;
  if (several) all.push(sql`r.workflow_id = w.id`);
  else if (one !== undefined) all.push(sql`r.workflow_id = ${one}::text`);
  if (place?.after) all.push(beyond(place));
  const where = all.length === 0 ? sql`` : sql`WHERE ${sql.join(all, sql` AND `)}`;
  const sorted = place ? orderOf(place.sort).column : sql`NULL`;
  const ids = sql`SELECT r.run_id, ${sorted} AS sorted FROM ${from} ${where} ${orderBy(place, agent !== undefined && !few)} LIMIT ${limit}`;
  return several
    ? sql`(SELECT k.run_id, k.sorted FROM unnest(${workflow}::text[]) AS w(id) CROSS JOIN LATERAL (${ids}) AS k)`
    : sql`(${ids})`;
}

function beyond(place: Place): Sql {
  const { column, type, descending } = orderOf(place.sort);
  const [value, runId] = place.after ?? ['', ''];
  const than = sql.raw(descending ? '<' : '>');
  return sql`(${column}, r.run_id) ${than} (${value}::${type}, ${runId}::text)`;
}

/** Runs of an agent stand in its own index in the order of their start. */
export function orderBy(place: Place | undefined, ofAgent = false): Sql {
  if (!place) return sql``;
  const { column, descending } = orderOf(place.sort);
  const way = sql.raw(descending ? 'DESC' : 'ASC');
  if (ofAgent && (place.sort === '-startedAt' || place.sort === 'startedAt'))
    return sql`ORDER BY a.started_at ${way}, a.run_id ${way}`;
  return sql`ORDER BY ${column} ${way}, r.run_id ${way}`;
}

/** The order of what `fittingRuns` answers. */
export function firstOf({ sort }: Place): Sql {
  const way = sql.raw(sort.startsWith('-') ? 'DESC' : 'ASC');
  return sql`ORDER BY sorted ${way}, run_id ${way}`;
}

/** One range of an index that must be read for the statuses that are asked for. */
interface StatusBranch {
  readonly conditions: readonly Sql[];
  /** Of all runs there are few such ones: what is open, and what went wrong. */
  readonly few: boolean;
}

function statusBranches(filter: RunFilter, ofWorkflow: boolean, place: Place | undefined): StatusBranch[] {
  const asked = filter.status;
  const wanted = new Set<RunStatus>();
  for (const status of asked ?? []) {
    if (status === 'open') OPEN.forEach((one) => wanted.add(one));
    else if (status === 'ended') ENDED.forEach((one) => wanted.add(one));
    else if (status !== 'waiting') wanted.add(status);
  }
  const sorted = place !== undefined && place.sort !== '-startedAt' && place.sort !== 'startedAt';
  if (sorted) {
    // Over ended runs only, in the order of an index of its own.
    const ended = asked === undefined ? ENDED : ENDED.filter((one) => wanted.has(one));
    return [
      {
        conditions: [sql`r.ended_at IS NOT NULL`, sql`r.status = ANY(${ended}::text[])`, ...cost(filter, 'ended')],
        few: false,
      },
    ];
  }
  const each = (statuses: readonly RunStatus[]): StatusBranch[] =>
    statuses.map((one) => ({
      conditions: [sql`r.status = ${one}::text`, ...cost(filter, OPEN.includes(one) ? 'open' : 'ended')],
      few: one !== 'completed',
    }));
  const branches = filter.waitsFor
    ? each(OPEN.filter((one) => asked === undefined || wanted.has(one)))
    : asked !== undefined
      ? each([...wanted])
      : ofWorkflow
        ? each([...OPEN, ...ENDED])
        : filter.minNanoUsd !== undefined
          ? [...each(OPEN), { conditions: [sql`r.ended_at IS NOT NULL`, ...cost(filter, 'ended')], few: false }]
          : [{ conditions: cost(filter, 'open'), few: false }];
  if (asked?.includes('waiting'))
    branches.push({ conditions: [sql`r.waits_for_person`, ...cost(filter, 'open')], few: true });
  return branches;
}

/** Of ended runs what they spent stands in an index. */
function cost({ minNanoUsd, maxNanoUsd }: RunFilter, of: 'open' | 'ended'): Sql[] {
  const column = sql.raw(of === 'ended' ? 'r.ended_nano_usd' : 'r.spent_nano_usd');
  return [
    ...(minNanoUsd === undefined ? [] : [sql`${column} >= ${minNanoUsd}::numeric`]),
    ...(maxNanoUsd === undefined ? [] : [sql`${column} <= ${maxNanoUsd}::numeric`]),
  ];
}

function plain(filter: RunFilter): Sql[] {
  const conditions: Sql[] = [];
  const { operator, startedFrom, startedTo, endedFrom, endedTo } = filter;
  if (filter.version !== undefined) conditions.push(sql`r.workflow_version = ${filter.version}::int`);
  if (filter.replayOf !== undefined) conditions.push(sql`r.source_run_id = ${filter.replayOf}::text`);
  if (filter.trigger !== undefined) conditions.push(sql`r.trigger_kind = ${filter.trigger}::text`);
  if (operator !== undefined)
    conditions.push(
      operator.length === 1 ? sql`r.operator_id = ${operator[0]}::text` : sql`r.operator_id = ANY(${operator}::text[])`,
    );
  if (filter.waitsFor !== undefined)
    conditions.push(
      sql`EXISTS (SELECT 1 FROM json_array_elements(r.waits) AS w(wait) WHERE w.wait->>'kind' = ANY(${filter.waitsFor}::text[]))`,
    );
  if (startedFrom !== undefined) conditions.push(sql`r.started_at >= ${startedFrom}::timestamptz`);
  if (startedTo !== undefined) conditions.push(sql`r.started_at < ${startedTo}::timestamptz`);
  if (endedFrom !== undefined) conditions.push(sql`r.ended_at >= ${endedFrom}::timestamptz`);
  if (endedTo !== undefined) conditions.push(sql`r.ended_at < ${endedTo}::timestamptz`);
  return conditions;
}

interface Alternative {
  readonly conditions: readonly Sql[];
  readonly workflow: readonly string[] | undefined;
}

/** The ways in which a run can fit the text. Names are looked up first: there are few of them, and many runs. */
async function textAlternatives(db: Db, filter: RunFilter): Promise<Alternative[]> {
  const { text, workflow } = filter;
  if (text === undefined) return [{ conditions: [], workflow }];
  const like = `%${text.replace(/[\\%_]/g, '\\$&')}%`;
  const [workflows, operators] = await Promise.all([
    db
      .selectFrom('workflowVersions')
      .select('workflowId')
      .distinct()
      .where((eb) => eb.or([eb('workflowId', 'ilike', like), eb('name', 'ilike', like)]))
      .execute(),
    db
      .selectFrom('operators')
      .select('operatorId')
      .where((eb) => eb.or([eb('operatorId', 'ilike', like), eb('name', 'ilike', like)]))
      .execute(),
  ]);
  const fitting = workflows.map(({ workflowId }) => workflowId).filter((id) => workflow?.includes(id) ?? true);
  const alternatives: Alternative[] = fitting.length > 0 ? [{ conditions: [], workflow: fitting }] : [];
  for (const { operatorId } of operators.slice(0, 10))
    alternatives.push({ conditions: [sql`r.operator_id = ${operatorId}::text`], workflow });
  const id = text.toLowerCase();
  if (/^[0-9a-f-]{2,36}$/.test(id)) {
    const reversed = [...id].reverse().join('');
    // Every character of an id sorts before "g".
    alternatives.push({ conditions: within(sql`r.run_id COLLATE "C"`, id), workflow });
    alternatives.push({ conditions: within(sql`reverse(r.run_id) COLLATE "C"`, reversed), workflow });
  }
  return alternatives;
}

const within = (value: Sql, start: string): Sql[] => [
  sql`${value} >= ${start}::text`,
  sql`${value} < ${`${start}g`}::text`,
];
