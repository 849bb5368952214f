import type { Recorded } from '../../domain/kernel/envelope.js';
import type { RunEvent, RunEventData } from '../../domain/run/events.js';
import { agentHourOf, agentWorkOf } from '../agents/work.js';
import type { Changes } from '../batch/changes.js';
import { closeReservation, setAside } from '../costs/reservations.js';
import type { AttemptOutcome, AttemptRow, Cause } from '../rows.js';
import { attemptOf, stepOf, type RunDocument } from './document.js';
import { setStatus } from './step-status.js';

type Dispatched = Extract<RunEvent, { type: 'StepDispatched' }>;
/** Events by which an attempt ends without success. */
type Failure = Extract<
  RunEvent,
  { type: 'StepFailed' | 'StepOutputRejected' | 'StepTimedOut' | 'LeaseLost' | 'StepStopped' }
>;

export function dispatch(doc: RunDocument, event: Recorded<Dispatched>, changes: Changes): void {
  const { data } = event;
  const at = event.metadata.at;
  const step = stepOf(doc, data.step, changes);
  const attempt: AttemptRow = {
    runId: doc.run.runId,
    stepKey: step.stepKey,
    attempt: data.attempt,
    leaseId: data.leaseId,
    taskId: data.taskId,
    agentId: data.agent.id,
    agentName: data.agent.name,
    agentBootId: data.agent.bootId,
    gatewayId: data.agent.gatewayId,
    capability: data.capability,
    model: data.model ?? null,
    tier: data.tier,
    readyAt: step.readyAt,
    dispatchedAt: at,
    dispatchedRevision: event.revision,
    deadlineAt: data.deadlineAt,
    endedAt: null,
    endedRevision: null,
    outcome: 'running',
    late: false,
    fingerprint: null,
    error: null,
    charges: 0,
    spentNanoUsd: '0',
    spentTokens: 0,
    setAsideNanoUsd: '0',
    setAsideTokens: 0,
    reservationOpen: true,
  };
  doc.attempts.set(attempt.leaseId, attempt);
  changes.attempts.insert(attempt);
  if (!doc.agents.has(attempt.agentId)) {
    doc.agents.add(attempt.agentId);
    changes.runAgents.insert({ agentId: attempt.agentId, startedAt: doc.run.startedAt, runId: doc.run.runId });
  }
  step.attempt = data.attempt;
  step.agentId = data.agent.id;
  step.agentName = data.agent.name;
  if (data.model !== undefined) step.model = data.model;
  step.startedAt ??= at;
  step.endedAt = null;
  step.retryAt = null;
  step.approvalId = null;
  step.progressPercent = null;
  step.progressMessage = null;
  setStatus(doc, step, 'running', at, changes);
  setAside(doc, step, attempt, data.reservations, changes);
  agentWorkOf(changes, attempt.agentId).leasesHeld++;
}

export function complete(
  doc: RunDocument,
  event: Recorded<Extract<RunEvent, { type: 'StepCompleted' }>>,
  changes: Changes,
): void {
  const { data } = event;
  const step = stepOf(doc, data.step, changes);
  const attempt = attemptOf(doc, data.leaseId);
  endAttempt(attempt, 'completed', event, changes);
  if (data.settles.length > 0) closeReservation(doc, step, attempt, changes);
  step.endedAt = event.metadata.at;
  step.summary = data.summary;
  step.outputRevision = event.revision;
  step.error = null;
  setStatus(doc, step, 'completed', event.metadata.at, changes);
}

export function fail(doc: RunDocument, event: Recorded<Failure>, changes: Changes): void {
  const { data } = event;
  const at = event.metadata.at;
  const step = stepOf(doc, data.step, changes);
  const attempt = attemptOf(doc, data.leaseId);
  attempt.error = causeOf(event);
  if (event.type === 'StepFailed' || event.type === 'StepOutputRejected') attempt.fingerprint = event.data.fingerprint;
  endAttempt(attempt, OUTCOME[event.type], event, changes);
  if (data.settles.length > 0) closeReservation(doc, step, attempt, changes);
  step.error = attempt.error;
  setStatus(doc, step, 'pending', at, changes);
}

const OUTCOME: Readonly<Record<Failure['type'], AttemptOutcome>> = {
  StepFailed: 'failed',
  StepOutputRejected: 'outputRejected',
  StepTimedOut: 'timedOut',
  LeaseLost: 'leaseLost',
  StepStopped: 'stopped',
};

/** The same words as in the run's state (src/domain/run/evolve.ts). */
function causeOf(event: Failure): Cause {
  switch (event.type) {
    case 'StepFailed':
      return { class: event.data.class, code: event.data.code, message: event.data.message };
    case 'StepOutputRejected': {
      const [first, ...more] = event.data.errors;
      const message = first
        ? `${first.path} ${first.message}${more.length > 0 ? ` (and ${more.length} more)` : ''}`.trim()
        : '';
      return { class: 'outputRejected', code: 'OUTPUT.REJECTED', message };
    }
    case 'StepTimedOut':
      return { class: 'timeout', code: 'ATTEMPT.TIMED_OUT', message: `no result by ${event.data.deadlineAt}` };
    case 'LeaseLost':
      return { class: 'leaseLost', code: 'LEASE.LOST', message: event.data.because };
    case 'StepStopped':
      return { class: 'stopped', code: 'ATTEMPT.STOPPED', message: event.data.message };
  }
}

function endAttempt(attempt: AttemptRow, outcome: AttemptOutcome, event: Recorded<RunEvent>, changes: Changes): void {
  attempt.outcome = outcome;
  attempt.endedAt = event.metadata.at;
  attempt.endedRevision = event.revision;
  changes.attempts.update(attempt);
  const work = agentWorkOf(changes, attempt.agentId);
  work.leasesHeld--;
  for (const sums of [work, agentHourOf(changes, attempt.agentId, event.metadata.at)])
    if (outcome === 'completed') sums.completed++;
    else sums.failed++;
}

/** A halt, a cancel or a failure takes every lease at once; steps under them are pending again, as they were before. */
export function revoke(
  doc: RunDocument,
  leaseIds: readonly string[],
  { revision, metadata: { at } }: Recorded<RunEvent>,
  changes: Changes,
): void {
  for (const leaseId of leaseIds) {
    const attempt = attemptOf(doc, leaseId);
    attempt.outcome = 'revoked';
    attempt.endedAt = at;
    attempt.endedRevision = revision;
    changes.attempts.update(attempt);
    agentWorkOf(changes, attempt.agentId).leasesHeld--;
    const step = doc.steps.get(attempt.stepKey);
    if (step) setStatus(doc, step, 'pending', at, changes);
  }
}

export function late(doc: RunDocument, data: RunEventData<'LateResultRecorded'>, changes: Changes): void {
  const attempt = attemptOf(doc, data.leaseId);
  attempt.late = true;
  changes.attempts.update(attempt);
  if (data.settles.length > 0) closeReservation(doc, stepOf(doc, data.step, changes), attempt, changes);
}
