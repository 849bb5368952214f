const bulks = {
  name: "bulks",
  columns: {
    bulkId: "text",
    action: "text",
    status: "text",
    filter: "text null",
    position: "numeric",
    total: "int",
    done: "int",
    skipped: "int",
    refused: "int",
    reason: "text",
    operatorId: "text",
    operatorName: "text",
    startedAt: "timestamptz",
    endedAt: "timestamptz null",
    changedAt: "timestamptz",
    changedBy: "text null",
    changeReason: "text null",
    revision: "int"
  },
  key: ["bulkId"],
  fixed: ["action", "filter", "position", "total", "reason", "operatorId", "operatorName", "startedAt"],
  indexes: ["(started_at DESC, bulk_id DESC)"],
  updatedOften: !0
}, bulkItems = {
  name: "bulk_items",
  columns: {
    bulkId: "text",
    index: "int",
    runId: "text",
    stepKey: "text null",
    outcome: "text",
    code: "text null",
    message: "text null",
    stream: "text null",
    revision: "int null",
    at: "timestamptz"
  },
  key: ["bulkId", "index"],
  indexes: ["(bulk_id, outcome, index)"]
};
export {
  bulkItems,
  bulks
};
//# sourceMappingURL=tables.js.map
