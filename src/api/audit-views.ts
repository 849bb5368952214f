import type { AuditLinkRow, AuditRow } from '../projections/queries.js';
import { excerptOf } from '../projections/audit/excerpt.js';
import type { AuditEvent, AuditLink } from './contract/audit.js';

/** `text`: what was searched for; the excerpt shows where it was found. */
export function auditEvent(row: AuditRow, text?: string): AuditEvent {
  const excerpt = text === undefined ? undefined : excerptOf(row.text, text);
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
    ...(excerpt === undefined ? {} : { excerpt }),
  };
}

export const auditLink =
  (relation: AuditLink['relation']) =>
  (row: AuditLinkRow): AuditLink => ({
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
    relation,
  });

const actorOf = ({ actorKind, actorId, actorName }: Pick<AuditRow, 'actorKind' | 'actorId' | 'actorName'>) => ({
  kind: actorKind,
  id: actorId,
  name: actorName,
});
