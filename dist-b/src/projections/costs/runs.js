import { sql } from "kysely";
async function listRunCosts(db, { from, to, workflow, limit }) {
  let sums = db.selectFrom("charges").where("at", ">=", from).where("at", "<", to).select(["runId", sql`sum(nano_usd)`.as("nanoUsd"), sql`count(*)`.as("charges")]).groupBy("runId");
  workflow !== void 0 && (sums = sums.where("workflowId", "=", workflow));
  const dearest = sums.orderBy(sql`sum(nano_usd)`, "desc").orderBy("runId").limit(limit);
  return db.selectFrom(dearest.as("sums")).innerJoin("runs", "runs.runId", "sums.runId").select([
    "runs.runId",
    "runs.workflowId",
    "runs.workflowName",
    "runs.workflowVersion",
    "runs.status",
    "runs.startedAt",
    "runs.operatorId",
    "runs.operatorName",
    "runs.limitNanoUsd",
    "runs.position",
    "sums.nanoUsd",
    "sums.charges"
  ]).orderBy("sums.nanoUsd", "desc").orderBy("runs.runId").execute();
}
function listCostEstimates(db, { from, to, by, workflow }) {
  const ofSteps = by === "step";
  let done = db.selectFrom("runs").innerJoin("steps", "steps.runId", "runs.runId").where("runs.startedAt", ">=", from).where("runs.startedAt", "<", to).where("steps.status", "=", "completed").where((eb) => eb.or([eb("steps.estimateNanoUsd", ">", "0"), eb("steps.spentNanoUsd", ">", "0")])).select(["runs.workflowId", "runs.runId"]).select([
    sql`max(runs.workflow_name)`.as("workflowName"),
    sql`${sql.raw(ofSteps ? "steps.step_id" : "null::text")}`.as("stepId"),
    sql`${sql.raw(ofSteps ? "max(steps.name)" : "null::text")}`.as("stepName"),
    sql`count(*)`.as("steps"),
    sql`sum(steps.estimate_nano_usd)`.as("estimated"),
    sql`sum(steps.spent_nano_usd)`.as("real")
  ]).groupBy(["runs.workflowId", "runs.runId"]);
  return ofSteps && (done = done.groupBy("steps.stepId")), workflow !== void 0 && (done = done.where("runs.workflowId", "=", workflow)), db.selectFrom(done.as("done")).select(["workflowId", "stepId"]).select([
    sql`max(workflow_name)`.as("workflowName"),
    sql`max(step_name)`.as("stepName"),
    sql`sum(steps)::bigint`.as("steps"),
    sql`count(distinct run_id)`.as("runs"),
    sql`sum(estimated)`.as("estimatedNanoUsd"),
    sql`sum(real)`.as("realNanoUsd"),
    sql`percentile_disc(0.5) within group (order by real)`.as("p50NanoUsd"),
    sql`percentile_disc(0.9) within group (order by real)`.as("p90NanoUsd")
  ]).groupBy(["workflowId", "stepId"]).orderBy(sql`abs(sum(real) - sum(estimated))`, "desc").orderBy("workflowId").orderBy("stepId").limit(1e3).execute();
}
export {
  listCostEstimates,
  listRunCosts
};
//# sourceMappingURL=runs.js.map
