import type { Recorded } from '../../domain/kernel/envelope.js';
import type { RunEvent } from '../../domain/run/events.js';
import type { Plan, PlanStep } from '../../domain/workflow/plan.js';
import type { Changes } from '../batch/changes.js';
import type { RunRow, StepRow } from '../rows.js';
import { readySet, runDocument, type RunDocument } from './document.js';

type RunStarted = Extract<RunEvent, { type: 'RunStarted' }>;

/** The run with all steps of its definition, as it stands before anything was dispatched. */
export function startRun(event: Recorded<RunStarted>, plan: Plan, position: string, changes: Changes): RunDocument {
  const { data } = event;
  const at = event.metadata.at;
  const run: RunRow = {
    runId: data.runId,
    workflowId: data.workflow.id,
    workflowName: data.workflow.name,
    workflowVersion: data.workflow.version,
    definitionHash: data.workflow.hash,
    status: 'running',
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
    spentNanoUsd: '0',
    spentTokens: 0,
    reservedNanoUsd: '0',
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
    waitsForPerson: false,
    reason: null,
    revision: event.revision,
    position,
    stateRevision: event.revision,
    statePosition: position,
  };
  const steps = plan.steps.map((step) => plannedStep(data.runId, step, run.stepsToCarry > 0 ? null : at));
  const doc = runDocument({ run, steps, attempts: [], approvals: [], deadLetters: [] });
  for (const step of steps) if (step.readyAt !== null) readySet(doc, step).add(step.stepKey);
  doc.waitsChanged = true;
  doc.stepsChanged = true;
  changes.runs.insert(run);
  for (const step of steps) changes.steps.insert(step);
  return doc;
}

function plannedStep(runId: string, step: PlanStep, firstReadyAt: string | null): StepRow {
  return {
    runId,
    stepKey: step.id,
    stepId: step.id,
    name: step.name,
    order: step.order,
    status: 'pending',
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
    spentNanoUsd: '0',
    spentTokens: 0,
    reservedNanoUsd: '0',
    reservedTokens: 0,
    limitNanoUsd: step.budget.nanoUsd === undefined ? null : String(step.budget.nanoUsd),
    limitTokens: step.budget.tokens ?? null,
    progressPercent: null,
    progressMessage: null,
    error: null,
    wait: null,
    summary: null,
    outputRevision: null,
    carried: null,
  };
}
