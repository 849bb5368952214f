import type { Recorded } from '../../domain/kernel/envelope.js';
import type { RunEvent } from '../../domain/run/events.js';
import type { Changes } from '../batch/changes.js';
import { closeReservation, setAside } from '../costs/reservations.js';
import type { RunStatus } from '../rows.js';
import { complete, dispatch, fail, late, revoke } from './attempts.js';
import { carryOver } from './carry-over.js';
import { attemptOf, stepOf, type RunDocument } from './document.js';
import { setStatus } from './step-status.js';

/** Runs, their steps and attempts. The meaning of each event is that of the run's state (src/domain/run/evolve.ts). */
export function projectRun(doc: RunDocument, event: Recorded<RunEvent>, changes: Changes): void {
  const at = event.metadata.at;
  // Costs were projected before: what is charged after the end counts as well.
  if (doc.run.endedAt !== null) doc.run.endedNanoUsd = doc.run.spentNanoUsd;
  switch (event.type) {
    case 'StepDispatched':
      return dispatch(doc, event, changes);
    case 'StepCarriedOver':
      return carryOver(doc, event, changes);
    case 'StepCompleted':
      return complete(doc, event, changes);
    case 'StepFailed':
    case 'StepOutputRejected':
    case 'StepTimedOut':
    case 'LeaseLost':
    case 'StepStopped':
      return fail(doc, event, changes);
    case 'LateResultRecorded':
      return late(doc, event.data, changes);
    case 'StepProgressed': {
      const step = stepOf(doc, event.data.step, changes);
      step.progressPercent = event.data.percent ?? step.progressPercent;
      step.progressMessage = event.data.message ?? step.progressMessage;
      doc.stepsChanged = true;
      return changes.steps.update(step);
    }
    case 'LeaseMoved': {
      const attempt = attemptOf(doc, event.data.leaseId);
      attempt.gatewayId = event.data.gatewayId;
      return changes.attempts.update(attempt);
    }
    case 'StepRetryScheduled': {
      const step = stepOf(doc, event.data.step, changes);
      step.retryAt = event.data.at;
      step.readyAt = event.data.at;
      return setStatus(doc, step, 'awaitingRetry', at, changes, {
        kind: 'retry',
        until: event.data.at,
        reason: event.data.because,
        revision: event.revision,
      });
    }
    case 'StepDeadLettered': {
      const step = stepOf(doc, event.data.step, changes);
      step.error = { class: event.data.class, code: event.data.code, message: event.data.message };
      step.endedAt = at;
      return setStatus(doc, step, 'deadLetter', at, changes, {
        kind: 'deadLetter',
        reason: event.data.message,
        revision: event.revision,
      });
    }
    case 'StepSkipped': {
      const step = stepOf(doc, event.data.step, changes);
      step.endedAt = at;
      step.summary = event.data.reason;
      step.outputRevision = event.data.output === undefined ? null : event.revision;
      return setStatus(doc, step, 'skipped', at, changes);
    }
    case 'StepRedriven': {
      const step = stepOf(doc, event.data.step, changes);
      step.endedAt = null;
      return setStatus(doc, step, 'pending', at, changes);
    }
    case 'StepAbandoned': {
      const step = stepOf(doc, event.data.step, changes);
      step.endedAt = at;
      return setStatus(doc, step, 'abandoned', at, changes);
    }
    case 'BudgetExceeded': {
      const { scope, asked } = event.data;
      const what = asked.nanoUsd === '0' ? `${asked.tokens} tokens` : `${asked.nanoUsd} nano-dollars`;
      return setStatus(doc, stepOf(doc, event.data.step, changes), 'awaitingBudget', at, changes, {
        kind: 'budget',
        reason: `the ${scope}'s budget is short of the ${what} that the step asks for`,
        revision: event.revision,
      });
    }
    case 'RunBudgetChanged': {
      const step = event.data.step && stepOf(doc, event.data.step, changes);
      const target = step ?? doc.run;
      target.limitNanoUsd = event.data.after.nanoUsd ?? null;
      target.limitTokens = event.data.after.tokens ?? null;
      return step ? changes.steps.update(step) : changes.runs.update(doc.run);
    }
    case 'ReservationExtended':
      return setAside(
        doc,
        stepOf(doc, event.data.step, changes),
        attemptOf(doc, event.data.leaseId),
        event.data.reservations,
        changes,
      );
    case 'ReservationSettled':
      return closeReservation(doc, stepOf(doc, event.data.step, changes), attemptOf(doc, event.data.leaseId), changes);

    case 'RunPaused':
      return setRunStatus(doc, 'paused', event.data.reason, event);
    case 'RunResumed':
      return setRunStatus(doc, 'running', null, event);
    case 'RunHalted':
      setRunStatus(doc, 'halted', event.data.reason, event);
      return revoke(doc, event.data.revoked, event, changes);
    case 'RunCancelled':
      end(doc, 'cancelled', event.data.reason, event);
      return revoke(doc, event.data.revoked, event, changes);
    case 'RunFailed':
      end(doc, 'failed', event.data.message, event);
      return revoke(doc, event.data.revoked, event, changes);
    case 'RunCompleted':
      return end(doc, 'completed', null, event);
    default:
      // Charges, approvals and dead letters have projections of their own; RunStarted made the document.
      return;
  }
}

function setRunStatus(doc: RunDocument, status: RunStatus, reason: string | null, event: Recorded<RunEvent>): void {
  doc.run.status = status;
  doc.run.reason = reason;
  doc.heldAt = status === 'paused' || status === 'halted' ? event.revision : undefined;
  doc.stateChanged = true;
  doc.waitsChanged = true;
}

function end(doc: RunDocument, status: RunStatus, reason: string | null, event: Recorded<RunEvent>): void {
  const { run } = doc;
  setRunStatus(doc, status, reason, event);
  run.endedAt = event.metadata.at;
  run.durationMs = Math.max(0, Date.parse(run.endedAt) - Date.parse(run.startedAt));
  run.endedNanoUsd = run.spentNanoUsd;
}
