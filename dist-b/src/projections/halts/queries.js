import { sql } from "kysely";
const listHalts = (db) => db.selectFrom("halts").selectAll().orderBy(sql`lifted_at is not null`).orderBy("orderedAt", "desc").orderBy("haltId").execute();
async function openWorkIn(db, workflowId) {
  let open = db.selectFrom("runs").where("runs.endedAt", "is", null);
  workflowId !== void 0 && (open = open.where("runs.workflowId", "=", workflowId));
  const [workflows, agents] = await Promise.all([
    open.select("runs.workflowId").select((eb) => [
      sql`max(workflow_name)`.as("workflowName"),
      sql`count(*) filter (where runs.status <> 'halted')`.as("runs"),
      sql`count(*) filter (where runs.status = 'halted')`.as("halted"),
      sql`coalesce(sum(steps_running) filter (where runs.status <> 'halted'), 0)::bigint`.as("leases"),
      eb.selectFrom("approvals").whereRef("approvals.workflowId", "=", "runs.workflowId").where("approvals.status", "=", "pending").select(sql`count(*)`.as("n")).as("approvals")
    ]).groupBy("runs.workflowId").orderBy(sql`count(*)`, "desc").orderBy("runs.workflowId").execute(),
    open.innerJoin("attempts", "attempts.runId", "runs.runId").where("runs.stepsRunning", ">", 0).where("attempts.outcome", "=", "running").select("attempts.agentId").distinct().orderBy("attempts.agentId").execute()
  ]);
  return { workflows, agents: agents.map(({ agentId }) => agentId) };
}
async function heldWork(db, runIds) {
  const ids = sql`${[...runIds]}::text[]`, [workflows, ready] = await Promise.all([
    db.selectFrom("runs").where(sql`run_id = any(${ids})`).select(["workflowId", sql`max(workflow_name)`.as("workflowName"), sql`count(*)`.as("runs")]).groupBy("workflowId").orderBy(sql`count(*)`, "desc").orderBy("workflowId").execute(),
    db.selectFrom("steps").where(sql`run_id = any(${ids})`).where("readyAt", "is not", null).where("status", "in", ["pending", "approved"]).select(sql`count(*)`.as("n")).executeTakeFirstOrThrow()
  ]);
  return { workflows, readySteps: ready.n };
}
export {
  heldWork,
  listHalts,
  openWorkIn
};
//# sourceMappingURL=queries.js.map
