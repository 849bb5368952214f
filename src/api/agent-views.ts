import type * as row from '../projections/rows.js';
import type { Agent, WantedCapability } from './contract/agents.js';
import type { AgentPresence } from './ports.js';

/** What is shown of an agent beside its row. */
export interface AgentContext {
  readonly leases: readonly row.AgentLease[];
  readonly presence: AgentPresence;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

export function agentView(agent: row.AgentSummary, { leases, presence, now }: AgentContext): Agent {
  const { connections } = agent;
  const heard = connections.flatMap(({ bootId }) => presence.heardAt(bootId) ?? []);
  const lastHeard = heard.length > 0 ? Math.max(...heard) : undefined;
  return {
    agentId: agent.agentId,
    name: agent.name,
    connected: connections.length > 0,
    ...stateOf(agent, lastHeard, presence, now),
    lastHeardAt: lastHeard === undefined ? agent.lastDisconnectedAt : new Date(lastHeard).toISOString(),
    connections: connections.map(({ name, bootId, gatewayId, maxConcurrent, since }) => ({
      name,
      bootId,
      gatewayId,
      maxConcurrent,
      connectedAt: since,
    })),
    capabilities: [...agent.capabilities],
    single: agent.single,
    sdk: agent.sdkName === null ? null : { name: agent.sdkName, version: agent.sdkVersion ?? '' },
    lastConnectedAt: agent.lastConnectedAt,
    lastDisconnectedAt: agent.lastDisconnectedAt,
    position: agent.statePosition,
    leases: agent.leasesHeld,
    work: leases
      .filter(({ agentId }) => agentId === agent.agentId)
      .map(({ runId, workflowId, workflowName, stepKey, attempt, leaseId, dispatchedAt, deadlineAt }) => ({
        runId,
        workflowId,
        workflowName,
        stepKey,
        attempt,
        leaseId,
        since: dispatchedAt,
        deadlineAt,
      })),
    completed: agent.completed,
    failed: agent.failed,
    spentNanoUsd: agent.spentNanoUsd,
    success: {
      all: successOf(agent.completed, agent.failed, agent.spentNanoUsd),
      day: successOf(agent.recentlyCompleted, agent.recentlyFailed, agent.recentlySpentNanoUsd),
    },
    tokens: agent.tokens.map(({ id, name, issuedAt, issuedBy, revokedAt }) => ({
      tokenId: id,
      name,
      issuedAt,
      issuedBy,
      revokedAt,
    })),
  };
}

/** Of connections to other servers only the record is known: those count as connected. */
function stateOf(
  agent: row.AgentSummary,
  lastHeard: number | undefined,
  presence: AgentPresence,
  now: number,
): Pick<Agent, 'state' | 'since'> {
  const { connections } = agent;
  const [first] = connections.map(({ since }) => since).sort();
  if (first === undefined) return { state: 'offline', since: agent.lastDisconnectedAt };
  const here = connections.every(({ gatewayId }) => gatewayId === presence.gatewayId);
  if (lastHeard === undefined) return { state: here ? 'stale' : 'connected', since: first };
  return here && now - lastHeard > presence.silentAfterMs
    ? { state: 'stale', since: new Date(lastHeard).toISOString() }
    : { state: 'connected', since: first };
}

function successOf(completed: number, failed: number, spentNanoUsd: string): Agent['success']['all'] {
  const ended = completed + failed;
  return { completed, failed, rate: ended === 0 ? null : completed / ended, spentNanoUsd };
}

/** Those that nobody offers first, then those that most runs wait for. */
export function wantedView(
  wanted: readonly row.WantedCapability[],
  agents: readonly row.AgentSummary[],
): WantedCapability[] {
  const offered = new Set(agents.flatMap(({ connections }) => connections.flatMap(({ capabilities }) => capabilities)));
  return wanted
    .map(({ capability, runs, since, sample }) => ({
      capability,
      offered: offered.has(capability),
      runs,
      since,
      sample: [...sample],
    }))
    .sort((a, b) => Number(a.offered) - Number(b.offered) || b.runs - a.runs);
}
