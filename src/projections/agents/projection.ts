import type { AgentEvent } from '../../domain/agent/events.js';
import { operatorIdOf, type Recorded } from '../../domain/kernel/envelope.js';
import type { Changes } from '../batch/changes.js';
import type { AgentRow } from '../rows.js';

/** Agents: what they offer, their tokens (never hashes), and the connections of which no end is recorded. */
export function projectAgent(
  known: Map<string, AgentRow>,
  event: Recorded<AgentEvent>,
  position: string,
  changes: Changes,
): void {
  const at = event.metadata.at;
  const agent = agentOf(known, event.data.agentId, changes);
  agent.statePosition = position;
  switch (event.type) {
    case 'AgentTokenIssued':
      agent.tokens = [
        ...agent.tokens,
        {
          id: event.data.tokenId,
          name: event.data.name,
          issuedAt: at,
          issuedBy: operatorIdOf(event.metadata.actor),
          revokedAt: null,
          revokedBecause: null,
        },
      ];
      return;
    case 'AgentTokenRevoked': {
      const { tokenId, reason } = event.data;
      agent.tokens = agent.tokens.map((token) =>
        token.id === tokenId ? { ...token, revokedAt: at, revokedBecause: reason } : token,
      );
      return;
    }
    case 'AgentConnected': {
      const { data } = event;
      agent.name = data.name;
      agent.maxConcurrent = data.maxConcurrent;
      agent.single = data.single;
      agent.sdkName = data.sdk.name;
      agent.sdkVersion = data.sdk.version;
      agent.lastConnectedAt = at;
      // Another process of a single-process agent takes its place; the same process has one connection.
      const others = data.single ? [] : agent.connections.filter((connection) => connection.bootId !== data.bootId);
      agent.connections = [
        ...others,
        {
          name: data.name,
          bootId: data.bootId,
          gatewayId: data.gatewayId,
          since: at,
          maxConcurrent: data.maxConcurrent,
          capabilities: data.capabilities,
        },
      ];
      agent.capabilities = offeredBy(agent.connections);
      return;
    }
    case 'AgentDisconnected': {
      const { bootId, gatewayId } = event.data;
      agent.connections = agent.connections.filter(
        (connection) => connection.bootId !== bootId || connection.gatewayId !== gatewayId,
      );
      // Who is away altogether is known by what it offered last.
      if (agent.connections.length > 0) agent.capabilities = offeredBy(agent.connections);
      agent.lastDisconnectedAt = at;
      return;
    }
  }
}

/** An agent may run as several processes that offer different things. */
const offeredBy = (connections: AgentRow['connections']): string[] =>
  [...new Set(connections.flatMap(({ capabilities }) => capabilities))].sort();

function agentOf(known: Map<string, AgentRow>, agentId: string, changes: Changes): AgentRow {
  const agent = known.get(agentId);
  if (agent) {
    changes.agents.update(agent);
    return agent;
  }
  const made: AgentRow = {
    agentId,
    name: agentId,
    capabilities: [],
    maxConcurrent: 0,
    single: false,
    sdkName: null,
    sdkVersion: null,
    connections: [],
    tokens: [],
    lastConnectedAt: null,
    lastDisconnectedAt: null,
    statePosition: '0',
  };
  known.set(agentId, made);
  changes.agents.insert(made);
  return made;
}
