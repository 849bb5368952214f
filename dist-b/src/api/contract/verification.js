import { z } from "zod";
import { endpoint } from "./endpoint.js";
import { EXAMPLE, JsonValue, Nothing, RunParams } from "./primitives.js";
const EventText = z.object({ type: z.string(), data: JsonValue }), Verification = z.object({
  stream: z.string(),
  revision: z.int().min(-1).describe("Of the last event that was looked at."),
  commands: z.int().describe("Commands that were decided again."),
  events: z.int().describe("Events of theirs that came out exactly as recorded."),
  notDecided: z.array(z.object({ name: z.string(), because: z.string(), commands: z.int() })).describe("Commands that could not be decided again, by name and reason: their events were folded as recorded."),
  difference: z.object({
    revision: z.int(),
    eventId: z.string().nullable(),
    command: z.object({ id: z.string(), name: z.string() }),
    recorded: EventText.nullable().describe("Null: the record has no such event."),
    decided: EventText.nullable().describe("What would be written today. Null: nothing."),
    fields: z.array(z.object({ path: z.string(), recorded: JsonValue.optional(), decided: JsonValue.optional() })).describe("Where the two differ; at most 50."),
    refused: z.object({ code: z.string(), message: z.string() }).nullable().describe("Today's code refuses the command.")
  }).nullable().describe("The first event that today's code would not write as it stands; nothing behind it was looked at.")
}).meta({ id: "Verification" }), example = {
  stream: `run-${EXAMPLE.runId}`,
  revision: 311,
  commands: 204,
  events: 310,
  notDecided: [],
  difference: {
    revision: 311,
    eventId: EXAMPLE.leaseId,
    command: { id: EXAMPLE.approvalId, name: "FailStep" },
    recorded: { type: "StepRetryScheduled", data: { delayMs: 4210 } },
    decided: { type: "StepRetryScheduled", data: { delayMs: 8420 } },
    fields: [{ path: "data.delayMs", recorded: 4210, decided: 8420 }],
    refused: null
  }
}, verificationEndpoints = {
  verifyRunReplay: endpoint({
    method: "GET",
    path: "/api/runs/:runId/verify-replay",
    tag: "Runs",
    role: "viewer",
    command: !1,
    status: 200,
    params: RunParams,
    query: Nothing,
    body: z.undefined(),
    response: Verification,
    summary: "Decide a run's recorded commands again",
    description: "With the rules of today, on the state before each, by its own definition. Nothing is written or sent. A difference means that the rules have changed since, or that a defect was mended.",
    example: { response: { ...example, commands: 205, events: 312, difference: null } }
  }),
  verifyStreamReplay: endpoint({
    method: "GET",
    path: "/api/verify-replay/:stream",
    tag: "System",
    role: "auditor",
    command: !1,
    status: 200,
    params: z.strictObject({ stream: z.string().min(1).max(200) }),
    query: Nothing,
    body: z.undefined(),
    response: Verification,
    summary: "Decide the recorded commands of any stream again",
    description: "The same for `workflow-`, `agent-`, `operator-`, `bulk-` and `control`.",
    example: { response: example }
  })
};
export {
  Verification,
  verificationEndpoints
};
//# sourceMappingURL=verification.js.map
