import { z } from "zod";
import { RunId } from "../../domain/kernel/ids.js";
import { DIFFERENCES } from "../../domain/run/compare.js";
import { endpoint } from "./endpoint.js";
import { At, EXAMPLE, JsonValue, Nothing, readQuery, RevisionInAddress } from "./primitives.js";
import { Amount, RunStatus, StepStatus } from "./run-views.js";
const Place = z.object({
  path: z.string().describe("`files[0].size`; empty: the value itself."),
  before: JsonValue.optional().describe("In A; absent where there is nothing."),
  after: JsonValue.optional().describe("In B."),
  cut: z.array(z.enum(["before", "after"])).optional().describe("Values that were too long: their beginning as text.")
}).meta({ id: "PlaceOfDifference" }), PayloadDifference = z.object({
  differences: z.array(Place),
  more: z.boolean().describe("There are more places than are listed."),
  compared: z.boolean().describe("False: too large, or one side has none. Read both: `/api/runs/:runId/events/:revision`."),
  a: z.int().nullable().describe("The event of A that holds it."),
  b: z.int().nullable()
}).meta({ id: "PayloadDifference" }), ComparedStepSide = z.object({
  status: StepStatus,
  attempts: z.int(),
  agentName: z.string().nullable().describe("Of its last attempt."),
  model: z.string().nullable(),
  spent: Amount,
  workedMs: z.int().describe("Of all its attempts, without the waits between them."),
  tookMs: z.int().nullable().describe("From its first dispatch to the end of its last attempt."),
  error: z.object({ class: z.string(), code: z.string(), message: z.string() }).nullable(),
  summary: z.string().nullable(),
  keptFrom: z.object({ runId: z.string(), revision: z.int() }).nullable().describe("Where its result was taken over from: it was not worked for in this run."),
  revision: z.int().nullable().describe("The event that made it what it is."),
  inputsRevision: z.int().nullable(),
  outputRevision: z.int().nullable()
}).meta({ id: "ComparedStepSide" }), ComparedStep = z.object({
  stepKey: z.string(),
  name: z.string(),
  differs: z.array(z.enum(DIFFERENCES)).describe("Empty: the same. `only`: one of the definitions has it."),
  first: z.boolean().describe("It differs, though nothing that it depends on does."),
  fields: z.array(Place).describe("Of its definition; `path` within the step."),
  inputs: PayloadDifference.nullable(),
  output: PayloadDifference.nullable(),
  a: ComparedStepSide.nullable().describe("Null: the definition of A has no such step."),
  b: ComparedStepSide.nullable()
}).meta({ id: "ComparedStep" }), ComparedRun = z.object({
  runId: z.string(),
  workflowId: z.string(),
  workflowName: z.string(),
  version: z.int(),
  status: RunStatus,
  reason: z.string().nullable().describe("Why it failed, was cancelled or halted."),
  revision: z.int().describe("The event that it is looked at."),
  last: z.int().describe("Its last event by now."),
  startedAt: At,
  endedAt: At.nullable(),
  durationMs: z.int().describe("From its start to its end, else to the event that it is looked at."),
  workedMs: z.int().describe("Of all attempts."),
  spent: Amount,
  kept: z.object({ steps: z.int(), had: Amount }).describe("Results that were taken over, and what they had cost."),
  attempts: z.int(),
  steps: z.object({ total: z.int(), done: z.int() })
}).meta({ id: "ComparedRun" }), Comparison = z.object({
  a: ComparedRun,
  b: ComparedRun,
  same: z.boolean().describe("Nothing differs but attempts, cost and time."),
  relation: z.object({
    kind: z.enum(["replay", "siblings", "sameRun", "none"]).describe("`siblings`: replays of the same run."),
    of: z.enum(["a", "b"]).nullable().describe("Of `replay`: the origin."),
    revision: z.int().nullable().describe("Of `replay`: the last event of the origin that it took over.")
  }),
  sameWorkflow: z.boolean().describe("False: steps are aligned as far as their keys agree."),
  parting: z.object({
    stepKey: z.string(),
    name: z.string(),
    reasons: z.array(z.enum(DIFFERENCES)),
    a: z.int().nullable().describe("The event of A that shows it."),
    b: z.int().nullable(),
    text: z.string().describe("For people, one sentence."),
    others: z.int().describe("Further steps that differ though nothing before them does.")
  }).nullable().describe("The first step that is not the same; null: there is none."),
  input: PayloadDifference.nullable().describe("What the runs were started with, when it is not the same."),
  workflow: z.array(Place).describe("Fields of the definitions outside of their steps."),
  steps: z.array(ComparedStep).describe("All of both, each after those that it depends on.")
}).meta({ id: "Comparison" }), exampleSide = (runId, revision, spent) => ({
  runId,
  workflowId: "repository-report",
  workflowName: "Repository report",
  version: 3,
  status: "completed",
  reason: null,
  revision,
  last: revision,
  startedAt: EXAMPLE.at,
  endedAt: EXAMPLE.at,
  durationMs: 41200,
  workedMs: 38e3,
  spent: { nanoUsd: spent, tokens: 900 },
  kept: { steps: 0, had: { nanoUsd: "0", tokens: 0 } },
  attempts: 4,
  steps: { total: 4, done: 4 }
}), exampleStepSide = (revision) => ({
  status: "completed",
  attempts: 1,
  agentName: "repository",
  model: null,
  spent: { nanoUsd: "1200000", tokens: 900 },
  workedMs: 9300,
  tookMs: 9300,
  error: null,
  summary: "14 packages",
  keptFrom: null,
  revision,
  inputsRevision: revision - 2,
  outputRevision: revision
}), compareEndpoints = {
  compareRuns: endpoint({
    method: "GET",
    path: "/api/compare",
    tag: "Runs",
    role: "viewer",
    command: !1,
    status: 200,
    params: Nothing,
    query: readQuery({
      a: RunId.describe("The run that the other is held against; of a replay, its origin."),
      b: RunId,
      aAt: RevisionInAddress.optional().describe("A as it was at this event. Default: the last one."),
      bAt: RevisionInAddress.optional().describe("B as it was at this event. Default: the last one.")
    }),
    body: z.undefined(),
    response: Comparison,
    summary: "Compare two runs",
    description: "Where they part first, and step by step what differs: definition, inputs, outcome, output, attempts, cost and time. Read from the log.",
    example: {
      response: {
        a: exampleSide(EXAMPLE.runId, 42, "2400000"),
        b: exampleSide("1b4e28ba-2fa1-51d2-883f-0016d3cca427", 38, "3100000"),
        same: !1,
        relation: { kind: "replay", of: "a", revision: 17 },
        sameWorkflow: !0,
        parting: {
          stepKey: "collect",
          name: "Collect",
          reasons: ["output"],
          a: 12,
          b: 9,
          text: "collect gave another result for the same inputs.",
          others: 0
        },
        input: null,
        workflow: [],
        steps: [
          {
            stepKey: "collect",
            name: "Collect",
            differs: ["output"],
            first: !0,
            fields: [],
            inputs: null,
            output: {
              differences: [{ path: "packages", before: 14, after: 15 }],
              more: !1,
              compared: !0,
              a: 12,
              b: 9
            },
            a: exampleStepSide(12),
            b: exampleStepSide(9)
          }
        ]
      }
    }
  })
};
export {
  ComparedStep,
  Comparison,
  compareEndpoints
};
//# sourceMappingURL=compare.js.map
