import type pg from 'pg';
import { DomainError } from '../../domain/kernel/errors.js';
import type { ProjectionLog } from '../log.js';
import type { Group } from '../batch/group.js';
import { forgetRebuild, REBUILDS } from './rebuilds.js';

/** Of the main group. Raised with every change of a table or of what a projection writes: read models of another format are built anew from the log. */
export const FORMAT = 9;

export interface CurrentSchema {
  readonly schema: string;
  readonly format: number;
}

/** Any number will do, as long as nothing else in the database uses it; groups have others. */
const MIGRATION_LOCK = 7_401_201;

const BASE = `
  CREATE SCHEMA IF NOT EXISTS mission_control;
  CREATE TABLE IF NOT EXISTS mission_control.read_models (
    name text PRIMARY KEY, schema text NOT NULL, format int NOT NULL
  );
  ${REBUILDS}`;

/** Makes the tables of a group in its format if they are not there. What another format left behind is dropped: all of it is in the log. */
export async function migrate(client: pg.ClientBase, group: Group, log: ProjectionLog): Promise<CurrentSchema> {
  await client.query('BEGIN');
  try {
    await client.query('SELECT pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
    await client.query(BASE);
    const found = await currentSchema(client, group);
    if (found && found.format > group.format)
      throw new DomainError(
        'READ.NEWER',
        'unavailable',
        `The read models (${group.name}) were written by a newer version (format ${found.format}, this one knows ${group.format}). Start that version, or drop schema "${found.schema}" and its row in mission_control.read_models: they are built anew from the log.`,
      );
    if (found?.format === group.format) {
      await client.query('COMMIT');
      return found;
    }
    const schema = nextSchema(group, found?.schema);
    await forgetRebuild(client, group);
    await createSchema(client, group, schema, '0');
    await client.query(indexesOf(group, schema).join(';\n'));
    await client.query(
      `INSERT INTO mission_control.read_models (name, schema, format) VALUES ($3, $1, $2)
       ON CONFLICT (name) DO UPDATE SET schema = excluded.schema, format = excluded.format`,
      [schema, group.format, group.title],
    );
    if (found) await client.query(`DROP SCHEMA IF EXISTS ${found.schema} CASCADE`);
    await client.query('COMMIT');
    if (found)
      log.warn(
        { group: group.name, from: found.format, to: group.format },
        'read models have a new format: they are built anew from the log',
      );
    else log.info({ schema, format: group.format }, 'read models created');
    return { schema, format: group.format };
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

export async function currentSchema(client: pg.ClientBase | pg.Pool, group: Group): Promise<CurrentSchema | undefined> {
  const found = await client.query<{ schema: string; format: number }>(
    'SELECT schema, format FROM mission_control.read_models WHERE name = $1',
    [group.title],
  );
  return found.rows[0];
}

/** All tables of the group, without the indexes of those who read, and their checkpoint, which stands before the first event and is held by `epoch`. */
export async function createSchema(client: pg.ClientBase, group: Group, schema: string, epoch: string): Promise<void> {
  const ddl = [
    `DROP SCHEMA IF EXISTS ${schema} CASCADE`,
    `CREATE SCHEMA ${schema}`,
    `CREATE TABLE ${schema}.checkpoint (
       one boolean PRIMARY KEY DEFAULT true CHECK (one), position numeric, event_id text, epoch bigint NOT NULL)`,
    ...Object.values(group.tables).flatMap((table) => table.ddl(schema)),
    ...group.views.map((view) => view(schema)),
  ];
  await client.query(ddl.join(';\n'));
  await client.query(`INSERT INTO ${schema}.checkpoint (epoch) VALUES ($1)`, [epoch]);
}

/** `CREATE INDEX` of all that those who read need: each leaves one alone that is there. */
export const indexesOf = (group: Group, schema: string): string[] =>
  Object.values(group.tables).flatMap((table) => table.indexes(schema));

export const nextSchema = ({ schemas: [first, second] }: Group, current: string | undefined): string =>
  current === first ? second : first;

export interface StoredCheckpoint {
  readonly position: bigint | undefined;
  readonly eventId: string | undefined;
  readonly epoch: string;
}

/** Takes over: from now on, whoever wrote under an older epoch writes nothing more. */
export async function raiseEpoch(client: pg.ClientBase, schema: string): Promise<StoredCheckpoint> {
  const raised = await client.query<{ position: string | null; event_id: string | null; epoch: number }>(
    `UPDATE ${schema}.checkpoint SET epoch = epoch + 1 RETURNING position, event_id, epoch`,
  );
  const row = raised.rows[0];
  if (!row) throw new Error(`${schema}.checkpoint has no row`);
  return {
    position: row.position === null ? undefined : BigInt(row.position),
    eventId: row.event_id ?? undefined,
    epoch: String(row.epoch),
  };
}

/** The same of a schema that is being filled, with the epoch of whoever projects now. */
export async function takeOver(client: pg.ClientBase, schema: string, epoch: string): Promise<StoredCheckpoint> {
  const taken = await client.query<{ position: string | null; event_id: string | null }>(
    `UPDATE ${schema}.checkpoint SET epoch = $1 RETURNING position, event_id`,
    [epoch],
  );
  const row = taken.rows[0];
  if (!row) throw new Error(`${schema}.checkpoint has no row`);
  return {
    position: row.position === null ? undefined : BigInt(row.position),
    eventId: row.event_id ?? undefined,
    epoch,
  };
}
