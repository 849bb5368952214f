import { z } from "zod";
import { Slug } from "../../domain/kernel/ids.js";
import { FINDINGS, LIMITS, OUTCOMES } from "../../domain/policy/tried-run.js";
import { endpoint } from "./endpoint.js";
import { At, EXAMPLE, Money, Nothing } from "./primitives.js";
import { RunStatus } from "./run-views.js";
const DayAccount = z.strictObject({
  id: z.string().max(64).describe("A workflow, or `*` for everything."),
  day: z.string().regex(/^\d{4}-\d\d-\d\d$/, "must be a day such as 2026-11-24"),
  nanoUsd: Money,
  tokens: z.int()
}).meta({ id: "DayAccount" }), Finding = z.object({
  kind: z.enum(FINDINGS).describe(
    "`stopped`: no further attempt, by `limit`. `asked`, `notAsked`: a person, before the attempt. `notRetried`, `retried`: after a failure. `timedOut`: the attempt took longer than it would have had; `goesOn`: it timed out and would not have."
  ),
  limit: z.enum(LIMITS).nullable(),
  stepKey: z.string().nullable(),
  attempt: z.int().nullable(),
  revision: z.int().describe("The event where it would have happened."),
  at: At,
  notSpentNanoUsd: Money.describe("What attempts that would not have been dispatched after it have cost."),
  estimated: z.boolean().describe("What follows, or where exactly it would have been, is not in the record."),
  text: z.string().describe("For people, one sentence.")
}).meta({ id: "PolicyFinding" }), TriedRun = z.object({
  runId: z.string(),
  workflowId: z.string(),
  workflowName: z.string(),
  version: z.int(),
  status: RunStatus,
  startedAt: At,
  outcome: z.enum(OUTCOMES).describe(
    "`unknown`: it would have gone another way, and how it would have ended cannot be told from the record."
  ),
  spentNanoUsd: Money,
  notSpentNanoUsd: Money.describe("Of that, what would not have been spent: at least this."),
  counts: z.partialRecord(z.enum(FINDINGS), z.int()),
  findings: z.array(Finding).describe("The first 50.")
}).meta({ id: "TriedRun" }), count = z.int().min(0), TrialSums = z.strictObject({
  runs: count,
  outcomes: z.record(z.enum(OUTCOMES), count),
  findings: z.record(z.enum(FINDINGS), count).describe("How many, by kind."),
  spentNanoUsd: Money,
  notSpentNanoUsd: Money.describe("At least this would not have been spent.")
}).meta({ id: "PolicyTrialSums" }), SoFar = z.strictObject({ sums: TrialSums, days: z.array(DayAccount).max(2e4) }).meta({ id: "PolicyTrialSoFar" }), TrialPage = z.object({
  items: z.array(TriedRun).describe("In the order of their starts."),
  next: z.string().optional().describe("`cursor` of the next call; absent at the end."),
  soFar: SoFar.describe("Of all calls until now; the next one wants it."),
  skipped: z.array(z.object({ runId: z.string(), reason: z.string() })).describe("Runs that could not be read.")
}).meta({ id: "PolicyTrialPage" }), policyEndpoints = {
  tryPolicies: endpoint({
    method: "POST",
    path: "/api/policies/try",
    tag: "Costs",
    role: "viewer",
    command: !1,
    status: 200,
    params: Nothing,
    query: Nothing,
    body: z.strictObject({
      policies: z.string().max(1e5).optional().describe("YAML or JSON: docs/policies.md. Absent: those of the current version of each workflow."),
      since: At.describe("Runs that were started at or after this."),
      workflow: Slug.optional(),
      cursor: z.string().max(500).optional(),
      soFar: SoFar.optional().describe("What the call before answered.")
    }),
    response: TrialPage,
    summary: "Try policies over past runs",
    description: "What-if: reads the recorded events of some runs, in the order of their starts, and says what would have been stopped, asked, retried and paid under these policies. Nothing is written. Call it again with `next` as cursor and `soFar` until there is no `next`; to stop, do not.",
    example: {
      body: { policies: `budgets:
  run: { usd: 1 }
`, since: EXAMPLE.at },
      response: {
        items: [
          {
            runId: EXAMPLE.runId,
            workflowId: "repository-report",
            workflowName: "Repository report",
            version: 3,
            status: "completed",
            startedAt: EXAMPLE.at,
            outcome: "stopped",
            spentNanoUsd: "1400000000",
            notSpentNanoUsd: "300000000",
            counts: { stopped: 1 },
            findings: [
              {
                kind: "stopped",
                limit: "run",
                stepKey: "summary",
                attempt: 1,
                revision: 31,
                at: EXAMPLE.at,
                notSpentNanoUsd: "300000000",
                estimated: !1,
                text: "Attempt 1 of summary would not have been dispatched: the run's budget has no room for it."
              }
            ]
          }
        ],
        soFar: {
          sums: {
            runs: 1,
            outcomes: { same: 0, asked: 0, unknown: 0, stopped: 1 },
            findings: { stopped: 1, asked: 0, notAsked: 0, notRetried: 0, retried: 0, timedOut: 0, goesOn: 0 },
            spentNanoUsd: "1400000000",
            notSpentNanoUsd: "300000000"
          },
          days: []
        },
        skipped: []
      }
    }
  })
};
export {
  TrialSums,
  TriedRun,
  policyEndpoints
};
//# sourceMappingURL=policies.js.map
