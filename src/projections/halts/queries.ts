import { sql } from 'kysely';
import type { HaltRow } from '../rows.js';
import type { Db } from '../storage/database.js';

/** Open ones first, then newest first. */
export const listHalts = (db: Db): Promise<HaltRow[]> =>
  db
    .selectFrom('halts')
    .selectAll()
    .orderBy(sql`lifted_at is not null`)
    .orderBy('orderedAt', 'desc')
    .orderBy('haltId')
    .execute();
