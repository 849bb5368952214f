import { isFailure } from "../domain/run/failure-events.js";
const amount = (nanoUsd, tokens) => ({ nanoUsd, tokens }), runView = (run) => ({
  runId: run.runId,
  workflowId: run.workflowId,
  workflowName: run.workflowName,
  version: run.workflowVersion,
  status: run.status,
  operatorId: run.operatorId,
  operatorName: run.operatorName,
  trigger: { kind: run.triggerKind, id: run.triggerId },
  source: run.sourceRunId === null || run.sourceRevision === null ? null : { runId: run.sourceRunId, revision: run.sourceRevision },
  priority: run.priority,
  parallelism: run.parallelism,
  startedAt: run.startedAt,
  endedAt: run.endedAt,
  durationMs: run.durationMs,
  deadlineAt: run.deadlineAt,
  limit: { nanoUsd: run.limitNanoUsd, tokens: run.limitTokens },
  spent: amount(run.spentNanoUsd, run.spentTokens),
  reserved: amount(run.reservedNanoUsd, run.reservedTokens),
  steps: {
    total: run.stepsTotal,
    done: run.stepsDone,
    running: run.stepsRunning,
    failed: run.stepsFailed,
    waiting: run.stepsWaiting,
    retrying: run.stepsRetrying,
    skipped: run.stepsSkipped
  },
  pips: run.pips === null ? null : [...run.pips],
  current: run.current && { ...run.current },
  waits: run.waits.map((wait) => ({ ...wait })),
  waitsForPerson: run.waitsForPerson,
  reason: run.reason,
  revision: run.revision,
  position: run.position,
  stateRevision: run.stateRevision,
  statePosition: run.statePosition,
  incomplete: run.incomplete
}), stepView = (step) => ({
  stepKey: step.stepKey,
  stepId: step.stepId,
  name: step.name,
  order: step.order,
  status: step.status,
  attempt: step.attempt,
  attempts: step.maxAttempts,
  capability: step.capability,
  agentId: step.agentId,
  agentName: step.agentName,
  model: step.model,
  tier: step.tier,
  dependsOn: [...step.dependsOn],
  readyAt: step.readyAt,
  startedAt: step.startedAt,
  endedAt: step.endedAt,
  retryAt: step.retryAt,
  approvalId: step.approvalId,
  spent: amount(step.spentNanoUsd, step.spentTokens),
  reserved: amount(step.reservedNanoUsd, step.reservedTokens),
  limit: { nanoUsd: step.limitNanoUsd, tokens: step.limitTokens },
  estimate: amount(step.estimateNanoUsd, step.estimateTokens),
  progress: step.progressPercent === null && step.progressMessage === null ? null : { percent: step.progressPercent, message: step.progressMessage },
  error: step.error && { ...step.error },
  summary: step.summary,
  outputRevision: step.outputRevision,
  carried: step.carried && { ...step.carried }
}), runWithSteps = (found) => ({
  run: runView(found.run),
  steps: found.steps.map(stepView)
}), attemptView = (attempt) => ({
  stepKey: attempt.stepKey,
  attempt: attempt.attempt,
  leaseId: attempt.leaseId,
  taskId: attempt.taskId,
  agentId: attempt.agentId,
  agentName: attempt.agentName,
  model: attempt.model,
  readyAt: attempt.readyAt,
  dispatchedAt: attempt.dispatchedAt,
  dispatchedRevision: attempt.dispatchedRevision,
  deadlineAt: attempt.deadlineAt,
  endedAt: attempt.endedAt,
  endedRevision: attempt.endedRevision,
  outcome: attempt.outcome,
  late: attempt.late,
  spent: amount(attempt.spentNanoUsd, attempt.spentTokens),
  error: attempt.error && { ...attempt.error },
  fingerprint: attempt.fingerprint
}), indexedEvent = (event) => ({
  revision: event.revision,
  position: event.position,
  id: event.eventId,
  type: event.type,
  stepKey: event.stepKey,
  attempt: event.attempt,
  actor: { kind: event.actorKind, id: event.actorId, name: event.actorName },
  at: event.at,
  failure: isFailure(event.type),
  nanoUsd: event.nanoUsd,
  commandId: event.commandId,
  causationId: event.causationId
});
function fullEvent(event, data = event.data) {
  const { step, attempt } = stepOf(event.data), { actor, at, commandId, causationId } = event.metadata;
  return {
    revision: event.revision,
    position: (event.position ?? 0n).toString(),
    id: event.id,
    type: event.type,
    stepKey: step,
    attempt,
    actor: { kind: actor.kind, id: actor.id, name: actor.name },
    at,
    failure: isFailure(event.type),
    nanoUsd: chargedIn(event.data),
    commandId,
    causationId,
    data: jsonOf(data),
    metadata: jsonOf(event.metadata)
  };
}
function stepOf(data) {
  if (typeof data != "object" || data === null) return { step: null, attempt: null };
  const step = "step" in data && typeof data.step == "object" && data.step !== null ? data.step : {};
  return {
    step: "stepKey" in step && typeof step.stepKey == "string" ? step.stepKey : null,
    attempt: "attempt" in data && typeof data.attempt == "number" ? data.attempt : null
  };
}
const isJson = (value) => value !== void 0, jsonOf = (value) => isJson(value) ? value : null;
function chargedIn(data) {
  if (typeof data != "object" || data === null || !("charges" in data) || !Array.isArray(data.charges)) return null;
  const charges = data.charges;
  return charges.length === 0 ? null : String(charges.reduce((sum, charge) => sum + nanoOf(charge), 0n));
}
const nanoOf = (charge) => typeof charge == "object" && charge !== null && "nanoUsd" in charge && typeof charge.nanoUsd == "string" ? BigInt(charge.nanoUsd) : 0n, recentEventView = (event) => ({
  ...indexedEvent(event),
  runId: event.runId,
  workflowId: event.workflowId,
  workflowName: event.workflowName,
  version: event.workflowVersion
}), tokensOf = (row) => ({
  input: row.inputTokens,
  cachedInput: row.cachedInputTokens,
  cacheWrite: row.cacheWriteTokens,
  output: row.outputTokens,
  reasoning: row.reasoningTokens
}), durationOf = (from, to) => to === null ? null : Math.max(0, Date.parse(to) - Date.parse(from)), attemptDetailView = (attempt, said) => ({
  ...attemptView(attempt),
  durationMs: durationOf(attempt.dispatchedAt, attempt.endedAt),
  tokens: tokensOf(attempt.tokens),
  charges: attempt.charges,
  ...said
}), chargeView = (charge) => ({
  revision: charge.revision,
  index: charge.index,
  position: charge.position,
  at: charge.at,
  chargeId: charge.chargeId,
  callId: charge.callId,
  stepKey: charge.stepKey,
  attempt: charge.attempt,
  agentId: charge.agentId,
  model: charge.model,
  priceId: charge.priceId,
  tokens: tokensOf(charge),
  nanoUsd: charge.nanoUsd,
  source: charge.source
}), figures = (sums) => ({
  nanoUsd: sums.nanoUsd,
  tokens: tokensOf(sums),
  charges: sums.charges,
  estimated: sums.estimated,
  unknown: sums.unknown
}), NO_FIGURES = {
  nanoUsd: "0",
  tokens: { input: 0, cachedInput: 0, cacheWrite: 0, output: 0, reasoning: 0 },
  charges: 0,
  estimated: 0,
  unknown: 0
}, runChargesView = (charges, steps, incomplete) => ({
  total: figures(charges.total),
  steps: steps.map((step) => {
    const sums = charges.steps.get(step.stepKey);
    return {
      stepKey: step.stepKey,
      name: step.name,
      order: step.order,
      estimate: amount(step.estimateNanoUsd, step.estimateTokens),
      attempts: charges.attempts.get(step.stepKey) ?? 0,
      reservedNanoUsd: step.reservedNanoUsd,
      ...sums ? figures(sums) : NO_FIGURES
    };
  }),
  agents: charges.agents.map(({ key, ...sums }) => ({ key, ...figures(sums) })),
  models: charges.models.map(({ key, ...sums }) => ({ key, ...figures(sums) })),
  items: charges.items.map(chargeView),
  ...charges.next === void 0 ? {} : { next: charges.next },
  incomplete
}), timelineView = ({ attempts, waits, more }) => ({
  attempts: attempts.map(({ spentNanoUsd, ...attempt }) => ({ ...attempt, nanoUsd: spentNanoUsd })),
  waits: waits.map(({ revision, ...wait }) => ({ ...wait, requestedRevision: revision })),
  more
});
export {
  attemptDetailView,
  attemptView,
  chargeView,
  durationOf,
  fullEvent,
  indexedEvent,
  jsonOf,
  recentEventView,
  runChargesView,
  runView,
  runWithSteps,
  stepView,
  timelineView
};
//# sourceMappingURL=run-views.js.map
