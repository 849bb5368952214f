import type { Changes } from '../batch/changes.js';
import type { StepRow, Time, Wait } from '../rows.js';
import { isDone, isReady, readySet, type RunDocument } from './document.js';

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
  count(doc, step.status, -1);
  count(doc, status, 1);
  const wasReady = readySet(doc, step).delete(step.stepKey);
  step.status = status;
  if (doc.waits.delete(step.stepKey) || wasReady) doc.waitsChanged = true;
  if (wait) {
    doc.waits.set(step.stepKey, { ...wait, stepKey: step.stepKey });
    doc.waitsChanged = true;
  }
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
  for (const next of doc.dependents.get(step.stepId) ?? []) {
    if (next.status !== 'pending' || !next.dependsOn.every((id) => isDone(doc, id))) continue;
    next.readyAt = at;
    readySet(doc, next).add(next.stepKey);
    doc.waitsChanged = true;
    changes.steps.update(next);
  }
}

function count(doc: RunDocument, status: StepRow['status'], by: 1 | -1): void {
  const { run } = doc;
  if (status === 'running') run.stepsRunning += by;
  else if (status === 'completed' || status === 'skipped') run.stepsDone += by;
  else if (status === 'deadLetter' || status === 'abandoned') run.stepsFailed += by;
}
