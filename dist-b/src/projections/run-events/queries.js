import { sql } from "kysely";
import { FAILURE_EVENTS } from "../../domain/run/failure-events.js";
const entries = (db) => db.selectFrom("runEvents").selectAll("runEvents").select(
  (eb) => eb.selectFrom("charges").whereRef("charges.runId", "=", "runEvents.runId").whereRef("charges.revision", "=", "runEvents.revision").select(sql`sum(charges.nano_usd)`.as("sum")).as("nanoUsd")
);
function listRunEvents(db, filter) {
  let query = entries(db).where("runId", "=", filter.runId).where("revision", ">=", filter.from ?? 0);
  return filter.types !== void 0 && (query = query.where("type", "in", filter.types)), filter.failures === !0 && (query = query.where("type", "in", FAILURE_EVENTS)), filter.stepKey !== void 0 && (query = query.where("stepKey", "=", filter.stepKey)), filter.actor !== void 0 && (query = query.where("actorId", "=", filter.actor)), query.orderBy("revision", filter.backwards === !0 ? "desc" : "asc").limit(filter.limit).execute();
}
const listRecentEvents = (db, limit) => entries(db).innerJoin("runs", "runs.runId", "runEvents.runId").select(["runs.workflowId", "runs.workflowName", "runs.workflowVersion"]).orderBy("runEvents.position", "desc").limit(limit).execute();
export {
  listRecentEvents,
  listRunEvents
};
//# sourceMappingURL=queries.js.map
