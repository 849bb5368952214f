import type { Actor } from '../kernel/envelope.js';
import type { AgentEvent } from './events.js';

type DataOf<T extends AgentEvent['type']> = Extract<AgentEvent, { type: T }>['data'];

export interface AgentPayloads {
  /** The first token makes the agent known. The secret itself never comes here: only its SHA-256. */
  IssueAgentToken: DataOf<'AgentTokenIssued'>;
  RevokeAgentToken: { readonly tokenId: string; readonly reason: string };
  /** A process of the agent registered at a gateway. */
  ConnectAgent: DataOf<'AgentConnected'>;
  DisconnectAgent: { readonly bootId: string; readonly gatewayId: string; readonly because: string };
}

export interface AgentFacts {
  /** Milliseconds since the epoch; fixed per command over its retries. */
  readonly now: number;
  readonly actor: Actor;
}

export type AgentCommandName = keyof AgentPayloads;
export type AgentRequest = {
  [N in AgentCommandName]: { readonly name: N; readonly payload: AgentPayloads[N] };
}[AgentCommandName];
export type AgentCommand = AgentRequest & { readonly facts: AgentFacts };
