import { sql } from "kysely";
async function storedHealth(db) {
  const checkpoint2 = await db.selectFrom("checkpoint").select(["position", "epoch"]).executeTakeFirstOrThrow(), bad = await db.selectFrom("deadLetteredEvents as bad").leftJoin("parkedEvents as later", "later.stream", "bad.stream").select(["bad.position", "bad.stream", "bad.revision", "bad.id", "bad.type", "bad.reason"]).select(sql`count(later.position)`.as("parked")).groupBy("bad.position").orderBy("bad.position").limit(100).execute(), streams = await db.selectFrom("deadLetteredEvents").select(sql`count(distinct stream)`.as("n")).executeTakeFirstOrThrow(), parked = await db.selectFrom("parkedEvents").select(sql`count(*)`.as("n")).executeTakeFirstOrThrow();
  return {
    position: checkpoint2.position ?? "0",
    epoch: String(checkpoint2.epoch),
    parkedStreams: streams.n,
    parkedEvents: parked.n,
    deadLettered: bad,
    skippedTypes: await db.selectFrom("skippedTypes").selectAll().orderBy("type").execute()
  };
}
const checkpointPosition = async (db) => BigInt((await db.selectFrom("checkpoint").select("position").executeTakeFirst())?.position ?? 0);
async function checkpoint(db) {
  const row = await db.selectFrom("checkpoint").select(["position", "eventId"]).executeTakeFirst();
  return row?.position == null || row.eventId == null ? void 0 : { position: BigInt(row.position), eventId: row.eventId };
}
async function postgresVersion(db) {
  const { rows } = await sql`SELECT current_setting('server_version') AS version`.execute(db);
  return { version: rows[0]?.version.split(" ", 1)[0] ?? null };
}
export {
  checkpoint,
  checkpointPosition,
  postgresVersion,
  storedHealth
};
//# sourceMappingURL=queries.js.map
