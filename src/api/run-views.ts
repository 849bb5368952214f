import type { Recorded } from '../domain/kernel/envelope.js';
import type { Json } from '../domain/kernel/json.js';
import { isFailure } from '../domain/run/failure-events.js';
import type {
  AttemptEntry,
  ChargeEntry,
  ChargeSums,
  RecentEventEntry,
  RunCharges,
  RunEventEntry,
  Timeline,
} from '../projections/queries.js';
import type * as row from '../projections/rows.js';
import type { RecentEvent } from './contract/overview.js';
import type { Charge } from './contract/run-charges.js';
import type { ReplyOf } from './contract/endpoints.js';
import type { AttemptDetail } from './contract/run-steps.js';
import type { Attempt, Run, RunEvent, RunSummary, Step } from './contract/run-views.js';

/** Rows about runs as the contract shows them. No rule is in here. */

const amount = (nanoUsd: string, tokens: number): { nanoUsd: string; tokens: number } => ({ nanoUsd, tokens });

export const runView = (run: row.RunSummary): RunSummary => ({
  runId: run.runId,
  workflowId: run.workflowId,
  workflowName: run.workflowName,
  version: run.workflowVersion,
  status: run.status,
  operatorId: run.operatorId,
  operatorName: run.operatorName,
  trigger: { kind: run.triggerKind, id: run.triggerId },
  source:
    run.sourceRunId === null || run.sourceRevision === null
      ? null
      : { runId: run.sourceRunId, revision: run.sourceRevision },
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
    skipped: run.stepsSkipped,
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
  estimate: amount(step.estimateNanoUsd, step.estimateTokens),
  progress:
    step.progressPercent === null && step.progressMessage === null
      ? null
      : { percent: step.progressPercent, message: step.progressMessage },
  error: step.error && { ...step.error },
  summary: step.summary,
  outputRevision: step.outputRevision,
  carried: step.carried && { ...step.carried },
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
  dispatchedRevision: attempt.dispatchedRevision,
  deadlineAt: attempt.deadlineAt,
  endedAt: attempt.endedAt,
  endedRevision: attempt.endedRevision,
  outcome: attempt.outcome,
  late: attempt.late,
  spent: amount(attempt.spentNanoUsd, attempt.spentTokens),
  error: attempt.error && { ...attempt.error },
  fingerprint: attempt.fingerprint,
});

export const indexedEvent = (event: RunEventEntry): RunEvent => ({
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
  causationId: event.causationId,
});

/** An event as it stands in the log, with `data` in place of its own when payloads were looked up. */
export function fullEvent(event: Recorded, data: unknown = event.data): RunEvent {
  const { step, attempt } = stepOf(event.data);
  const { actor, at, commandId, causationId } = event.metadata;
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
export const jsonOf = (value: unknown): Json => (isJson(value) ? value : null);

/** Sum of the charges of an event; null when it has none. */
function chargedIn(data: unknown): string | null {
  if (typeof data !== 'object' || data === null || !('charges' in data) || !Array.isArray(data.charges)) return null;
  const charges: unknown[] = data.charges;
  if (charges.length === 0) return null;
  return String(charges.reduce((sum: bigint, charge) => sum + nanoOf(charge), 0n));
}
const nanoOf = (charge: unknown): bigint =>
  typeof charge === 'object' && charge !== null && 'nanoUsd' in charge && typeof charge.nanoUsd === 'string'
    ? BigInt(charge.nanoUsd)
    : 0n;

export const recentEventView = (event: RecentEventEntry): RecentEvent => ({
  ...indexedEvent(event),
  runId: event.runId,
  workflowId: event.workflowId,
  workflowName: event.workflowName,
  version: event.workflowVersion,
});

const tokensOf = (row: row.TokenColumns) => ({
  input: row.inputTokens,
  cachedInput: row.cachedInputTokens,
  cacheWrite: row.cacheWriteTokens,
  output: row.outputTokens,
  reasoning: row.reasoningTokens,
});

/** Milliseconds between two instants of the log. */
export const durationOf = (from: string, to: string | null): number | null =>
  to === null ? null : Math.max(0, Date.parse(to) - Date.parse(from));

export const attemptDetailView = (
  attempt: AttemptEntry,
  said: Pick<AttemptDetail, 'schemaErrors' | 'summary'>,
): AttemptDetail => ({
  ...attemptView(attempt),
  durationMs: durationOf(attempt.dispatchedAt, attempt.endedAt),
  tokens: tokensOf(attempt.tokens),
  charges: attempt.charges,
  ...said,
});

export const chargeView = (charge: ChargeEntry): Charge => ({
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
  source: charge.source,
});

const figures = (sums: ChargeSums) => ({
  nanoUsd: sums.nanoUsd,
  tokens: tokensOf(sums),
  charges: sums.charges,
  estimated: sums.estimated,
  unknown: sums.unknown,
});
const NO_FIGURES = {
  nanoUsd: '0',
  tokens: { input: 0, cachedInput: 0, cacheWrite: 0, output: 0, reasoning: 0 },
  charges: 0,
  estimated: 0,
  unknown: 0,
};

export const runChargesView = (
  charges: RunCharges,
  steps: readonly row.StepRow[],
  incomplete: boolean,
): ReplyOf<'listRunCharges'> => ({
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
      ...(sums ? figures(sums) : NO_FIGURES),
    };
  }),
  agents: charges.agents.map(({ key, ...sums }) => ({ key, ...figures(sums) })),
  models: charges.models.map(({ key, ...sums }) => ({ key, ...figures(sums) })),
  items: charges.items.map(chargeView),
  ...(charges.next === undefined ? {} : { next: charges.next }),
  incomplete,
});

export const timelineView = ({ attempts, waits, more }: Timeline): ReplyOf<'getRunTimeline'> => ({
  attempts: attempts.map(({ spentNanoUsd, ...attempt }) => ({ ...attempt, nanoUsd: spentNanoUsd })),
  waits: waits.map(({ revision, ...wait }) => ({ ...wait, requestedRevision: revision })),
  more,
});
