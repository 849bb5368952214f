function agentView(agent, { leases, presence, now }) {
  const { connections } = agent, heard = connections.flatMap(({ bootId }) => presence.heardAt(bootId) ?? []), lastHeard = heard.length > 0 ? Math.max(...heard) : void 0;
  return {
    agentId: agent.agentId,
    name: agent.name,
    connected: connections.length > 0,
    ...stateOf(agent, lastHeard, presence, now),
    lastHeardAt: lastHeard === void 0 ? agent.lastDisconnectedAt : new Date(lastHeard).toISOString(),
    connections: connections.map(({ name, bootId, gatewayId, maxConcurrent, since }) => ({
      name,
      bootId,
      gatewayId,
      maxConcurrent,
      connectedAt: since
    })),
    capabilities: [...agent.capabilities],
    single: agent.single,
    sdk: agent.sdkName === null ? null : { name: agent.sdkName, version: agent.sdkVersion ?? "" },
    lastConnectedAt: agent.lastConnectedAt,
    lastDisconnectedAt: agent.lastDisconnectedAt,
    position: agent.statePosition,
    leases: agent.leasesHeld,
    work: leases.filter(({ agentId }) => agentId === agent.agentId).map(({ runId, workflowId, workflowName, stepKey, attempt, leaseId, dispatchedAt, deadlineAt }) => ({
      runId,
      workflowId,
      workflowName,
      stepKey,
      attempt,
      leaseId,
      since: dispatchedAt,
      deadlineAt
    })),
    completed: agent.completed,
    failed: agent.failed,
    spentNanoUsd: agent.spentNanoUsd,
    success: {
      all: successOf(agent.completed, agent.failed, agent.spentNanoUsd),
      day: successOf(agent.recentlyCompleted, agent.recentlyFailed, agent.recentlySpentNanoUsd)
    },
    tokens: agent.tokens.map(({ id, name, issuedAt, issuedBy, revokedAt }) => ({
      tokenId: id,
      name,
      issuedAt,
      issuedBy,
      revokedAt
    }))
  };
}
function stateOf(agent, lastHeard, presence, now) {
  const { connections } = agent, [first] = connections.map(({ since }) => since).sort();
  if (first === void 0) return { state: "offline", since: agent.lastDisconnectedAt };
  const here = connections.every(({ gatewayId }) => gatewayId === presence.gatewayId);
  return lastHeard === void 0 ? { state: here ? "stale" : "connected", since: first } : here && now - lastHeard > presence.silentAfterMs ? { state: "stale", since: new Date(lastHeard).toISOString() } : { state: "connected", since: first };
}
function successOf(completed, failed, spentNanoUsd) {
  const ended = completed + failed;
  return { completed, failed, rate: ended === 0 ? null : completed / ended, spentNanoUsd };
}
function wantedView(wanted, agents) {
  const offered = new Set(agents.flatMap(({ connections }) => connections.flatMap(({ capabilities }) => capabilities)));
  return wanted.map(({ capability, runs, since, sample }) => ({
    capability,
    offered: offered.has(capability),
    runs,
    since,
    sample: [...sample]
  })).sort((a, b) => Number(a.offered) - Number(b.offered) || b.runs - a.runs);
}
export {
  agentView,
  wantedView
};
//# sourceMappingURL=agent-views.js.map
