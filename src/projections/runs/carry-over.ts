import type { Recorded } from '../../domain/kernel/envelope.js';
import type { RunEvent } from '../../domain/run/events.js';
import type { Changes } from '../batch/changes.js';
import { isReady, readySet, stepOf, type RunDocument } from './document.js';
import { setStatus } from './step-status.js';

/** A result that a replay keeps. The last of them makes ready what waits for nothing else. */
export function carryOver(
  doc: RunDocument,
  { data, revision, metadata: { at } }: Recorded<Extract<RunEvent, { type: 'StepCarriedOver' }>>,
  changes: Changes,
): void {
  const { outcome, from, cost } = data;
  const step = stepOf(doc, data.step, changes);
  step.endedAt = at;
  step.summary = data.summary;
  step.outputRevision = data.output === undefined ? null : revision;
  step.carried = { outcome, runId: from.runId, revision: from.revision, nanoUsd: cost.nanoUsd, tokens: cost.tokens };
  setStatus(doc, step, outcome === 'skipped' ? 'skipped' : 'completed', at, changes);
  doc.run.stepsToCarry--;
  if (doc.run.stepsToCarry > 0) return;
  for (const next of doc.steps.values()) {
    if (!isReady(doc, next)) continue;
    next.readyAt = at;
    readySet(doc, next).add(next.stepKey);
    changes.steps.update(next);
  }
  doc.waitsChanged = true;
}
