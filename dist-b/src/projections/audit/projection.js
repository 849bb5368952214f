import { z } from "zod";
import { kindOf, STREAMS } from "../../domain/catalog.js";
import { operatorIdOf } from "../../domain/kernel/envelope.js";
import { markKindOf, markOf } from "./marks.js";
import { runIdOf } from "./places.js";
import { summaryOf } from "./summary.js";
import { term } from "./terms.js";
import { plain, textOf } from "./text.js";
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
  charges: z.array(z.object({ nanoUsd: z.string() })).optional()
}), Started = z.object({ rootRunId: z.string(), workflow: z.object({ id: z.string() }) }), INTRODUCES = {
  StepDispatched: "leaseId",
  ApprovalRequested: "approvalId",
  HaltOrdered: "haltId",
  BulkStarted: "bulkId"
}, ENDS = /* @__PURE__ */ new Set(["RunCompleted", "RunFailed", "RunCancelled"]), NOWHERE = { stepKey: null, attempt: null, agentId: null };
function auditRow(event, position, places) {
  const { stream, type, metadata } = event, { actor } = metadata, kind = kindOf(stream), named = Named.safeParse(event.data).data ?? {}, run = kind === "run" ? runOf(event, String(position), places) : void 0, introduces = introducedBy(type, named), place = placeOf(named, actor.kind === "agent" ? actor.id : null, run);
  run && introduces !== null && run.introduced.set(introduces, place), run && ENDS.has(type) && (run.ended = !0);
  const nanoUsd = named.charges?.length ? sumOf(named.charges) : void 0, operatorId = operatorIdOf(actor), { text, ids } = textOf([type, stream.slice(0, 80), actor.name, place.stepKey ?? ""], event.data);
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
    runId: kind === "run" ? runIdOf(stream) : null,
    rootRunId: run?.rootRunId ?? null,
    workflowId: run?.row.workflowId ?? (kind === "workflow" ? stream.slice(STREAMS.workflow.length) : null),
    ...place,
    agentId: place.agentId ?? (kind === "agent" ? stream.slice(STREAMS.agent.length) : null),
    operatorId: operatorId === "system" ? null : operatorId,
    nanoUsd: nanoUsd === void 0 ? null : String(nanoUsd),
    mark: markOf(type, stream),
    markKind: markKindOf(type),
    commandId: metadata.commandId,
    correlationId: metadata.correlationId,
    causationId: metadata.causationId,
    introduces,
    about: introduces === null ? named.leaseId ?? named.approvalId ?? named.haltId ?? named.bulkId ?? null : null,
    summary: summaryOf(event, nanoUsd),
    text,
    ids: idTerms(event, ids, named.leaseId)
  };
}
function runOf(event, position, places) {
  if (event.revision > 0) return places.of(event.stream);
  const started = Started.safeParse(event.data), { rootRunId, workflow } = started.data ?? { rootRunId: runIdOf(event.stream), workflow: { id: "" } };
  return places.start(event.stream, workflow.id, rootRunId, position);
}
function placeOf(named, actingAgent, run) {
  const known = (named.leaseId === void 0 ? void 0 : run?.introduced.get(named.leaseId)) ?? (named.approvalId === void 0 ? void 0 : run?.introduced.get(named.approvalId)) ?? NOWHERE;
  return {
    stepKey: named.step?.stepKey ?? known.stepKey,
    attempt: (named.step === void 0 ? void 0 : named.attempt) ?? known.attempt,
    agentId: actingAgent ?? named.agent?.id ?? known.agentId
  };
}
function introducedBy(type, named) {
  const name = Object.hasOwn(INTRODUCES, type) ? INTRODUCES[type] : void 0;
  return name === void 0 ? null : named[name] ?? null;
}
function idTerms({ stream, metadata }, ids, leaseId) {
  const terms = [...ids].map((id) => term("id", id));
  kindOf(stream) === "run" && terms.push(term("id", runIdOf(stream)));
  const { causationId, commandId, index } = metadata;
  return index === 0 && causationId !== commandId && causationId !== leaseId && !/\s/.test(causationId) && terms.push(term("cause", causationId)), terms.length === 0 ? null : [...new Set(terms)].join(" ");
}
function sumOf(charges) {
  let total = 0n;
  for (const { nanoUsd } of charges) total += BigInt(nanoUsd);
  return total;
}
export {
  auditRow
};
//# sourceMappingURL=projection.js.map
