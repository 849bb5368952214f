import { z } from "zod";
import { endpoint } from "./endpoint.js";
import { At, EXAMPLE, Money, Nothing, Position, readQuery } from "./primitives.js";
import { exampleRunEvent, RunEvent } from "./run-views.js";
const NeedsYou = z.object({
  kind: z.enum(["approval", "deadLetter", "budget", "agent", "halt", "parked"]),
  title: z.string().describe("What it is about, in a few words."),
  detail: z.string().describe("Why, or what follows from it."),
  runId: z.string().nullable(),
  workflowId: z.string().nullable(),
  workflowName: z.string().nullable(),
  version: z.int().nullable(),
  stepKey: z.string().nullable(),
  approvalId: z.string().nullable(),
  agentId: z.string().nullable(),
  haltId: z.string().nullable(),
  tier: z.enum(["read", "write", "irreversible", "financial"]).nullable(),
  at: At,
  until: At.nullable().describe(
    "When it ends by itself: the deadline of an approval, the end of a held reservation."
  ),
  revision: z.int().nullable().describe("Of the event in its run."),
  position: Position.nullable(),
  link: z.string().describe("Path in the console of the place where it can be solved.")
}).meta({ id: "NeedsYou" }), RecentEvent = RunEvent.omit({ data: !0, metadata: !0 }).extend({ runId: z.string(), workflowId: z.string(), workflowName: z.string(), version: z.int() }).meta({ id: "RecentEvent" }), Overview = z.object({
  at: At.describe("The server's clock; every window below is counted from it."),
  position: Position.describe("Up to where the read models have seen the log."),
  running: z.object({
    runs: z.int().describe("Open and running."),
    paused: z.int(),
    halted: z.int(),
    stepsInFlight: z.int(),
    agentsConnected: z.int()
  }),
  waiting: z.object({
    approvals: z.int().describe("Pending ones that the caller may decide."),
    firstUntil: At.nullable().describe("The first deadline among them."),
    othersApprovals: z.int().describe("Pending ones that others must decide."),
    deadLetters: z.int(),
    budget: z.int().describe("Open runs that wait for a budget.")
  }),
  failed: z.object({
    from: At,
    failed: z.int().describe("Runs that failed since then."),
    ended: z.int().describe("Of how many that ended since then."),
    causes: z.int().describe("Different fingerprints among what failed since then.")
  }),
  spent: z.object({
    from: At.describe("The start of the day."),
    nanoUsd: Money,
    hours: z.array(z.object({ at: At, nanoUsd: Money, charges: z.int() })).describe("From the start of the day to the hour that runs, without gaps.")
  }),
  open: z.object({
    limitNanoUsd: Money,
    spentNanoUsd: Money,
    reservedNanoUsd: Money,
    withoutLimit: z.int().describe("Open runs without a limit in money.")
  }).describe("Sums over open runs."),
  needsYou: z.object({ total: z.int(), items: z.array(NeedsYou).describe("The most urgent first, at most 50.") }),
  recent: z.array(RecentEvent).describe("The last 20 events of all runs, newest first."),
  incomplete: z.boolean().describe("True while events wait that could not be projected.")
}).meta({ id: "Overview" }), overviewEndpoints = {
  getOverview: endpoint({
    method: "GET",
    path: "/api/overview",
    tag: "Runs",
    role: "viewer",
    command: !1,
    status: 200,
    params: Nothing,
    query: readQuery({
      dayStart: At.optional().describe(
        "When today began where the reader is, at most 25 hours ago; default: midnight in UTC."
      )
    }),
    body: z.undefined(),
    response: Overview,
    summary: "What goes on and what needs you",
    description: "Runs, what waits for the one who asks, failures of 24 hours, what was spent today, and the last events.",
    example: {
      response: {
        at: "2026-11-24T14:32:07.000Z",
        position: EXAMPLE.position,
        running: { runs: 14, paused: 1, halted: 1, stepsInFlight: 61, agentsConnected: 9 },
        waiting: {
          approvals: 3,
          firstUntil: "2026-11-24T14:43:49.000Z",
          othersApprovals: 0,
          deadLetters: 2,
          budget: 1
        },
        failed: { from: "2026-11-23T14:32:07.000Z", failed: 2, ended: 318, causes: 1 },
        spent: {
          from: "2026-11-24T00:00:00.000Z",
          nanoUsd: "41870000000",
          hours: [{ at: "2026-11-24T00:00:00.000Z", nanoUsd: "41870000000", charges: 812 }]
        },
        open: {
          limitNanoUsd: "120000000000",
          spentNanoUsd: "9870000000",
          reservedNanoUsd: "3620000000",
          withoutLimit: 0
        },
        needsYou: {
          total: 7,
          items: [
            {
              kind: "approval",
              title: "Write report",
              detail: "writes files outside of the data folder",
              runId: EXAMPLE.runId,
              workflowId: "repository-report",
              workflowName: "Repository report",
              version: 3,
              stepKey: "write-report",
              approvalId: EXAMPLE.approvalId,
              agentId: null,
              haltId: null,
              tier: "write",
              at: EXAMPLE.at,
              until: "2026-11-25T14:32:07.000Z",
              revision: 14,
              position: EXAMPLE.position,
              link: `/approvals/${EXAMPLE.approvalId}`
            }
          ]
        },
        recent: [
          {
            ...exampleRunEvent,
            runId: EXAMPLE.runId,
            workflowId: "repository-report",
            workflowName: "Repository report",
            version: 3
          }
        ],
        incomplete: !1
      }
    }
  })
};
export {
  NeedsYou,
  Overview,
  RecentEvent,
  overviewEndpoints
};
//# sourceMappingURL=overview.js.map
