import { sql, type RawBuilder } from 'kysely';
import { runStream } from '../../domain/catalog.js';
import type { Db } from '../storage/database.js';
import { chooseMarks } from './chosen-marks.js';
import { all, tableOf, type Condition } from './conditions.js';
import { workflowScope } from './counting.js';
import type { AuditFilter } from './filter.js';
import { KIND_COLUMNS, MARK_KINDS, type AuditRow, type MarkKind } from './rows.js';
import { columnsOf, COUNTED, headOf, inTime, newestOf } from './search.js';
import { HOUR, MINUTE, slotsOf, type Slots } from './slots.js';

export type RecordScope =
  | { readonly kind: 'all' | 'approvals' | 'charges' }
  | { readonly kind: 'workflow'; readonly workflowId: string }
  | { readonly kind: 'audit'; readonly filter: AuditFilter };
export interface RecordRequest {
  readonly scope: RecordScope;
  /** Milliseconds since the epoch; the end is exclusive. Only `audit` may begin where the record begins. */
  readonly from: number | undefined;
  readonly to: number;
  readonly buckets: number;
}

export interface Bucket {
  readonly index: number;
  /** Of its first event, as far as it is known. */
  readonly at: string;
  readonly events: number;
  readonly nanoUsd: string;
  readonly firstPosition: string;
  readonly lastPosition: string;
  readonly firstRevision: number | null;
  readonly lastRevision: number | null;
  /** By kind: how many, and the position of the last one. */
  readonly marks: Readonly<Partial<Record<MarkKind, { readonly count: number; readonly last: string }>>>;
}
const MARK = [
  'position',
  'stream',
  'revision',
  'at',
  'type',
  'summary',
  'runId',
  'workflowId',
  'stepKey',
] as const satisfies readonly (keyof AuditRow)[];
export type MarkedRow = Pick<AuditRow, (typeof MARK)[number]> & { readonly kind: MarkKind; readonly index: number };
export interface Head {
  readonly position: string;
  readonly revision: number;
  readonly at: string;
}
export interface TimedRecord {
  readonly slots: Slots;
  readonly buckets: readonly Bucket[];
  readonly marks: readonly MarkedRow[];
  readonly capped: boolean;
  readonly head: Head | undefined;
}
export interface RunRecord {
  readonly slots: number;
  readonly slotEvents: number;
  readonly buckets: readonly Bucket[];
  readonly marks: readonly MarkedRow[];
  readonly head: Head | undefined;
}

const MAX_MARKS = 60;
/** Events that may be counted one by one for slots under a minute. */
const SINGLY = 20_000;

/** Events of a scope by time. Slots are a minute at least, unless the events are few. */
export async function recordByTime(db: Db, schema: string, request: RecordRequest): Promise<TimedRecord> {
  const { scope, to, buckets: wanted } = request;
  const whole = scope.kind === 'audit' && Object.values(scope.filter).every((value) => value === undefined);
  if (scope.kind === 'audit' && !whole) return filteredRecord(db, schema, scope.filter, request);
  if (scope.kind === 'audit')
    return recordByTime(db, schema, {
      ...request,
      scope: { kind: 'all' },
      from: request.from ?? (await beginning(db, schema)),
    });
  const from = request.from ?? to - HOUR;
  const name = scope.kind === 'workflow' ? workflowScope(scope.workflowId) : scope.kind;
  let slots = slotsOf(from, to, wanted);
  let rows: BucketRow[] | undefined;
  if (slots.slotMs < MINUTE) {
    const whole = await summed(db, schema, 'record_minutes', name, slotsOf(from, to, wanted, MINUTE));
    if (whole.reduce((sum, row) => sum + row.events, 0) <= SINGLY)
      rows = await counted(db, schema, slots, conditionOf(scope));
    else slots = slotsOf(from, to, wanted, MINUTE);
    rows ??= whole;
  } else rows = await summed(db, schema, slots.slotMs < HOUR ? 'record_minutes' : 'record_hours', name, slots);
  const buckets = rows.map(bucketOf);
  return {
    slots,
    buckets,
    marks: await marksOf(db, schema, buckets),
    capped: false,
    head: await headOfScope(db, schema, name),
  };
}

/** A run's events by revision: one per slot, or equal ranges. */
export async function recordOfRun(db: Db, schema: string, runId: string, wanted: number): Promise<RunRecord> {
  const events = tableOf(schema, 'audit_events');
  const stream = runStream(runId);
  const [head] = (
    await sql<Head>`SELECT position::text AS position, revision, at FROM ${events} WHERE stream = ${stream}
      ORDER BY audit_events.position DESC LIMIT 1`.execute(db)
  ).rows;
  if (!head) return { slots: 1, slotEvents: 1, buckets: [], marks: [], head };
  const slotEvents = Math.ceil((head.revision + 1) / wanted);
  const found = await sql<BucketRow>`SELECT (revision / ${slotEvents}::bigint)::int AS index, ${COUNTED_COLUMNS}
    FROM ${events} WHERE stream = ${stream} GROUP BY 1 ORDER BY 1`.execute(db);
  const buckets = found.rows.map(bucketOf);
  return {
    slots: Math.ceil((head.revision + 1) / slotEvents),
    slotEvents,
    buckets,
    marks: await marksOf(db, schema, buckets),
    head,
  };
}

type KindCounts = { readonly [Kind in MarkKind as (typeof KIND_COLUMNS)[Kind][0]]: number };
type KindLasts = { readonly [Kind in MarkKind as (typeof KIND_COLUMNS)[Kind][1]]: string | null };
interface BucketRow extends KindCounts, KindLasts {
  readonly index: number;
  readonly at: string;
  readonly events: number;
  readonly nanoUsd: string;
  readonly firstPosition: string;
  readonly lastPosition: string;
  readonly firstRevision: number | null;
  readonly lastRevision: number | null;
}

/** Of rows of audit_events. */
const COUNTED_COLUMNS = sql`min(at) AS at, count(*)::int AS events, coalesce(sum(nano_usd), 0)::text AS nano_usd,
  min(position)::text AS first_position, max(position)::text AS last_position, min(revision) AS first_revision,
  max(revision) AS last_revision, ${sql.join(
    MARK_KINDS.map((kind) => {
      const [count, last] = KIND_COLUMNS[kind];
      const isKind = sql`FILTER (WHERE mark_kind = ${sql.lit(kind)})`;
      return sql`count(*) ${isKind}::int AS ${sql.ref(count)}, (max(position) ${isKind})::text AS ${sql.ref(last)}`;
    }),
  )}`;
/** Of rows of record_minutes and record_hours. */
const SUMMED_COLUMNS = sql`min(at) AS at, sum(events)::int AS events, sum(nano_usd)::text AS nano_usd,
  min(first_position)::text AS first_position, max(last_position)::text AS last_position, NULL::bigint AS first_revision,
  NULL::bigint AS last_revision, ${sql.join(
    MARK_KINDS.map((kind) => {
      const [count, last] = KIND_COLUMNS[kind];
      return sql`sum(${sql.ref(count)})::int AS ${sql.ref(count)}, max(${sql.ref(last)})::text AS ${sql.ref(last)}`;
    }),
  )}`;

const slotIndex = ({ from, slotMs }: Slots): RawBuilder<unknown> =>
  sql`floor((extract(epoch FROM at) * 1000 - ${from}::bigint) / ${slotMs}::bigint)::int AS index`;
const instant = (ms: number): string => new Date(ms).toISOString();
const during = (slots: Slots): Condition =>
  sql<boolean>`at >= ${instant(slots.from)}::timestamptz AND at < ${instant(slots.to)}::timestamptz`;

async function summed(db: Db, schema: string, table: string, scope: string, slots: Slots): Promise<BucketRow[]> {
  const found = await sql<BucketRow>`SELECT ${slotIndex(slots)}, ${SUMMED_COLUMNS} FROM ${tableOf(schema, table)}
    WHERE scope = ${scope} AND ${during(slots)} GROUP BY 1 ORDER BY 1`.execute(db);
  return found.rows;
}

async function counted(db: Db, schema: string, slots: Slots, condition: Condition): Promise<BucketRow[]> {
  const head = BigInt(await headOf(db));
  const times = { from: instant(slots.from), to: instant(slots.to) };
  const { after, before } = await inTime(db, schema, times, { after: -1n, before: head + 1n });
  const place = sql<boolean>`position > ${String(after)}::bigint AND position < ${String(before)}::bigint`;
  const found =
    await sql<BucketRow>`SELECT ${slotIndex(slots)}, ${COUNTED_COLUMNS} FROM ${tableOf(schema, 'audit_events')}
    WHERE ${all([place, during(slots), condition])} GROUP BY 1 ORDER BY 1`.execute(db);
  return found.rows;
}

function conditionOf(scope: Exclude<RecordScope, { readonly kind: 'audit' }>): Condition {
  switch (scope.kind) {
    case 'all':
      return sql<boolean>`true`;
    case 'approvals':
      return sql<boolean>`starts_with(type, 'Approval')`;
    case 'charges':
      return sql<boolean>`nano_usd IS NOT NULL`;
    case 'workflow':
      return sql<boolean>`workflow_id = ${scope.workflowId}`;
  }
}

const bucketOf = (row: BucketRow): Bucket => ({
  index: row.index,
  at: row.at,
  events: row.events,
  nanoUsd: row.nanoUsd,
  firstPosition: row.firstPosition,
  lastPosition: row.lastPosition,
  firstRevision: row.firstRevision,
  lastRevision: row.lastRevision,
  marks: Object.fromEntries(
    MARK_KINDS.flatMap((kind) => {
      const [count, last] = KIND_COLUMNS[kind];
      const position = row[last];
      return position === null ? [] : [[kind, { count: row[count], last: position }]];
    }),
  ),
});

async function marksOf(db: Db, schema: string, buckets: readonly Bucket[]): Promise<MarkedRow[]> {
  const candidates = buckets.flatMap(({ index, marks }) =>
    MARK_KINDS.flatMap((kind) => {
      const mark = marks[kind];
      return mark === undefined ? [] : [{ index, kind, position: mark.last }];
    }),
  );
  const chosen = chooseMarks(candidates, MAX_MARKS);
  if (chosen.length === 0) return [];
  const found = await sql<Pick<AuditRow, (typeof MARK)[number]>>`SELECT ${columnsOf(MARK)}
    FROM ${tableOf(schema, 'audit_events')} WHERE position = ANY(${chosen.map(({ position }) => position)}::bigint[])`.execute(
    db,
  );
  const rows = new Map(found.rows.map((row) => [row.position, row]));
  return chosen.flatMap(({ index, kind, position }) => {
    const row = rows.get(position);
    return row === undefined ? [] : [{ ...row, kind, index }];
  });
}

/** Whatever the range: the newest event of a scope. */
async function headOfScope(db: Db, schema: string, scope: string): Promise<Head | undefined> {
  const found = await sql<Head>`SELECT position::text AS position, revision, at FROM ${tableOf(schema, 'audit_events')}
    WHERE position = (SELECT max(last_position) FROM (SELECT last_position FROM ${tableOf(schema, 'record_minutes')}
      WHERE scope = ${scope} ORDER BY at DESC LIMIT 5) AS newest)`.execute(db);
  return found.rows[0];
}

async function beginning(db: Db, schema: string): Promise<number | undefined> {
  const found = await sql<{ readonly at: string | null }>`SELECT min(at) AS at FROM ${tableOf(schema, 'record_hours')}
    WHERE scope = 'all'`.execute(db);
  const at = found.rows[0]?.at;
  return at == null ? undefined : Date.parse(at);
}

/** Of what a filter of text finds: words are checked one by one. */
const TEXT_SHOWN = 2_000;

/** The newest 10,000 events that a filter finds; of text, 2,000. */
async function filteredRecord(
  db: Db,
  schema: string,
  filter: AuditFilter,
  { from, to, buckets: wanted }: RecordRequest,
): Promise<TimedRecord> {
  const times = { ...(from === undefined ? {} : { from: instant(from) }), to: instant(to) };
  const range = { after: -1n, before: BigInt(await headOf(db)) + 1n };
  const most = filter.text === undefined ? COUNTED : TEXT_SHOWN;
  const columns = columnsOf(['position', 'revision', 'at', 'nanoUsd', 'markKind']);
  const found = await newestOf<Pick<AuditRow, 'position' | 'revision' | 'at' | 'nanoUsd' | 'markKind'>>(
    db,
    schema,
    { ...filter, ...times },
    range,
    columns,
    most + 1,
  );
  const capped = found.length > most;
  const rows = found.slice(0, most);
  const oldest = rows.reduce((least, { at }) => Math.min(least, Date.parse(at)), to);
  const slots = slotsOf(capped || from === undefined ? Math.min(oldest, to - 1_000) : from, to, wanted);
  const buckets = gathered(rows, slots);
  const [newest] = rows;
  return {
    slots,
    buckets,
    marks: await marksOf(db, schema, buckets),
    capped,
    head: newest && { position: newest.position, revision: newest.revision, at: newest.at },
  };
}

function gathered(
  rows: readonly Pick<AuditRow, 'position' | 'at' | 'nanoUsd' | 'markKind'>[],
  { from, slotMs }: Slots,
): Bucket[] {
  const buckets = new Map<number, Bucket>();
  // Newest first: the first one of a kind in a bucket is its last.
  for (const { position, at, nanoUsd, markKind } of rows) {
    const index = Math.floor((Date.parse(at) - from) / slotMs);
    const known = buckets.get(index);
    const mark = markKind === null ? undefined : known?.marks[markKind];
    buckets.set(index, {
      index,
      at: known === undefined || at < known.at ? at : known.at,
      events: (known?.events ?? 0) + 1,
      nanoUsd: String(BigInt(known?.nanoUsd ?? 0) + BigInt(nanoUsd ?? 0)),
      firstPosition: position,
      lastPosition: known?.lastPosition ?? position,
      firstRevision: null,
      lastRevision: null,
      marks:
        markKind === null
          ? (known?.marks ?? {})
          : { ...known?.marks, [markKind]: { count: (mark?.count ?? 0) + 1, last: mark?.last ?? position } },
    });
  }
  return [...buckets.values()].sort((a, b) => a.index - b.index);
}
