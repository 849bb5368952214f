import { assertNever, DomainError } from "../kernel/errors.js";
import { canonicalize } from "../kernel/json.js";
import { tokenOf } from "./state.js";
const agentDecider = {
  stateVersion: 1,
  initialState: () => ({ id: void 0, tokens: [], connections: [] }),
  decide(agent, command) {
    if (command.name === "IssueAgentToken") {
      const { tokenId, secretHash } = command.payload, existing = tokenOf(agent, tokenId);
      if (existing?.secretHash === secretHash) return [];
      if (existing) throw new DomainError("TOKEN.ISSUED_ALREADY", "conflict", `Token ${tokenId} was issued already.`);
      return [{ type: "AgentTokenIssued", data: command.payload }];
    }
    const agentId = agent.id;
    if (agentId === void 0)
      throw new DomainError("AGENT.NOT_FOUND", "notFound", "There is no such agent. Issue a token for it first.");
    switch (command.name) {
      case "RevokeAgentToken": {
        const { tokenId, reason } = command.payload, token = tokenOf(agent, tokenId);
        if (!token) throw new DomainError("TOKEN.NOT_FOUND", "notFound", `Agent "${agentId}" has no token ${tokenId}.`);
        return token.revoked ? [] : [{ type: "AgentTokenRevoked", data: { agentId, tokenId, reason } }];
      }
      case "ConnectAgent": {
        const known = agent.connections.find((connection) => connection.bootId === command.payload.bootId);
        return known && canonicalize(known) === canonicalize(connectionOf(command.payload)) ? [] : [{ type: "AgentConnected", data: command.payload }];
      }
      case "DisconnectAgent": {
        const { bootId, gatewayId, because } = command.payload;
        return agent.connections.some((it) => it.bootId === bootId && it.gatewayId === gatewayId) ? [{ type: "AgentDisconnected", data: { agentId, bootId, gatewayId, because } }] : [];
      }
      default:
        return assertNever(command);
    }
  },
  evolve(agent, event) {
    switch (event.type) {
      case "AgentTokenIssued": {
        const { agentId, tokenId, secretHash, name } = event.data;
        return agent.id = agentId, agent.tokens.push({ tokenId, secretHash, name, revoked: !1 }), agent;
      }
      case "AgentTokenRevoked": {
        const token = tokenOf(agent, event.data.tokenId);
        return token && (token.revoked = !0), agent;
      }
      case "AgentConnected": {
        const others = agent.connections.filter((it) => it.bootId !== event.data.bootId && !event.data.single);
        return agent.connections = [...others, connectionOf(event.data)], agent;
      }
      case "AgentDisconnected": {
        const { bootId, gatewayId } = event.data;
        return agent.connections = agent.connections.filter((it) => it.bootId !== bootId || it.gatewayId !== gatewayId), agent;
      }
      default:
        return assertNever(event);
    }
  }
};
function connectionOf(connected) {
  const { bootId, gatewayId, name, single, capabilities, maxConcurrent } = connected;
  return { bootId, gatewayId, name, single, capabilities, maxConcurrent };
}
export {
  agentDecider
};
//# sourceMappingURL=decide.js.map
