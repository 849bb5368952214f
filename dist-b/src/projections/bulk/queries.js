import { sql } from "kysely";
import { checkpointPosition } from "../health/queries.js";
import { runIds } from "../runs/queries.js";
import { fromCursor, pageOf } from "../storage/cursor.js";
function freezeBulk(db, schema, question, limit) {
  return db.transaction().setIsolationLevel("repeatable read").setAccessMode("read only").execute(async (transaction) => {
    const at = transaction.withSchema(schema), position = String(await checkpointPosition(at));
    return { items: await asked(at, schema, question, limit), position };
  });
}
async function asked(db, schema, question, limit) {
  const runs = "filter" in question ? await openRunIds(db, schema, question.filter, limit) : void 0;
  if (question.of !== "deadLetters") {
    const among = question.of === "named" ? question.runs : runs ?? [];
    return (await db.selectFrom("runs").select(["runId", "workflowId"]).where(sql`run_id = any(${[...among]}::text[])`).orderBy("startedAt").orderBy("runId").execute()).map((run) => ({ ...run, stepKey: null }));
  }
  let letters = db.selectFrom("deadLetters").select(["runId", "workflowId", "stepKey"]).where("status", "=", "open").orderBy("at").orderBy("runId").orderBy("stepKey").limit(limit);
  if ("fingerprint" in question)
    letters = letters.where("fingerprint", "=", question.fingerprint), question.workflow !== void 0 && (letters = letters.where("workflowId", "=", question.workflow)), question.step !== void 0 && (letters = letters.where("stepId", "=", question.step));
  else {
    const among = "runs" in question ? question.runs : runs ?? [];
    letters = letters.where(sql`run_id = any(${[...among]}::text[])`);
  }
  return letters.execute();
}
const OPEN = ["running", "paused", "halted", "open", "waiting"];
function openRunIds(db, schema, filter, limit) {
  const status = filter.status === void 0 ? ["open"] : filter.status.filter((one) => OPEN.includes(one));
  return status.length === 0 ? Promise.resolve([]) : runIds(db, schema, { ...filter, status }, limit);
}
async function listBulks(db, { status, limit, cursor }) {
  let query = db.selectFrom("bulks").selectAll();
  if (status === "open" ? query = query.where("endedAt", "is", null) : status !== void 0 && (query = query.where("status", "=", status)), cursor !== void 0) {
    const [startedAt, bulkId] = fromCursor(cursor, ["instant", "text"]);
    query = query.where(sql`(started_at, bulk_id) < (${startedAt}::timestamptz, ${bulkId}::text)`);
  }
  const rows = await query.orderBy("startedAt", "desc").orderBy("bulkId", "desc").limit(limit + 1).execute();
  return pageOf(rows, limit, (bulk) => [bulk.startedAt, bulk.bulkId]);
}
const getBulk = (db, bulkId) => db.selectFrom("bulks").selectAll().where("bulkId", "=", bulkId).executeTakeFirst();
async function listOpenBulks(db, stoppedSince) {
  return (await db.selectFrom("bulks").select("bulkId").where(
    (eb) => eb.or([eb("endedAt", "is", null), eb.and([eb("status", "=", "stopped"), eb("endedAt", ">=", stoppedSince)])])
  ).orderBy("startedAt").execute()).map(({ bulkId }) => bulkId);
}
function listBulkItems(db, { bulkId, outcome, from, limit }) {
  let query = db.selectFrom("bulkItems").selectAll().where("bulkId", "=", bulkId).where("index", ">=", from);
  return outcome !== void 0 && (query = query.where("outcome", "=", outcome)), query.orderBy("index").limit(limit).execute();
}
export {
  freezeBulk,
  getBulk,
  listBulkItems,
  listBulks,
  listOpenBulks
};
//# sourceMappingURL=queries.js.map
