import { sql } from "kysely";
const MEDIAN_OF = 1e3, listRunFigures = (db) => figures(db, void 0), listVersionFigures = (db, workflowId) => figures(db, workflowId);
function figures(db, workflowId) {
  const byVersion = workflowId !== void 0;
  let groups = db.selectFrom("runs").select([
    "workflowId",
    byVersion ? sql`workflow_version`.as("version") : sql`null::int`.as("version")
  ]).select([
    sql`count(*)`.as("total"),
    sql`count(*) filter (where ended_at is null)`.as("open"),
    sql`count(*) filter (where status = 'completed')`.as("completed"),
    sql`count(*) filter (where status = 'failed')`.as("failed"),
    sql`count(*) filter (where status = 'cancelled')`.as("cancelled"),
    sql`sum(spent_nano_usd)`.as("spentNanoUsd"),
    sql`trunc(avg(spent_nano_usd) filter (where ended_at is not null))`.as("averageNanoUsd")
  ]).groupBy("workflowId");
  return byVersion && (groups = groups.where("workflowId", "=", workflowId).groupBy("workflowVersion")), db.selectFrom(groups.as("g")).innerJoinLateral(
    (eb) => {
      const last = eb.selectFrom("runs").select(["runId as lastRunId", "status as lastStatus", "startedAt as lastStartedAt"]).whereRef("runs.workflowId", "=", "g.workflowId").orderBy("startedAt", "desc").orderBy("runId", "desc").limit(1);
      return (byVersion ? last.whereRef("runs.workflowVersion", "=", "g.version") : last).as("last");
    },
    (join) => join.onTrue()
  ).leftJoinLateral(
    (eb) => {
      const completed = eb.selectFrom("runs").select(sql`extract(epoch from ended_at - started_at) * 1000`.as("ms")).whereRef("runs.workflowId", "=", "g.workflowId").where("status", "=", "completed").orderBy("startedAt", "desc").limit(MEDIAN_OF);
      return eb.selectFrom((byVersion ? completed.whereRef("runs.workflowVersion", "=", "g.version") : completed).as("done")).select(
        sql`round(percentile_cont(0.5) within group (order by ms))::bigint`.as("medianDurationMs")
      ).as("median");
    },
    (join) => join.onTrue()
  ).selectAll().orderBy("g.workflowId").orderBy("g.version", "desc").execute();
}
export {
  listRunFigures,
  listVersionFigures
};
//# sourceMappingURL=figures.js.map
