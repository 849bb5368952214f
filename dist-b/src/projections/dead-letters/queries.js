import { sql } from "kysely";
import { fromCursor, pageOf } from "../storage/cursor.js";
async function listDeadLetters(db, filter) {
  const oldestFirst = filter.status === "open";
  let query = matching(db, filter).selectAll();
  if (filter.runId !== void 0 && (query = query.where("runId", "=", filter.runId)), filter.fingerprint !== void 0 && (query = query.where("fingerprint", "=", filter.fingerprint)), filter.stepId !== void 0 && (query = query.where("stepId", "=", filter.stepId)), filter.cursor !== void 0) {
    const [at, runId, revision] = fromCursor(filter.cursor, ["instant", "text", "integer"]);
    query = query.where(
      sql`(at, run_id, revision) ${sql.raw(oldestFirst ? ">" : "<")} (${at}::timestamptz, ${runId}::text, ${revision}::int)`
    );
  }
  const direction = oldestFirst ? "asc" : "desc", rows = await query.orderBy("at", direction).orderBy("runId", direction).orderBy("revision", direction).limit(filter.limit + 1).execute();
  return pageOf(rows, filter.limit, (one) => [one.at, one.runId, String(one.revision)]);
}
async function listDeadLetterGroups(db, filter) {
  const newest = (column) => sql`(array_agg(${sql.ref(column)} order by at desc, run_id, revision desc))[1]`, rows = await matching(db, filter).select(["fingerprint", "workflowId", "stepId"]).select([
    newest("workflowName").as("workflowName"),
    newest("class").as("class"),
    newest("code").as("code"),
    newest("message").as("message"),
    sql`count(*)`.as("count"),
    sql`count(distinct run_id)`.as("runs"),
    sql`min(at)`.as("firstAt"),
    sql`max(at)`.as("lastAt"),
    sql`to_json((array_agg(json_build_object(
        'runId', run_id, 'stepKey', step_key, 'revision', revision, 'statePosition', state_position::text,
        'at', to_char(at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) order by at desc, run_id, revision desc))[1:5])`.as(
      "sample"
    ),
    sql`count(*) over ()`.as("total"),
    sql`sum(count(*)) over ()::bigint`.as("letters")
  ]).groupBy(["fingerprint", "workflowId", "stepId"]).orderBy(sql`max(at)`, "desc").orderBy("fingerprint").orderBy("workflowId").orderBy("stepId").limit(filter.limit).execute();
  return {
    groups: rows.map(({ total: _, letters: __, ...group }) => group),
    total: rows[0]?.total ?? 0,
    letters: rows[0]?.letters ?? 0
  };
}
function matching(db, { status, workflow }) {
  let query = db.selectFrom("deadLetters");
  return status !== void 0 && (query = query.where("status", "=", status)), workflow !== void 0 && (query = query.where("workflowId", "=", workflow)), query;
}
export {
  listDeadLetterGroups,
  listDeadLetters
};
//# sourceMappingURL=queries.js.map
