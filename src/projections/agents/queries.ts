import { sql } from 'kysely';
import type { AgentSummary } from '../rows.js';
import type { Db } from '../storage/database.js';

/** Agents with what they did; by id. */
export const listAgents = (db: Db): Promise<AgentSummary[]> =>
  db
    .selectFrom('agents')
    .leftJoin('agentWork', 'agentWork.agentId', 'agents.agentId')
    .selectAll('agents')
    .select([
      sql<number>`coalesce(leases_held, 0)`.as('leasesHeld'),
      sql<number>`coalesce(completed, 0)`.as('completed'),
      sql<number>`coalesce(failed, 0)`.as('failed'),
      sql<string>`coalesce(spent_nano_usd, 0)`.as('spentNanoUsd'),
    ])
    .orderBy('agents.agentId')
    .execute();
