import { isBlobRef } from "../../domain/kernel/payload.js";
function projectRunEvent(doc, event, position, changes) {
  const { metadata } = event, place = placeOf(doc, event);
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
    causationId: metadata.causationId
  });
  for (const keyId of metadata.keys ?? [])
    changes.runKeys.of(`${doc.run.runId}
${keyId}`, () => ({ runId: doc.run.runId, keyId, events: 0 })).events++;
  for (const [field, value] of Object.entries(event.data)) isBlobRef(value) && payload(field, value);
  event.type === "RunStarted" && (payload("workflow.definition", event.data.workflow.definition), isBlobRef(event.data.trigger.context) && payload("trigger.context", event.data.trigger.context));
  function payload(field, { $blob: { sha256, size, mediaType } }) {
    changes.runPayloads.insert({ runId: doc.run.runId, sha256, revision: event.revision, field, size, mediaType });
  }
}
function placeOf(doc, event) {
  const { data } = event;
  if ("step" in data && data.step)
    return "attempt" in data ? { stepKey: data.step.stepKey, attempt: data.attempt } : data.step;
  if ("approvalId" in data) return doc.approvals.get(data.approvalId);
  if ("leaseId" in data) return doc.attempts.get(data.leaseId);
}
export {
  projectRunEvent
};
//# sourceMappingURL=projection.js.map
