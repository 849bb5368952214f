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

/** Open work of one workflow. */
export interface OpenWorkFigures {
  readonly workflowId: string;
  readonly workflowName: string;
  /** Open runs that are not halted. */
  readonly runs: number;
  readonly halted: number;
  readonly leases: number;
  /** null: none. */
  readonly approvals: number | null;
}
export interface OpenWork {
  /** Most runs first. */
  readonly workflows: readonly OpenWorkFigures[];
  /** Ids of the agents that work on it. */
  readonly agents: readonly string[];
}

/** Open runs, attempts under way and pending requests, of a workflow or of all. */
export async function openWorkIn(db: Db, workflowId: string | undefined): Promise<OpenWork> {
  let open = db.selectFrom('runs').where('runs.endedAt', 'is', null);
  if (workflowId !== undefined) open = open.where('runs.workflowId', '=', workflowId);
  const [workflows, agents] = await Promise.all([
    open
      .select('runs.workflowId')
      .select((eb) => [
        sql<string>`max(workflow_name)`.as('workflowName'),
        sql<number>`count(*) filter (where runs.status <> 'halted')`.as('runs'),
        sql<number>`count(*) filter (where runs.status = 'halted')`.as('halted'),
        sql<number>`coalesce(sum(steps_running) filter (where runs.status <> 'halted'), 0)::bigint`.as('leases'),
        eb
          .selectFrom('approvals')
          .whereRef('approvals.workflowId', '=', 'runs.workflowId')
          .where('approvals.status', '=', 'pending')
          .select(sql<number>`count(*)`.as('n'))
          .as('approvals'),
      ])
      .groupBy('runs.workflowId')
      .orderBy(sql`count(*)`, 'desc')
      .orderBy('runs.workflowId')
      .execute(),
    open
      .innerJoin('attempts', 'attempts.runId', 'runs.runId')
      .where('runs.stepsRunning', '>', 0)
      .where('attempts.outcome', '=', 'running')
      .select('attempts.agentId')
      .distinct()
      .orderBy('attempts.agentId')
      .execute(),
  ]);
  return { workflows, agents: agents.map(({ agentId }) => agentId) };
}

export interface HeldWork {
  readonly workflows: readonly { readonly workflowId: string; readonly workflowName: string; readonly runs: number }[];
  /** Steps that are dispatched as soon as their run goes on and an agent is free. */
  readonly readySteps: number;
}

/** Of these runs: how many of which workflow, and how much of them is ready. */
export async function heldWork(db: Db, runIds: readonly string[]): Promise<HeldWork> {
  const ids = sql<string[]>`${[...runIds]}::text[]`;
  const [workflows, ready] = await Promise.all([
    db
      .selectFrom('runs')
      .where(sql<boolean>`run_id = any(${ids})`)
      .select(['workflowId', sql<string>`max(workflow_name)`.as('workflowName'), sql<number>`count(*)`.as('runs')])
      .groupBy('workflowId')
      .orderBy(sql`count(*)`, 'desc')
      .orderBy('workflowId')
      .execute(),
    db
      .selectFrom('steps')
      .where(sql<boolean>`run_id = any(${ids})`)
      .where('readyAt', 'is not', null)
      .where('status', 'in', ['pending', 'approved'])
      .select(sql<number>`count(*)`.as('n'))
      .executeTakeFirstOrThrow(),
  ]);
  return { workflows, readySteps: ready.n };
}
