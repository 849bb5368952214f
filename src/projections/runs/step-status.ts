import type { Changes } from '../batch/changes.js';
import type { StepRow, Time, Wait } from '../rows.js';
import { dependenciesDone, isReady, keepWait, readySet, type RunDocument } from './document.js';

/** Moves a step to another status, and with it the run's counts, its waits, and the readiness of what depends on it. */
export function setStatus(
  doc: RunDocument,
  step: StepRow,
  status: StepRow['status'],
  at: Time,
  changes: Changes,
  wait?: Omit<Wait, 'stepKey'>,
): void {
  const { run } = doc;
  doc.stepsChanged = true;
  count(doc, step.status, -1);
  count(doc, status, 1);
  const wasReady = readySet(doc, step).delete(step.stepKey);
  if (step.status !== status) doc.stateChanged = true;
  step.status = status;
  if (step.wait || wait || wasReady) doc.waitsChanged = true;
  keepWait(doc, step, wait ? { ...wait, stepKey: step.stepKey } : null);
  if (isReady(doc, step)) {
    if (!wasReady || step.readyAt === null) step.readyAt = at;
    readySet(doc, step).add(step.stepKey);
    doc.waitsChanged = true;
  }
  changes.steps.update(step);
  changes.runs.update(run);
  if (status === 'completed' || status === 'skipped') releaseDependents(doc, step, at, changes);
}

function releaseDependents(doc: RunDocument, step: StepRow, at: Time, changes: Changes): void {
  if (doc.run.stepsToCarry > 0) return;
  for (const next of doc.dependents.get(step.stepId) ?? []) {
    if (next.status !== 'pending' || !dependenciesDone(doc, next)) continue;
    next.readyAt = at;
    readySet(doc, next).add(next.stepKey);
    doc.waitsChanged = true;
    changes.steps.update(next);
  }
}

function count(doc: RunDocument, status: StepRow['status'], by: 1 | -1): void {
  const { run } = doc;
  switch (status) {
    case 'running':
      run.stepsRunning += by;
      // Others may wait for its slot.
      if (run.stepsRunning >= run.parallelism - 1) doc.waitsChanged = true;
      return;
    case 'completed':
      run.stepsDone += by;
      return;
    case 'skipped':
      run.stepsDone += by;
      run.stepsSkipped += by;
      return;
    case 'deadLetter':
    case 'abandoned':
      run.stepsFailed += by;
      return;
    case 'awaitingApproval':
    case 'awaitingBudget':
      run.stepsWaiting += by;
      return;
    case 'awaitingRetry':
      run.stepsRetrying += by;
      return;
    case 'pending':
    case 'approved':
      return;
  }
}
