import { sql } from 'kysely';
import { FAILURE_EVENTS } from '../../domain/run/failure-events.js';
import type { Nano, RunEventRow } from '../rows.js';
import type { Db } from '../storage/database.js';

export interface RunEventFilter {
  readonly runId: string;
  /** First revision; default 0. */
  readonly from?: number | undefined;
  readonly limit: number;
  readonly types?: readonly string[] | undefined;
  readonly stepKey?: string | undefined;
  /** An operator's or agent's id. */
  readonly actor?: string | undefined;
  /** Only those at which something went wrong. */
  readonly failures?: boolean | undefined;
  /** The last ones first. */
  readonly backwards?: boolean | undefined;
}
/** `nanoUsd`: sum of the event's charges; null when it has none. */
export type RunEventEntry = RunEventRow & { readonly nanoUsd: Nano | null };
/** With the names that tell what it is about. */
export type RecentEventEntry = RunEventEntry & {
  readonly workflowId: string;
  readonly workflowName: string;
  readonly workflowVersion: number;
};

const entries = (db: Db) =>
  db
    .selectFrom('runEvents')
    .selectAll('runEvents')
    .select((eb) =>
      eb
        .selectFrom('charges')
        .whereRef('charges.runId', '=', 'runEvents.runId')
        .whereRef('charges.revision', '=', 'runEvents.revision')
        .select(sql<Nano | null>`sum(charges.nano_usd)`.as('sum'))
        .as('nanoUsd'),
    );

/** In the order of the log, unless asked for backwards. */
export function listRunEvents(db: Db, filter: RunEventFilter): Promise<RunEventEntry[]> {
  let query = entries(db)
    .where('runId', '=', filter.runId)
    .where('revision', '>=', filter.from ?? 0);
  if (filter.types !== undefined) query = query.where('type', 'in', filter.types);
  if (filter.failures === true) query = query.where('type', 'in', FAILURE_EVENTS);
  if (filter.stepKey !== undefined) query = query.where('stepKey', '=', filter.stepKey);
  if (filter.actor !== undefined) query = query.where('actorId', '=', filter.actor);
  return query
    .orderBy('revision', filter.backwards === true ? 'desc' : 'asc')
    .limit(filter.limit)
    .execute();
}

/** The last events of all runs, newest first. */
export const listRecentEvents = (db: Db, limit: number): Promise<RecentEventEntry[]> =>
  entries(db)
    .innerJoin('runs', 'runs.runId', 'runEvents.runId')
    .select(['runs.workflowId', 'runs.workflowName', 'runs.workflowVersion'])
    .orderBy('runEvents.position', 'desc')
    .limit(limit)
    .execute();
