import { sql } from "kysely";
import { listWantedCapabilities } from "../agents/queries.js";
import { listApprovals } from "../approvals/queries.js";
import { listDeadLetters } from "../dead-letters/queries.js";
import { listHalts } from "../halts/queries.js";
import { checkpointPosition } from "../health/queries.js";
import { listRecentEvents } from "../run-events/queries.js";
const SHOWN = 50, RECENT = 20, budgetIsShort = sql`EXISTS (
  SELECT 1 FROM json_array_elements(runs.waits) AS w(wait) WHERE w.wait->>'kind' = 'budget')`;
function overview(db, schema, window) {
  return db.transaction().setIsolationLevel("repeatable read").setAccessMode("read only").execute(async (transaction) => {
    const at = transaction.withSchema(schema), deadLetters = await listDeadLetters(at, { status: "open", limit: SHOWN });
    return {
      position: String(await checkpointPosition(at)),
      open: await openRuns(at),
      agentsConnected: await agentsConnected(at),
      failed: await failedSince(at, window.failedFrom),
      hours: await spentByHour(at, window),
      approvals: (await listApprovals(at, { status: "pending", limit: 500 })).items,
      deadLetters: await withVersions(at, deadLetters.items),
      deadLettersTotal: await openDeadLetters(at),
      shortOfBudget: await shortOfBudget(at),
      goneAgents: await goneAgents(at),
      unoffered: await unoffered(at, window),
      halts: (await listHalts(at)).filter(({ liftedAt }) => liftedAt === null),
      parked: await parked(at),
      recent: await listRecentEvents(at, RECENT)
    };
  });
}
const openRuns = (db) => db.selectFrom("runs").select([
  sql`count(*) filter (where status = 'running')`.as("running"),
  sql`count(*) filter (where status = 'paused')`.as("paused"),
  sql`count(*) filter (where status = 'halted')`.as("halted"),
  sql`coalesce(sum(steps_running), 0)`.as("stepsInFlight"),
  sql`count(*) filter (where waits_for_person and ${budgetIsShort})`.as("waitForBudget"),
  sql`coalesce(sum(limit_nano_usd), 0)`.as("limitNanoUsd"),
  sql`coalesce(sum(spent_nano_usd), 0)`.as("spentNanoUsd"),
  sql`coalesce(sum(reserved_nano_usd), 0)`.as("reservedNanoUsd"),
  sql`count(*) filter (where limit_nano_usd is null)`.as("withoutLimit")
]).where("endedAt", "is", null).executeTakeFirstOrThrow();
async function agentsConnected(db) {
  return (await db.selectFrom("agents").select(sql`count(*)`.as("n")).where(sql`json_array_length(connections) > 0`).executeTakeFirstOrThrow()).n;
}
async function failedSince(db, from) {
  const ended = await db.selectFrom("runs").select([sql`count(*)`.as("ended"), sql`count(*) filter (where status = 'failed')`.as("failed")]).where("endedAt", ">=", from).executeTakeFirstOrThrow(), causes = await db.selectFrom("runs").leftJoinLateral(
    (eb) => eb.selectFrom("deadLetters").select("fingerprint").whereRef("deadLetters.runId", "=", "runs.runId").orderBy("revision").limit(1).as("letter"),
    (join) => join.onTrue()
  ).select(sql`count(distinct coalesce(letter.fingerprint, runs.reason, ''))`.as("n")).where("runs.endedAt", ">=", from).where("runs.status", "=", "failed").executeTakeFirstOrThrow();
  return { ...ended, causes: causes.n };
}
const HOUR_MS = 36e5, HOUR_KEY = 13;
async function spentByHour(db, { dayStart, now }) {
  if (Date.parse(dayStart) % HOUR_MS === 0)
    return (await db.selectFrom("costRollups").select(["key", "nanoUsd", "charges"]).where("kind", "=", "hour").where("key", ">=", dayStart.slice(0, HOUR_KEY)).where("key", "<=", now.slice(0, HOUR_KEY)).orderBy("key").execute()).map(({ key, nanoUsd, charges }) => ({
      hour: (Date.parse(`${key}:00:00.000Z`) - Date.parse(dayStart)) / HOUR_MS,
      nanoUsd,
      charges
    }));
  const hour = sql`floor(extract(epoch from at - ${dayStart}::timestamptz) / 3600)::int`;
  return db.selectFrom("charges").select([hour.as("hour"), sql`sum(nano_usd)`.as("nanoUsd"), sql`count(*)`.as("charges")]).where("at", ">=", dayStart).where("at", "<=", now).groupBy(sql`1`).orderBy(sql`1`).execute();
}
async function withVersions(db, letters) {
  if (letters.length === 0) return [];
  const runs = await db.selectFrom("runs").select(["runId", "workflowVersion"]).where("runId", "in", [...new Set(letters.map(({ runId }) => runId))]).execute(), versions = new Map(runs.map(({ runId, workflowVersion }) => [runId, workflowVersion]));
  return letters.map((letter) => ({ ...letter, workflowVersion: versions.get(letter.runId) ?? 0 }));
}
async function openDeadLetters(db) {
  return (await db.selectFrom("deadLetters").select(sql`count(*)`.as("n")).where("status", "=", "open").executeTakeFirstOrThrow()).n;
}
const shortOfBudget = (db) => db.selectFrom("runs").selectAll().where(sql`waits_for_person`).where(budgetIsShort).orderBy("startedAt").orderBy("runId").limit(SHOWN).execute(), goneAgents = (db) => db.selectFrom("agents").innerJoin("agentWork", "agentWork.agentId", "agents.agentId").select(["agents.agentId", "agents.name", "leasesHeld", "lastDisconnectedAt", "lastConnectedAt"]).where("leasesHeld", ">", 0).where(sql`json_array_length(connections) = 0`).orderBy("agents.agentId").limit(SHOWN).execute(), MISSED_AFTER_MS = 15e3;
async function unoffered(db, { now }) {
  const wanted = await listWantedCapabilities(db);
  if (wanted.length === 0) return [];
  const missed = new Date(Date.parse(now) - MISSED_AFTER_MS).toISOString(), agents = await db.selectFrom("agents").select(["connections", "capabilities"]).where(sql`(json_array_length(connections) > 0 or last_disconnected_at > ${missed}::timestamptz)`).execute(), offered = new Set(
    agents.flatMap(({ connections, capabilities }) => [
      ...capabilities,
      ...connections.flatMap((connection) => connection.capabilities)
    ])
  );
  return wanted.filter(({ capability }) => !offered.has(capability)).slice(0, SHOWN);
}
const parked = (db) => db.selectFrom("deadLetteredEvents").select(["position", "stream", "revision", "id", "type", "reason"]).orderBy("position").limit(SHOWN).execute();
export {
  overview
};
//# sourceMappingURL=overview.js.map
