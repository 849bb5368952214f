function recordedAgentCommand([first], { now }) {
  const facts = { now, actor: first.metadata.actor };
  switch (first.type) {
    case "AgentTokenIssued":
      return { name: "IssueAgentToken", payload: first.data, facts };
    case "AgentTokenRevoked":
      return { name: "RevokeAgentToken", payload: first.data, facts };
    case "AgentConnected":
      return { name: "ConnectAgent", payload: first.data, facts };
    case "AgentDisconnected":
      return { name: "DisconnectAgent", payload: first.data, facts };
  }
}
export {
  recordedAgentCommand
};
//# sourceMappingURL=recorded-command.js.map
