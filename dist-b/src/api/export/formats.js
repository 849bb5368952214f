import { stringify } from "csv-stringify/sync";
import { parquetChunks } from "./parquet.js";
const CHUNK = 64 * 1024, eventLine = ({ position, stream, revision, id, type, metadata, data }) => JSON.stringify({ position: String(position), stream, revision, id, type, metadata, data });
async function* ndjson(events, { through }) {
  let chunk = "";
  for await (const { event } of events)
    chunk += `${eventLine(event)}
`, !(chunk.length < CHUNK) && (yield chunk, chunk = "");
  yield `${chunk}${JSON.stringify({ complete: { through: String(through) } })}
`;
}
async function* json(events, { resumed }) {
  let chunk = resumed ? "" : `[
`, first = !0;
  for await (const { event } of events)
    chunk += `${first ? "" : `,
`}${eventLine(event)}`, first = !1, !(chunk.length < CHUNK) && (yield chunk, chunk = "");
  yield `${chunk}${first ? "" : `
`}]
`;
}
const CSV_COLUMNS = [
  "position",
  "at",
  "stream",
  "revision",
  "eventId",
  "type",
  "version",
  "workflowId",
  "runId",
  "stepKey",
  "attempt",
  "agentId",
  "operatorId",
  "actorKind",
  "actorId",
  "actorName",
  "nanoUsd",
  "commandId",
  "correlationId",
  "causationId",
  "prevHash",
  "hash"
], CSV_ROWS = 64, csvText = (rows) => stringify([...rows], { escape_formulas: !0 }), cell = (value) => value === null ? "" : String(value).replace(/[\r\n]+/g, " ");
async function* csv(events, { resumed }) {
  resumed || (yield csvText([[...CSV_COLUMNS, "data"]]));
  let rows = [], length = 0;
  for await (const { event, flat } of events) {
    if (!flat) continue;
    const data = JSON.stringify(event.data);
    rows.push([...CSV_COLUMNS.map((name) => cell(flat[name])), data]), length += data.length, !(rows.length < CSV_ROWS && length < CHUNK) && (yield csvText(rows), rows = [], length = 0);
  }
  rows.length > 0 && (yield csvText(rows));
}
const FORMATS = {
  ndjson: { mediaType: "application/x-ndjson", extension: "ndjson", resumable: !0, flat: !1, write: ndjson },
  json: { mediaType: "application/json", extension: "json", resumable: !0, flat: !1, write: json },
  csv: { mediaType: "text/csv", extension: "csv", resumable: !0, flat: !0, write: csv },
  parquet: {
    mediaType: "application/vnd.apache.parquet",
    extension: "parquet",
    resumable: !1,
    flat: !0,
    write: parquetChunks
  }
};
export {
  CSV_COLUMNS,
  FORMATS,
  eventLine
};
//# sourceMappingURL=formats.js.map
