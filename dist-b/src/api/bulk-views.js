const bulkView = (row) => ({
  bulkId: row.bulkId,
  action: row.action,
  status: row.status,
  filter: row.filter,
  position: row.position,
  total: row.total,
  done: row.done,
  skipped: row.skipped,
  refused: row.refused,
  pending: row.total - row.done - row.skipped - row.refused,
  reason: row.reason,
  operatorId: row.operatorId,
  operatorName: row.operatorName,
  startedAt: row.startedAt,
  endedAt: row.endedAt,
  changedAt: row.changedAt,
  changedBy: row.changedBy,
  changeReason: row.changeReason,
  revision: row.revision
}), bulkItemView = ({ bulkId: _, ...item }) => item, pendingItem = ({ runId, stepKey }, index) => ({
  index,
  runId,
  stepKey: stepKey ?? null,
  outcome: "pending",
  code: null,
  message: null,
  stream: null,
  revision: null,
  at: null
});
export {
  bulkItemView,
  bulkView,
  pendingItem
};
//# sourceMappingURL=bulk-views.js.map
