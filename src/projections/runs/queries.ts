import { sql } from 'kysely';
import { STREAMS } from '../../domain/catalog.js';
import type { Paging } from '../paging.js';
import type { AttemptRow, OpenWorkRow, Page, RunStatus, RunSummary, StepRow } from '../rows.js';
import { fromCursor, pageOf } from '../storage/cursor.js';
import type { Db } from '../storage/database.js';

export interface RunFilter extends Paging {
  readonly status?: RunStatus | 'open' | undefined;
  readonly workflow?: string | undefined;
  readonly operator?: string | undefined;
  /** Any part of the run's id, workflow or operator, in any case. */
  readonly text?: string | undefined;
}

const summaries = (db: Db) =>
  db
    .selectFrom('runs')
    .selectAll('runs')
    .select((eb) =>
      eb
        .exists(
          eb
            .selectFrom('deadLetteredEvents as bad')
            .select(sql`1`.as('one'))
            .where('bad.stream', '=', sql<string>`${STREAMS.run}::text || runs.run_id`),
        )
        .$castTo<boolean>()
        .as('incomplete'),
    );

/** Newest first. */
export async function listRuns(db: Db, filter: RunFilter): Promise<Page<RunSummary>> {
  let query = summaries(db);
  if (filter.status === 'open') query = query.where('endedAt', 'is', null);
  else if (filter.status !== undefined) query = query.where('status', '=', filter.status);
  if (filter.workflow !== undefined) query = query.where('workflowId', '=', filter.workflow);
  if (filter.operator !== undefined) query = query.where('operatorId', '=', filter.operator);
  if (filter.text !== undefined) {
    const like = `%${filter.text.replace(/[\\%_]/g, '\\$&')}%`;
    query = query.where((eb) =>
      eb.or([
        eb('runId', 'ilike', like),
        eb('workflowId', 'ilike', like),
        eb('workflowName', 'ilike', like),
        eb('operatorId', 'ilike', like),
        eb('operatorName', 'ilike', like),
      ]),
    );
  }
  if (filter.cursor !== undefined) {
    const [startedAt, runId] = fromCursor(filter.cursor, 2);
    query = query.where(sql<boolean>`(started_at, run_id) < (${startedAt}::timestamptz, ${runId}::text)`);
  }
  const rows = await query
    .orderBy('startedAt', 'desc')
    .orderBy('runId', 'desc')
    .limit(filter.limit + 1)
    .execute();
  return pageOf(rows, filter.limit, (run) => [run.startedAt, run.runId]);
}

/** A run and its steps at one moment, whatever is committed meanwhile. */
export async function getRun(
  db: Db,
  schema: string,
  runId: string,
): Promise<{ readonly run: RunSummary; readonly steps: readonly StepRow[] } | undefined> {
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (transaction) => {
      const at = transaction.withSchema(schema);
      const run = await summaries(at).where('runId', '=', runId).executeTakeFirst();
      return run && { run, steps: await listSteps(at, runId) };
    });
}

/** In the definition's order. */
export const listSteps = (db: Db, runId: string): Promise<StepRow[]> =>
  db.selectFrom('steps').selectAll().where('runId', '=', runId).orderBy('order').orderBy('stepKey').execute();

/** In the order in which they were dispatched. */
export const listAttempts = (db: Db, runId: string): Promise<AttemptRow[]> =>
  db
    .selectFrom('attempts')
    .selectAll()
    .where('runId', '=', runId)
    .orderBy('dispatchedAt')
    .orderBy('stepKey')
    .orderBy('attempt')
    .execute();

/** Those that come first: by priority, then age. */
export const listOpenWork = (db: Db): Promise<OpenWorkRow[]> =>
  db.selectFrom('openWork').selectAll().orderBy('priority', 'desc').orderBy('startedAt').orderBy('runId').execute();
