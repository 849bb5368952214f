import { operatorIdOf } from "../../domain/kernel/envelope.js";
function projectAgent(known, event, position, changes) {
  const at = event.metadata.at, agent = agentOf(known, event.data.agentId, changes);
  switch (agent.statePosition = position, event.type) {
    case "AgentTokenIssued":
      agent.tokens = [
        ...agent.tokens,
        {
          id: event.data.tokenId,
          name: event.data.name,
          issuedAt: at,
          issuedBy: operatorIdOf(event.metadata.actor),
          revokedAt: null,
          revokedBecause: null
        }
      ];
      return;
    case "AgentTokenRevoked": {
      const { tokenId, reason } = event.data;
      agent.tokens = agent.tokens.map(
        (token) => token.id === tokenId ? { ...token, revokedAt: at, revokedBecause: reason } : token
      );
      return;
    }
    case "AgentConnected": {
      const { data } = event;
      agent.name = data.name, agent.maxConcurrent = data.maxConcurrent, agent.single = data.single, agent.sdkName = data.sdk.name, agent.sdkVersion = data.sdk.version, agent.lastConnectedAt = at;
      const others = data.single ? [] : agent.connections.filter((connection) => connection.bootId !== data.bootId);
      agent.connections = [
        ...others,
        {
          name: data.name,
          bootId: data.bootId,
          gatewayId: data.gatewayId,
          since: at,
          maxConcurrent: data.maxConcurrent,
          capabilities: data.capabilities
        }
      ], agent.capabilities = offeredBy(agent.connections);
      return;
    }
    case "AgentDisconnected": {
      const { bootId, gatewayId } = event.data;
      agent.connections = agent.connections.filter(
        (connection) => connection.bootId !== bootId || connection.gatewayId !== gatewayId
      ), agent.connections.length > 0 && (agent.capabilities = offeredBy(agent.connections)), agent.lastDisconnectedAt = at;
      return;
    }
  }
}
const offeredBy = (connections) => [...new Set(connections.flatMap(({ capabilities }) => capabilities))].sort();
function agentOf(known, agentId, changes) {
  const agent = known.get(agentId);
  if (agent)
    return changes.agents.update(agent), agent;
  const made = {
    agentId,
    name: agentId,
    capabilities: [],
    maxConcurrent: 0,
    single: !1,
    sdkName: null,
    sdkVersion: null,
    connections: [],
    tokens: [],
    lastConnectedAt: null,
    lastDisconnectedAt: null,
    statePosition: "0"
  };
  return known.set(agentId, made), changes.agents.insert(made), made;
}
export {
  projectAgent
};
//# sourceMappingURL=projection.js.map
