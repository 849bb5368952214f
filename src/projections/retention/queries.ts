import { sql } from 'kysely';
import type { Db } from '../storage/database.js';

/** What retention asks of a run. Its class follows from the tiers of its steps. */
export interface RetainedRow {
  readonly runId: string;
  readonly workflowId: string;
  readonly workflowName: string;
  readonly operatorId: string;
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly tiers: readonly string[];
  readonly agentIds: readonly string[];
}

const retained = (db: Db) =>
  db
    .selectFrom('runs')
    .select(['runId', 'workflowId', 'workflowName', 'operatorId', 'startedAt', 'endedAt'])
    .select((eb) => [
      eb
        .selectFrom('steps')
        .whereRef('steps.runId', '=', 'runs.runId')
        .select(sql<string[]>`coalesce(array_agg(distinct tier order by tier), '{}')`.as('tiers'))
        .$asScalar()
        .$notNull()
        .as('tiers'),
      eb
        .selectFrom('runAgents')
        .whereRef('runAgents.runId', '=', 'runs.runId')
        .select(sql<string[]>`coalesce(array_agg(agent_id order by agent_id), '{}')`.as('agents'))
        .$asScalar()
        .$notNull()
        .as('agentIds'),
    ]);

/** Runs that ended before an instant, the oldest first, after a place in that order. */
export const listEndedBefore = (
  db: Db,
  before: string,
  after: { readonly endedAt: string; readonly runId: string } | undefined,
  limit: number,
): Promise<RetainedRow[]> => {
  const old = retained(db).where('endedAt', '<', before);
  const next =
    after === undefined
      ? old
      : old.where(sql<boolean>`(ended_at, run_id) > (${after.endedAt}::timestamptz, ${after.runId})`);
  return next.orderBy('endedAt').orderBy('runId').limit(limit).execute();
};

/** Runs that hold data under a key. */
export const listRunsUnderKey = (db: Db, keyId: string): Promise<RetainedRow[]> =>
  retained(db)
    .where('runId', 'in', (eb) => eb.selectFrom('runKeys').where('keyId', '=', keyId).select('runKeys.runId'))
    .orderBy('startedAt')
    .orderBy('runId')
    .execute();
