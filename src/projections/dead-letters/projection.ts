import { operatorIdOf, type Recorded } from '../../domain/kernel/envelope.js';
import type { RunEvent } from '../../domain/run/events.js';
import type { Changes } from '../batch/changes.js';
import type { DeadLetterRow, DeadLetterStatus } from '../rows.js';
import type { RunDocument } from '../runs/document.js';

/** Steps that are out of attempts, until somebody has retried, skipped or abandoned them, or their run has ended. */
export function projectDeadLetters(
  doc: RunDocument,
  event: Recorded<RunEvent>,
  position: string,
  changes: Changes,
): void {
  switch (event.type) {
    case 'StepDeadLettered': {
      const { data } = event;
      const letter: DeadLetterRow = {
        runId: doc.run.runId,
        revision: event.revision,
        workflowId: doc.run.workflowId,
        workflowName: doc.run.workflowName,
        stepKey: data.step.stepKey,
        stepId: data.step.stepId,
        attempt: data.attempt,
        class: data.class,
        code: data.code,
        message: data.message,
        fingerprint: data.fingerprint,
        attempts: data.attempts,
        at: event.metadata.at,
        status: 'open',
        closedAt: null,
        closedBy: null,
        statePosition: position,
      };
      doc.deadLetters.set(letter.stepKey, letter);
      return changes.deadLetters.insert(letter);
    }
    case 'StepRedriven':
      return close(doc, event.data.step.stepKey, 'retried', event, position, changes);
    case 'StepSkipped':
      return close(doc, event.data.step.stepKey, 'skipped', event, position, changes);
    case 'StepAbandoned':
      return close(doc, event.data.step.stepKey, 'abandoned', event, position, changes);
    case 'RunCancelled':
    case 'RunFailed':
    case 'RunCompleted':
      for (const stepKey of doc.deadLetters.keys()) close(doc, stepKey, 'abandoned', event, position, changes);
      return;
    default:
      return;
  }
}

function close(
  doc: RunDocument,
  stepKey: string,
  status: DeadLetterStatus,
  event: Recorded<RunEvent>,
  position: string,
  changes: Changes,
): void {
  const letter = doc.deadLetters.get(stepKey);
  if (!letter) return;
  letter.status = status;
  letter.closedAt = event.metadata.at;
  letter.closedBy = operatorIdOf(event.metadata.actor);
  letter.statePosition = position;
  changes.deadLetters.update(letter);
  doc.deadLetters.delete(stepKey);
}
