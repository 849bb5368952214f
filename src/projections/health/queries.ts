import type { Checkpoint } from '../../domain/kernel/ports.js';
import { sql } from 'kysely';
import type { DeadLetteredEventRow, SkippedTypeRow } from '../rows.js';
import type { Db } from '../storage/database.js';

export interface StoredHealth {
  readonly position: string;
  readonly epoch: string;
  readonly parkedStreams: number;
  readonly parkedEvents: number;
  /** At most 100. */
  readonly deadLettered: readonly DeadLetteredEventRow[];
  readonly skippedTypes: readonly SkippedTypeRow[];
}

export async function storedHealth(db: Db): Promise<StoredHealth> {
  const checkpoint = await db.selectFrom('checkpoint').select(['position', 'epoch']).executeTakeFirstOrThrow();
  const bad = await db
    .selectFrom('deadLetteredEvents as bad')
    .leftJoin('parkedEvents as later', 'later.stream', 'bad.stream')
    .select(['bad.position', 'bad.stream', 'bad.revision', 'bad.id', 'bad.type', 'bad.reason'])
    .select(sql<number>`count(later.position)`.as('parked'))
    .groupBy('bad.position')
    .orderBy('bad.position')
    .limit(100)
    .execute();
  const streams = await db
    .selectFrom('deadLetteredEvents')
    .select(sql<number>`count(distinct stream)`.as('n'))
    .executeTakeFirstOrThrow();
  const parked = await db
    .selectFrom('parkedEvents')
    .select(sql<number>`count(*)`.as('n'))
    .executeTakeFirstOrThrow();
  return {
    position: checkpoint.position ?? '0',
    epoch: String(checkpoint.epoch),
    parkedStreams: streams.n,
    parkedEvents: parked.n,
    deadLettered: bad,
    skippedTypes: await db.selectFrom('skippedTypes').selectAll().orderBy('type').execute(),
  };
}

export const checkpointPosition = async (db: Db): Promise<bigint> =>
  BigInt((await db.selectFrom('checkpoint').select('position').executeTakeFirst())?.position ?? 0);

/** Where the read models are in the log; undefined before the first commit. */
export async function checkpoint(db: Db): Promise<Checkpoint | undefined> {
  const row = await db.selectFrom('checkpoint').select(['position', 'eventId']).executeTakeFirst();
  return row?.position == null || row.eventId == null
    ? undefined
    : { position: BigInt(row.position), eventId: row.eventId };
}

/** As the server says it: `18.4`. */
export async function postgresVersion(db: Db): Promise<{ readonly version: string | null }> {
  const { rows } = await sql<{ version: string }>`SELECT current_setting('server_version') AS version`.execute(db);
  return { version: rows[0]?.version.split(' ', 1)[0] ?? null };
}
