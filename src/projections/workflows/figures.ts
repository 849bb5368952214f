import { sql } from 'kysely';
import type { RunStatus } from '../rows.js';
import type { Db } from '../storage/database.js';

/** What the runs of a workflow, or of one of its versions, came to. */
export interface RunFigures {
  readonly workflowId: string;
  /** null: all versions together. */
  readonly version: number | null;
  readonly total: number;
  readonly open: number;
  readonly completed: number;
  readonly failed: number;
  readonly cancelled: number;
  /** Of the last completed runs, at most 1,000. */
  readonly medianDurationMs: number | null;
  readonly spentNanoUsd: string;
  /** Per run that ended, rounded down. */
  readonly averageNanoUsd: string | null;
  readonly lastRunId: string;
  readonly lastStatus: RunStatus;
  readonly lastStartedAt: string;
}

const MEDIAN_OF = 1_000;

/** Of all workflows, each as a whole; those without runs are not among them. */
export const listRunFigures = (db: Db): Promise<RunFigures[]> => figures(db, undefined);

/** Of one workflow, version by version. */
export const listVersionFigures = (db: Db, workflowId: string): Promise<RunFigures[]> => figures(db, workflowId);

function figures(db: Db, workflowId: string | undefined): Promise<RunFigures[]> {
  const byVersion = workflowId !== undefined;
  let groups = db
    .selectFrom('runs')
    .select([
      'workflowId',
      byVersion ? sql<number | null>`workflow_version`.as('version') : sql<number | null>`null::int`.as('version'),
    ])
    .select([
      sql<number>`count(*)`.as('total'),
      sql<number>`count(*) filter (where ended_at is null)`.as('open'),
      sql<number>`count(*) filter (where status = 'completed')`.as('completed'),
      sql<number>`count(*) filter (where status = 'failed')`.as('failed'),
      sql<number>`count(*) filter (where status = 'cancelled')`.as('cancelled'),
      sql<string>`sum(spent_nano_usd)`.as('spentNanoUsd'),
      sql<string | null>`trunc(avg(spent_nano_usd) filter (where ended_at is not null))`.as('averageNanoUsd'),
    ])
    .groupBy('workflowId');
  if (byVersion) groups = groups.where('workflowId', '=', workflowId).groupBy('workflowVersion');
  return db
    .selectFrom(groups.as('g'))
    .innerJoinLateral(
      (eb) => {
        const last = eb
          .selectFrom('runs')
          .select(['runId as lastRunId', 'status as lastStatus', 'startedAt as lastStartedAt'])
          .whereRef('runs.workflowId', '=', 'g.workflowId')
          .orderBy('startedAt', 'desc')
          .orderBy('runId', 'desc')
          .limit(1);
        return (byVersion ? last.whereRef('runs.workflowVersion', '=', 'g.version') : last).as('last');
      },
      (join) => join.onTrue(),
    )
    .leftJoinLateral(
      (eb) => {
        const completed = eb
          .selectFrom('runs')
          .select(sql<number>`extract(epoch from ended_at - started_at) * 1000`.as('ms'))
          .whereRef('runs.workflowId', '=', 'g.workflowId')
          .where('status', '=', 'completed')
          .orderBy('startedAt', 'desc')
          .limit(MEDIAN_OF);
        return eb
          .selectFrom((byVersion ? completed.whereRef('runs.workflowVersion', '=', 'g.version') : completed).as('done'))
          .select(
            sql<number | null>`round(percentile_cont(0.5) within group (order by ms))::bigint`.as('medianDurationMs'),
          )
          .as('median');
      },
      (join) => join.onTrue(),
    )
    .selectAll()
    .orderBy('g.workflowId')
    .orderBy('g.version', 'desc')
    .execute();
}
