import { DomainError } from "../../domain/kernel/errors.js";
import { forgetRebuild, REBUILDS } from "./rebuilds.js";
const FORMAT = 8, MIGRATION_LOCK = 7401201, BASE = `
  CREATE SCHEMA IF NOT EXISTS mission_control;
  CREATE TABLE IF NOT EXISTS mission_control.read_models (
    name text PRIMARY KEY, schema text NOT NULL, format int NOT NULL
  );
  ${REBUILDS}`;
async function migrate(client, group, log) {
  await client.query("BEGIN");
  try {
    await client.query("SELECT pg_advisory_xact_lock($1)", [MIGRATION_LOCK]), await client.query(BASE);
    const found = await currentSchema(client, group);
    if (found && found.format > group.format)
      throw new DomainError(
        "READ.NEWER",
        "unavailable",
        `The read models (${group.name}) were written by a newer version (format ${found.format}, this one knows ${group.format}). Start that version, or drop schema "${found.schema}" and its row in mission_control.read_models: they are built anew from the log.`
      );
    if (found?.format === group.format)
      return await client.query("COMMIT"), found;
    const schema = nextSchema(group, found?.schema);
    return await forgetRebuild(client, group), await createSchema(client, group, schema, "0"), await client.query(
      `INSERT INTO mission_control.read_models (name, schema, format) VALUES ($3, $1, $2)
       ON CONFLICT (name) DO UPDATE SET schema = excluded.schema, format = excluded.format`,
      [schema, group.format, group.title]
    ), found && await client.query(`DROP SCHEMA IF EXISTS ${found.schema} CASCADE`), await client.query("COMMIT"), found ? log.warn(
      { group: group.name, from: found.format, to: group.format },
      "read models have a new format: they are built anew from the log"
    ) : log.info({ schema, format: group.format }, "read models created"), { schema, format: group.format };
  } catch (error) {
    throw await client.query("ROLLBACK").catch(() => {
    }), error;
  }
}
async function currentSchema(client, group) {
  return (await client.query(
    "SELECT schema, format FROM mission_control.read_models WHERE name = $1",
    [group.title]
  )).rows[0];
}
async function createSchema(client, group, schema, epoch) {
  const ddl = [
    `DROP SCHEMA IF EXISTS ${schema} CASCADE`,
    `CREATE SCHEMA ${schema}`,
    `CREATE TABLE ${schema}.checkpoint (
       one boolean PRIMARY KEY DEFAULT true CHECK (one), position numeric, event_id text, epoch bigint NOT NULL)`,
    ...Object.values(group.tables).flatMap((table) => table.ddl(schema)),
    ...group.views.map((view) => view(schema))
  ];
  await client.query(ddl.join(`;
`)), await client.query(`INSERT INTO ${schema}.checkpoint (epoch) VALUES ($1)`, [epoch]);
}
const nextSchema = ({ schemas: [first, second] }, current) => current === first ? second : first;
async function raiseEpoch(client, schema) {
  const row = (await client.query(
    `UPDATE ${schema}.checkpoint SET epoch = epoch + 1 RETURNING position, event_id, epoch`
  )).rows[0];
  if (!row) throw new Error(`${schema}.checkpoint has no row`);
  return {
    position: row.position === null ? void 0 : BigInt(row.position),
    eventId: row.event_id ?? void 0,
    epoch: String(row.epoch)
  };
}
async function takeOver(client, schema, epoch) {
  const row = (await client.query(
    `UPDATE ${schema}.checkpoint SET epoch = $1 RETURNING position, event_id`,
    [epoch]
  )).rows[0];
  if (!row) throw new Error(`${schema}.checkpoint has no row`);
  return {
    position: row.position === null ? void 0 : BigInt(row.position),
    eventId: row.event_id ?? void 0,
    epoch
  };
}
export {
  FORMAT,
  createSchema,
  currentSchema,
  migrate,
  nextSchema,
  raiseEpoch,
  takeOver
};
//# sourceMappingURL=schema.js.map
