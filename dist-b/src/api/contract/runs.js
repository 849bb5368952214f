import { z } from "zod";
import { Slug, StepKey } from "../../domain/kernel/ids.js";
import { endpoint } from "./endpoint.js";
import {
  answer,
  Answered,
  BudgetInput,
  EXAMPLE,
  exampleAnswer,
  JsonValue,
  Dollars,
  Nothing,
  page,
  paging,
  readQuery,
  Reason,
  RevisionInAddress,
  RunParams,
  VersionNumber,
  listOf
} from "./primitives.js";
import { Attempt, Run, RunEvent, RunSummary, exampleAttempt, exampleRun, exampleRunEvent } from "./run-views.js";
import { consistentFilter, runFilterShape, RunSort } from "./run-filter.js";
const RunCount = z.object({ count: z.int(), more: z.boolean().describe("There are more than this.") }).meta({ id: "RunCount" }), eventFilterShape = {
  type: z.string().max(400).optional().describe("One or more types, with commas."),
  step: StepKey.optional(),
  actor: z.string().max(64).optional().describe("Id of an operator or agent, or `system`."),
  failures: z.stringbool().optional().describe("`true`: only where something went wrong.")
};
function indexOnly(query, context) {
  if (query.view === "full")
    for (const name of Object.keys(eventFilterShape))
      query[name] !== void 0 && context.addIssue({ code: "custom", path: [name], message: "is for view=index only", input: query[name] });
}
const ReasonBody = z.strictObject({ reason: Reason }).meta({ id: "ReasonBody" }), transition = (verb, summary, description) => endpoint({
  method: "POST",
  path: `/api/runs/:runId/${verb}`,
  tag: "Runs",
  role: "operator",
  command: !0,
  status: 200,
  params: RunParams,
  query: Nothing,
  body: ReasonBody,
  response: Answered,
  summary,
  description,
  example: { body: { reason: "wrong input folder" }, response: exampleAnswer }
}), runEndpoints = {
  startRun: endpoint({
    method: "POST",
    path: "/api/runs",
    tag: "Runs",
    role: "operator",
    command: !0,
    status: 201,
    params: Nothing,
    query: Nothing,
    body: z.strictObject({
      workflowId: Slug,
      version: VersionNumber.optional().describe("Default: the latest."),
      input: JsonValue.optional().describe("Must fit the workflow's input schema. Default: {}."),
      budget: BudgetInput.optional().describe("In place of the workflow's own budget."),
      priority: z.int().min(0).max(100).optional()
    }).meta({ id: "StartRun" }),
    response: z.object({ ...answer, runId: z.string() }),
    summary: "Start a run",
    description: "Starts a run of a version of a workflow. With the same Idempotency-Key it is started once, however often it is sent.",
    example: {
      body: { workflowId: "repository-report", input: { repository: "/work/project" }, budget: { usd: "1.50" } },
      response: { runId: EXAMPLE.runId, stream: `run-${EXAMPLE.runId}`, revision: 0, position: EXAMPLE.position }
    }
  }),
  listRuns: endpoint({
    method: "GET",
    path: "/api/runs",
    tag: "Runs",
    role: "viewer",
    command: !1,
    status: 200,
    params: Nothing,
    query: readQuery({
      ...runFilterShape,
      sort: RunSort.default("-startedAt"),
      ...paging
    }).superRefine(consistentFilter),
    body: z.undefined(),
    response: page(RunSummary),
    summary: "List runs",
    description: "Newest first. Other orders than by the start are for ended runs only: what is open still changes its place.",
    example: { response: { items: [exampleRun.run], next: "eyJhdCI6IjIwMjYifQ" } }
  }),
  countRuns: endpoint({
    method: "GET",
    path: "/api/runs/count",
    tag: "Runs",
    role: "viewer",
    command: !1,
    status: 200,
    params: Nothing,
    query: readQuery(runFilterShape).superRefine(consistentFilter),
    body: z.undefined(),
    response: RunCount,
    summary: "Count runs",
    description: "Of those that `GET /api/runs` lists under the same filter; counting stops at 10,000.",
    example: { response: { count: 1e4, more: !0 } }
  }),
  getRun: endpoint({
    method: "GET",
    path: "/api/runs/:runId",
    tag: "Runs",
    role: "viewer",
    command: !1,
    status: 200,
    params: RunParams,
    query: readQuery({}),
    body: z.undefined(),
    response: Run,
    summary: "Show a run",
    description: "The run with its money and waits, and every step of its definition.",
    example: { response: exampleRun }
  }),
  listAttempts: endpoint({
    method: "GET",
    path: "/api/runs/:runId/attempts",
    tag: "Runs",
    role: "viewer",
    command: !1,
    status: 200,
    params: RunParams,
    query: readQuery({ step: StepKey.optional() }),
    body: z.undefined(),
    response: listOf(Attempt),
    summary: "List the attempts of a run",
    description: "In the order of their dispatch. For a picture of a long run see `/timeline`.",
    example: { response: { items: [exampleAttempt] } }
  }),
  listRunEvents: endpoint({
    method: "GET",
    path: "/api/runs/:runId/events",
    tag: "Runs",
    role: "viewer",
    command: !1,
    status: 200,
    params: RunParams,
    query: readQuery({
      view: z.enum(["index", "full"]).default("index").describe("`full` reads data and metadata from the log."),
      from: RevisionInAddress.default(0).describe("First revision."),
      limit: z.coerce.number().int().min(1).max(1e3).default(100),
      ...eventFilterShape
    }).superRefine(indexOnly),
    body: z.undefined(),
    response: z.object({
      items: z.array(RunEvent),
      next: z.int().optional().describe("`from` of the next page; absent at the end.")
    }),
    summary: "List the events of a run",
    description: "In the order of the log, from a revision on. Filters are for the index (`view=index`), which is paged 1,000 at a time.",
    example: { response: { items: [exampleRunEvent], next: 1 } }
  }),
  getRunEvent: endpoint({
    method: "GET",
    path: "/api/runs/:runId/events/:revision",
    tag: "Runs",
    role: "viewer",
    command: !1,
    status: 200,
    params: RunParams.extend({ revision: RevisionInAddress }),
    query: readQuery({
      payloads: z.enum(["refs", "inline"]).default("refs").describe("`inline` puts large payloads, which are stored beside the log, in place of their references.")
    }),
    body: z.undefined(),
    response: RunEvent,
    summary: "Show an event of a run",
    description: "With its data and metadata, as it stands in the log.",
    example: { response: { ...exampleRunEvent, data: {}, metadata: {} } }
  }),
  cancelRun: transition(
    "cancel",
    "Cancel a run",
    "Ends the run. Work in flight is told to stop; what it reports later is recorded as late."
  ),
  haltRun: transition(
    "halt",
    "Halt a run",
    "Emergency stop: from the answer on nothing is dispatched and every lease is revoked. Can be resumed."
  ),
  pauseRun: transition("pause", "Pause a run", "Nothing new is dispatched; work in flight goes on."),
  resumeRun: transition(
    "resume",
    "Resume a run",
    "Goes on after a pause or a halt. Approvals that the halt withdrew are asked for anew."
  ),
  changeRunBudget: endpoint({
    method: "POST",
    path: "/api/runs/:runId/budget",
    tag: "Runs",
    role: "operator",
    command: !0,
    status: 200,
    params: RunParams,
    query: Nothing,
    body: z.strictObject({
      usd: Dollars.optional(),
      tokens: z.int().min(1).max(1e15).optional(),
      step: StepKey.optional().describe("Change this step's budget in place of the run's."),
      reason: Reason
    }).refine((body) => body.usd !== void 0 || body.tokens !== void 0, "give usd, tokens or both").meta({ id: "ChangeBudget" }),
    response: Answered,
    summary: "Change a run's budget",
    description: "Sets the limits (not a difference): what is left out has no limit then. Steps that waited for it go on.",
    example: { body: { usd: "3.00", reason: "larger repository than expected" }, response: exampleAnswer }
  })
};
export {
  RunCount,
  runEndpoints
};
//# sourceMappingURL=runs.js.map
