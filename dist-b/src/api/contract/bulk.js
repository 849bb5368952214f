import { z } from "zod";
import { BulkAction } from "../../domain/bulk/events.js";
import { RunId, Slug, StepKey } from "../../domain/kernel/ids.js";
import { endpoint } from "./endpoint.js";
import {
  answer,
  Answered,
  At,
  EXAMPLE,
  JsonValue,
  Nothing,
  page,
  paging,
  Position,
  readQuery,
  Reason
} from "./primitives.js";
import { RunFilter } from "./run-filter.js";
const MAX_BULK_ITEMS = 1e5, MAX_NAMED_RUNS = 1e4, MAX_NAMED_DEAD_LETTERS = 5e3, ACTIONS_ON_DEAD_LETTERS = ["retry", "skip", "abandon"], onDeadLetters = (action) => ACTIONS_ON_DEAD_LETTERS.includes(action), BulkTarget = z.union(
  [
    z.strictObject({ runs: z.array(RunId).min(1).max(MAX_NAMED_RUNS) }),
    z.strictObject({
      deadLetters: z.array(z.strictObject({ runId: RunId, stepKey: StepKey })).min(1).max(MAX_NAMED_DEAD_LETTERS)
    }),
    z.strictObject({
      fingerprint: z.string().min(1).max(128),
      workflow: Slug.optional().describe(
        "Only those of this workflow: the same failure has the same fingerprint everywhere."
      ),
      step: Slug.optional().describe("Only those of this step of the definition.")
    }),
    z.strictObject({ filter: RunFilter })
  ],
  'give one of: {"runs": [ids]}, {"deadLetters": [{runId, stepKey}]}, {"fingerprint": "..."}, {"filter": {...}}'
).meta({
  id: "BulkTarget",
  description: "Named runs; named dead letters; the open dead letters of a fingerprint; or every open run that matches a filter of the run list. With `retry`, `skip` and `abandon`, runs stand for their open dead letters."
});
function fits({ action, target: target2, output }, context) {
  const problem = (path, message) => context.addIssue({ code: "custom", path: [path], message, input: void 0 });
  !onDeadLetters(action) && ("deadLetters" in target2 || "fingerprint" in target2) && problem("target", `dead letters are retried, skipped or abandoned; to ${action} runs, give runs or a filter`), output !== void 0 && action !== "skip" && problem("output", "only a skip takes an output");
}
const BulkStatus = z.enum(["running", "paused", "stopped", "completed"]), Bulk = z.object({
  bulkId: z.string(),
  action: BulkAction,
  status: BulkStatus,
  filter: z.string().nullable().describe("What the items were picked by, for people; null: they were named one by one."),
  position: Position.describe("Where the items were frozen."),
  total: z.int(),
  done: z.int(),
  skipped: z.int().describe("It was so already, or too late for it."),
  refused: z.int(),
  pending: z.int().describe("Without an outcome yet; of a stopped job: left as they were."),
  reason: z.string(),
  operatorId: z.string(),
  operatorName: z.string(),
  startedAt: At,
  endedAt: At.nullable(),
  changedAt: At.describe("Of its last event."),
  /** Of the last pause, resume or stop. */
  changedBy: z.string().nullable(),
  changeReason: z.string().nullable(),
  revision: z.int()
}).meta({ id: "Bulk" }), BulkItemOutcome = z.enum(["pending", "done", "skipped", "refused"]), BulkItemView = z.object({
  index: z.int().describe("From 0, in the order in which they are taken."),
  runId: z.string(),
  stepKey: z.string().nullable(),
  outcome: BulkItemOutcome,
  code: z.string().nullable().describe("Why not, for programs."),
  message: z.string().nullable().describe("Why not, for people."),
  stream: z.string().nullable().describe("Where its effect stands in the log."),
  revision: z.int().nullable(),
  at: At.nullable()
}).meta({ id: "BulkItem" }), BulkParams = z.strictObject({ bulkId: z.uuid().toLowerCase() }), exampleBulkId = "3b5c1a1e-6f0d-5a52-9a4e-7d0f4a8a2c11", exampleBulk = {
  bulkId: exampleBulkId,
  action: "cancel",
  status: "running",
  filter: "status open, workflow invoice-triage",
  position: EXAMPLE.position,
  total: 412,
  done: 180,
  skipped: 3,
  refused: 1,
  pending: 228,
  reason: "wrong bank file",
  operatorId: "admin",
  operatorName: "Admin",
  startedAt: EXAMPLE.at,
  endedAt: null,
  changedAt: EXAMPLE.at,
  changedBy: null,
  changeReason: null,
  revision: 2
}, exampleAnswer = { stream: `bulk-${exampleBulkId}`, revision: 0, position: EXAMPLE.position }, target = BulkTarget, transition = (verb, summary, description) => endpoint({
  method: "POST",
  path: `/api/bulk/:bulkId/${verb}`,
  tag: "Bulk actions",
  role: "operator",
  command: !0,
  status: 200,
  params: BulkParams,
  query: Nothing,
  body: z.strictObject({ reason: Reason }),
  response: Answered,
  summary,
  description,
  example: { body: { reason: "look at the first ones" }, response: { ...exampleAnswer, revision: 3 } }
}), bulkEndpoints = {
  startBulk: endpoint({
    method: "POST",
    path: "/api/bulk",
    tag: "Bulk actions",
    role: "operator",
    command: !0,
    status: 201,
    params: Nothing,
    query: Nothing,
    body: z.strictObject({
      action: BulkAction,
      target,
      reason: Reason,
      output: JsonValue.optional().describe("Of a skip: in place of each step's output; must fit its schema."),
      atMost: z.int().min(1).max(MAX_BULK_ITEMS).optional().describe("As many as was shown to whoever confirms: if there are more by now, 409 BULK.MORE and nothing.")
    }).superRefine(fits).meta({ id: "StartBulk" }),
    response: z.object({ ...answer, bulkId: z.string(), total: z.int().describe("Items that were frozen.") }),
    summary: "Do one thing to many",
    description: "Freezes what the target matches now (at most 100,000), answers how many that is, and does the action to one after the other: each an ordinary command with an outcome of its own. Nothing matches: 422 BULK.NOTHING. The job goes on after a restart, and repeats nothing.",
    example: {
      body: {
        action: "cancel",
        target: { filter: { status: ["open"], workflow: ["invoice-triage"] } },
        reason: "wrong bank file",
        atMost: 412
      },
      response: { ...exampleAnswer, bulkId: exampleBulkId, total: 412 }
    }
  }),
  previewBulk: endpoint({
    method: "POST",
    path: "/api/bulk/preview",
    tag: "Bulk actions",
    role: "operator",
    command: !1,
    status: 200,
    params: Nothing,
    query: Nothing,
    body: z.strictObject({ action: BulkAction, target }).superRefine(fits).meta({ id: "PreviewBulk" }),
    response: z.object({
      total: z.int().describe("Items that would be frozen now; 0: nothing matches."),
      runs: z.int().describe("Runs that they belong to."),
      workflows: z.array(z.object({ workflowId: z.string(), items: z.int() })).describe("Most items first."),
      position: Position
    }),
    summary: "What a bulk action would touch",
    description: "Asks the same question as the action itself and changes nothing.",
    example: {
      body: { action: "cancel", target: { filter: { workflow: ["invoice-triage"] } } },
      response: {
        total: 412,
        runs: 412,
        workflows: [{ workflowId: "invoice-triage", items: 412 }],
        position: EXAMPLE.position
      }
    }
  }),
  listBulks: endpoint({
    method: "GET",
    path: "/api/bulk",
    tag: "Bulk actions",
    role: "viewer",
    command: !1,
    status: 200,
    params: Nothing,
    query: readQuery({
      status: z.enum([...BulkStatus.options, "open", "all"]).default("all").describe("`open`: running or paused."),
      ...paging
    }),
    body: z.undefined(),
    response: page(Bulk),
    summary: "List bulk actions",
    description: "Newest first.",
    example: { response: { items: [exampleBulk] } }
  }),
  getBulk: endpoint({
    method: "GET",
    path: "/api/bulk/:bulkId",
    tag: "Bulk actions",
    role: "viewer",
    command: !1,
    status: 200,
    params: BulkParams,
    query: readQuery({}),
    body: z.undefined(),
    response: Bulk,
    summary: "Show a bulk action",
    description: "With its progress.",
    example: { response: exampleBulk }
  }),
  listBulkItems: endpoint({
    method: "GET",
    path: "/api/bulk/:bulkId/items",
    tag: "Bulk actions",
    role: "viewer",
    command: !1,
    status: 200,
    params: BulkParams,
    query: readQuery({
      outcome: z.enum([...BulkItemOutcome.options, "all"]).default("all"),
      ...paging
    }),
    body: z.undefined(),
    response: page(BulkItemView),
    summary: "List the items of a bulk action",
    description: "In the order in which they are taken, each with its outcome.",
    example: {
      response: {
        items: [
          {
            index: 0,
            runId: EXAMPLE.runId,
            stepKey: null,
            outcome: "done",
            code: null,
            message: null,
            stream: `run-${EXAMPLE.runId}`,
            revision: 12,
            at: EXAMPLE.at
          },
          {
            index: 1,
            runId: "8d9e6679-7425-50de-944b-e07fc1f90ae7",
            stepKey: null,
            outcome: "skipped",
            code: "RUN.ENDED",
            message: "The run is completed; an ended run is never reopened. Start a new one.",
            stream: null,
            revision: null,
            at: EXAMPLE.at
          }
        ],
        next: "WyIxIl0"
      }
    }
  }),
  pauseBulk: transition(
    "pause",
    "Pause a bulk action",
    "No further item is taken; those in flight are finished and keep their outcome."
  ),
  resumeBulk: transition("resume", "Resume a bulk action", "Goes on with the first item that has no outcome."),
  stopBulk: transition(
    "stop",
    "Stop a bulk action",
    "For good: what has no outcome is left as it is. What was done stays done."
  )
};
export {
  ACTIONS_ON_DEAD_LETTERS,
  Bulk,
  BulkAction,
  BulkItemOutcome,
  BulkItemView,
  BulkParams,
  BulkStatus,
  BulkTarget,
  MAX_BULK_ITEMS,
  bulkEndpoints
};
//# sourceMappingURL=bulk.js.map
