import { sql } from "kysely";
import { isTooSlow } from "../storage/connection.js";
import { fromCursor, pageOf } from "../storage/cursor.js";
import { all, apart, tableOf, within } from "./conditions.js";
import { compileFilter } from "./filter.js";
import { eventsOfRuns, fewRuns, isOfRun, newestOfRuns, ofNoOtherRun } from "./of-runs.js";
import { anyOf, VECTOR } from "./terms.js";
const COUNTED = 1e4, COUNTING_MS = 2e3, USUALLY = { words: 2e3, columns: 2e4, runs: 1e3, widest: 2e4 }, columnsOf = (names) => sql.join(
  names.map(
    (name) => name === "position" ? sql`position::text AS position` : sql`${sql.ref(name)} AS ${sql.ref(name)}`
  )
), ALL = [
  "position",
  "stream",
  "revision",
  "eventId",
  "type",
  "at",
  "actorKind",
  "actorId",
  "actorName",
  "runId",
  "rootRunId",
  "workflowId",
  "stepKey",
  "attempt",
  "agentId",
  "operatorId",
  "nanoUsd",
  "mark",
  "markKind",
  "commandId",
  "correlationId",
  "causationId",
  "introduces",
  "about",
  "summary",
  "text",
  "ids"
], EVERY_COLUMN = columnsOf(ALL);
async function headOf(db) {
  return (await db.selectFrom("checkpoint").select("position").executeTakeFirst())?.position ?? "0";
}
async function searchAudit(db, schema, search, looking = USUALLY) {
  const head = await headOf(db), cursor = search.cursor === void 0 ? void 0 : fromCursor(search.cursor, ["bigint"])[0], least = (a, b) => b !== void 0 && b < a ? b : a, positionOf = (text) => text === void 0 ? void 0 : BigInt(text), before = least(least(BigInt(head) + 1n, positionOf(search.before)), positionOf(cursor)), range = { after: positionOf(search.after) ?? -1n, before }, rows = await newestOf(db, schema, search, range, EVERY_COLUMN, search.limit + 1, looking);
  return { ...pageOf(rows, search.limit, (row) => [row.position]), head };
}
async function newestOf(db, schema, filter, given, columns, limit, looking = USUALLY) {
  const range = await inTime(db, schema, filter, given), compiled = compileFilter(filter), { query, run, stream } = compiled, table = tableOf(schema, "audit_events"), select = async (where, order, most) => (await sql`SELECT ${columns} FROM ${table} WHERE ${all(where)} ORDER BY ${order} DESC LIMIT ${most}`.execute(
    db
  )).rows, byPosition = sql`audit_events.position`;
  if (run && compiled.onlyRun) {
    const positions = await newestOfRuns(db, schema, run, range, compiled.times, limit);
    if (positions) return select([sql`position = ANY(${positions}::bigint[])`], byPosition, limit);
  }
  const few = run && stream === void 0 ? await fewRuns(db, schema, run, range, looking.runs) : void 0;
  if (few) return select(amongRuns(few, compiled, range, looking), sql`(position + 0)`, limit);
  const exact = run ? [...compiled.columns, isOfRun(schema, run, stream)] : compiled.columns;
  if (query === void 0) return select([...within(range), ...exact], byPosition, limit);
  const size = compiled.words ? looking.words : looking.columns, words = compiled.words ? [compiled.words] : [], look = async (events) => {
    const bound2 = await windowOf(db, table, compiled, range, events), near = [...within({ ...range, after: bound2 ?? range.after }), ...exact, ...words];
    return { bound: bound2, found: await select(near, byPosition, limit) };
  };
  let { bound, found } = await look(size);
  if (found.length < limit && bound !== void 0 && compiled.words) {
    const enough = found.length === 0 ? 1 / 0 : size * limit * 1.5 / found.length, few2 = await windowOf(db, table, compiled, range, looking.widest) === void 0;
    (few2 || enough <= looking.widest) && ({ bound, found } = await look(few2 ? looking.widest : Math.ceil(enough)));
  }
  if (found.length >= limit || bound === void 0) return found;
  const far = { ...range, before: bound + 1n }, asked = [sql`${sql.raw(VECTOR)} @@ ${query}`, ...apart(far), ...exact, ...compiled.order], indexed = run && !compiled.words ? [...asked, ...await ofNoOtherRun(db, schema, run)] : asked;
  return [...found, ...await select(indexed, sql`(position + 0)`, limit - found.length)];
}
function amongRuns(few, { columns, words, order, query }, range, looking) {
  const theirs = [sql`stream = ANY(${[...few.streams]}::text[])`, ...apart(range), ...columns];
  if (few.events <= (words ? looking.words : looking.columns)) return words ? [...theirs, words] : theirs;
  const named = sql`${anyOf("id", few.ids)}::tsquery`;
  return [sql`${sql.raw(VECTOR)} @@ ${query ? sql`(${named} && ${query})` : named}`, ...theirs, ...order];
}
async function windowOf(db, table, { stream }, range, size) {
  const where = [...within(range), ...stream === void 0 ? [] : [sql`stream = ${stream}`]], found = await sql`SELECT position::text AS position FROM ${table}
    WHERE ${all(where)} ORDER BY audit_events.position DESC OFFSET ${size} LIMIT 1`.execute(db), [row] = found.rows;
  return row && BigInt(row.position);
}
const SKEWED_MINUTES = 1440;
async function inTime(db, schema, { from, to }, range) {
  const minutes = sql`${tableOf(schema, "record_minutes")} WHERE scope = 'all'`, positionOf = async (query) => {
    const position = (await query.execute(db)).rows[0]?.position;
    return position == null ? void 0 : BigInt(position);
  };
  let { after, before } = range;
  if (from !== void 0) {
    const minute = `${from.slice(0, 16)}:00.000Z`, first = await positionOf(sql`SELECT min(first_position)::text AS position FROM
      (SELECT first_position FROM ${minutes} AND at >= ${minute}::timestamptz ORDER BY at LIMIT ${SKEWED_MINUTES}) AS next`);
    if (first === void 0) return { after: before, before };
    first > after && (after = first - 1n);
  }
  if (to !== void 0) {
    const last = await positionOf(sql`SELECT max(last_position)::text AS position FROM
      (SELECT last_position FROM ${minutes} AND at < ${to}::timestamptz ORDER BY at DESC LIMIT ${SKEWED_MINUTES}) AS last`);
    if (last === void 0) return { after, before: after };
    last < before && (before = last + 1n);
  }
  return { after, before };
}
async function countAudit(db, schema, filter, looking = USUALLY) {
  const head = await headOf(db), table = tableOf(schema, "audit_events"), [record] = (await sql`SELECT
      (SELECT sum(events)::text FROM ${tableOf(schema, "record_hours")} WHERE scope = 'all') AS total,
      (SELECT at FROM ${table} ORDER BY position LIMIT 1) AS since`.execute(db)).rows, total = Number(record?.total ?? 0), common = { total, since: record?.since ?? null, head }, compiled = compileFilter(filter), { words, query, run, stream } = compiled, columns = run ? [...compiled.columns, isOfRun(schema, run, stream)] : compiled.columns, capped = (n) => ({ count: Math.min(n, COUNTED), capped: n > COUNTED, ...common });
  if (query === void 0 && columns.length === 0) return capped(total);
  if (run && compiled.onlyRun && compiled.times.length === 0) return capped(await eventsOfRuns(db, schema, run));
  const range = await inTime(db, schema, filter, { after: -1n, before: BigInt(head) + 1n }), count = async (where, from = db) => (await sql`SELECT count(*)::int AS n FROM
      (SELECT 1 FROM ${table} WHERE ${all(where)} LIMIT ${COUNTED + 1}) AS found`.execute(from)).rows[0]?.n ?? 0, few = run && stream === void 0 ? await fewRuns(db, schema, run, range, looking.runs) : void 0;
  if (few) return capped(await count(amongRuns(few, compiled, range, looking)));
  if (query === void 0) return capped(await count([...within(range), ...columns]));
  const bound = await windowOf(db, table, compiled, range, looking.widest), near = [...within({ ...range, after: bound ?? range.after }), ...columns, ...words ? [words] : []];
  if (bound === void 0) return capped(await count(near));
  try {
    const asked = [sql`${sql.raw(VECTOR)} @@ ${query}`, ...apart(range), ...columns, ...compiled.order], indexed = run && !words ? [...asked, ...await ofNoOtherRun(db, schema, run)] : asked;
    return capped(
      await db.transaction().execute(async (transaction) => (await sql`SET LOCAL statement_timeout = ${sql.lit(COUNTING_MS)}`.execute(transaction), count(indexed, transaction)))
    );
  } catch (error) {
    if (!isTooSlow(error)) throw error;
    return { count: Math.min(await count(near), COUNTED), capped: !0, ...common };
  }
}
export {
  COUNTED,
  EVERY_COLUMN,
  columnsOf,
  countAudit,
  headOf,
  inTime,
  newestOf,
  searchAudit
};
//# sourceMappingURL=search.js.map
