import { z } from "zod";
import { ControlScope } from "../../domain/control/events.js";
import { Slug } from "../../domain/kernel/ids.js";
import { endpoint } from "./endpoint.js";
import { answer, At, EXAMPLE, listOf, Nothing, readQuery, Reason } from "./primitives.js";
const Halt = z.object({
  haltId: z.string(),
  scope: ControlScope,
  reason: z.string(),
  orderedAt: At,
  orderedBy: z.string(),
  liftedAt: At.nullable(),
  liftedBy: z.string().nullable(),
  liftReason: z.string().nullable()
}).meta({ id: "Halt" }), HaltedWork = z.object({
  workflowId: z.string(),
  workflowName: z.string(),
  runs: z.int(),
  leases: z.int().describe("Attempts that agents work on now."),
  approvals: z.int().describe("Requests that wait for a person.")
}), totals = { runs: z.int(), leases: z.int(), approvals: z.int() }, HaltPreview = z.object({
  scope: ControlScope,
  /** Open runs that it would halt, their attempts (they are revoked) and their requests (they are withdrawn). */
  ...totals,
  workflows: z.array(HaltedWork).describe("The same by workflow, most runs first."),
  agents: z.array(z.string()).describe("Ids of the agents whose work is told to stop."),
  alreadyHalted: z.int().describe("Open runs in scope that are halted already."),
  openHalts: z.array(Halt).describe("Stops that hold now and overlap with this scope.")
}).meta({ id: "HaltPreview" }), LiftPreview = z.object({
  halt: Halt,
  /** Runs that this stop halted: they go on with `resume`, and stay halted without. */
  runs: z.int(),
  workflows: z.array(z.object({ workflowId: z.string(), workflowName: z.string(), runs: z.int() })),
  /** Runs of these that another open stop still holds. */
  stillHeld: z.int(),
  /** Workflows whose new runs can be started again; `everything` when all can. */
  startable: z.union([z.literal("everything"), z.array(z.string())]),
  /** Steps of those runs that are ready and are dispatched at once when agents are free. */
  readySteps: z.int()
}).meta({ id: "LiftPreview" }), exampleHalt = {
  haltId: EXAMPLE.haltId,
  scope: { kind: "workflow", id: "invoice-triage" },
  reason: "wrong bank file",
  orderedAt: EXAMPLE.at,
  orderedBy: "admin",
  liftedAt: null,
  liftedBy: null,
  liftReason: null
}, exampleControl = { stream: "control", revision: 3, position: EXAMPLE.position }, haltEndpoints = {
  listHalts: endpoint({
    method: "GET",
    path: "/api/halts",
    tag: "Emergency stop",
    role: "viewer",
    command: !1,
    status: 200,
    params: Nothing,
    query: readQuery({ status: z.enum(["open", "lifted", "all"]).default("open") }),
    body: z.undefined(),
    response: listOf(Halt),
    summary: "List emergency stops",
    description: "Open ones by default.",
    example: {
      response: {
        items: [exampleHalt]
      }
    }
  }),
  previewHalt: endpoint({
    method: "GET",
    path: "/api/halts/preview",
    tag: "Emergency stop",
    role: "viewer",
    command: !1,
    status: 200,
    params: Nothing,
    query: readQuery({
      scope: z.enum(["everything", "workflow"]).default("everything"),
      id: Slug.optional().describe("With scope=workflow: its id.")
    }),
    body: z.undefined(),
    response: HaltPreview,
    summary: "What a stop would touch",
    description: "Open runs, the attempts under way and the pending approvals in scope, now. Stops nothing.",
    example: {
      response: {
        scope: { kind: "everything" },
        runs: 4,
        leases: 3,
        approvals: 1,
        workflows: [{ workflowId: "invoice-triage", workflowName: "Invoice triage", runs: 4, leases: 3, approvals: 1 }],
        agents: ["invoice-reader"],
        alreadyHalted: 0,
        openHalts: []
      }
    }
  }),
  previewLift: endpoint({
    method: "GET",
    path: "/api/halts/:haltId/preview",
    tag: "Emergency stop",
    role: "viewer",
    command: !1,
    status: 200,
    params: z.strictObject({ haltId: z.string().min(1).max(64) }),
    query: readQuery({}),
    body: z.undefined(),
    response: LiftPreview,
    summary: "What lifting a stop sets free",
    description: "Runs that this stop halted and that `resume` lets go on. Lifts nothing.",
    example: {
      response: {
        halt: exampleHalt,
        runs: 4,
        workflows: [{ workflowId: "invoice-triage", workflowName: "Invoice triage", runs: 4 }],
        stillHeld: 0,
        startable: ["invoice-triage"],
        readySteps: 3
      }
    }
  }),
  orderHalt: endpoint({
    method: "POST",
    path: "/api/halts",
    tag: "Emergency stop",
    role: "operator",
    command: !0,
    status: 201,
    params: Nothing,
    query: Nothing,
    body: z.strictObject({ scope: ControlScope, reason: Reason }).meta({ id: "OrderHalt" }),
    response: z.object({
      ...answer,
      haltId: z.string(),
      halted: z.int().describe("Open runs that this stop halted.")
    }),
    summary: "Stop a workflow, or everything",
    description: "Answers when every open run in scope is halted, and every server has confirmed it or has been silent for 3 s: from then on nothing in scope is dispatched or started anywhere until the stop is lifted. 503 HALT.UNCONFIRMED: it is in force here, but a server that is alive has not confirmed it for 10 s; send it again with the same key.",
    example: {
      body: { scope: { kind: "everything" }, reason: "an agent writes to the wrong host" },
      response: { ...exampleControl, haltId: EXAMPLE.haltId, halted: 4 }
    }
  }),
  liftHalt: endpoint({
    method: "POST",
    path: "/api/halts/:haltId/lift",
    tag: "Emergency stop",
    role: "operator",
    command: !0,
    status: 200,
    params: z.strictObject({ haltId: z.string().min(1).max(64) }),
    query: Nothing,
    body: z.strictObject({
      reason: Reason,
      resume: z.boolean().default(!1).describe("Resume the runs that this stop halted.")
    }).meta({ id: "LiftHalt" }),
    response: z.object({ ...answer, haltId: z.string(), resumed: z.int() }),
    summary: "Lift an emergency stop",
    description: "Runs stay halted unless `resume` is true.",
    example: {
      body: { reason: "fixed", resume: !0 },
      response: { ...exampleControl, haltId: EXAMPLE.haltId, resumed: 4 }
    }
  })
};
export {
  Halt,
  HaltPreview,
  LiftPreview,
  haltEndpoints
};
//# sourceMappingURL=halts.js.map
