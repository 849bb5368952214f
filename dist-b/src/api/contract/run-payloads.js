import { z } from "zod";
import { Sha256 } from "../../domain/kernel/ids.js";
import { endpoint } from "./endpoint.js";
import { At, EXAMPLE, JsonValue, Money, Position, readQuery, RunParams } from "./primitives.js";
const PayloadView = z.object({
  revision: z.int().describe("The event that holds it."),
  position: Position,
  at: At,
  /** SHA-256 of its canonical JSON. */
  sha256: z.string(),
  size: z.int().describe("Bytes of its canonical JSON."),
  stored: z.enum(["inline", "blob"]).describe("`blob`: beside the log, to be had at `/payloads/:hash`."),
  value: JsonValue.optional().describe("Absent when it is stored as a blob (over 64 KiB).")
}).meta({ id: "PayloadView" }), examplePayload = {
  revision: 0,
  position: EXAMPLE.position,
  at: EXAMPLE.at,
  sha256: "a".repeat(64),
  size: 31,
  stored: "inline",
  value: { repository: "/work/project" }
}, RunInput = z.object({
  runId: z.string(),
  workflowId: z.string(),
  workflowName: z.string(),
  version: z.int(),
  priority: z.int(),
  budget: z.object({ nanoUsd: Money.nullable(), tokens: z.int().nullable() }).describe("As it was at the start."),
  trigger: z.object({ kind: z.enum(["manual", "schedule", "webhook"]), id: z.string() }),
  input: PayloadView
}).meta({ id: "RunInput" }), runPayloadEndpoints = {
  getRunInput: endpoint({
    method: "GET",
    path: "/api/runs/:runId/input",
    tag: "Runs",
    role: "viewer",
    command: !1,
    status: 200,
    params: RunParams,
    query: readQuery({
      payloads: z.enum(["refs", "inline"]).default("refs").describe("`inline`: the value also when it is large.")
    }),
    body: z.undefined(),
    response: RunInput,
    summary: "What a run was started with",
    description: "Everything that it takes to start it again: workflow, version, input, budget, priority.",
    example: {
      response: {
        runId: EXAMPLE.runId,
        workflowId: "repository-report",
        workflowName: "Repository report",
        version: 3,
        priority: 50,
        budget: { nanoUsd: "1500000000", tokens: null },
        trigger: { kind: "manual", id: "admin" },
        input: examplePayload
      }
    }
  }),
  getRunPayload: endpoint({
    method: "GET",
    path: "/api/runs/:runId/payloads/:hash",
    tag: "Runs",
    role: "viewer",
    command: !1,
    status: 200,
    params: RunParams.extend({ hash: Sha256 }),
    query: readQuery({}),
    body: z.undefined(),
    response: JsonValue,
    summary: "Download a large payload",
    description: "As an attachment. Only payloads that an event of this run refers to.",
    example: { response: { files: [] } }
  })
};
export {
  PayloadView,
  examplePayload,
  runPayloadEndpoints
};
//# sourceMappingURL=run-payloads.js.map
