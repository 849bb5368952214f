import { z } from "zod";
import { auditFilterShape, consistentAuditFilter } from "./audit.js";
import { endpoint } from "./endpoint.js";
import { At, EXAMPLE, Money, Position, readQuery } from "./primitives.js";
const RecordScope = z.enum(["all", "run", "approvals", "charges", "workflow", "audit"]).describe(
  "`all`: every stream. `run`, `workflow`: one, by `id`. `approvals`: what was asked and decided. `charges`: events that charged something. `audit`: what a filter finds (role auditor)."
).meta({ id: "RecordScope" }), RecordMarkKind = z.enum(["halt", "failure", "decision", "approvalAsked", "money", "end", "start"]).describe("From the most to the least important.").meta({ id: "RecordMarkKind" }), RecordPlace = z.object({
  position: Position.nullable(),
  revision: z.int().nullable().describe("Within the run; null in every other scope."),
  at: At.nullable()
}).meta({ id: "RecordPlace" }), RecordBucket = z.object({
  index: z.int().describe("Its place, from 0 to `slots` - 1. Buckets without an event are left out."),
  at: At.describe("Its start; of a run the time of its first event."),
  position: Position.describe("Its first event (by time, at the latest the first one of its minute)."),
  revision: z.int().nullable().describe("First event, within the run."),
  lastRevision: z.int().nullable(),
  events: z.int(),
  nanoUsd: Money.describe("What its events charged."),
  marks: z.partialRecord(RecordMarkKind, z.int()).describe("How many events of each kind are in it; kinds without any are left out.")
}).meta({ id: "RecordBucket" }), RecordMark = z.object({
  index: z.int().describe("The bucket that it is in."),
  position: Position,
  stream: z.string(),
  revision: z.int().describe("Within its stream."),
  at: At,
  kind: RecordMarkKind,
  type: z.string(),
  label: z.string().describe("What happened, for people, in one line."),
  runId: z.string().nullable(),
  workflowId: z.string().nullable(),
  stepKey: z.string().nullable()
}).meta({ id: "RecordMark" }), RecordView = z.object({
  scope: RecordScope,
  by: z.enum(["time", "revision"]),
  from: RecordPlace.describe("The start of the first slot, and the first event that it shows."),
  to: RecordPlace.describe("The end of the last slot (exclusive), and the last event that it shows."),
  slots: z.int(),
  slotMs: z.int().nullable().describe("By time: how long a slot is. It is rounded to a handy length."),
  slotEvents: z.int().nullable().describe("By revision: how many events a slot holds."),
  events: z.int().describe("Sum over all buckets."),
  nanoUsd: Money,
  maxEvents: z.int().describe("Of the fullest bucket."),
  maxNanoUsd: Money,
  buckets: z.array(RecordBucket),
  marks: z.array(RecordMark).describe("In the order of the record: at most 60, the most important ones."),
  capped: z.boolean().describe("True: of what a filter finds, only the newest 10,000 are shown (of text, 2,000)."),
  head: RecordPlace.describe("The newest event of the scope, whatever the range.")
}).meta({ id: "RecordView" }), { from: _from, to: _to, ...filterShape } = auditFilterShape, recordEndpoints = {
  getRecord: endpoint({
    method: "GET",
    path: "/api/record",
    tag: "Audit",
    role: "viewer",
    readModels: "audit",
    command: !1,
    status: 200,
    params: z.strictObject({}),
    query: readQuery({
      scope: RecordScope.default("all"),
      id: z.string().min(1).max(200).optional().describe("Of the run or workflow."),
      ...filterShape,
      from: At.optional().describe(
        "Inclusive. Default: an hour before `to` (all), a day (charges), a week (approvals), 30 days (workflow), the beginning (audit). A run is shown whole."
      ),
      to: At.optional().describe("Exclusive. Default: now."),
      buckets: z.coerce.number().int().min(10).max(480).default(240).describe("At most so many slots.")
    }).superRefine((query, context) => {
      consistentAuditFilter(query, context);
      const problem = (path, message) => context.addIssue({ code: "custom", path: [path], message, input: void 0 }), byId = query.scope === "run" || query.scope === "workflow";
      if (byId && query.id === void 0 && problem("id", `scope=${query.scope} needs the id of the ${query.scope}`), !byId && query.id !== void 0 && problem("id", "only with scope=run or scope=workflow"), query.scope !== "audit")
        for (const key of Object.keys(filterShape))
          key in query && Reflect.get(query, key) !== void 0 && problem(key, "only with scope=audit");
      query.from !== void 0 && query.to !== void 0 && query.from >= query.to && problem("to", "must be after from");
    }),
    body: z.undefined(),
    response: RecordView,
    summary: "The record: events in buckets, and marks",
    description: "What stands at the foot of every page of the console: how many events there were and what they cost, by time or (of a run) by revision, with marks for what mattered. Buckets add up to the number of events in the range.",
    example: {
      response: {
        scope: "all",
        by: "time",
        from: { position: "940", revision: null, at: "2026-11-24T13:32:00.000Z" },
        to: { position: EXAMPLE.position, revision: null, at: "2026-11-24T14:32:15.000Z" },
        slots: 241,
        slotMs: 15e3,
        slotEvents: null,
        events: 103,
        nanoUsd: "2145000",
        maxEvents: 74,
        maxNanoUsd: "2145000",
        buckets: [
          {
            index: 12,
            at: "2026-11-24T13:35:00.000Z",
            position: "940",
            revision: null,
            lastRevision: null,
            events: 29,
            nanoUsd: "0",
            marks: { start: 1 }
          },
          {
            index: 240,
            at: "2026-11-24T14:32:00.000Z",
            position: "969",
            revision: null,
            lastRevision: null,
            events: 74,
            nanoUsd: "2145000",
            marks: { failure: 1, end: 1 }
          }
        ],
        marks: [
          {
            index: 240,
            position: EXAMPLE.position,
            stream: `run-${EXAMPLE.runId}`,
            revision: 88,
            at: EXAMPLE.at,
            kind: "failure",
            type: "StepFailed",
            label: "collect failed: no such repository",
            runId: EXAMPLE.runId,
            workflowId: "repository-report",
            stepKey: "collect"
          }
        ],
        capped: !1,
        head: { position: EXAMPLE.position, revision: null, at: EXAMPLE.at }
      }
    }
  })
};
export {
  RecordBucket,
  RecordMark,
  RecordMarkKind,
  RecordScope,
  RecordView,
  recordEndpoints
};
//# sourceMappingURL=record.js.map
