import { z } from "zod";
import { endpoint } from "./endpoint.js";
import { At, EXAMPLE, Nothing, Position } from "./primitives.js";
import { RebuildProgress } from "./projections.js";
const Store = z.object({
  reachable: z.boolean(),
  /** `embedded`: started by npm start on this machine. */
  kind: z.enum(["embedded", "external"]),
  version: z.string().nullable().describe("As the store says; null when it does not."),
  latencyMs: z.number().nullable().describe("Of one small question, just now; null when it was not answered."),
  detail: z.string().nullable().describe("What is wrong; null when nothing is.")
}).meta({ id: "StoreState" }), ReadModelGroup = z.object({
  group: z.string().describe("`main`: everything but `audit`, the text of all events."),
  state: z.enum(["live", "catchingUp", "standby", "storeWiped", "unavailable", "stopped"]),
  position: Position,
  logEnd: Position.nullable(),
  lagPositions: z.string().nullable().describe("Positions behind the log; null when the log cannot be asked."),
  lagEvents: z.int().nullable().describe("Events behind the log, counted to 10,000; null when the log cannot be asked."),
  lagMs: z.int().nullable().describe("How old the oldest event is that it has not seen; 0 when there is none."),
  format: z.int(),
  schema: z.string(),
  epoch: z.string(),
  rebuild: RebuildProgress.nullable(),
  parkedStreams: z.int(),
  parkedEvents: z.int(),
  deadLettered: z.int(),
  skipped: z.array(z.object({ type: z.string(), count: z.int() })),
  problem: z.string().nullable()
}).meta({ id: "ReadModelGroup" }), System = z.object({
  status: z.enum(["ready", "degraded", "notReady"]).describe("As /health/ready says it."),
  server: z.object({
    version: z.string(),
    node: z.string(),
    /** Id of this process; new at each start. */
    bootId: z.string(),
    startedAt: At,
    uptimeMs: z.int(),
    memory: z.object({ rssBytes: z.int(), heapUsedBytes: z.int() }),
    cpuSeconds: z.number().describe("User and system time since the start."),
    eventLoopDelayMs: z.number().describe("99th percentile over the last minute or so.")
  }),
  stores: z.object({ eventStore: Store, postgres: Store }),
  readModels: z.array(ReadModelGroup),
  /** What runs in this process beside the API. */
  processes: z.array(
    z.object({
      name: z.enum(["scheduler", "timers", "gateway", "projections", "checkpoints"]),
      running: z.boolean(),
      detail: z.string().describe("For people."),
      figures: z.record(z.string(), z.number()).describe("Counts by name: openRuns, inFlight, waiting, agents \u2026")
    })
  )
}).meta({ id: "System" }), systemEndpoints = {
  getSystem: endpoint({
    method: "GET",
    path: "/api/system",
    tag: "System",
    role: "viewer",
    command: !1,
    status: 200,
    params: Nothing,
    query: Nothing,
    body: z.undefined(),
    response: System,
    summary: "State of the server",
    description: "Stores, read models, processes and this server, as they are now. Answers also while a store is away. Events that could not be projected: /api/projections/dead-letters.",
    example: {
      response: {
        status: "ready",
        server: {
          version: "0.1.0",
          node: "24.11.0",
          bootId: EXAMPLE.leaseId,
          startedAt: EXAMPLE.at,
          uptimeMs: 864e5,
          memory: { rssBytes: 21e7, heapUsedBytes: 9e7 },
          cpuSeconds: 312.4,
          eventLoopDelayMs: 11.2
        },
        stores: {
          eventStore: { reachable: !0, kind: "external", version: "24.10.4", latencyMs: 1.2, detail: null },
          postgres: { reachable: !0, kind: "embedded", version: "18.4", latencyMs: 0.8, detail: null }
        },
        readModels: [
          {
            group: "main",
            state: "live",
            position: EXAMPLE.position,
            logEnd: EXAMPLE.position,
            lagPositions: "0",
            lagEvents: 0,
            lagMs: 0,
            format: 4,
            schema: "rm_1",
            epoch: "3",
            rebuild: null,
            parkedStreams: 0,
            parkedEvents: 0,
            deadLettered: 0,
            skipped: [],
            problem: null
          }
        ],
        processes: [
          { name: "scheduler", running: !0, detail: "14 open runs", figures: { openRuns: 14, waiting: 0 } },
          { name: "gateway", running: !0, detail: "9 agents connected", figures: { agents: 9, inFlight: 61 } }
        ]
      }
    }
  })
};
export {
  ReadModelGroup,
  System,
  systemEndpoints
};
//# sourceMappingURL=system.js.map
