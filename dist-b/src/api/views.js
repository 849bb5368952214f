import { rebuildView } from "./rebuild-view.js";
const costFigures = (sums) => ({
  nanoUsd: sums.nanoUsd,
  tokens: {
    input: sums.inputTokens,
    cachedInput: sums.cachedInputTokens,
    cacheWrite: sums.cacheWriteTokens,
    output: sums.outputTokens,
    reasoning: sums.reasoningTokens
  },
  charges: sums.charges,
  estimated: sums.estimatedCharges,
  unknown: sums.unknownCharges
}), haltView = ({ workflowId, ...halt }) => ({
  ...halt,
  scope: workflowId === null ? { kind: "everything" } : { kind: "workflow", id: workflowId }
}), projectionView = (status, now) => ({
  state: status.state,
  position: status.position,
  logEnd: status.end,
  lag: status.lag,
  epoch: status.epoch,
  schema: status.schema,
  format: status.format,
  parkedStreams: status.parkedStreams,
  parkedEvents: status.parkedEvents,
  deadLettered: status.deadLettered.length,
  skipped: status.skippedTypes.map((skipped) => ({ ...skipped })),
  rebuilding: rebuildView(status, now),
  problem: status.problem
}), poisonView = ({ id, ...event }) => ({ ...event, eventId: id });
export {
  costFigures,
  haltView,
  poisonView,
  projectionView
};
//# sourceMappingURL=views.js.map
