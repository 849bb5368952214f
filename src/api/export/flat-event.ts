import { kindOf, STREAMS } from '../../domain/catalog.js';
import type { StoredEvent } from '../../domain/kernel/ports.js';
import type { RunPlace } from './run-places.js';
import { chargedBy, numberOf, operatorOf, textOf } from './stored-fields.js';

/** An event as one row: what tables and filters ask for. Null: the event says nothing of it. */
export interface FlatEvent {
  readonly position: bigint;
  readonly at: string | null;
  readonly stream: string;
  readonly revision: number;
  readonly eventId: string;
  readonly type: string;
  readonly version: number | null;
  readonly workflowId: string | null;
  readonly runId: string | null;
  readonly stepKey: string | null;
  readonly attempt: number | null;
  readonly agentId: string | null;
  readonly operatorId: string | null;
  readonly actorKind: string | null;
  readonly actorId: string | null;
  readonly actorName: string | null;
  /** Sum of what it charged. */
  readonly nanoUsd: bigint | null;
  readonly commandId: string | null;
  readonly correlationId: string | null;
  readonly causationId: string | null;
  readonly prevHash: string | null;
  readonly hash: string | null;
}

/** `run`: of an event of a run. */
export function flatEvent(event: StoredEvent, run: RunPlace | undefined): FlatEvent {
  const { stream, data, metadata } = event;
  const kind = kindOf(stream);
  const named = run?.introduced.get(textOf(data, 'leaseId') ?? textOf(data, 'approvalId') ?? '');
  const actorKind = textOf(metadata, 'actor', 'kind');
  const actorId = textOf(metadata, 'actor', 'id');
  const stepKey = textOf(data, 'step', 'stepKey');
  return {
    position: event.position,
    at: textOf(metadata, 'at'),
    stream,
    revision: event.revision,
    eventId: event.id,
    type: event.type,
    version: numberOf(metadata, 'v'),
    workflowId: run?.workflowId ?? (kind === 'workflow' ? stream.slice(STREAMS.workflow.length) : null),
    runId: kind === 'run' ? stream.slice(STREAMS.run.length) : null,
    stepKey: stepKey ?? named?.stepKey ?? null,
    attempt: (stepKey === null ? null : numberOf(data, 'attempt')) ?? named?.attempt ?? null,
    agentId:
      (actorKind === 'agent' ? actorId : null) ??
      textOf(data, 'agent', 'id') ??
      named?.agentId ??
      (kind === 'agent' ? stream.slice(STREAMS.agent.length) : null),
    operatorId: operatorOf(metadata),
    actorKind,
    actorId,
    actorName: textOf(metadata, 'actor', 'name'),
    nanoUsd: chargedBy(data),
    commandId: textOf(metadata, 'commandId'),
    correlationId: textOf(metadata, 'correlationId'),
    causationId: textOf(metadata, 'causationId'),
    prevHash: textOf(metadata, 'prev'),
    hash: textOf(metadata, 'hash'),
  };
}
