import { sql } from "kysely";
const MAX_LEASES = 100, MAX_SAMPLE = 5, listAgents = (db, since) => db.selectFrom("agents").leftJoin("agentWork", "agentWork.agentId", "agents.agentId").leftJoin(
  db.selectFrom("agentHours").select([
    "agentId",
    sql`sum(completed)::bigint`.as("completed"),
    sql`sum(failed)::bigint`.as("failed"),
    sql`sum(spent_nano_usd)`.as("spentNanoUsd")
  ]).where("hour", ">=", since.slice(0, 13)).groupBy("agentId").as("day"),
  "day.agentId",
  "agents.agentId"
).selectAll("agents").select([
  sql`coalesce(agent_work.leases_held, 0)`.as("leasesHeld"),
  sql`coalesce(agent_work.completed, 0)`.as("completed"),
  sql`coalesce(agent_work.failed, 0)`.as("failed"),
  sql`coalesce(agent_work.spent_nano_usd, 0)`.as("spentNanoUsd"),
  sql`coalesce(day.completed, 0)`.as("recentlyCompleted"),
  sql`coalesce(day.failed, 0)`.as("recentlyFailed"),
  sql`coalesce(day.spent_nano_usd, 0)`.as("recentlySpentNanoUsd")
]).orderBy("agents.agentId").execute();
function listAgentLeases(db) {
  const running = db.selectFrom("runs").innerJoin("attempts", "attempts.runId", "runs.runId").where("runs.endedAt", "is", null).where("runs.stepsRunning", ">", 0).where("attempts.outcome", "=", "running").select([
    "attempts.agentId",
    "attempts.runId",
    "runs.workflowId",
    "runs.workflowName",
    "attempts.stepKey",
    "attempts.attempt",
    "attempts.leaseId",
    "attempts.dispatchedAt",
    "attempts.deadlineAt"
  ]).select(
    sql`row_number() over (partition by attempts.agent_id order by attempts.dispatched_at, attempts.lease_id)`.as(
      "place"
    )
  );
  return db.selectFrom(running.as("running")).select([
    "agentId",
    "runId",
    "workflowId",
    "workflowName",
    "stepKey",
    "attempt",
    "leaseId",
    "dispatchedAt",
    "deadlineAt"
  ]).where("place", "<=", MAX_LEASES).orderBy("agentId").orderBy("place").execute();
}
const listWantedCapabilities = (db) => db.selectFrom(
  db.selectFrom("runs").where("endedAt", "is", null).where("status", "=", "running").select(["runId", "startedAt", sql`json_array_elements(waits)->>'capability'`.as("capability")]).as("waiting")
).where("capability", "is not", null).select([
  "capability",
  sql`count(distinct run_id)`.as("runs"),
  sql`min(started_at)`.as("since"),
  sql`to_json((array_agg(run_id order by started_at, run_id))[1:${sql.lit(MAX_SAMPLE)}])`.as("sample")
]).groupBy("capability").orderBy("capability").execute();
export {
  listAgentLeases,
  listAgents,
  listWantedCapabilities
};
//# sourceMappingURL=queries.js.map
