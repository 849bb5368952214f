import { readySet, runDocument } from "./document.js";
function startRun(event, plan, position, changes) {
  const { data } = event, at = event.metadata.at, run = {
    runId: data.runId,
    workflowId: data.workflow.id,
    workflowName: data.workflow.name,
    workflowVersion: data.workflow.version,
    definitionHash: data.workflow.hash,
    status: "running",
    operatorId: data.operatorId,
    operatorName: data.operatorName,
    triggerKind: data.trigger.kind,
    triggerId: data.trigger.id,
    sourceRunId: data.source?.runId ?? null,
    sourceRevision: data.source?.revision ?? null,
    stepsToCarry: data.source?.steps ?? 0,
    priority: data.priority,
    parallelism: data.limits.parallelism,
    startedAt: at,
    endedAt: null,
    durationMs: null,
    endedNanoUsd: null,
    deadlineAt: data.deadlineAt ?? null,
    limitNanoUsd: data.budget.nanoUsd ?? null,
    limitTokens: data.budget.tokens ?? null,
    spentNanoUsd: "0",
    spentTokens: 0,
    reservedNanoUsd: "0",
    reservedTokens: 0,
    stepsTotal: plan.steps.length,
    stepsDone: 0,
    stepsFailed: 0,
    stepsRunning: 0,
    stepsWaiting: 0,
    stepsRetrying: 0,
    stepsSkipped: 0,
    pips: null,
    current: null,
    waits: [],
    waitsForPerson: !1,
    reason: null,
    revision: event.revision,
    position,
    stateRevision: event.revision,
    statePosition: position
  }, steps = plan.steps.map((step) => plannedStep(data.runId, step, run.stepsToCarry > 0 ? null : at)), doc = runDocument({ run, steps, attempts: [], approvals: [], deadLetters: [] });
  for (const step of steps) step.readyAt !== null && readySet(doc, step).add(step.stepKey);
  doc.waitsChanged = !0, doc.stepsChanged = !0, changes.runs.insert(run);
  for (const step of steps) changes.steps.insert(step);
  return doc;
}
function plannedStep(runId, step, firstReadyAt) {
  return {
    runId,
    stepKey: step.id,
    stepId: step.id,
    name: step.name,
    order: step.order,
    status: "pending",
    capability: step.capability,
    tier: step.tier,
    dependsOn: step.dependsOn,
    maxAttempts: step.retry.attempts,
    estimateNanoUsd: String(step.estimate.nanoUsd),
    estimateTokens: step.estimate.tokens,
    attempt: 0,
    agentId: null,
    agentName: null,
    model: step.model ?? null,
    readyAt: step.dependsOn.length === 0 ? firstReadyAt : null,
    startedAt: null,
    endedAt: null,
    retryAt: null,
    approvalId: null,
    spentNanoUsd: "0",
    spentTokens: 0,
    reservedNanoUsd: "0",
    reservedTokens: 0,
    limitNanoUsd: step.budget.nanoUsd === void 0 ? null : String(step.budget.nanoUsd),
    limitTokens: step.budget.tokens ?? null,
    progressPercent: null,
    progressMessage: null,
    error: null,
    wait: null,
    summary: null,
    outputRevision: null,
    carried: null
  };
}
export {
  startRun
};
//# sourceMappingURL=start.js.map
