const tokens = {
  inputTokens: "bigint",
  cachedInputTokens: "bigint",
  cacheWriteTokens: "bigint",
  outputTokens: "bigint",
  reasoningTokens: "bigint"
}, charges = {
  name: "charges",
  columns: {
    runId: "text",
    revision: "int",
    index: "int",
    chargeId: "text",
    callId: "text",
    stepKey: "text",
    stepId: "text",
    attempt: "int",
    agentId: "text",
    model: "text",
    workflowId: "text",
    operatorId: "text",
    priceId: "text",
    ...tokens,
    nanoUsd: "numeric",
    source: "text",
    at: "timestamptz"
  },
  key: ["runId", "revision", "index"],
  indexes: ["(at)"]
}, sums = {
  ...tokens,
  nanoUsd: "numeric",
  charges: "bigint",
  estimatedCharges: "bigint",
  unknownCharges: "bigint"
}, summed = [
  "inputTokens",
  "cachedInputTokens",
  "cacheWriteTokens",
  "outputTokens",
  "reasoningTokens",
  "nanoUsd",
  "charges",
  "estimatedCharges",
  "unknownCharges"
], costHours = {
  name: "cost_hours",
  columns: { at: "timestamptz", workflowId: "text", agentId: "text", model: "text", operatorId: "text", ...sums },
  key: ["at", "workflowId", "agentId", "model", "operatorId"],
  sums: summed,
  updatedOften: !0
}, costRollups = {
  name: "cost_rollups",
  columns: {
    kind: "text",
    key: "text",
    ...sums
  },
  key: ["kind", "key"],
  sums: summed,
  updatedOften: !0
};
export {
  charges,
  costHours,
  costRollups
};
//# sourceMappingURL=tables.js.map
