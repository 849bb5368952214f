import type { DeadLetterRow, DeadLetterStatus } from '../rows.js';
import type { Db } from '../storage/database.js';

export interface DeadLetterFilter {
  readonly status?: DeadLetterStatus | undefined;
  readonly runId?: string | undefined;
}

/** Oldest first; at most 1,000. */
export function listDeadLetters(db: Db, filter: DeadLetterFilter): Promise<DeadLetterRow[]> {
  let query = db.selectFrom('deadLetters').selectAll();
  if (filter.status !== undefined) query = query.where('status', '=', filter.status);
  if (filter.runId !== undefined) query = query.where('runId', '=', filter.runId);
  return query.orderBy('at').orderBy('runId').orderBy('revision').limit(1_000).execute();
}
