export interface AgentToken {
  readonly tokenId: string;
  readonly secretHash: string;
  readonly name: string;
  revoked: boolean;
}

/** A process of the agent, as far as its end is not recorded. */
export interface AgentConnection {
  readonly bootId: string;
  readonly gatewayId: string;
  readonly name: string;
  readonly single: boolean;
  readonly capabilities: readonly string[];
  readonly maxConcurrent: number;
}

/** The fold of `agent-<id>`; plain JSON. `id` is undefined until its first token is issued. */
export interface Agent {
  id: string | undefined;
  readonly tokens: AgentToken[];
  connections: AgentConnection[];
}

export const tokenOf = (agent: Agent, tokenId: string): AgentToken | undefined =>
  agent.tokens.find((token) => token.tokenId === tokenId);
