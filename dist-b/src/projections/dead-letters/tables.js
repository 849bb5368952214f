const deadLetters = {
  name: "dead_letters",
  columns: {
    runId: "text",
    revision: "int",
    workflowId: "text",
    workflowName: "text",
    stepKey: "text",
    stepId: "text",
    attempt: "int",
    class: "text",
    code: "text",
    message: "text",
    fingerprint: "text",
    attempts: "int",
    at: "timestamptz",
    status: "text",
    closedAt: "timestamptz null",
    closedBy: "text null",
    statePosition: "numeric"
  },
  key: ["runId", "revision"],
  indexes: ["(status, at)"]
};
export {
  deadLetters
};
//# sourceMappingURL=tables.js.map
