import type { RunEventRow } from '../rows.js';
import type { Db } from '../storage/database.js';

export interface RunEventFilter {
  readonly runId: string;
  /** First revision; default 0. */
  readonly from?: number | undefined;
  readonly limit: number;
}

export const listRunEvents = (db: Db, filter: RunEventFilter): Promise<RunEventRow[]> =>
  db
    .selectFrom('runEvents')
    .selectAll()
    .where('runId', '=', filter.runId)
    .where('revision', '>=', filter.from ?? 0)
    .orderBy('revision')
    .limit(filter.limit)
    .execute();
