import type { Recorded } from '../../domain/kernel/envelope.js';
import { isBlobRef, type BlobRef } from '../../domain/kernel/payload.js';
import type { RunEvent } from '../../domain/run/events.js';
import type { Changes } from '../batch/changes.js';
import type { RunDocument } from '../runs/document.js';

/** The index of a run's events: who did what when. Bodies stay in the event store. */
export function projectRunEvent(doc: RunDocument, event: Recorded<RunEvent>, position: string, changes: Changes): void {
  const { metadata } = event;
  const place = placeOf(doc, event);
  changes.runEvents.insert({
    runId: doc.run.runId,
    revision: event.revision,
    position,
    eventId: event.id,
    type: event.type,
    stepKey: place?.stepKey ?? null,
    attempt: place?.attempt ?? null,
    actorKind: metadata.actor.kind,
    actorId: metadata.actor.id,
    actorName: metadata.actor.name,
    at: metadata.at,
    commandId: metadata.commandId,
    causationId: metadata.causationId,
  });
  for (const keyId of metadata.keys ?? [])
    changes.runKeys.of(`${doc.run.runId}\n${keyId}`, () => ({ runId: doc.run.runId, keyId, events: 0 })).events++;
  for (const [field, value] of Object.entries(event.data)) if (isBlobRef(value)) payload(field, value);
  if (event.type === 'RunStarted') {
    payload('workflow.definition', event.data.workflow.definition);
    if (isBlobRef(event.data.trigger.context)) payload('trigger.context', event.data.trigger.context);
  }

  /** What may be downloaded of the run: payloads that its events refer to, and no others. */
  function payload(field: string, { $blob: { sha256, size, mediaType } }: BlobRef): void {
    changes.runPayloads.insert({ runId: doc.run.runId, sha256, revision: event.revision, field, size, mediaType });
  }
}

/** The step and attempt that an event is about, also where it names only a lease or an approval. */
function placeOf(
  doc: RunDocument,
  event: RunEvent,
): { readonly stepKey: string; readonly attempt?: number } | undefined {
  const { data } = event;
  if ('step' in data && data.step)
    return 'attempt' in data ? { stepKey: data.step.stepKey, attempt: data.attempt } : data.step;
  if ('approvalId' in data) return doc.approvals.get(data.approvalId);
  if ('leaseId' in data) return doc.attempts.get(data.leaseId);
  return undefined;
}
