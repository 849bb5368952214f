import { isSchemaGone } from "./connection.js";
const REBUILDS = `
  CREATE TABLE IF NOT EXISTS mission_control.rebuilds (
    name text PRIMARY KEY, schema text NOT NULL, format int NOT NULL,
    started_at timestamptz NOT NULL, events bigint NOT NULL, stopped boolean NOT NULL
  )`;
async function pendingRebuild(client, group) {
  const row = (await client.query(
    `SELECT schema, format, started_at, events, stopped FROM mission_control.rebuilds
     WHERE name = $1 AND to_regclass(schema || '.checkpoint') IS NOT NULL`,
    [group.title]
  )).rows[0];
  if (!row) return;
  const { schema, format, stopped } = row, position = await positionIn(client, schema);
  if (position !== void 0)
    return {
      schema,
      format,
      stopped,
      startedAt: new Date(row.started_at).toISOString(),
      events: Number(row.events),
      position
    };
}
async function positionIn(client, schema) {
  try {
    return (await client.query(`SELECT position FROM ${schema}.checkpoint`)).rows[0]?.position ?? "0";
  } catch (error) {
    if (isSchemaGone(error)) return;
    throw error;
  }
}
async function noteRebuild(client, group, schema) {
  await client.query(
    `INSERT INTO mission_control.rebuilds (name, schema, format, started_at, events, stopped)
     VALUES ($1, $2, $3, now(), 0, false)`,
    [group.title, schema, group.format]
  );
}
async function noteProgress(client, group, { events, stopped }) {
  await client.query(
    "UPDATE mission_control.rebuilds SET events = coalesce($2, events), stopped = coalesce($3, stopped) WHERE name = $1",
    [group.title, events ?? null, stopped ?? null]
  );
}
async function forgetRebuild(client, group) {
  await client.query("DELETE FROM mission_control.rebuilds WHERE name = $1", [group.title]);
}
export {
  REBUILDS,
  forgetRebuild,
  noteProgress,
  noteRebuild,
  pendingRebuild
};
//# sourceMappingURL=rebuilds.js.map
