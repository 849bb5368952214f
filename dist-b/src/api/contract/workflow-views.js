import { z } from "zod";
import { At, EXAMPLE, JsonValue, Money, Problem } from "./primitives.js";
import { RunStatus } from "./run-views.js";
const DefinitionProblem = Problem.extend({
  line: z.int().optional().describe("From 1."),
  column: z.int().optional().describe("From 1, in UTF-16 units."),
  from: z.int().optional().describe("Offset in the source, in UTF-16 units, of what is to be underlined."),
  to: z.int().optional().describe("Where it ends.")
}).meta({ id: "DefinitionProblem" }), DefinitionGraph = z.object({
  steps: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      /** Place in the document: `steps[index]`. */
      index: z.int(),
      /** From 0; steps of a layer depend on nothing in their own or a later one. Steps of a cycle stand after the others. */
      layer: z.int(),
      dependsOn: z.array(z.string()).describe("Those that exist."),
      capability: z.string().nullable(),
      model: z.string().nullable(),
      tier: z.enum(["read", "write", "irreversible", "financial"]),
      asksApproval: z.boolean(),
      estimateNanoUsd: Money.nullable(),
      inCycle: z.boolean(),
      problems: z.int().describe("How many problems have their path within this step."),
      warnings: z.int(),
      line: z.int().optional(),
      from: z.int().optional(),
      to: z.int().optional()
    })
  ),
  layers: z.array(z.array(z.string())).describe("Ids of steps, layer by layer."),
  cycles: z.array(z.string()).describe('Each as `a -> b -> a`; an arrow reads "depends on".')
}).meta({ id: "DefinitionGraph" }), RunFigures = z.object({
  total: z.int(),
  open: z.int(),
  completed: z.int(),
  failed: z.int(),
  cancelled: z.int(),
  /** Of the last 1,000 completed runs, from start to end, waits included; null before the first. */
  medianDurationMs: z.int().nullable(),
  spentNanoUsd: Money.describe("All runs together."),
  averageNanoUsd: Money.nullable().describe("Per run that ended, rounded down; null before the first."),
  lastRun: z.object({ runId: z.string(), status: RunStatus, startedAt: At }).nullable()
}).meta({ id: "RunFigures" }), WorkflowSummary = z.object({
  workflowId: z.string(),
  name: z.string(),
  description: z.string(),
  latestVersion: z.int(),
  hash: z.string(),
  steps: z.int(),
  savedAt: At,
  savedBy: z.string(),
  runs: RunFigures
}).meta({ id: "WorkflowSummary" }), SourceText = z.object({ format: z.enum(["json", "yaml"]), text: z.string() }).meta({ id: "SourceText" }), WorkflowVersion = z.object({
  workflowId: z.string(),
  version: z.int(),
  name: z.string(),
  description: z.string(),
  definition: JsonValue,
  source: SourceText.nullable().describe("As it was saved, comments and all; null when it was saved as JSON value."),
  hash: z.string(),
  steps: z.int(),
  warnings: z.array(Problem),
  savedAt: At,
  savedBy: z.string()
}).meta({ id: "WorkflowVersion" }), WorkflowDetail = WorkflowVersion.extend({
  versions: z.array(z.object({ version: z.int(), hash: z.string(), savedAt: At, savedBy: z.string() })),
  runs: RunFigures.describe("Of all versions.")
}).meta({ id: "WorkflowDetail" }), WorkflowVersionSummary = z.object({
  version: z.int(),
  name: z.string(),
  hash: z.string(),
  steps: z.int(),
  warnings: z.int(),
  savedAt: At,
  savedBy: z.string(),
  runs: RunFigures
}).meta({ id: "WorkflowVersionSummary" }), FieldChange = z.object({
  field: z.string().describe("Within the step or the workflow: `budget.usd`, `inputs.files`."),
  before: JsonValue.optional().describe("Absent when it is new."),
  after: JsonValue.optional().describe("Absent when it is gone.")
}).meta({ id: "FieldChange" }), WorkflowDiff = z.object({
  workflowId: z.string(),
  from: z.int(),
  to: z.int(),
  same: z.boolean(),
  /** Fields of the workflow itself. */
  workflow: z.array(FieldChange),
  /** In the order of the later version, removed steps last. */
  steps: z.array(
    z.object({
      stepId: z.string(),
      kind: z.enum(["added", "removed", "changed"]),
      moved: z.boolean().describe("It stands elsewhere among the steps that both versions have."),
      fields: z.array(FieldChange)
    })
  )
}).meta({ id: "WorkflowDiff" }), exampleFigures = {
  total: 38,
  open: 1,
  completed: 35,
  failed: 2,
  cancelled: 0,
  medianDurationMs: 592e3,
  spentNanoUsd: "71883020000",
  averageNanoUsd: "1942784324",
  lastRun: { runId: EXAMPLE.runId, status: "running", startedAt: EXAMPLE.at }
};
export {
  DefinitionGraph,
  DefinitionProblem,
  RunFigures,
  SourceText,
  WorkflowDetail,
  WorkflowDiff,
  WorkflowSummary,
  WorkflowVersion,
  WorkflowVersionSummary,
  exampleFigures
};
//# sourceMappingURL=workflow-views.js.map
