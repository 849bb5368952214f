import { z } from "zod";
import { RunId, Slug, StepKey } from "../../domain/kernel/ids.js";
import { endpoint } from "./endpoint.js";
import { At, EXAMPLE, JsonValue, Money, page, paging, Position, readQuery } from "./primitives.js";
import { RunStatus } from "./run-views.js";
const AuditMark = z.enum(["failure", "decision", "money", "halt", "lifecycle", "none"]).describe(
  "`failure`: an attempt, step or run went wrong. `decision`: a person (or a deadline) decided, or was asked. `money`: something was charged, or a budget was short or changed. `halt`: stopped, paused, resumed or cancelled by order. `lifecycle`: a run, workflow, agent or operator came or went. `none`: work as usual."
).meta({ id: "AuditMark" }), some = (item) => z.union([z.string(), z.array(z.string())]).transform(
  (given) => (typeof given == "string" ? given.split(",") : given).map((one) => one.trim()).filter((one) => one !== "")
).pipe(z.array(item).min(1, "name at least one").max(50, "at most 50")), EventTypeName = z.string().regex(/^[A-Z][A-Za-z0-9]{0,63}$/, "must be a type of event, for example ApprovalGranted"), name = z.string().min(1).max(200), AuditRunStatus = z.enum([...RunStatus.options, "open", "ended"]).meta({ id: "AuditRunStatus" }), auditFilterShape = {
  text: z.string().trim().min(1).max(200).optional().describe(
    'Words that all occur in the event (in its values, type, stream or ids), as whole words or their beginnings, in any case; "in quotes": one after the other; a word after a minus must not occur.'
  ),
  type: some(EventTypeName).optional().describe("One or more types of event, with commas."),
  stream: name.regex(/^[^\s*]+\*?$/, "must be the name of a stream, or its beginning up to a dash and a star, for example run-*").optional().describe("A stream, or all of a kind: `operator-*`."),
  run: RunId.optional(),
  workflow: some(Slug).optional().describe("Events of runs and versions of it: one or more ids, with commas."),
  step: StepKey.optional(),
  agent: name.optional().describe("What this agent did, or was about it."),
  operator: name.optional().describe("What this operator did, or had agents and processes do."),
  actor: name.optional().describe("Who carried it out: an id, or `operator`, `agent` or `system` for a kind."),
  mark: some(AuditMark).optional().describe("One or more, with commas."),
  from: At.optional().describe("Inclusive."),
  to: At.optional().describe("Exclusive."),
  minNanoUsd: Money.optional().describe("Charged at least this by one event."),
  status: some(AuditRunStatus).optional().describe(
    "Events of runs that are like this now: one or more, with commas. `open`: running, paused or halted; `ended`: completed, failed or cancelled."
  ),
  minRunNanoUsd: Money.optional().describe("Events of runs that have cost at least this in all."),
  maxRunNanoUsd: Money.optional().describe("Events of runs that have cost at most this in all.")
};
function consistentAuditFilter({
  minRunNanoUsd,
  maxRunNanoUsd
}, context) {
  minRunNanoUsd !== void 0 && maxRunNanoUsd !== void 0 && BigInt(minRunNanoUsd) > BigInt(maxRunNanoUsd) && context.addIssue({
    code: "custom",
    path: ["maxRunNanoUsd"],
    message: "must not be below minRunNanoUsd",
    input: void 0
  });
}
const AuditFilter = z.strictObject(auditFilterShape).superRefine(consistentAuditFilter).meta({ id: "AuditFilter" }), Actor = z.object({ kind: z.enum(["operator", "agent", "system"]), id: z.string(), name: z.string() }), AuditEvent = z.object({
  position: Position,
  stream: z.string(),
  revision: z.int(),
  eventId: z.string(),
  type: z.string(),
  at: At,
  actor: Actor,
  runId: z.string().nullable(),
  rootRunId: z.string().nullable(),
  workflowId: z.string().nullable(),
  stepKey: z.string().nullable(),
  attempt: z.int().nullable(),
  agentId: z.string().nullable(),
  operatorId: z.string().nullable().describe("The operator behind it, whoever carried it out; null: nobody was."),
  nanoUsd: Money.nullable().describe("Sum of what the event charged; null when it charged nothing."),
  mark: AuditMark,
  commandId: z.string(),
  correlationId: z.string(),
  causationId: z.string().describe("Id of the event, command, lease or halt that caused it."),
  summary: z.string().describe("What happened, in one line of at most 240 characters; may be empty."),
  excerpt: z.string().optional().describe("With `text`: where the first word was found, with what stands around it.")
}).meta({ id: "AuditEvent" }), AuditLink = z.object({
  position: Position,
  stream: z.string(),
  revision: z.int(),
  eventId: z.string(),
  type: z.string(),
  at: At,
  actor: Actor,
  runId: z.string().nullable(),
  stepKey: z.string().nullable(),
  mark: AuditMark,
  summary: z.string(),
  relation: z.enum(["cause", "sameCommand", "effect"]).describe("`sameCommand`: recorded by the same command, in the same append.")
}).meta({ id: "AuditLink" }), AuditEventDetail = z.object({
  event: AuditEvent,
  data: JsonValue.describe("As it stands in the log; large payloads are references."),
  metadata: JsonValue,
  causes: z.array(AuditLink).describe(
    "From the first cause on, at most 20; the last one led to this event. Of one command, each event follows from the one before."
  ),
  sameCommand: z.array(AuditLink).describe("Recorded by the same command, at most 50; without those among the causes."),
  effects: z.array(AuditLink).describe("What it led to at once, at most 50."),
  moreEffects: z.boolean(),
  proof: z.object({
    hash: z.string().describe("SHA-256 of the event and the one before it: the stream's chain."),
    prev: z.string()
  })
}).meta({ id: "AuditEventDetail" }), exampleAuditEvent = {
  position: EXAMPLE.position,
  stream: `run-${EXAMPLE.runId}`,
  revision: 88,
  eventId: EXAMPLE.leaseId,
  type: "ApprovalGranted",
  at: EXAMPLE.at,
  actor: { kind: "operator", id: "ines", name: "Ines" },
  runId: EXAMPLE.runId,
  rootRunId: EXAMPLE.runId,
  workflowId: "release-notes",
  stepKey: "merge-notes",
  attempt: 1,
  agentId: null,
  operatorId: "ines",
  nanoUsd: null,
  mark: "decision",
  commandId: "5a1f2a0c-11b4-5b5c-9d0e-5f6a7b8c9d0e",
  correlationId: EXAMPLE.runId,
  causationId: "5a1f2a0c-11b4-5b5c-9d0e-5f6a7b8c9d0e",
  summary: "\u201CChecked against the changelog\u201D"
}, exampleLink = (relation, type, revision) => ({
  position: String(Number(EXAMPLE.position) - 88 + revision),
  stream: `run-${EXAMPLE.runId}`,
  revision,
  eventId: EXAMPLE.leaseId,
  type,
  at: EXAMPLE.at,
  actor: { kind: "system", id: "scheduler", name: "Scheduler" },
  runId: EXAMPLE.runId,
  stepKey: "merge-notes",
  mark: relation === "cause" ? "decision" : "none",
  summary: "",
  relation
}), auditEndpoints = {
  searchAudit: endpoint({
    method: "GET",
    path: "/api/audit",
    tag: "Audit",
    role: "auditor",
    readModels: "audit",
    command: !1,
    status: 200,
    params: z.strictObject({}),
    query: readQuery({
      ...auditFilterShape,
      before: Position.optional().describe("Only events before this position."),
      after: Position.optional().describe("Only events after this position: what is new since `head` of an answer."),
      ...paging
    }).superRefine(consistentAuditFilter),
    body: z.undefined(),
    response: page(AuditEvent).extend({
      head: Position.describe("How far the search has seen the log: follow on with `after`.")
    }),
    summary: "Search the whole record",
    description: "Every event of every stream, newest first, by filter and text. Pages are by position: what arrives meanwhile never shifts them. Status and cost of a run are as they are now: when they change, all events of the run come or go.",
    example: { response: { items: [exampleAuditEvent], next: "WyIxMDQyIl0", head: EXAMPLE.position } }
  }),
  countAudit: endpoint({
    method: "GET",
    path: "/api/audit/count",
    tag: "Audit",
    role: "auditor",
    readModels: "audit",
    command: !1,
    status: 200,
    params: z.strictObject({}),
    query: readQuery(auditFilterShape).superRefine(consistentAuditFilter),
    body: z.undefined(),
    response: z.object({
      count: z.int(),
      capped: z.boolean().describe('True: there are more than `count` ("10,000+"), or counting took too long: so many at least.'),
      total: z.int().describe("Events in the whole record."),
      since: At.nullable().describe("When the record begins; null while it is empty."),
      head: Position
    }),
    summary: "Count what a search would find",
    description: "Counts to 10,000.",
    example: {
      response: {
        count: 1284,
        capped: !1,
        total: 48213907,
        since: "2026-03-02T08:00:00.000Z",
        head: EXAMPLE.position
      }
    }
  }),
  getAuditEvent: endpoint({
    method: "GET",
    path: "/api/audit/:position",
    tag: "Audit",
    role: "auditor",
    readModels: "audit",
    command: !1,
    status: 200,
    params: z.strictObject({ position: Position }),
    query: readQuery({}),
    body: z.undefined(),
    response: AuditEventDetail,
    summary: "Show one event, its causes and its effects",
    description: "The event as it stands in the log. 404 EVENT.NOT_FOUND when there is none at that position.",
    example: {
      response: {
        event: exampleAuditEvent,
        data: { approvalId: EXAMPLE.approvalId, by: ["ines"], comment: "Checked against the changelog" },
        metadata: { v: 1, index: 0 },
        causes: [exampleLink("cause", "RunStarted", 0), exampleLink("cause", "ApprovalRequested", 71)],
        sameCommand: [exampleLink("sameCommand", "ApprovalVoted", 87)],
        effects: [exampleLink("effect", "StepDispatched", 89)],
        moreEffects: !1,
        proof: { hash: "c4".repeat(32), prev: "81".repeat(32) }
      }
    }
  })
};
export {
  AuditEvent,
  AuditEventDetail,
  AuditFilter,
  AuditLink,
  AuditMark,
  AuditRunStatus,
  EventTypeName,
  auditEndpoints,
  auditFilterShape,
  consistentAuditFilter,
  exampleAuditEvent,
  name,
  some
};
//# sourceMappingURL=audit.js.map
