import type pg from 'pg';
import type { Group } from '../batch/group.js';
import { isSchemaGone } from './connection.js';

/** Rebuilds that have begun and are not in place yet, one per group at most: so that one survives whoever carries it out. */
export const REBUILDS = `
  CREATE TABLE IF NOT EXISTS mission_control.rebuilds (
    name text PRIMARY KEY, schema text NOT NULL, format int NOT NULL,
    started_at timestamptz NOT NULL, events bigint NOT NULL, stopped boolean NOT NULL
  )`;

export interface PendingRebuild {
  /** What it fills. */
  readonly schema: string;
  readonly format: number;
  readonly startedAt: string;
  /** That it has read, about: a process that is killed has read a few more. */
  readonly events: number;
  /** By a person: it goes on when it is told to. */
  readonly stopped: boolean;
  /** How far it has come. */
  readonly position: string;
}

type Client = Pick<pg.ClientBase, 'query'>;

/** Undefined also when its tables are gone. */
export async function pendingRebuild(client: Client, group: Group): Promise<PendingRebuild | undefined> {
  const found = await client.query<{
    schema: string;
    format: number;
    started_at: Date;
    events: string;
    stopped: boolean;
  }>(
    `SELECT schema, format, started_at, events, stopped FROM mission_control.rebuilds
     WHERE name = $1 AND to_regclass(schema || '.checkpoint') IS NOT NULL`,
    [group.title],
  );
  const row = found.rows[0];
  if (!row) return undefined;
  const { schema, format, stopped } = row;
  const position = await positionIn(client, schema);
  if (position === undefined) return undefined;
  return {
    schema,
    format,
    stopped,
    startedAt: new Date(row.started_at).toISOString(),
    events: Number(row.events),
    position,
  };
}

/** Undefined when it was put in place or dropped meanwhile. */
async function positionIn(client: Client, schema: string): Promise<string | undefined> {
  try {
    const at = await client.query<{ position: string | null }>(`SELECT position FROM ${schema}.checkpoint`);
    return at.rows[0]?.position ?? '0';
  } catch (error) {
    if (isSchemaGone(error)) return undefined;
    throw error;
  }
}

export async function noteRebuild(client: Client, group: Group, schema: string): Promise<void> {
  await client.query(
    `INSERT INTO mission_control.rebuilds (name, schema, format, started_at, events, stopped)
     VALUES ($1, $2, $3, now(), 0, false)`,
    [group.title, schema, group.format],
  );
}

export async function noteProgress(
  client: Client,
  group: Group,
  { events, stopped }: { readonly events?: number; readonly stopped?: boolean },
): Promise<void> {
  await client.query(
    `UPDATE mission_control.rebuilds SET events = coalesce($2, events), stopped = coalesce($3, stopped) WHERE name = $1`,
    [group.title, events ?? null, stopped ?? null],
  );
}

export async function forgetRebuild(client: Client, group: Group): Promise<void> {
  await client.query('DELETE FROM mission_control.rebuilds WHERE name = $1', [group.title]);
}
