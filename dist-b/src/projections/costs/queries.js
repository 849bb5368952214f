import { sql } from "kysely";
async function costs(db, filter) {
  const rows = filter.from === void 0 && filter.to === void 0 && filter.runId === void 0 ? await fromRollups(db, filter.by) : await fromCharges(db, filter), parked = await db.selectFrom("deadLetteredEvents").select("position").limit(1).executeTakeFirst();
  return { rows: sorted(rows, filter.by), total: totalOf(rows), incomplete: parked !== void 0 };
}
const fromRollups = (db, by) => db.selectFrom("costRollups").selectAll().where("kind", "=", by).execute();
function fromCharges(db, filter) {
  const sum = (column) => sql`sum(${sql.ref(column)})::bigint`, count = (source) => sql`count(*) filter (where source = ${source})`, key = KEY[filter.by];
  let query = db.selectFrom("charges").select([
    sql`${filter.by}::text`.as("kind"),
    key.as("key"),
    sql`sum(nano_usd)`.as("nanoUsd"),
    sql`count(*)`.as("charges")
  ]).select(sum("inputTokens").as("inputTokens")).select(sum("cachedInputTokens").as("cachedInputTokens")).select(sum("cacheWriteTokens").as("cacheWriteTokens")).select(sum("outputTokens").as("outputTokens")).select(sum("reasoningTokens").as("reasoningTokens")).select(count("estimated").as("estimatedCharges")).select(count("unknown").as("unknownCharges"));
  return filter.runId !== void 0 && (query = query.where("runId", "=", filter.runId)), filter.from !== void 0 && (query = query.where("at", ">=", filter.from)), filter.to !== void 0 && (query = query.where("at", "<", filter.to)), query.groupBy(key).execute();
}
const KEY = {
  run: sql`run_id`,
  step: sql`workflow_id || '/' || step_id`,
  agent: sql`agent_id`,
  model: sql`model`,
  workflow: sql`workflow_id`,
  operator: sql`operator_id`,
  hour: sql`to_char(at, 'YYYY-MM-DD"T"HH24')`,
  day: sql`to_char(at, 'YYYY-MM-DD')`
};
function sorted(rows, by) {
  const byKey = (a, b) => a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
  return by === "hour" || by === "day" ? rows.toSorted(byKey) : rows.toSorted((a, b) => {
    const difference = BigInt(b.nanoUsd) - BigInt(a.nanoUsd);
    return difference > 0n ? 1 : difference < 0n ? -1 : byKey(a, b);
  });
}
function totalOf(rows) {
  const total = {
    inputTokens: 0,
    cachedInputTokens: 0,
    cacheWriteTokens: 0,
    outputTokens: 0,
    reasoningTokens: 0,
    charges: 0,
    estimatedCharges: 0,
    unknownCharges: 0
  };
  let nanoUsd = 0n;
  for (const row of rows)
    nanoUsd += BigInt(row.nanoUsd), total.inputTokens += row.inputTokens, total.cachedInputTokens += row.cachedInputTokens, total.cacheWriteTokens += row.cacheWriteTokens, total.outputTokens += row.outputTokens, total.reasoningTokens += row.reasoningTokens, total.charges += row.charges, total.estimatedCharges += row.estimatedCharges, total.unknownCharges += row.unknownCharges;
  return { ...total, nanoUsd: String(nanoUsd) };
}
export {
  costs
};
//# sourceMappingURL=queries.js.map
