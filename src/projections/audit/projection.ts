import { z } from 'zod';
import { kindOf, STREAMS } from '../../domain/catalog.js';
import { operatorIdOf, type Recorded } from '../../domain/kernel/envelope.js';
import { markKindOf, markOf } from './marks.js';
import { runIdOf, type Place, type Places, type RunPlaces } from './places.js';
import type { AuditRow } from './rows.js';
import { summaryOf } from './summary.js';
import { term } from './terms.js';
import { plain, textOf } from './text.js';

/** What events of any type may say about their place, as far as they say it. */
const Named = z.object({
  step: z.object({ stepKey: z.string() }).optional(),
  attempt: z.number().optional(),
  leaseId: z.string().optional(),
  approvalId: z.string().optional(),
  haltId: z.string().optional(),
  bulkId: z.string().optional(),
  agent: z.object({ id: z.string() }).optional(),
  agentId: z.string().optional(),
  workflowId: z.string().optional(),
  charges: z.array(z.object({ nanoUsd: z.string() })).optional(),
});
type Named = z.infer<typeof Named>;
const Started = z.object({ rootRunId: z.string(), workflow: z.object({ id: z.string() }) });

/** Which events give an id its meaning, and which id. */
const INTRODUCES: Readonly<Record<string, 'leaseId' | 'approvalId' | 'haltId' | 'bulkId'>> = {
  StepDispatched: 'leaseId',
  ApprovalRequested: 'approvalId',
  HaltOrdered: 'haltId',
  BulkStarted: 'bulkId',
};
const ENDS = new Set(['RunCompleted', 'RunFailed', 'RunCancelled']);
const NOWHERE: Place = { stepKey: null, attempt: null, agentId: null };

/** The row of one event. Everything in it comes from the event and from earlier ones of its stream. */
export function auditRow(event: Recorded, position: bigint, places: Places): AuditRow {
  const { stream, type, metadata } = event;
  const { actor } = metadata;
  const kind = kindOf(stream);
  const named = Named.safeParse(event.data).data ?? {};
  const run = kind === 'run' ? runOf(event, String(position), places) : undefined;
  const introduces = introducedBy(type, named);
  const place = placeOf(named, actor.kind === 'agent' ? actor.id : null, run);
  if (run && introduces !== null) run.introduced.set(introduces, place);
  if (run && ENDS.has(type)) run.ended = true;
  const nanoUsd = named.charges?.length ? sumOf(named.charges) : undefined;
  const operatorId = operatorIdOf(actor);
  const { text, ids } = textOf([type, stream.slice(0, 80), actor.name, place.stepKey ?? ''], event.data);
  return {
    position: String(position),
    stream,
    revision: event.revision,
    eventId: event.id,
    type,
    at: metadata.at,
    actorKind: actor.kind,
    actorId: actor.id,
    actorName: plain(actor.name),
    runId: kind === 'run' ? runIdOf(stream) : null,
    rootRunId: run?.rootRunId ?? null,
    workflowId: run?.row.workflowId ?? (kind === 'workflow' ? stream.slice(STREAMS.workflow.length) : null),
    ...place,
    agentId: place.agentId ?? (kind === 'agent' ? stream.slice(STREAMS.agent.length) : null),
    operatorId: operatorId === 'system' ? null : operatorId,
    nanoUsd: nanoUsd === undefined ? null : String(nanoUsd),
    mark: markOf(type, stream),
    markKind: markKindOf(type),
    commandId: metadata.commandId,
    correlationId: metadata.correlationId,
    causationId: metadata.causationId,
    introduces,
    about: introduces === null ? (named.leaseId ?? named.approvalId ?? named.haltId ?? named.bulkId ?? null) : null,
    summary: summaryOf(event, nanoUsd),
    text,
    ids: idTerms(event, ids, named.leaseId),
  };
}

function runOf(event: Recorded, position: string, places: Places): RunPlaces | undefined {
  if (event.revision > 0) return places.of(event.stream);
  const started = Started.safeParse(event.data);
  const { rootRunId, workflow } = started.data ?? { rootRunId: runIdOf(event.stream), workflow: { id: '' } };
  return places.start(event.stream, workflow.id, rootRunId, position);
}

function placeOf(named: Named, actingAgent: string | null, run: RunPlaces | undefined): Place {
  const known =
    (named.leaseId === undefined ? undefined : run?.introduced.get(named.leaseId)) ??
    (named.approvalId === undefined ? undefined : run?.introduced.get(named.approvalId)) ??
    NOWHERE;
  return {
    stepKey: named.step?.stepKey ?? known.stepKey,
    attempt: (named.step === undefined ? undefined : named.attempt) ?? known.attempt,
    agentId: actingAgent ?? named.agent?.id ?? known.agentId,
  };
}

function introducedBy(type: string, named: Named): string | null {
  const name = Object.hasOwn(INTRODUCES, type) ? INTRODUCES[type] : undefined;
  return name === undefined ? null : (named[name] ?? null);
}

/** How an event is found by ids: its run's, those that it names, and (where it came from elsewhere) what caused it. */
function idTerms({ stream, metadata }: Recorded, ids: ReadonlySet<string>, leaseId: string | undefined): string | null {
  const terms = [...ids].map((id) => term('id', id));
  if (kindOf(stream) === 'run') terms.push(term('id', runIdOf(stream)));
  const { causationId, commandId, index } = metadata;
  if (index === 0 && causationId !== commandId && causationId !== leaseId && !/\s/.test(causationId))
    terms.push(term('cause', causationId));
  return terms.length === 0 ? null : [...new Set(terms)].join(' ');
}

function sumOf(charges: readonly { readonly nanoUsd: string }[]): bigint {
  let total = 0n;
  for (const { nanoUsd } of charges) total += BigInt(nanoUsd);
  return total;
}
