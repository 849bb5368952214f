import { sql } from 'kysely';
import type { RunRow } from '../rows.js';
import type { Db } from '../storage/database.js';
import type { CostRange } from './series.js';

export interface RunCostFilter extends CostRange {
  readonly workflow?: string | undefined;
  readonly limit: number;
}
export type RunCost = Pick<
  RunRow,
  | 'runId'
  | 'workflowId'
  | 'workflowName'
  | 'workflowVersion'
  | 'status'
  | 'startedAt'
  | 'operatorId'
  | 'operatorName'
  | 'limitNanoUsd'
  | 'position'
> & { readonly nanoUsd: string; readonly charges: number };

/** The dearest first, by what was charged to them within the range. */
export async function listRunCosts(db: Db, { from, to, workflow, limit }: RunCostFilter): Promise<RunCost[]> {
  let sums = db
    .selectFrom('charges')
    .where('at', '>=', from)
    .where('at', '<', to)
    .select(['runId', sql<string>`sum(nano_usd)`.as('nanoUsd'), sql<number>`count(*)`.as('charges')])
    .groupBy('runId');
  if (workflow !== undefined) sums = sums.where('workflowId', '=', workflow);
  const dearest = sums
    .orderBy(sql`sum(nano_usd)`, 'desc')
    .orderBy('runId')
    .limit(limit);
  return db
    .selectFrom(dearest.as('sums'))
    .innerJoin('runs', 'runs.runId', 'sums.runId')
    .select([
      'runs.runId',
      'runs.workflowId',
      'runs.workflowName',
      'runs.workflowVersion',
      'runs.status',
      'runs.startedAt',
      'runs.operatorId',
      'runs.operatorName',
      'runs.limitNanoUsd',
      'runs.position',
      'sums.nanoUsd',
      'sums.charges',
    ])
    .orderBy('sums.nanoUsd', 'desc')
    .orderBy('runs.runId')
    .execute();
}

export interface CostEstimateFilter extends CostRange {
  readonly by: 'step' | 'workflow';
  readonly workflow?: string | undefined;
}
/** What was expected and what it came to, over completed steps; `stepId` is null for a workflow as a whole. */
export interface CostEstimate {
  readonly workflowId: string;
  readonly workflowName: string;
  readonly stepId: string | null;
  readonly stepName: string | null;
  readonly steps: number;
  readonly runs: number;
  readonly estimatedNanoUsd: string;
  readonly realNanoUsd: string;
  /** Of a step, or of all steps of a run; rounded down. */
  readonly p50NanoUsd: string;
  readonly p90NanoUsd: string;
}

/** Over the completed steps of runs that were started within the range; the largest difference first. */
export function listCostEstimates(db: Db, { from, to, by, workflow }: CostEstimateFilter): Promise<CostEstimate[]> {
  const ofSteps = by === 'step';
  let done = db
    .selectFrom('runs')
    .innerJoin('steps', 'steps.runId', 'runs.runId')
    .where('runs.startedAt', '>=', from)
    .where('runs.startedAt', '<', to)
    .where('steps.status', '=', 'completed')
    .where((eb) => eb.or([eb('steps.estimateNanoUsd', '>', '0'), eb('steps.spentNanoUsd', '>', '0')]))
    .select(['runs.workflowId', 'runs.runId'])
    .select([
      sql<string>`max(runs.workflow_name)`.as('workflowName'),
      sql<string | null>`${sql.raw(ofSteps ? 'steps.step_id' : 'null::text')}`.as('stepId'),
      sql<string | null>`${sql.raw(ofSteps ? 'max(steps.name)' : 'null::text')}`.as('stepName'),
      sql<number>`count(*)`.as('steps'),
      sql<string>`sum(steps.estimate_nano_usd)`.as('estimated'),
      sql<string>`sum(steps.spent_nano_usd)`.as('real'),
    ])
    .groupBy(['runs.workflowId', 'runs.runId']);
  if (ofSteps) done = done.groupBy('steps.stepId');
  if (workflow !== undefined) done = done.where('runs.workflowId', '=', workflow);
  // Iterations of one step in one run count as that step once: what it cost the run.
  return db
    .selectFrom(done.as('done'))
    .select(['workflowId', 'stepId'])
    .select([
      sql<string>`max(workflow_name)`.as('workflowName'),
      sql<string | null>`max(step_name)`.as('stepName'),
      sql<number>`sum(steps)::bigint`.as('steps'),
      sql<number>`count(distinct run_id)`.as('runs'),
      sql<string>`sum(estimated)`.as('estimatedNanoUsd'),
      sql<string>`sum(real)`.as('realNanoUsd'),
      sql<string>`percentile_disc(0.5) within group (order by real)`.as('p50NanoUsd'),
      sql<string>`percentile_disc(0.9) within group (order by real)`.as('p90NanoUsd'),
    ])
    .groupBy(['workflowId', 'stepId'])
    .orderBy(sql`abs(sum(real) - sum(estimated))`, 'desc')
    .orderBy('workflowId')
    .orderBy('stepId')
    .limit(1_000)
    .execute();
}
