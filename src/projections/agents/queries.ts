import { sql } from 'kysely';
import type { AgentLease, AgentSummary, WantedCapability } from '../rows.js';
import type { Db } from '../storage/database.js';

/** Attempts of one agent that are shown. */
const MAX_LEASES = 100;
const MAX_SAMPLE = 5;

/** Agents with what they did, of all time and since an instant (whole hours); by id. */
export const listAgents = (db: Db, since: string): Promise<AgentSummary[]> =>
  db
    .selectFrom('agents')
    .leftJoin('agentWork', 'agentWork.agentId', 'agents.agentId')
    .leftJoin(
      db
        .selectFrom('agentHours')
        .select([
          'agentId',
          sql<number>`sum(completed)::bigint`.as('completed'),
          sql<number>`sum(failed)::bigint`.as('failed'),
          sql<string>`sum(spent_nano_usd)`.as('spentNanoUsd'),
        ])
        .where('hour', '>=', since.slice(0, 'yyyy-mm-ddThh'.length))
        .groupBy('agentId')
        .as('day'),
      'day.agentId',
      'agents.agentId',
    )
    .selectAll('agents')
    .select([
      sql<number>`coalesce(agent_work.leases_held, 0)`.as('leasesHeld'),
      sql<number>`coalesce(agent_work.completed, 0)`.as('completed'),
      sql<number>`coalesce(agent_work.failed, 0)`.as('failed'),
      sql<string>`coalesce(agent_work.spent_nano_usd, 0)`.as('spentNanoUsd'),
      sql<number>`coalesce(day.completed, 0)`.as('recentlyCompleted'),
      sql<number>`coalesce(day.failed, 0)`.as('recentlyFailed'),
      sql<string>`coalesce(day.spent_nano_usd, 0)`.as('recentlySpentNanoUsd'),
    ])
    .orderBy('agents.agentId')
    .execute();

/** Attempts under way, oldest first, at most 100 of each agent. Found by way of the open runs: attempts that ended are never looked at. */
export function listAgentLeases(db: Db): Promise<AgentLease[]> {
  const running = db
    .selectFrom('runs')
    .innerJoin('attempts', 'attempts.runId', 'runs.runId')
    .where('runs.endedAt', 'is', null)
    .where('runs.stepsRunning', '>', 0)
    .where('attempts.outcome', '=', 'running')
    .select([
      'attempts.agentId',
      'attempts.runId',
      'runs.workflowId',
      'runs.workflowName',
      'attempts.stepKey',
      'attempts.attempt',
      'attempts.leaseId',
      'attempts.dispatchedAt',
      'attempts.deadlineAt',
    ])
    .select(
      sql<number>`row_number() over (partition by attempts.agent_id order by attempts.dispatched_at, attempts.lease_id)`.as(
        'place',
      ),
    );
  return db
    .selectFrom(running.as('running'))
    .select([
      'agentId',
      'runId',
      'workflowId',
      'workflowName',
      'stepKey',
      'attempt',
      'leaseId',
      'dispatchedAt',
      'deadlineAt',
    ])
    .where('place', '<=', MAX_LEASES)
    .orderBy('agentId')
    .orderBy('place')
    .execute();
}

/** Capabilities for which steps of open runs are ready, with the runs that wait; by capability. */
export const listWantedCapabilities = (db: Db): Promise<WantedCapability[]> =>
  db
    .selectFrom(
      db
        .selectFrom('runs')
        .where('endedAt', 'is', null)
        .where('status', '=', 'running')
        .select(['runId', 'startedAt', sql<string>`json_array_elements(waits)->>'capability'`.as('capability')])
        .as('waiting'),
    )
    .where('capability', 'is not', null)
    .select([
      'capability',
      sql<number>`count(distinct run_id)`.as('runs'),
      sql<string>`min(started_at)`.as('since'),
      sql<string[]>`to_json((array_agg(run_id order by started_at, run_id))[1:${sql.lit(MAX_SAMPLE)}])`.as('sample'),
    ])
    .groupBy('capability')
    .orderBy('capability')
    .execute();
