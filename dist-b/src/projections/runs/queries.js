import { sql } from "kysely";
import { STREAMS } from "../../domain/catalog.js";
import { fromCursor, pageOf, wrongCursor } from "../storage/cursor.js";
import { firstOf, fittingRuns, orderBy } from "./filter.js";
import { statusesOf } from "./picture.js";
const COUNTED = 1e4, summary = (row) => ({ ...row, pips: row.pips === null ? null : statusesOf(row.pips) });
async function listRuns(db, schema, listing) {
  const { limit, cursor, sort = "-startedAt", ...filter } = listing, place = { sort, after: cursor === void 0 ? void 0 : placeIn(cursor, sort) }, fitting = await fittingRuns(db, schema, filter, limit + 1, place);
  if (!fitting) return { items: [] };
  const bad = sql.table(`${schema}.dead_lettered_events`), { rows } = await sql`
    SELECT r.*, EXISTS (SELECT 1 FROM ${bad} AS bad WHERE bad.stream = ${STREAMS.run}::text || r.run_id) AS incomplete
    FROM (SELECT run_id FROM (${fitting}) AS fitting ${firstOf(place)} LIMIT ${limit + 1}) AS shown
    JOIN ${sql.table(`${schema}.runs`)} AS r ON r.run_id = shown.run_id ${orderBy(place)}`.execute(db);
  return pageOf(rows.map(summary), limit, (run) => [sort, sortedBy(run, sort), run.runId]);
}
const SORTED_BY = {
  startedAt: "instant",
  "-startedAt": "instant",
  endedAt: "instant",
  "-endedAt": "instant",
  cost: "money",
  "-cost": "money",
  duration: "bigint",
  "-duration": "bigint"
};
function placeIn(cursor, sort) {
  const [by, value, runId] = fromCursor(cursor, ["text", SORTED_BY[sort], "text"]);
  if (by !== sort || value === void 0 || runId === void 0) throw wrongCursor();
  return [value, runId];
}
function sortedBy(run, sort) {
  switch (sort) {
    case "startedAt":
    case "-startedAt":
      return run.startedAt;
    case "endedAt":
    case "-endedAt":
      return run.endedAt ?? "";
    case "cost":
    case "-cost":
      return run.endedNanoUsd ?? "0";
    case "duration":
    case "-duration":
      return String(run.durationMs ?? 0);
  }
}
async function countRuns(db, schema, filter) {
  const fitting = await fittingRuns(db, schema, filter, COUNTED + 1);
  if (!fitting) return { count: 0, more: !1 };
  const { rows } = await sql`SELECT count(*)::int AS n FROM (SELECT 1 FROM (${fitting}) AS fitting LIMIT ${COUNTED + 1}) AS counted`.execute(
    db
  ), n = rows[0]?.n ?? 0;
  return { count: Math.min(n, COUNTED), more: n > COUNTED };
}
async function runIds(db, schema, filter, limit) {
  const place = { sort: "-startedAt" }, fitting = await fittingRuns(db, schema, filter, limit, place);
  if (!fitting) return [];
  const { rows } = await sql`
    SELECT run_id FROM (${fitting}) AS fitting ${firstOf(place)} LIMIT ${limit}`.execute(db);
  return rows.map(({ runId }) => runId);
}
async function getRun(db, schema, runId) {
  return db.transaction().setIsolationLevel("repeatable read").setAccessMode("read only").execute(async (transaction) => {
    const at = transaction.withSchema(schema), run = await runSummary(at, runId);
    return run && { run, steps: await listSteps(at, runId) };
  });
}
async function runSummary(db, runId) {
  const row = await db.selectFrom("runs").selectAll("runs").select(
    (eb) => eb.exists(
      eb.selectFrom("deadLetteredEvents as bad").select(sql`1`.as("one")).where("bad.stream", "=", STREAMS.run + runId)
    ).$castTo().as("incomplete")
  ).where("runId", "=", runId).executeTakeFirst();
  return row && summary(row);
}
const listSteps = (db, runId) => db.selectFrom("steps").selectAll().where("runId", "=", runId).orderBy("order").orderBy("stepKey").execute();
function listAttempts(db, runId, stepKey) {
  let query = db.selectFrom("attempts").selectAll().where("runId", "=", runId);
  return stepKey !== void 0 && (query = query.where("stepKey", "=", stepKey)), query.orderBy("dispatchedRevision").execute();
}
const listOpenWork = (db) => db.selectFrom("openWork").selectAll().orderBy("priority", "desc").orderBy("startedAt").orderBy("runId").execute();
export {
  countRuns,
  getRun,
  listAttempts,
  listOpenWork,
  listRuns,
  listSteps,
  runIds,
  runSummary
};
//# sourceMappingURL=queries.js.map
