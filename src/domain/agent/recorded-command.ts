import type { CommandEvents, RecordedFacts } from '../kernel/redecide.js';
import type { AgentCommand } from './commands.js';
import type { AgentEvent } from './events.js';

/** The command that gave these events, as they show it. */
export function recordedAgentCommand([first]: CommandEvents<AgentEvent>, { now }: RecordedFacts): AgentCommand {
  const facts = { now, actor: first.metadata.actor };
  switch (first.type) {
    case 'AgentTokenIssued':
      return { name: 'IssueAgentToken', payload: first.data, facts };
    case 'AgentTokenRevoked':
      return { name: 'RevokeAgentToken', payload: first.data, facts };
    case 'AgentConnected':
      return { name: 'ConnectAgent', payload: first.data, facts };
    case 'AgentDisconnected':
      return { name: 'DisconnectAgent', payload: first.data, facts };
  }
}
