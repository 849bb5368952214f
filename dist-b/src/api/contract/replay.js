import { z } from "zod";
import { RunId, Slug, StepKey } from "../../domain/kernel/ids.js";
import { endpoint } from "./endpoint.js";
import { answer, BudgetInput, EXAMPLE, JsonValue, Nothing, Problem, RunParams, RiskTier } from "./primitives.js";
import { Amount, Limit, RunStatus, StepStatus } from "./run-views.js";
import { Money, RevisionNumber, VersionNumber } from "./primitives.js";
const byStep = (value) => z.record(Slug, value).optional(), ReplayOrder = z.strictObject({
  from: RevisionNumber.describe("The last event that is taken over; its revision, from 0."),
  input: JsonValue.optional().describe("In place of the input of the origin."),
  version: VersionNumber.optional().describe("Of the same workflow; default: the origin\u2019s."),
  agents: byStep(Slug).describe("By step: this agent in place of any that offers the capability."),
  models: byStep(z.string().min(1).max(120)).describe("By step: this model in place of the pinned one."),
  outputs: byStep(JsonValue).describe("By step: this result; it must fit the output schema of the step."),
  budget: BudgetInput.optional().describe("In place of the workflow's own budget.")
}).meta({ id: "ReplayOrder" }), Reason = z.object({
  kind: z.enum(["notDone", "added", "version", "agent", "model", "input", "givenOutput", "downstream"]).describe("`added`: the origin\u2019s version has no such step. `downstream`: it depends on one that runs again."),
  text: z.string().describe("For people."),
  steps: z.array(z.string()).optional().describe("Of `givenOutput` and `downstream`: because of which."),
  fields: z.array(z.string()).optional().describe("Of `version`: what differs.")
}).meta({ id: "ReplayReason" }), ReplayStep = z.object({
  stepKey: StepKey,
  name: z.string(),
  action: z.enum(["keep", "give", "run"]).describe("`give`: a result of the request takes the place of one."),
  reasons: z.array(Reason).describe("Why it runs again; empty unless it does."),
  status: StepStatus.nullable().describe("At that event; null when the origin has no such step."),
  tier: RiskTier,
  had: Amount.describe("What it had cost in the origin by now."),
  estimate: z.object({
    nanoUsd: Money.nullable(),
    tokens: z.number().nullable(),
    durationMs: z.number().nullable(),
    from: z.enum(["origin", "definition", "nothing"])
  }),
  keepsTask: z.boolean().describe("It was under way: with the same inputs it keeps its key (taskId) for side effects outside.")
}).meta({ id: "ReplayStep" }), ReplayPlan = z.object({
  origin: z.object({
    runId: RunId,
    revision: z.int(),
    last: z.int().describe("The last event of the origin."),
    status: RunStatus.describe("At that event."),
    statusNow: RunStatus,
    workflowId: z.string(),
    version: z.int()
  }),
  version: z.int().describe("Of the new run."),
  steps: z.array(ReplayStep).describe("In the order of the definition."),
  dropped: z.array(z.object({ stepKey: StepKey, had: Amount })).describe("Results of the origin that the version has no step for."),
  effects: z.array(
    z.object({
      runId: z.string().describe("Where it is recorded: the origin, or a run that the origin goes back to as a replay."),
      stepKey: StepKey,
      attempt: z.int(),
      kind: z.string(),
      target: z.string(),
      revision: z.int(),
      fate: z.enum(["kept", "again"]).describe("`kept`: not repeated. `again`: its step runs again, so it may happen twice."),
      later: z.boolean().describe("It happened after that event, or after the one from which its run was replayed."),
      open: z.boolean().describe("Its attempt was under way.")
    })
  ),
  openAttempts: z.array(z.object({ stepKey: StepKey, attempt: z.int(), agentName: z.string(), effects: z.int() })).describe("Under way at that event: what they did and did not report is unknown."),
  approvals: z.array(z.object({ stepKey: StepKey, name: z.string(), tier: RiskTier, grantedBefore: z.boolean() })).describe("Asked anew: approvals are never inherited."),
  kept: z.object({ steps: z.int(), had: Amount }),
  estimate: z.object({
    nanoUsd: Money,
    tokens: z.number(),
    durationMs: z.number(),
    unknownCosts: z.int(),
    unknownTimes: z.int()
  }).describe("Of what runs. What nobody knows is left out of the sums, and counted."),
  budget: Limit.describe("Of the new run."),
  warnings: z.array(Problem).describe("What should be known."),
  problems: z.array(Problem).describe("Why it cannot be started, each with its place; empty: it can.")
}).meta({ id: "ReplayPlan" }), examplePlan = {
  origin: {
    runId: EXAMPLE.runId,
    revision: 14,
    last: 31,
    status: "running",
    statusNow: "failed",
    workflowId: "repository-report",
    version: 3
  },
  version: 3,
  steps: [
    {
      stepKey: "collect",
      name: "Collect",
      action: "keep",
      reasons: [],
      status: "completed",
      tier: "read",
      had: { nanoUsd: "0", tokens: 0 },
      estimate: { nanoUsd: "0", tokens: 0, durationMs: 412, from: "origin" },
      keepsTask: !1
    },
    {
      stepKey: "write-report",
      name: "Write the report",
      action: "run",
      reasons: [{ kind: "notDone", text: "it waited for approval" }],
      status: "awaitingApproval",
      tier: "write",
      had: { nanoUsd: "0", tokens: 0 },
      estimate: { nanoUsd: null, tokens: null, durationMs: null, from: "nothing" },
      keepsTask: !1
    }
  ],
  dropped: [],
  effects: [],
  openAttempts: [],
  approvals: [{ stepKey: "write-report", name: "Write the report", tier: "write", grantedBefore: !1 }],
  kept: { steps: 1, had: { nanoUsd: "0", tokens: 0 } },
  estimate: { nanoUsd: "0", tokens: 0, durationMs: 0, unknownCosts: 1, unknownTimes: 1 },
  budget: { nanoUsd: "1500000000", tokens: null },
  warnings: [],
  problems: []
}, replayEndpoints = {
  planReplay: endpoint({
    method: "POST",
    path: "/api/runs/:runId/replay/plan",
    tag: "Runs",
    role: "viewer",
    command: !1,
    status: 200,
    params: RunParams,
    query: Nothing,
    body: ReplayOrder,
    response: ReplayPlan,
    summary: "What a replay from an event would do",
    description: "Which steps keep their results and which run again and why, side effects, approvals, estimated cost and time, and everything that does not fit. Starts nothing.",
    example: { body: { from: 14 }, response: examplePlan }
  }),
  replayRun: endpoint({
    method: "POST",
    path: "/api/runs/:runId/replay",
    tag: "Runs",
    role: "operator",
    command: !0,
    status: 201,
    params: RunParams,
    query: Nothing,
    body: ReplayOrder,
    response: z.object({ ...answer, runId: z.string() }),
    summary: "Replay a run from an event",
    description: "Starts a new run that takes over everything up to that event and goes on from there, as `/replay/plan` says. The origin is untouched; kept results cost nothing again; approvals are asked anew.",
    example: {
      body: { from: 14, input: { repository: "/srv/project" } },
      response: { runId: EXAMPLE.runId, stream: `run-${EXAMPLE.runId}`, revision: 3, position: EXAMPLE.position }
    }
  })
};
export {
  ReplayOrder,
  ReplayPlan,
  ReplayStep,
  replayEndpoints
};
//# sourceMappingURL=replay.js.map
