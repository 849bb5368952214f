import { z } from "zod";
import { EXAMPLE, Money, TokenCounts } from "./primitives.js";
import { RunStatus } from "./run-views.js";
const figures = {
  nanoUsd: Money,
  tokens: TokenCounts,
  charges: z.int(),
  estimated: z.int().describe("Charges of which the tokens are an estimate."),
  unknown: z.int().describe("Charges whose price or usage is not known; they count as 0 until it is.")
}, CostSplit = z.enum(["workflow", "agent", "model", "operator"]).meta({ id: "CostSplit" }), CostSeries = z.object({
  by: z.enum(["day", "hour"]),
  split: CostSplit,
  from: z.string(),
  to: z.string(),
  /** Starts of all buckets from `from` to `to`, empty ones too: `2026-11-24T14:00:00Z`. */
  buckets: z.array(z.string()),
  /** The dearest first. */
  series: z.array(
    z.object({
      key: z.string(),
      name: z.string().describe("Of a workflow, agent or operator; else the key."),
      nanoUsd: Money,
      charges: z.int(),
      runs: z.int().describe("Runs that it was charged to."),
      values: z.array(Money)
    })
  ),
  /** All others together; null when there are none. */
  rest: z.object({ keys: z.int(), nanoUsd: Money, charges: z.int(), values: z.array(Money) }).nullable(),
  /** By bucket. */
  totals: z.array(Money),
  total: z.object({ ...figures, runs: z.int() }),
  incomplete: z.boolean().describe("True while events wait that could not be projected.")
}).meta({ id: "CostSeries" }), RunCost = z.object({
  runId: z.string(),
  workflowId: z.string(),
  workflowName: z.string(),
  version: z.int(),
  status: RunStatus,
  startedAt: z.string(),
  operatorId: z.string(),
  operatorName: z.string(),
  nanoUsd: Money.describe("Charged within the range."),
  charges: z.int(),
  limitNanoUsd: Money.nullable(),
  position: z.string()
}).meta({ id: "RunCost" }), CostEstimate = z.object({
  workflowId: z.string(),
  workflowName: z.string(),
  stepId: z.string().nullable().describe("null with by=workflow."),
  stepName: z.string().nullable(),
  steps: z.int().describe("Completed steps that are compared."),
  runs: z.int(),
  estimatedNanoUsd: Money.describe("Sum of the estimates of their definitions."),
  realNanoUsd: Money.describe("Sum of what they were charged, all their attempts together."),
  /** real / estimated - 1; null when nothing was estimated. */
  deviation: z.number().nullable(),
  /** Of a step, or of a run with by=workflow. */
  p50NanoUsd: Money,
  p90NanoUsd: Money
}).meta({ id: "CostEstimate" }), exampleSums = {
  nanoUsd: "2145000",
  tokens: { input: 4100, cachedInput: 0, cacheWrite: 0, output: 1020, reasoning: 0 },
  charges: 3,
  estimated: 0,
  unknown: 0
}, exampleSeries = {
  by: "day",
  split: "workflow",
  from: "2026-11-23T00:00:00.000Z",
  to: "2026-11-25T00:00:00.000Z",
  buckets: ["2026-11-23T00:00:00Z", "2026-11-24T00:00:00Z"],
  series: [
    {
      key: "repository-report",
      name: "Repository report",
      nanoUsd: "2145000",
      charges: 3,
      runs: 1,
      values: ["0", "2145000"]
    }
  ],
  rest: null,
  totals: ["0", "2145000"],
  total: { ...exampleSums, runs: 1 },
  incomplete: !1
}, exampleRunCost = {
  runId: EXAMPLE.runId,
  workflowId: "repository-report",
  workflowName: "Repository report",
  version: 3,
  status: "completed",
  startedAt: EXAMPLE.at,
  operatorId: "admin",
  operatorName: "Administrator",
  nanoUsd: "2145000",
  charges: 3,
  limitNanoUsd: "1500000000",
  position: EXAMPLE.position
}, exampleEstimate = {
  workflowId: "repository-report",
  workflowName: "Repository report",
  stepId: "risk-summary",
  stepName: "Risk summary",
  steps: 12,
  runs: 12,
  estimatedNanoUsd: "24000000",
  realNanoUsd: "25740000",
  deviation: 0.0725,
  p50NanoUsd: "2145000",
  p90NanoUsd: "2300000"
};
export {
  CostEstimate,
  CostSeries,
  CostSplit,
  RunCost,
  exampleEstimate,
  exampleRunCost,
  exampleSeries,
  exampleSums,
  figures
};
//# sourceMappingURL=cost-views.js.map
