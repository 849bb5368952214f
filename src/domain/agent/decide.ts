import type { Decider } from '../kernel/decider.js';
import { assertNever, DomainError } from '../kernel/errors.js';
import { canonicalize } from '../kernel/json.js';
import type { AgentCommand } from './commands.js';
import type { AgentEvent } from './events.js';
import { tokenOf, type Agent, type AgentConnection } from './state.js';

/** An agent's tokens and connections. What it works on is the runs' business. */
export const agentDecider: Decider<Agent, AgentCommand, AgentEvent> = {
  stateVersion: 1,
  initialState: () => ({ id: undefined, tokens: [], connections: [] }),
  decide(agent, command) {
    if (command.name === 'IssueAgentToken') {
      const { tokenId, secretHash } = command.payload;
      const existing = tokenOf(agent, tokenId);
      if (existing?.secretHash === secretHash) return [];
      if (existing) throw new DomainError('TOKEN.ISSUED_ALREADY', 'conflict', `Token ${tokenId} was issued already.`);
      return [{ type: 'AgentTokenIssued', data: command.payload }];
    }
    const agentId = agent.id;
    if (agentId === undefined)
      throw new DomainError('AGENT.NOT_FOUND', 'notFound', 'There is no such agent. Issue a token for it first.');
    switch (command.name) {
      case 'RevokeAgentToken': {
        const { tokenId, reason } = command.payload;
        const token = tokenOf(agent, tokenId);
        if (!token) throw new DomainError('TOKEN.NOT_FOUND', 'notFound', `Agent "${agentId}" has no token ${tokenId}.`);
        return token.revoked ? [] : [{ type: 'AgentTokenRevoked', data: { agentId, tokenId, reason } }];
      }
      case 'ConnectAgent': {
        // A socket that broke and came back is no news: only a new process, another gateway or another offer is.
        const known = agent.connections.find((connection) => connection.bootId === command.payload.bootId);
        if (known && canonicalize(known) === canonicalize(connectionOf(command.payload))) return [];
        return [{ type: 'AgentConnected', data: command.payload }];
      }
      case 'DisconnectAgent': {
        const { bootId, gatewayId, because } = command.payload;
        // It may have gone on to another gateway meanwhile: the end of the old connection is no news then.
        const known = agent.connections.some((it) => it.bootId === bootId && it.gatewayId === gatewayId);
        return known ? [{ type: 'AgentDisconnected', data: { agentId, bootId, gatewayId, because } }] : [];
      }
      default:
        return assertNever(command);
    }
  },
  evolve(agent, event) {
    switch (event.type) {
      case 'AgentTokenIssued': {
        const { agentId, tokenId, secretHash, name } = event.data;
        agent.id = agentId;
        agent.tokens.push({ tokenId, secretHash, name, revoked: false });
        return agent;
      }
      case 'AgentTokenRevoked': {
        const token = tokenOf(agent, event.data.tokenId);
        if (token) token.revoked = true;
        return agent;
      }
      case 'AgentConnected': {
        // An agent that runs as one process only: another boot id means that the one before is dead.
        const others = agent.connections.filter((it) => it.bootId !== event.data.bootId && !event.data.single);
        agent.connections = [...others, connectionOf(event.data)];
        return agent;
      }
      case 'AgentDisconnected': {
        const { bootId, gatewayId } = event.data;
        agent.connections = agent.connections.filter((it) => it.bootId !== bootId || it.gatewayId !== gatewayId);
        return agent;
      }
      default:
        return assertNever(event);
    }
  },
};

function connectionOf(connected: AgentConnection): AgentConnection {
  const { bootId, gatewayId, name, single, capabilities, maxConcurrent } = connected;
  return { bootId, gatewayId, name, single, capabilities, maxConcurrent };
}
