import { sql } from "kysely";
const KEY = {
  workflow: sql`workflow_id`,
  agent: sql`agent_id`,
  model: sql`model`,
  operator: sql`operator_id`
};
async function costMatrix(db, { by, split, from, to }) {
  const bucket = sql`to_char(date_trunc(${sql.lit(by)}, at), 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`, charges = db.selectFrom("charges").where("at", ">=", from).where("at", "<", to), [cells, counted, all, names, parked] = await Promise.all([
    db.selectFrom("costHours").where("at", ">=", from).where("at", "<", to).select([bucket.as("bucket"), KEY[split].as("key")]).select([
      sql`sum(nano_usd)`.as("nanoUsd"),
      sql`sum(charges)::bigint`.as("charges"),
      sql`sum(estimated_charges)::bigint`.as("estimatedCharges"),
      sql`sum(unknown_charges)::bigint`.as("unknownCharges"),
      sql`sum(input_tokens)::bigint`.as("inputTokens"),
      sql`sum(cached_input_tokens)::bigint`.as("cachedInputTokens"),
      sql`sum(cache_write_tokens)::bigint`.as("cacheWriteTokens"),
      sql`sum(output_tokens)::bigint`.as("outputTokens"),
      sql`sum(reasoning_tokens)::bigint`.as("reasoningTokens")
    ]).groupBy([bucket, KEY[split]]).orderBy(bucket).orderBy(KEY[split]).execute(),
    db.selectFrom(
      charges.select([KEY[split].as("key"), "runId"]).distinct().as("charged")
    ).select(["key", sql`count(*)`.as("runs")]).groupBy("key").execute(),
    db.selectFrom(charges.select("runId").distinct().as("charged")).select(sql`count(*)`.as("runs")).executeTakeFirstOrThrow(),
    namesOf(db, split),
    db.selectFrom("deadLetteredEvents").select("position").limit(1).executeTakeFirst()
  ]);
  return {
    cells,
    runs: new Map(counted.map(({ key, runs }) => [key, runs])),
    names: new Map(names.map(({ key, name }) => [key, name])),
    runsInAll: all.runs,
    incomplete: parked !== void 0
  };
}
function namesOf(db, split) {
  switch (split) {
    case "workflow":
      return db.selectFrom("workflows").select(["workflowId as key", "name"]).execute();
    case "agent":
      return db.selectFrom("agents").select(["agentId as key", "name"]).execute();
    case "operator":
      return db.selectFrom("operators").select(["operatorId as key", "name"]).execute();
    case "model":
      return Promise.resolve([]);
  }
}
export {
  costMatrix
};
//# sourceMappingURL=series.js.map
