import { sql } from "kysely";
import { runStream } from "../../domain/catalog.js";
import { chooseMarks } from "./chosen-marks.js";
import { all, tableOf } from "./conditions.js";
import { workflowScope } from "./counting.js";
import { KIND_COLUMNS, MARK_KINDS } from "./rows.js";
import { columnsOf, COUNTED, headOf, inTime, newestOf } from "./search.js";
import { HOUR, MINUTE, slotsOf } from "./slots.js";
const MARK = [
  "position",
  "stream",
  "revision",
  "at",
  "type",
  "summary",
  "runId",
  "workflowId",
  "stepKey"
], MAX_MARKS = 60, SINGLY = 2e4;
async function recordByTime(db, schema, request) {
  const { scope, to, buckets: wanted } = request, whole = scope.kind === "audit" && Object.values(scope.filter).every((value) => value === void 0);
  if (scope.kind === "audit" && !whole) return filteredRecord(db, schema, scope.filter, request);
  if (scope.kind === "audit")
    return recordByTime(db, schema, {
      ...request,
      scope: { kind: "all" },
      from: request.from ?? await beginning(db, schema)
    });
  const from = request.from ?? to - HOUR, name = scope.kind === "workflow" ? workflowScope(scope.workflowId) : scope.kind;
  let slots = slotsOf(from, to, wanted), rows;
  if (slots.slotMs < MINUTE) {
    const whole2 = await summed(db, schema, "record_minutes", name, slotsOf(from, to, wanted, MINUTE));
    whole2.reduce((sum, row) => sum + row.events, 0) <= SINGLY ? rows = await counted(db, schema, slots, conditionOf(scope)) : slots = slotsOf(from, to, wanted, MINUTE), rows ??= whole2;
  } else rows = await summed(db, schema, slots.slotMs < HOUR ? "record_minutes" : "record_hours", name, slots);
  const buckets = rows.map(bucketOf);
  return {
    slots,
    buckets,
    marks: await marksOf(db, schema, buckets),
    capped: !1,
    head: await headOfScope(db, schema, name)
  };
}
async function recordOfRun(db, schema, runId, wanted) {
  const events = tableOf(schema, "audit_events"), stream = runStream(runId), [head] = (await sql`SELECT position::text AS position, revision, at FROM ${events} WHERE stream = ${stream}
      ORDER BY audit_events.position DESC LIMIT 1`.execute(db)).rows;
  if (!head) return { slots: 1, slotEvents: 1, buckets: [], marks: [], head };
  const slotEvents = Math.ceil((head.revision + 1) / wanted), buckets = (await sql`SELECT (revision / ${slotEvents}::bigint)::int AS index, ${COUNTED_COLUMNS}
    FROM ${events} WHERE stream = ${stream} GROUP BY 1 ORDER BY 1`.execute(db)).rows.map(bucketOf);
  return {
    slots: Math.ceil((head.revision + 1) / slotEvents),
    slotEvents,
    buckets,
    marks: await marksOf(db, schema, buckets),
    head
  };
}
const COUNTED_COLUMNS = sql`min(at) AS at, count(*)::int AS events, coalesce(sum(nano_usd), 0)::text AS nano_usd,
  min(position)::text AS first_position, max(position)::text AS last_position, min(revision) AS first_revision,
  max(revision) AS last_revision, ${sql.join(
  MARK_KINDS.map((kind) => {
    const [count, last] = KIND_COLUMNS[kind], isKind = sql`FILTER (WHERE mark_kind = ${sql.lit(kind)})`;
    return sql`count(*) ${isKind}::int AS ${sql.ref(count)}, (max(position) ${isKind})::text AS ${sql.ref(last)}`;
  })
)}`, SUMMED_COLUMNS = sql`min(at) AS at, sum(events)::int AS events, sum(nano_usd)::text AS nano_usd,
  min(first_position)::text AS first_position, max(last_position)::text AS last_position, NULL::bigint AS first_revision,
  NULL::bigint AS last_revision, ${sql.join(
  MARK_KINDS.map((kind) => {
    const [count, last] = KIND_COLUMNS[kind];
    return sql`sum(${sql.ref(count)})::int AS ${sql.ref(count)}, max(${sql.ref(last)})::text AS ${sql.ref(last)}`;
  })
)}`, slotIndex = ({ from, slotMs }) => sql`floor((extract(epoch FROM at) * 1000 - ${from}::bigint) / ${slotMs}::bigint)::int AS index`, instant = (ms) => new Date(ms).toISOString(), during = (slots) => sql`at >= ${instant(slots.from)}::timestamptz AND at < ${instant(slots.to)}::timestamptz`;
async function summed(db, schema, table, scope, slots) {
  return (await sql`SELECT ${slotIndex(slots)}, ${SUMMED_COLUMNS} FROM ${tableOf(schema, table)}
    WHERE scope = ${scope} AND ${during(slots)} GROUP BY 1 ORDER BY 1`.execute(db)).rows;
}
async function counted(db, schema, slots, condition) {
  const head = BigInt(await headOf(db)), times = { from: instant(slots.from), to: instant(slots.to) }, { after, before } = await inTime(db, schema, times, { after: -1n, before: head + 1n }), place = sql`position > ${String(after)}::bigint AND position < ${String(before)}::bigint`;
  return (await sql`SELECT ${slotIndex(slots)}, ${COUNTED_COLUMNS} FROM ${tableOf(schema, "audit_events")}
    WHERE ${all([place, during(slots), condition])} GROUP BY 1 ORDER BY 1`.execute(db)).rows;
}
function conditionOf(scope) {
  switch (scope.kind) {
    case "all":
      return sql`true`;
    case "approvals":
      return sql`starts_with(type, 'Approval')`;
    case "charges":
      return sql`nano_usd IS NOT NULL`;
    case "workflow":
      return sql`workflow_id = ${scope.workflowId}`;
  }
}
const bucketOf = (row) => ({
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
      const [count, last] = KIND_COLUMNS[kind], position = row[last];
      return position === null ? [] : [[kind, { count: row[count], last: position }]];
    })
  )
});
async function marksOf(db, schema, buckets) {
  const candidates = buckets.flatMap(
    ({ index, marks }) => MARK_KINDS.flatMap((kind) => {
      const mark = marks[kind];
      return mark === void 0 ? [] : [{ index, kind, position: mark.last }];
    })
  ), chosen = chooseMarks(candidates, MAX_MARKS);
  if (chosen.length === 0) return [];
  const found = await sql`SELECT ${columnsOf(MARK)}
    FROM ${tableOf(schema, "audit_events")} WHERE position = ANY(${chosen.map(({ position }) => position)}::bigint[])`.execute(
    db
  ), rows = new Map(found.rows.map((row) => [row.position, row]));
  return chosen.flatMap(({ index, kind, position }) => {
    const row = rows.get(position);
    return row === void 0 ? [] : [{ ...row, kind, index }];
  });
}
async function headOfScope(db, schema, scope) {
  return (await sql`SELECT position::text AS position, revision, at FROM ${tableOf(schema, "audit_events")}
    WHERE position = (SELECT max(last_position) FROM (SELECT last_position FROM ${tableOf(schema, "record_minutes")}
      WHERE scope = ${scope} ORDER BY at DESC LIMIT 5) AS newest)`.execute(db)).rows[0];
}
async function beginning(db, schema) {
  const at = (await sql`SELECT min(at) AS at FROM ${tableOf(schema, "record_hours")}
    WHERE scope = 'all'`.execute(db)).rows[0]?.at;
  return at == null ? void 0 : Date.parse(at);
}
const TEXT_SHOWN = 2e3;
async function filteredRecord(db, schema, filter, { from, to, buckets: wanted }) {
  const times = { ...from === void 0 ? {} : { from: instant(from) }, to: instant(to) }, range = { after: -1n, before: BigInt(await headOf(db)) + 1n }, most = filter.text === void 0 ? COUNTED : TEXT_SHOWN, columns = columnsOf(["position", "revision", "at", "nanoUsd", "markKind"]), found = await newestOf(
    db,
    schema,
    { ...filter, ...times },
    range,
    columns,
    most + 1
  ), capped = found.length > most, rows = found.slice(0, most), oldest = rows.reduce((least, { at }) => Math.min(least, Date.parse(at)), to), slots = slotsOf(capped || from === void 0 ? Math.min(oldest, to - 1e3) : from, to, wanted), buckets = gathered(rows, slots), [newest] = rows;
  return {
    slots,
    buckets,
    marks: await marksOf(db, schema, buckets),
    capped,
    head: newest && { position: newest.position, revision: newest.revision, at: newest.at }
  };
}
function gathered(rows, { from, slotMs }) {
  const buckets = /* @__PURE__ */ new Map();
  for (const { position, at, nanoUsd, markKind } of rows) {
    const index = Math.floor((Date.parse(at) - from) / slotMs), known = buckets.get(index), mark = markKind === null ? void 0 : known?.marks[markKind];
    buckets.set(index, {
      index,
      at: known === void 0 || at < known.at ? at : known.at,
      events: (known?.events ?? 0) + 1,
      nanoUsd: String(BigInt(known?.nanoUsd ?? 0) + BigInt(nanoUsd ?? 0)),
      firstPosition: position,
      lastPosition: known?.lastPosition ?? position,
      firstRevision: null,
      lastRevision: null,
      marks: markKind === null ? known?.marks ?? {} : { ...known?.marks, [markKind]: { count: (mark?.count ?? 0) + 1, last: mark?.last ?? position } }
    });
  }
  return [...buckets.values()].sort((a, b) => a.index - b.index);
}
export {
  recordByTime,
  recordOfRun
};
//# sourceMappingURL=record.js.map
