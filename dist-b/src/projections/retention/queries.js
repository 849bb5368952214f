import { sql } from "kysely";
const retained = (db) => db.selectFrom("runs").select(["runId", "workflowId", "workflowName", "operatorId", "startedAt", "endedAt"]).select((eb) => [
  eb.selectFrom("steps").whereRef("steps.runId", "=", "runs.runId").select(sql`coalesce(array_agg(distinct tier order by tier), '{}')`.as("tiers")).$asScalar().$notNull().as("tiers"),
  eb.selectFrom("runAgents").whereRef("runAgents.runId", "=", "runs.runId").select(sql`coalesce(array_agg(agent_id order by agent_id), '{}')`.as("agents")).$asScalar().$notNull().as("agentIds")
]), listEndedBefore = (db, before, after, limit) => {
  const old = retained(db).where("endedAt", "<", before);
  return (after === void 0 ? old : old.where(sql`(ended_at, run_id) > (${after.endedAt}::timestamptz, ${after.runId})`)).orderBy("endedAt").orderBy("runId").limit(limit).execute();
}, listRunsUnderKey = (db, keyId) => retained(db).where("runId", "in", (eb) => eb.selectFrom("runKeys").where("keyId", "=", keyId).select("runKeys.runId")).orderBy("startedAt").orderBy("runId").execute();
export {
  listEndedBefore,
  listRunsUnderKey
};
//# sourceMappingURL=queries.js.map
