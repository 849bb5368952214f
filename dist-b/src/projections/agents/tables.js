const agents = {
  name: "agents",
  columns: {
    agentId: "text",
    name: "text",
    capabilities: "json",
    maxConcurrent: "int",
    single: "boolean",
    sdkName: "text null",
    sdkVersion: "text null",
    connections: "json",
    tokens: "json",
    lastConnectedAt: "timestamptz null",
    lastDisconnectedAt: "timestamptz null",
    statePosition: "numeric"
  },
  key: ["agentId"]
}, agentWork = {
  name: "agent_work",
  columns: { agentId: "text", leasesHeld: "bigint", completed: "bigint", failed: "bigint", spentNanoUsd: "numeric" },
  key: ["agentId"],
  sums: ["leasesHeld", "completed", "failed", "spentNanoUsd"],
  updatedOften: !0
}, agentHours = {
  name: "agent_hours",
  columns: { agentId: "text", hour: "text", completed: "bigint", failed: "bigint", spentNanoUsd: "numeric" },
  key: ["agentId", "hour"],
  sums: ["completed", "failed", "spentNanoUsd"],
  updatedOften: !0
};
export {
  agentHours,
  agentWork,
  agents
};
//# sourceMappingURL=tables.js.map
