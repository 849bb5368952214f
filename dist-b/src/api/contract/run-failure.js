import { z } from "zod";
import { endpoint } from "./endpoint.js";
import { At, EXAMPLE, JsonValue, Money, Position, readQuery, RunParams } from "./primitives.js";
import { SchemaProblem } from "./run-steps.js";
import { AttemptOutcome, RunStatus, StepStatus } from "./run-views.js";
const FailedAttempt = z.object({
  attempt: z.int(),
  agentId: z.string(),
  agentName: z.string(),
  model: z.string().nullable(),
  outcome: AttemptOutcome,
  dispatchedAt: At,
  endedAt: At.nullable(),
  durationMs: z.int().nullable(),
  revision: z.int().nullable().describe("The event that ended it."),
  nanoUsd: Money,
  error: z.object({ class: z.string(), code: z.string(), message: z.string() }).nullable(),
  fingerprint: z.string().nullable(),
  schemaErrors: z.array(SchemaProblem)
}), FirstCause = z.object({
  kind: z.enum(["step", "rejected", "expired", "budget", "deadline", "skipped"]).describe(
    "`step`: its attempts failed. `rejected`, `expired`: a person said no, or nobody answered. `skipped`: a step was skipped without an output that a later one needed."
  ),
  stepKey: z.string().nullable(),
  stepName: z.string().nullable(),
  stepStatus: StepStatus.nullable(),
  /** Its first event: everything else follows from it. */
  revision: z.int(),
  position: Position,
  at: At,
  type: z.string().describe("Type of that event."),
  class: z.string(),
  code: z.string(),
  message: z.string(),
  fingerprint: z.string().nullable(),
  by: z.string().nullable().describe("Of a rejection: who."),
  schemaErrors: z.array(SchemaProblem),
  attempts: z.array(FailedAttempt).describe("Those of the step since its last retry by a person, in order.")
}).meta({ id: "FirstCause" }), Followed = z.object({
  revision: z.int(),
  at: At,
  type: z.string(),
  stepKey: z.string().nullable(),
  attempt: z.int().nullable(),
  actorName: z.string(),
  /** Same fingerprint as the first cause. */
  same: z.boolean()
}), OtherFailure = z.object({
  stepKey: z.string(),
  stepName: z.string(),
  stepStatus: StepStatus,
  revision: z.int(),
  at: At,
  class: z.string(),
  code: z.string(),
  message: z.string(),
  fingerprint: z.string().nullable()
}), GoodRun = z.object({
  runId: z.string(),
  stepKey: z.string(),
  version: z.int(),
  agentId: z.string(),
  agentName: z.string(),
  model: z.string().nullable(),
  attempts: z.int(),
  startedAt: At,
  endedAt: At,
  durationMs: z.int(),
  nanoUsd: Money,
  outputRevision: z.int().nullable()
}).meta({ id: "GoodRun" }), Difference = z.object({
  about: z.enum(["version", "agent", "model", "input", "output", "attempts", "duration", "cost"]),
  path: z.string().nullable().describe("In the input or output, for example `packages[3].name`."),
  before: JsonValue.optional(),
  after: JsonValue.optional(),
  likely: z.boolean().describe("Among those that most likely made the difference; they come first.")
}).meta({ id: "Difference" }), Action = z.object({
  action: z.enum(["retry", "skip", "abandon", "raiseBudget", "resume", "startAgain"]),
  stepKey: z.string().nullable(),
  possible: z.boolean(),
  /** Why it is not possible; null when it is. */
  because: z.string().nullable(),
  role: z.enum(["operator", "approver"]),
  /** Of the endpoint that does it. */
  endpoint: z.enum(["retryStep", "skipStep", "abandonStep", "changeRunBudget", "resumeRun", "startRun"]),
  nanoUsd: Money.nullable().describe("About what it will cost: of the last good run, else the estimate."),
  likelyToFail: z.boolean().describe("The same fingerprint came up in every attempt.")
}).meta({ id: "FailureAction" }), Elsewhere = z.object({
  deadLetters: z.int().describe("Open ones with the same fingerprint, this run among them."),
  runs: z.int(),
  since: At.nullable(),
  items: z.array(
    z.object({ runId: z.string(), workflowId: z.string(), workflowName: z.string(), stepKey: z.string(), at: At })
  ).describe("At most 10, newest first.")
}), RunFailure = z.object({
  runId: z.string(),
  status: RunStatus,
  first: FirstCause.nullable().describe("Null: nothing is wrong with this run."),
  followed: z.array(Followed).describe("What came of it, in order: retries, dead letter, the end. At most 100."),
  eventsAfter: z.int().describe("Events of the run after the first cause."),
  stopped: z.array(z.object({ stepKey: z.string(), name: z.string(), estimateNanoUsd: Money })).describe("Steps behind it that were never reached."),
  notSpentNanoUsd: Money.describe("Sum of the estimates of what it stopped."),
  others: z.array(OtherFailure).describe("Failures that do not follow from the first one."),
  lastGood: GoodRun.nullable().describe("The last run of this workflow in which the same step completed."),
  differences: z.array(Difference),
  actions: z.array(Action).describe("What can be done, the best first; what cannot says why."),
  elsewhere: Elsewhere
}).meta({ id: "RunFailure" }), error = { class: "outputRejected", code: "OUTPUT.REJECTED", message: "/coverage/line must be number" }, schemaErrors = [{ path: "/coverage/line", message: "must be number" }], runFailureEndpoints = {
  getRunFailure: endpoint({
    method: "GET",
    path: "/api/runs/:runId/failure",
    tag: "Runs",
    role: "viewer",
    command: !1,
    status: 200,
    params: RunParams,
    query: readQuery({}),
    body: z.undefined(),
    response: RunFailure,
    summary: "Why a run failed",
    description: "The first cause, what it stopped, the difference to the last good run of that step, and what can be done.",
    example: {
      response: {
        runId: EXAMPLE.runId,
        status: "running",
        first: {
          kind: "step",
          stepKey: "run-tests",
          stepName: "Run tests",
          stepStatus: "deadLetter",
          revision: 311,
          position: EXAMPLE.position,
          at: EXAMPLE.at,
          type: "StepOutputRejected",
          ...error,
          fingerprint: "9c21e0",
          by: null,
          schemaErrors,
          attempts: [
            {
              attempt: 1,
              agentId: "tester-1",
              agentName: "tester-1",
              model: "quill-2.1",
              outcome: "outputRejected",
              dispatchedAt: EXAMPLE.at,
              endedAt: "2026-11-24T14:36:07.000Z",
              durationMs: 24e4,
              revision: 311,
              nanoUsd: "420000000",
              error,
              fingerprint: "9c21e0",
              schemaErrors
            }
          ]
        },
        followed: [
          {
            revision: 402,
            at: "2026-11-24T14:50:00.000Z",
            type: "StepDeadLettered",
            stepKey: "run-tests",
            attempt: 3,
            actorName: "scheduler",
            same: !0
          }
        ],
        eventsAfter: 101,
        stopped: [{ stepKey: "open-change", name: "Open change", estimateNanoUsd: "1120000000" }],
        notSpentNanoUsd: "1120000000",
        others: [],
        lastGood: {
          runId: "1b9d6bcd-bbfd-5b2d-9b5d-ab8dfbbd4bed",
          stepKey: "run-tests",
          version: 4,
          agentId: "tester-2",
          agentName: "tester-2",
          model: "quill-2.1",
          attempts: 1,
          startedAt: "2026-11-23T13:41:00.000Z",
          endedAt: "2026-11-23T13:46:22.000Z",
          durationMs: 322e3,
          nanoUsd: "418800000",
          outputRevision: 40
        },
        differences: [
          { about: "agent", path: null, before: "tester-2", after: "tester-1", likely: !0 },
          { about: "output", path: "coverage.line", before: 81.4, after: "81.4%", likely: !0 },
          { about: "input", path: "packages", before: 9, after: 14, likely: !1 }
        ],
        actions: [
          {
            action: "retry",
            stepKey: "run-tests",
            possible: !0,
            because: null,
            role: "operator",
            endpoint: "retryStep",
            nanoUsd: "418800000",
            likelyToFail: !0
          },
          {
            action: "resume",
            stepKey: null,
            possible: !1,
            because: "The run is not paused or halted.",
            role: "operator",
            endpoint: "resumeRun",
            nanoUsd: null,
            likelyToFail: !1
          }
        ],
        elsewhere: {
          deadLetters: 2,
          runs: 2,
          since: EXAMPLE.at,
          items: [
            {
              runId: EXAMPLE.runId,
              workflowId: "dependency-upgrade",
              workflowName: "Dependency upgrade",
              stepKey: "run-tests",
              at: EXAMPLE.at
            }
          ]
        }
      }
    }
  })
};
export {
  RunFailure,
  runFailureEndpoints
};
//# sourceMappingURL=run-failure.js.map
