import { z } from "zod";
import { RunId, Slug, StepKey } from "../../domain/kernel/ids.js";
import { auditFilterShape, EventTypeName, name, some } from "./audit.js";
import { endpoint } from "./endpoint.js";
import { At, EXAMPLE, Money, Position } from "./primitives.js";
const ExportFormat = z.enum(["ndjson", "json", "csv", "parquet"]).describe(
  "`ndjson`: one line per event {position, stream, revision, id, type, metadata, data}, as stored, and a last line {complete: {through}}. `json`: the same as one array. `csv`: a row per event; cells that a spreadsheet would take for a formula begin with an apostrophe. `parquet`: typed columns, data as JSON text; cannot be resumed."
).meta({ id: "ExportFormat" }), exportFilterShape = {
  run: some(RunId).optional().describe("One or more runs, with commas."),
  workflow: some(Slug).optional().describe("Events of runs and versions of it: one or more ids, with commas."),
  step: some(StepKey).optional(),
  agent: some(name).optional().describe("What these agents did, or was about them."),
  operator: some(name).optional().describe("What these operators did, or had agents and processes do."),
  type: some(EventTypeName).optional().describe("One or more types of event, with commas."),
  stream: auditFilterShape.stream,
  actor: auditFilterShape.actor,
  from: At.optional().describe("Inclusive."),
  to: At.optional().describe("Exclusive."),
  minNanoUsd: Money.optional().describe("Charged at least this by one event.")
}, Cursor = z.string().regex(
  /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(\.\d{1,20})?$/,
  "must be the id of an export (header X-Export-Id), a dot, and the position of the last whole line"
), exportEndpoints = {
  exportEvents: endpoint({
    method: "GET",
    path: "/api/compliance/export",
    tag: "Audit",
    role: "auditor",
    command: !1,
    status: 200,
    params: z.strictObject({}),
    query: z.strictObject({
      ...exportFilterShape,
      format: ExportFormat.optional().describe("Default: `ndjson`."),
      compress: z.enum(["gzip"]).optional().describe("A gzip file. (`Accept-Encoding: gzip` compresses on the way only.)"),
      after: Position.optional().describe("Only events after this position, such as where another export ended."),
      through: Position.optional().describe("Only events up to this position; default: all there are at the start."),
      cursor: Cursor.optional().describe(
        "Goes on with an export that was cut: `<export id>.<position of the last whole line>`, or the id alone to begin again with the same end. Filter and format are those of that export."
      )
    }),
    body: z.undefined(),
    response: z.string(),
    streams: ["application/x-ndjson", "application/json", "text/csv", "application/vnd.apache.parquet"],
    summary: "Export events",
    description: "A stream of any length, in the order of the log, from the log alone. Its end is fixed when it begins: header `X-Export-Through`. `X-Export-Id` names it; that it was asked for, by whom, and how much arrived are events of `export-<id>`. A cut connection is gone on with by `cursor`: the whole lines before and what follows are, byte for byte, the export without the cut. 503 EXPORT.TOO_MANY with Retry-After when as many run as may at once.",
    example: {
      response: JSON.stringify({
        position: EXAMPLE.position,
        stream: `run-${EXAMPLE.runId}`,
        revision: 88,
        id: EXAMPLE.leaseId,
        type: "ApprovalGranted",
        metadata: { v: 1 },
        data: { approvalId: EXAMPLE.approvalId }
      }) + `
{"complete":{"through":"1042"}}
`
    }
  })
};
export {
  ExportFormat,
  exportEndpoints,
  exportFilterShape
};
//# sourceMappingURL=exports.js.map
