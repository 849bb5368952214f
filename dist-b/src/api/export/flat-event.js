import { kindOf, STREAMS } from "../../domain/catalog.js";
import { chargedBy, numberOf, operatorOf, textOf } from "./stored-fields.js";
function flatEvent(event, run) {
  const { stream, data, metadata } = event, kind = kindOf(stream), named = run?.introduced.get(textOf(data, "leaseId") ?? textOf(data, "approvalId") ?? ""), actorKind = textOf(metadata, "actor", "kind"), actorId = textOf(metadata, "actor", "id"), stepKey = textOf(data, "step", "stepKey");
  return {
    position: event.position,
    at: textOf(metadata, "at"),
    stream,
    revision: event.revision,
    eventId: event.id,
    type: event.type,
    version: numberOf(metadata, "v"),
    workflowId: run?.workflowId ?? (kind === "workflow" ? stream.slice(STREAMS.workflow.length) : null),
    runId: kind === "run" ? stream.slice(STREAMS.run.length) : null,
    stepKey: stepKey ?? named?.stepKey ?? null,
    attempt: (stepKey === null ? null : numberOf(data, "attempt")) ?? named?.attempt ?? null,
    agentId: (actorKind === "agent" ? actorId : null) ?? textOf(data, "agent", "id") ?? named?.agentId ?? (kind === "agent" ? stream.slice(STREAMS.agent.length) : null),
    operatorId: operatorOf(metadata),
    actorKind,
    actorId,
    actorName: textOf(metadata, "actor", "name"),
    nanoUsd: chargedBy(data),
    commandId: textOf(metadata, "commandId"),
    correlationId: textOf(metadata, "correlationId"),
    causationId: textOf(metadata, "causationId"),
    prevHash: textOf(metadata, "prev"),
    hash: textOf(metadata, "hash")
  };
}
export {
  flatEvent
};
//# sourceMappingURL=flat-event.js.map
