import { sql } from "kysely";
import { listRunEvents } from "../run-events/queries.js";
import { fromCursor, pageOf } from "../storage/cursor.js";
import { listAttempts } from "./queries.js";
const LAST = 200, NO_TOKENS = {
  inputTokens: 0,
  cachedInputTokens: 0,
  cacheWriteTokens: 0,
  outputTokens: 0,
  reasoningTokens: 0
};
async function getStep(db, runId, stepKey) {
  const [step] = await db.selectFrom("steps").selectAll().where("runId", "=", runId).where("stepKey", "=", stepKey).execute();
  if (!step) return;
  const [dependents, attempts, tokens, approvals, charges, events] = await Promise.all([
    db.selectFrom("steps").select("stepKey").where("runId", "=", runId).where(sql`depends_on::jsonb ? ${step.stepId}`).orderBy("order").execute(),
    listAttempts(db, runId, stepKey),
    tokensByAttempt(db, runId, stepKey),
    db.selectFrom("approvals").selectAll().where("runId", "=", runId).where("stepKey", "=", stepKey).orderBy("revision").execute(),
    chargesOf(db, runId).where("charges.stepKey", "=", stepKey).limit(LAST).execute(),
    listRunEvents(db, { runId, stepKey, limit: LAST + 1, backwards: !0 })
  ]);
  return {
    step,
    dependents: dependents.map((one) => one.stepKey),
    attempts: attempts.map((one) => ({ ...one, tokens: tokens.get(one.attempt) ?? NO_TOKENS })),
    approvals,
    charges,
    events: events.slice(0, LAST).toReversed(),
    moreEvents: events.length > LAST
  };
}
const sums = {
  inputTokens: sql`coalesce(sum(input_tokens), 0)::bigint`.as("inputTokens"),
  cachedInputTokens: sql`coalesce(sum(cached_input_tokens), 0)::bigint`.as("cachedInputTokens"),
  cacheWriteTokens: sql`coalesce(sum(cache_write_tokens), 0)::bigint`.as("cacheWriteTokens"),
  outputTokens: sql`coalesce(sum(output_tokens), 0)::bigint`.as("outputTokens"),
  reasoningTokens: sql`coalesce(sum(reasoning_tokens), 0)::bigint`.as("reasoningTokens")
}, tokenSums = [
  sums.inputTokens,
  sums.cachedInputTokens,
  sums.cacheWriteTokens,
  sums.outputTokens,
  sums.reasoningTokens
];
async function tokensByAttempt(db, runId, stepKey) {
  const rows = await db.selectFrom("charges").select("attempt").select(tokenSums).where("runId", "=", runId).where("stepKey", "=", stepKey).groupBy("attempt").execute();
  return new Map(rows.map(({ attempt, ...tokens }) => [attempt, tokens]));
}
const chargesOf = (db, runId) => db.selectFrom("charges").innerJoin(
  "runEvents",
  (join) => join.onRef("runEvents.runId", "=", "charges.runId").onRef("runEvents.revision", "=", "charges.revision")
).selectAll("charges").select("runEvents.position").where("charges.runId", "=", runId).orderBy("charges.revision", "desc").orderBy("charges.index", "desc"), LAST_REVISION = 2 ** 31 - 1;
async function runCharges(db, runId, page) {
  const through = page.through ?? LAST_REVISION, by = (key) => db.selectFrom("charges").select(`${key} as key`).select(tokenSums).select([
    sql`sum(nano_usd)`.as("nanoUsd"),
    sql`count(*)`.as("charges"),
    sql`count(*) filter (where source = 'estimated')`.as("estimated"),
    sql`count(*) filter (where source = 'unknown')`.as("unknown")
  ]).where("runId", "=", runId).where("revision", "<=", through).groupBy(key).orderBy(sql`sum(nano_usd)`, "desc").orderBy(key).execute();
  let list = chargesOf(db, runId).where("charges.revision", "<=", through).limit(page.limit + 1);
  if (page.cursor !== void 0) {
    const [revision, index] = fromCursor(page.cursor, ["integer", "integer"]);
    list = list.where(sql`(charges.revision, charges.index) < (${revision}::int, ${index}::int)`);
  }
  const [steps, agents, models, attempts, items] = await Promise.all([
    by("stepKey"),
    by("agentId"),
    by("model"),
    db.selectFrom("attempts").select(["stepKey", sql`count(*)`.as("attempts")]).where("runId", "=", runId).where("dispatchedRevision", "<=", through).groupBy("stepKey").execute(),
    page.limit === 0 ? [] : list.execute()
  ]);
  return {
    total: totalOf(models),
    steps: new Map(steps.map(({ key, ...figures }) => [key, figures])),
    attempts: new Map(attempts.map((one) => [one.stepKey, one.attempts])),
    agents,
    models,
    ...pageOf(items, page.limit, (one) => [String(one.revision), String(one.index)])
  };
}
function totalOf(rows) {
  const total = { ...NO_TOKENS, charges: 0, estimated: 0, unknown: 0 };
  let nanoUsd = 0n;
  for (const row of rows) {
    nanoUsd += BigInt(row.nanoUsd);
    for (const name of ["charges", "estimated", "unknown"]) total[name] += row[name];
    total.inputTokens += row.inputTokens, total.cachedInputTokens += row.cachedInputTokens, total.cacheWriteTokens += row.cacheWriteTokens, total.outputTokens += row.outputTokens, total.reasoningTokens += row.reasoningTokens;
  }
  return { ...total, nanoUsd: String(nanoUsd) };
}
async function runTimeline(db, runId, limit) {
  const [attempts, waits] = await Promise.all([
    db.selectFrom("attempts").select(["stepKey", "attempt", "agentId", "agentName", "model", "readyAt", "dispatchedAt", "dispatchedRevision"]).select(["endedAt", "endedRevision", "outcome", "late", "spentNanoUsd", "setAsideNanoUsd"]).where("runId", "=", runId).orderBy("dispatchedRevision").limit(limit + 1).execute(),
    db.selectFrom("approvals").select(["approvalId", "stepKey", "kind", "status", "requestedAt", "revision", "decidedAt", "expiresAt"]).where("runId", "=", runId).orderBy("revision").limit(limit + 1).execute()
  ]);
  return {
    attempts: attempts.slice(0, limit),
    waits: waits.slice(0, limit),
    more: attempts.length > limit || waits.length > limit
  };
}
const runPayload = (db, runId, sha256) => db.selectFrom("runPayloads").selectAll().where("runId", "=", runId).where("sha256", "=", sha256).orderBy("revision").limit(1).executeTakeFirst();
export {
  getStep,
  runCharges,
  runPayload,
  runTimeline
};
//# sourceMappingURL=detail.js.map
