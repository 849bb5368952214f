const approvals = {
  name: "approvals",
  columns: {
    approvalId: "text",
    runId: "text",
    workflowId: "text",
    workflowName: "text",
    workflowVersion: "int",
    operatorId: "text",
    operatorName: "text",
    kind: "text",
    stepKey: "text",
    stepName: "text",
    attempt: "int",
    params: "json null",
    nonce: "text",
    paramsHash: "text",
    tier: "text",
    reason: "text",
    estimateNanoUsd: "numeric",
    estimateTokens: "bigint",
    overrun: "json null",
    spentNanoUsd: "numeric",
    previousSummary: "text",
    onReject: "text",
    onExpire: "text",
    approvers: "int",
    notBy: "json",
    requestedAt: "timestamptz",
    expiresAt: "timestamptz",
    escalated: "boolean",
    edits: "text null",
    votes: "json",
    status: "text",
    decidedBy: "json",
    decidedByNames: "json",
    decidedAt: "timestamptz null",
    comment: "text null",
    usedAt: "timestamptz null",
    revision: "int",
    stateRevision: "int",
    statePosition: "numeric"
  },
  key: ["approvalId"],
  fixed: ["runId", "params", "nonce", "paramsHash", "previousSummary", "requestedAt", "revision"],
  indexes: [
    "(status, expires_at)",
    "(run_id)",
    "(decided_at DESC, approval_id DESC) WHERE decided_at IS NOT NULL",
    // The last approved parameters of a step.
    "(workflow_id, step_key, decided_at DESC) WHERE status = 'granted'"
  ]
};
export {
  approvals
};
//# sourceMappingURL=tables.js.map
