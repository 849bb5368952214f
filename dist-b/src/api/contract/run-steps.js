import { z } from "zod";
import { endpoint } from "./endpoint.js";
import { At, EXAMPLE, Money, readQuery, RunParams, StepParams, TokenCounts } from "./primitives.js";
import { Charge, exampleCharge } from "./run-charges.js";
import { examplePayload, PayloadView } from "./run-payloads.js";
import { Attempt, AttemptOutcome, exampleAttempt, exampleRunEvent, exampleStep, RunEvent, Step } from "./run-views.js";
const SchemaProblem = z.object({ path: z.string(), message: z.string() }).meta({ id: "SchemaProblem" }), AttemptDetail = Attempt.extend({
  durationMs: z.int().nullable().describe("From its dispatch to its end."),
  tokens: TokenCounts,
  charges: z.int(),
  /** What the output schema said of it. */
  schemaErrors: z.array(SchemaProblem),
  summary: z.string().nullable()
}).meta({ id: "AttemptDetail" }), ApprovalOutcome = z.enum(["pending", "granted", "rejected", "expired", "withdrawn"]), Verdict = z.object({
  valid: z.boolean(),
  schemaHash: z.string(),
  errors: z.array(SchemaProblem)
}), StepApproval = z.object({
  approvalId: z.string(),
  kind: z.enum(["step", "overrun"]),
  status: ApprovalOutcome,
  attempt: z.int(),
  reason: z.string(),
  requestedAt: At,
  revision: z.int(),
  expiresAt: At,
  decidedAt: At.nullable(),
  decidedBy: z.array(z.string()),
  comment: z.string().nullable()
}), StepDetail = z.object({
  runId: z.string(),
  step: Step,
  /** Steps that depend on it. */
  dependents: z.array(z.string()),
  attempts: z.array(AttemptDetail).describe("In order, all of them."),
  input: PayloadView.nullable().describe("What its last attempt was given; null before the first."),
  parentSummary: z.string().nullable().describe("What the steps before it concluded, as it was handed over."),
  output: PayloadView.extend({ verdict: Verdict, attempt: z.int().nullable(), substitute: z.boolean() }).nullable().describe(
    "The accepted output, else the last one that the schema refused. `substitute`: a person gave it when skipping the step."
  ),
  approvals: z.array(StepApproval),
  charges: z.array(Charge).describe("The last 200."),
  events: z.array(RunEvent).describe("The index of its last 200 events, in order."),
  moreEvents: z.boolean()
}).meta({ id: "StepDetail" }), TimelineAttempt = z.object({
  stepKey: z.string(),
  attempt: z.int(),
  agentId: z.string(),
  agentName: z.string(),
  model: z.string().nullable(),
  readyAt: At.nullable(),
  dispatchedAt: At,
  dispatchedRevision: z.int(),
  endedAt: At.nullable(),
  endedRevision: z.int().nullable(),
  outcome: AttemptOutcome,
  late: z.boolean(),
  nanoUsd: Money,
  setAsideNanoUsd: Money.describe("What was reserved for it at its dispatch, with what it was extended by.")
}).meta({ id: "TimelineAttempt" }), TimelineWait = z.object({
  approvalId: z.string(),
  stepKey: z.string(),
  kind: z.enum(["step", "overrun"]),
  status: ApprovalOutcome,
  requestedAt: At,
  requestedRevision: z.int(),
  decidedAt: At.nullable(),
  expiresAt: At
}).meta({ id: "TimelineWait" }), runStepEndpoints = {
  getRunStep: endpoint({
    method: "GET",
    path: "/api/runs/:runId/steps/:stepKey",
    tag: "Runs",
    role: "viewer",
    command: !1,
    status: 200,
    params: StepParams,
    query: readQuery({}),
    body: z.undefined(),
    response: StepDetail,
    summary: "Show a step of a run",
    description: "Attempts side by side, input and output, approvals, charges, and the index of its events.",
    example: {
      response: {
        runId: EXAMPLE.runId,
        step: exampleStep,
        dependents: ["risk-summary"],
        attempts: [
          {
            ...exampleAttempt,
            durationMs: 412,
            tokens: { input: 0, cachedInput: 0, cacheWrite: 0, output: 0, reasoning: 0 },
            charges: 0,
            schemaErrors: [],
            summary: "412 files, 38 commits"
          }
        ],
        input: examplePayload,
        parentSummary: "",
        output: {
          ...examplePayload,
          revision: 3,
          attempt: 1,
          substitute: !1,
          verdict: { valid: !0, schemaHash: "b".repeat(64), errors: [] }
        },
        approvals: [],
        charges: [exampleCharge],
        events: [exampleRunEvent],
        moreEvents: !1
      }
    }
  }),
  getRunTimeline: endpoint({
    method: "GET",
    path: "/api/runs/:runId/timeline",
    tag: "Runs",
    role: "viewer",
    command: !1,
    status: 200,
    params: RunParams,
    query: readQuery({}),
    body: z.undefined(),
    response: z.object({ attempts: z.array(TimelineAttempt), waits: z.array(TimelineWait), more: z.boolean() }),
    summary: "The timeline of a run",
    description: "Every attempt and every wait for a person, as short as can be, in order of time; at most 20,000.",
    example: {
      response: {
        attempts: [
          {
            stepKey: "collect",
            attempt: 1,
            agentId: "repository",
            agentName: "repository",
            model: null,
            readyAt: EXAMPLE.at,
            dispatchedAt: EXAMPLE.at,
            dispatchedRevision: 1,
            endedAt: "2026-11-24T14:32:07.412Z",
            endedRevision: 3,
            outcome: "completed",
            late: !1,
            nanoUsd: "0",
            setAsideNanoUsd: "0"
          }
        ],
        waits: [
          {
            approvalId: EXAMPLE.approvalId,
            stepKey: "write-report",
            kind: "step",
            status: "pending",
            requestedAt: EXAMPLE.at,
            requestedRevision: 14,
            decidedAt: null,
            expiresAt: "2026-11-25T14:32:07.000Z"
          }
        ],
        more: !1
      }
    }
  })
};
export {
  AttemptDetail,
  SchemaProblem,
  StepDetail,
  TimelineAttempt,
  TimelineWait,
  runStepEndpoints
};
//# sourceMappingURL=run-steps.js.map
