import type { Recorded } from '../domain/kernel/envelope.js';
import type { Json } from '../domain/kernel/json.js';
import type * as row from '../projections/rows.js';
import type { Agent } from './contract/agents.js';
import type { Approval } from './contract/approvals.js';
import type { CostRow } from './contract/costs.js';
import type { DeadLetter } from './contract/dead-letters.js';
import type { Halt } from './contract/halts.js';
import type { PoisonEvent, ProjectionStatus } from './contract/projections.js';
import type { Attempt, Run, RunEvent, RunSummary, Step } from './contract/run-views.js';
import type { WorkflowSummary, WorkflowVersion } from './contract/workflows.js';

/** Rows of the read models as the contract shows them. No rule is in here. */

const amount = (nanoUsd: string, tokens: number): { nanoUsd: string; tokens: number } => ({ nanoUsd, tokens });

export const runView = (run: row.RunSummary): RunSummary => ({
  runId: run.runId,
  workflowId: run.workflowId,
  workflowName: run.workflowName,
  version: run.workflowVersion,
  status: run.status,
  operatorId: run.operatorId,
  operatorName: run.operatorName,
  priority: run.priority,
  startedAt: run.startedAt,
  endedAt: run.endedAt,
  deadlineAt: run.deadlineAt,
  limit: { nanoUsd: run.limitNanoUsd, tokens: run.limitTokens },
  spent: amount(run.spentNanoUsd, run.spentTokens),
  reserved: amount(run.reservedNanoUsd, run.reservedTokens),
  steps: { total: run.stepsTotal, done: run.stepsDone, running: run.stepsRunning, failed: run.stepsFailed },
  waits: run.waits.map((wait) => ({ ...wait })),
  reason: run.reason,
  revision: run.revision,
  position: run.position,
  incomplete: run.incomplete,
});

export const stepView = (step: row.StepRow): Step => ({
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
  progress:
    step.progressPercent === null && step.progressMessage === null
      ? null
      : { percent: step.progressPercent, message: step.progressMessage },
  error: step.error && { ...step.error },
  summary: step.summary,
  outputRevision: step.outputRevision,
});

export const runWithSteps = (found: { readonly run: row.RunSummary; readonly steps: readonly row.StepRow[] }): Run => ({
  run: runView(found.run),
  steps: found.steps.map(stepView),
});

export const attemptView = (attempt: row.AttemptRow): Attempt => ({
  stepKey: attempt.stepKey,
  attempt: attempt.attempt,
  leaseId: attempt.leaseId,
  taskId: attempt.taskId,
  agentId: attempt.agentId,
  agentName: attempt.agentName,
  model: attempt.model,
  readyAt: attempt.readyAt,
  dispatchedAt: attempt.dispatchedAt,
  deadlineAt: attempt.deadlineAt,
  endedAt: attempt.endedAt,
  outcome: attempt.outcome,
  late: attempt.late,
  spent: amount(attempt.spentNanoUsd, attempt.spentTokens),
  error: attempt.error && { ...attempt.error },
  fingerprint: attempt.fingerprint,
});

export const indexedEvent = (event: row.RunEventRow): RunEvent => ({
  revision: event.revision,
  position: event.position,
  id: event.eventId,
  type: event.type,
  stepKey: event.stepKey,
  attempt: event.attempt,
  actor: { kind: event.actorKind, id: event.actorId, name: event.actorName },
  at: event.at,
});

/** An event as it stands in the log, with `data` in place of its own when payloads were looked up. */
export function fullEvent(event: Recorded, data: unknown = event.data): RunEvent {
  const { step, attempt } = stepOf(event.data);
  const { actor, at } = event.metadata;
  return {
    revision: event.revision,
    position: (event.position ?? 0n).toString(),
    id: event.id,
    type: event.type,
    stepKey: step,
    attempt,
    actor: { kind: actor.kind, id: actor.id, name: actor.name },
    at,
    data: jsonOf(data),
    metadata: jsonOf(event.metadata),
  };
}

function stepOf(data: unknown): { step: string | null; attempt: number | null } {
  if (typeof data !== 'object' || data === null) return { step: null, attempt: null };
  const step = 'step' in data && typeof data.step === 'object' && data.step !== null ? data.step : {};
  return {
    step: 'stepKey' in step && typeof step.stepKey === 'string' ? step.stepKey : null,
    attempt: 'attempt' in data && typeof data.attempt === 'number' ? data.attempt : null,
  };
}

/** Events are JSON by construction: the codec read them from JSON. */
const isJson = (value: unknown): value is Json => value !== undefined;
const jsonOf = (value: unknown): Json => (isJson(value) ? value : null);

export const approvalView = (approval: row.ApprovalRow): Approval => ({
  approvalId: approval.approvalId,
  runId: approval.runId,
  workflowId: approval.workflowId,
  workflowName: approval.workflowName,
  operatorId: approval.operatorId,
  kind: approval.kind,
  status: approval.status,
  stepKey: approval.stepKey,
  stepName: approval.stepName,
  attempt: approval.attempt,
  params: approval.params,
  paramsHash: approval.paramsHash,
  tier: approval.tier,
  reason: approval.reason,
  estimate: amount(approval.estimateNanoUsd, approval.estimateTokens),
  overrun: approval.overrun && {
    scope: approval.overrun.scope,
    id: approval.overrun.id,
    amount: amount(approval.overrun.nanoUsd, approval.overrun.tokens),
  },
  spentNanoUsd: approval.spentNanoUsd,
  previousSummary: approval.previousSummary,
  onReject: approval.onReject,
  onExpire: approval.onExpire,
  requires: { n: approval.approvers, not: [...approval.notBy] },
  votes: approval.votes.map((vote) => ({ ...vote })),
  requestedAt: approval.requestedAt,
  expiresAt: approval.expiresAt,
  escalated: approval.escalated,
  decidedAt: approval.decidedAt,
  decidedBy: [...approval.decidedBy],
  comment: approval.comment,
  usedAt: approval.usedAt,
  edits: approval.edits,
});

export const deadLetterView = (letter: row.DeadLetterRow): DeadLetter => ({
  runId: letter.runId,
  workflowId: letter.workflowId,
  workflowName: letter.workflowName,
  stepKey: letter.stepKey,
  attempt: letter.attempt,
  attempts: letter.attempts,
  class: letter.class,
  code: letter.code,
  message: letter.message,
  fingerprint: letter.fingerprint,
  status: letter.status,
  at: letter.at,
  closedAt: letter.closedAt,
  closedBy: letter.closedBy,
});

export const agentView = (agent: row.AgentSummary): Agent => ({
  agentId: agent.agentId,
  name: agent.name,
  connected: agent.connections.length > 0,
  connections: agent.connections.map(({ bootId, gatewayId, maxConcurrent, since }) => ({
    bootId,
    gatewayId,
    maxConcurrent,
    connectedAt: since,
  })),
  capabilities: [...agent.capabilities],
  single: agent.single,
  sdk: agent.sdkName === null ? null : { name: agent.sdkName, version: agent.sdkVersion ?? '' },
  lastConnectedAt: agent.lastConnectedAt,
  lastDisconnectedAt: agent.lastDisconnectedAt,
  leases: agent.leasesHeld,
  completed: agent.completed,
  failed: agent.failed,
  spentNanoUsd: agent.spentNanoUsd,
  tokens: agent.tokens.map(({ id, name, issuedAt, issuedBy, revokedAt }) => ({
    tokenId: id,
    name,
    issuedAt,
    issuedBy,
    revokedAt,
  })),
});

export const costFigures = (sums: Omit<row.CostRollupRow, 'kind' | 'key'>): Omit<CostRow, 'key'> => ({
  nanoUsd: sums.nanoUsd,
  tokens: {
    input: sums.inputTokens,
    cachedInput: sums.cachedInputTokens,
    cacheWrite: sums.cacheWriteTokens,
    output: sums.outputTokens,
    reasoning: sums.reasoningTokens,
  },
  charges: sums.charges,
  estimated: sums.estimatedCharges,
  unknown: sums.unknownCharges,
});

export const workflowView = (workflow: row.WorkflowRow): WorkflowSummary => ({
  workflowId: workflow.workflowId,
  name: workflow.name,
  description: workflow.description,
  latestVersion: workflow.latestVersion,
  hash: workflow.hash,
  steps: workflow.steps,
  savedAt: workflow.updatedAt,
  savedBy: workflow.updatedBy,
});

export const versionView = (version: row.WorkflowVersionRow): WorkflowVersion => ({
  ...version,
  warnings: version.warnings.map((warning) => ({ ...warning })),
});

export const haltView = ({ workflowId, ...halt }: row.HaltRow): Halt => ({
  ...halt,
  scope: workflowId === null ? { kind: 'everything' } : { kind: 'workflow', id: workflowId },
});

export const projectionView = (status: row.ProjectionStatus): ProjectionStatus => ({
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
  rebuilding: status.rebuilding && { ...status.rebuilding },
  problem: status.problem,
});

export const poisonView = ({ id, ...event }: row.DeadLetteredEventRow): PoisonEvent => ({ ...event, eventId: id });
