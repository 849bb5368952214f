import { sql } from "kysely";
import { runStream, STREAMS } from "../../domain/catalog.js";
import { all, tableOf, within } from "./conditions.js";
const OPEN = ["running", "paused", "halted"], ENDED = ["completed", "failed", "cancelled"];
function compileRuns({ status, workflow, minRunNanoUsd, maxRunNanoUsd }) {
  if (!status && minRunNanoUsd === void 0 && maxRunNanoUsd === void 0) return;
  const statusesOf = (one) => one === "open" ? OPEN : one === "ended" ? ENDED : [one], others = [];
  return workflow && others.push(sql`r.workflow_id = ANY(${[...workflow]}::text[])`), minRunNanoUsd !== void 0 && others.push(sql`r.nano_usd >= ${minRunNanoUsd}::numeric`), maxRunNanoUsd !== void 0 && others.push(sql`r.nano_usd <= ${maxRunNanoUsd}::numeric`), { statuses: status ? [...new Set(status.flatMap(statusesOf))] : [...OPEN, ...ENDED], others };
}
const everyCondition = ({ statuses, others }) => all([sql`r.status = ANY(${[...statuses]}::text[])`, ...others]), STREAM = sql`(${sql.lit(STREAMS.run)} || r.run_id)`, isOfRun = (schema, run, stream) => sql`coalesce((SELECT true FROM ${tableOf(schema, "audit_runs")} AS r
    WHERE r.run_id = ${stream === void 0 ? sql`audit_events.run_id` : runOf(stream)} AND ${everyCondition(run)}), false)`, runOf = (stream) => sql`${stream.startsWith(STREAMS.run) ? stream.slice(STREAMS.run.length) : null}::text`, FEW_OTHERS = 2e4;
async function ofNoOtherRun(db, schema, { statuses }) {
  const others = [...OPEN, ...ENDED].filter((status) => !statuses.includes(status));
  if (others.length === 0) return [];
  const runs = sql`${tableOf(schema, "audit_runs")} AS r WHERE r.status = ANY(${others}::text[])`;
  return ((await sql`SELECT count(*)::int AS n FROM
    (SELECT 1 FROM ${runs} LIMIT ${FEW_OTHERS + 1}) AS others`.execute(db)).rows[0]?.n ?? 0) > FEW_OTHERS ? [] : [sql`coalesce(audit_events.run_id NOT IN (SELECT r.run_id FROM ${runs}), false)`];
}
async function fewRuns(db, schema, run, range, few) {
  const found = await sql`SELECT r.run_id, r.events
    FROM ${tableOf(schema, "audit_runs")} AS r WHERE ${all([everyCondition(run), ...reaching(range)])} LIMIT ${few + 1}`.execute(
    db
  );
  if (found.rows.length > few) return;
  const ids = found.rows.map(({ runId }) => runId);
  return { ids, streams: ids.map(runStream), events: found.rows.reduce((sum, { events }) => sum + events, 0) };
}
const reaching = ({ after, before }) => [
  sql`r.last_position > ${String(after)}::bigint`,
  sql`r.first_position < ${String(before)}::bigint`
], AT_ONCE = { first: 64, most: 1024 }, MANY_OPEN = 1e3, newestOfRuns = (db, schema, run, range, times, limit) => db.transaction().setIsolationLevel("repeatable read").setAccessMode("read only").execute((snapshot) => newestIn(snapshot, schema, run, range, times, limit));
async function newestIn(db, schema, run, range, times, limit) {
  const runs = sql`${tableOf(schema, "audit_runs")} AS r`, beyond = await sql`SELECT r.run_id FROM ${runs} WHERE ${all([
    everyCondition(run),
    sql`r.last_position >= ${String(range.before)}::bigint`,
    sql`r.first_position < ${String(range.before)}::bigint`
  ])} LIMIT ${MANY_OPEN + 1}`.execute(db);
  if (beyond.rows.length > MANY_OPEN) return;
  const found = beyond.rows.length === 0 ? [] : await eventsOf(beyond.rows.map(({ runId }) => runId));
  let bound = range.before;
  for (let most = AT_ONCE.first; ; most = Math.min(most * 2, AT_ONCE.most)) {
    const next = await lastUnder(bound, most);
    next.length > 0 && found.push(...await eventsOf(next.map(({ runId }) => runId))), bound = BigInt(next.at(-1)?.lastPosition ?? 0);
    const certain = found.reduce((count, position) => BigInt(position) >= bound ? count + 1 : count, 0);
    if (next.length < most || certain >= limit) break;
  }
  return found.sort((a, b) => Number(BigInt(b) - BigInt(a))).slice(0, limit);
  async function lastUnder(before, most) {
    const branches = run.statuses.map(
      (status) => sql`(SELECT r.run_id, r.last_position FROM ${runs} WHERE ${all([
        sql`r.status = ${status}::text`,
        sql`r.last_position > ${String(range.after)}::bigint`,
        sql`r.last_position < ${String(before)}::bigint`,
        ...run.others
      ])} ORDER BY r.last_position DESC LIMIT ${most})`
    );
    return (await sql`SELECT run_id,
      last_position::text AS last_position FROM (${sql.join(branches, sql` UNION ALL `)}) AS last
      ORDER BY last.last_position DESC LIMIT ${most}`.execute(db)).rows;
  }
  async function eventsOf(ids) {
    return (await sql`SELECT e.position::text AS position
      FROM unnest(${[...ids]}::text[]) AS r(run_id) CROSS JOIN LATERAL (
        SELECT position FROM ${tableOf(schema, "audit_events")} WHERE ${all([
      sql`stream = ${STREAM}`,
      ...within(range),
      ...times
    ])} ORDER BY audit_events.position DESC LIMIT ${limit}) AS e
      ORDER BY e.position DESC LIMIT ${limit}`.execute(db)).rows.map(({ position }) => position);
  }
}
async function eventsOfRuns(db, schema, run) {
  const found = await sql`SELECT sum(r.events)::text AS n
    FROM ${tableOf(schema, "audit_runs")} AS r WHERE ${everyCondition(run)}`.execute(db);
  return Number(found.rows[0]?.n ?? 0);
}
export {
  compileRuns,
  eventsOfRuns,
  fewRuns,
  isOfRun,
  newestOfRuns,
  ofNoOtherRun
};
//# sourceMappingURL=of-runs.js.map
