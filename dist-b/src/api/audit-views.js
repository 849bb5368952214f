import { excerptOf } from "../projections/audit/excerpt.js";
function auditEvent(row, text) {
  const excerpt = text === void 0 ? void 0 : excerptOf(row.text, text);
  return {
    position: row.position,
    stream: row.stream,
    revision: row.revision,
    eventId: row.eventId,
    type: row.type,
    at: row.at,
    actor: actorOf(row),
    runId: row.runId,
    rootRunId: row.rootRunId,
    workflowId: row.workflowId,
    stepKey: row.stepKey,
    attempt: row.attempt,
    agentId: row.agentId,
    operatorId: row.operatorId,
    nanoUsd: row.nanoUsd,
    mark: row.mark,
    commandId: row.commandId,
    correlationId: row.correlationId,
    causationId: row.causationId,
    summary: row.summary,
    ...excerpt === void 0 ? {} : { excerpt }
  };
}
const auditLink = (relation) => (row) => ({
  position: row.position,
  stream: row.stream,
  revision: row.revision,
  eventId: row.eventId,
  type: row.type,
  at: row.at,
  actor: actorOf(row),
  runId: row.runId,
  stepKey: row.stepKey,
  mark: row.mark,
  summary: row.summary,
  relation
}), actorOf = ({ actorKind, actorId, actorName }) => ({
  kind: actorKind,
  id: actorId,
  name: actorName
});
export {
  auditEvent,
  auditLink
};
//# sourceMappingURL=audit-views.js.map
