const FLOOR_MONTHS = 6, holdsOn = ({ holds }, run) => holds.filter(({ scope }) => fits(scope, run));
function fits(scope, run) {
  return (scope.runIds === void 0 || scope.runIds.includes(run.runId)) && (scope.workflowId === void 0 || scope.workflowId === run.workflowId) && (scope.operatorId === void 0 || scope.operatorId === run.operatorId) && (scope.agentId === void 0 || run.agentIds.includes(scope.agentId)) && (scope.startedFrom === void 0 || Date.parse(run.startedAt) >= Date.parse(scope.startedFrom)) && (scope.startedTo === void 0 || Date.parse(run.startedAt) <= Date.parse(scope.startedTo));
}
function expiryOf(months, run) {
  const kept = months?.[run.class];
  if (!(kept === void 0 || run.endedAt === void 0))
    return addMonths(Date.parse(run.endedAt), Math.max(kept, 6));
}
function addMonths(at, months) {
  const from = new Date(at), then = new Date(at);
  return then.setUTCMonth(from.getUTCMonth() + months), then.getUTCDate() !== from.getUTCDate() && then.setUTCDate(0), then.getTime();
}
export {
  FLOOR_MONTHS,
  expiryOf,
  holdsOn
};
//# sourceMappingURL=state.js.map
