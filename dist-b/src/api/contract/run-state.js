import { z } from "zod";
import { STATE_FIELDS } from "../../domain/run/state-difference.js";
import { endpoint } from "./endpoint.js";
import { At, EXAMPLE, JsonValue, Money, Position, readQuery, RevisionInAddress, RunParams } from "./primitives.js";
import {
  Amount,
  exampleRun,
  exampleRunEvent,
  Limit,
  RunEvent,
  RunStatus,
  RunSummary,
  StepStatus,
  Wait
} from "./run-views.js";
const StepAt = z.object({
  stepKey: z.string(),
  stepId: z.string(),
  name: z.string(),
  status: StepStatus,
  attempt: z.int().describe("The last attempt that was dispatched; 0 before the first."),
  leaseId: z.string().nullable().describe("Of the attempt that runs."),
  agentId: z.string().nullable().describe("Of its last attempt."),
  agentName: z.string().nullable(),
  startedAt: At.nullable().describe("When its first attempt was dispatched."),
  dispatchedAt: At.nullable().describe("When its last attempt was dispatched."),
  retryAt: At.nullable(),
  approvalId: z.string().nullable(),
  spent: Amount,
  reserved: Amount,
  limit: Limit,
  error: z.object({ class: z.string(), code: z.string(), message: z.string() }).nullable(),
  summary: z.string().nullable(),
  outputHash: z.string().nullable().describe("SHA-256 of its canonical JSON."),
  outputRevision: z.int().nullable().describe("The event that holds it: `/api/runs/:runId/events/:revision`.")
}).meta({ id: "StepAt" }), LeaseAt = z.object({
  leaseId: z.string(),
  stepKey: z.string(),
  attempt: z.int(),
  agentId: z.string(),
  agentName: z.string(),
  status: z.enum(["active", "completed", "failed", "lost", "timedOut", "stopped", "revoked"]),
  dispatchedAt: At,
  dispatchedRevision: z.int(),
  deadlineAt: At,
  reservedNanoUsd: Money.describe("What it still holds of the budget."),
  chargedNanoUsd: Money
}).meta({ id: "LeaseAt" }), ApprovalAt = z.object({
  approvalId: z.string(),
  kind: z.enum(["step", "overrun"]),
  stepKey: z.string(),
  attempt: z.int(),
  status: z.enum(["pending", "granted", "used", "rejected", "expired", "withdrawn"]),
  requestedRevision: z.int(),
  expiresAt: At,
  escalated: z.boolean(),
  votes: z.int(),
  approvers: z.int().describe("Votes that it takes."),
  decidedBy: z.string().nullable(),
  decidedAt: At.nullable()
}).meta({ id: "ApprovalAt" }), Value = z.union([z.string(), z.number(), z.null()]), StateChange = z.object({
  about: z.enum(["run", "step", "approval"]),
  stepKey: z.string().nullable(),
  approvalId: z.string().nullable(),
  field: z.enum(STATE_FIELDS),
  before: Value,
  after: Value
}).meta({ id: "StateChange" }), Agreement = z.object({
  readModel: z.boolean().describe("False: they differ, and one of them is wrong."),
  position: Position.describe("Of the last event that the read model has of this run."),
  differences: z.array(
    z.object({
      path: z.string().describe("For example `steps.parse.status`."),
      state: JsonValue,
      readModel: JsonValue
    })
  )
}).meta({ id: "Agreement" }), RunState = z.object({
  runId: z.string(),
  workflowId: z.string(),
  workflowName: z.string(),
  version: z.int(),
  revision: z.int().describe("The event that this is the state after."),
  last: z.int().describe("The last event of the run by now."),
  at: At.describe("When that event was recorded."),
  event: RunEvent.describe("That event, without its data."),
  status: RunStatus,
  waits: z.array(Wait).describe("What an open run waited for at that moment."),
  halt: z.object({ scope: z.enum(["run", "workflow", "everything"]), reason: z.string() }).nullable(),
  startedAt: At,
  endedAt: At.nullable(),
  deadlineAt: At.nullable(),
  limit: Limit,
  spent: Amount,
  reserved: Amount,
  counts: RunSummary.shape.steps,
  steps: z.array(StepAt).describe("All of the definition, in its order."),
  leases: z.array(LeaseAt).describe("Those that are held, or still hold money."),
  approvals: z.array(ApprovalAt).describe("All that had been asked, in order."),
  agrees: Agreement.nullable().describe(
    "Whether the read model says the same; at the last event only, and null when the read model has not come that far."
  ),
  difference: z.object({ from: z.int(), to: z.int(), changes: z.array(StateChange) }).nullable().describe("With `diff`: what became of it from the earlier event to the later one.")
}).meta({ id: "RunState" }), runStateEndpoints = {
  getRunState: endpoint({
    method: "GET",
    path: "/api/runs/:runId/state",
    tag: "Runs",
    role: "viewer",
    command: !1,
    status: 200,
    params: RunParams,
    query: readQuery({
      at: RevisionInAddress.optional().describe(
        "Revision of the event, from 0; the state after it. Default: the last one."
      ),
      diff: RevisionInAddress.optional().describe(
        "Another event: `difference` says what became of the run between the two."
      )
    }),
    body: z.undefined(),
    response: RunState,
    summary: "Show a run as it was at an event",
    description: "Folded from the log: the nearest snapshot, then the events up to that one, by the code that decides. 422 RUN.NO_SUCH_EVENT says which events there are.",
    example: {
      response: {
        runId: EXAMPLE.runId,
        workflowId: exampleRun.run.workflowId,
        workflowName: exampleRun.run.workflowName,
        version: 1,
        revision: 142,
        last: 980,
        at: EXAMPLE.at,
        event: { ...exampleRunEvent, revision: 142, type: "StepCompleted", stepKey: "collect", attempt: 1 },
        status: "running",
        waits: [{ kind: "agent", capability: "summarizer", stepKey: "risk-summary" }],
        halt: null,
        startedAt: EXAMPLE.at,
        endedAt: null,
        deadlineAt: null,
        limit: { nanoUsd: "1500000000", tokens: null },
        spent: { nanoUsd: "1200000", tokens: 900 },
        reserved: { nanoUsd: "0", tokens: 0 },
        counts: { total: 2, done: 1, running: 0, failed: 0, waiting: 0, retrying: 0, skipped: 0 },
        steps: [
          {
            stepKey: "collect",
            stepId: "collect",
            name: "Collect",
            status: "completed",
            attempt: 1,
            leaseId: null,
            agentId: "repository",
            agentName: "repository",
            startedAt: EXAMPLE.at,
            dispatchedAt: EXAMPLE.at,
            retryAt: null,
            approvalId: null,
            spent: { nanoUsd: "1200000", tokens: 900 },
            reserved: { nanoUsd: "0", tokens: 0 },
            limit: { nanoUsd: null, tokens: null },
            error: null,
            summary: "14 packages",
            outputHash: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            outputRevision: 142
          }
        ],
        leases: [],
        approvals: [],
        agrees: null,
        difference: {
          from: 140,
          to: 142,
          changes: [
            {
              about: "step",
              stepKey: "collect",
              approvalId: null,
              field: "status",
              before: "running",
              after: "completed"
            }
          ]
        }
      }
    }
  })
};
export {
  RunState,
  StateChange,
  StepAt,
  runStateEndpoints
};
//# sourceMappingURL=run-state.js.map
