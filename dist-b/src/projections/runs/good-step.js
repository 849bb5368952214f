import { sql } from "kysely";
import { fittingRuns } from "./filter.js";
const LOOKED_AT = 200;
async function lastGoodStep(db, schema, workflowId, stepKey, before) {
  const filter = { workflow: [workflowId], startedTo: before }, place = { sort: "-startedAt" };
  for (const status of [void 0, ["completed"]]) {
    const fitting = await fittingRuns(db, schema, { ...filter, status }, LOOKED_AT, place);
    if (!fitting) continue;
    const found = await sql`
      SELECT r.run_id, r.workflow_version FROM (${fitting}) AS fitting
      JOIN ${sql.table(`${schema}.runs`)} AS r ON r.run_id = fitting.run_id
      JOIN ${sql.table(`${schema}.steps`)} AS s ON s.run_id = r.run_id AND s.step_key = ${stepKey} AND s.status = 'completed'
      ORDER BY r.started_at DESC, r.run_id DESC LIMIT 1`.execute(db), [run] = found.rows;
    if (!run) continue;
    const step = await db.selectFrom("steps").selectAll().where("runId", "=", run.runId).where("stepKey", "=", stepKey).executeTakeFirst(), attempt = await db.selectFrom("attempts").selectAll().where("runId", "=", run.runId).where("stepKey", "=", stepKey).where("outcome", "=", "completed").orderBy("attempt", "desc").limit(1).executeTakeFirst();
    if (step && attempt) return { version: run.workflowVersion, step, attempt };
  }
}
async function sameFailure(db, fingerprint) {
  const same = db.selectFrom("deadLetters").where("status", "=", "open").where("fingerprint", "=", fingerprint), sums = await same.select([
    sql`count(*)`.as("deadLetters"),
    sql`count(distinct run_id)`.as("runs"),
    sql`min(at)`.as("since")
  ]).executeTakeFirstOrThrow(), items = await same.selectAll().orderBy("at", "desc").orderBy("runId").limit(10).execute();
  return { ...sums, items };
}
export {
  lastGoodStep,
  sameFailure
};
//# sourceMappingURL=good-step.js.map
