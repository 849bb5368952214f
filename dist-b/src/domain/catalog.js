import { agentEvents } from "./agent/events.js";
import { bulkEvents } from "./bulk/events.js";
import { controlEvents } from "./control/events.js";
import { evidenceEvents } from "./evidence/events.js";
import { exportEvents } from "./export/events.js";
import { operatorEvents } from "./operator/events.js";
import { retentionEvents } from "./retention/events.js";
import { runEvents } from "./run/events.js";
import { workflowEvents } from "./workflow/events.js";
const STREAMS = {
  workflow: "workflow-",
  run: "run-",
  control: "control",
  agent: "agent-",
  operator: "operator-",
  bulk: "bulk-",
  checkpoints: "checkpoints",
  export: "export-",
  retention: "retention"
}, STORAGE_PREFIXES = ["blob-", "snapshot-", "instances"], INSTANCES_STREAM = "instances", types = (stream, schemas) => Object.entries(schemas).map(([type, schema]) => [type, { stream, version: 1, schema, upcasters: [] }]), CATALOG = new Map([
  ...types("run", runEvents),
  ...types("workflow", workflowEvents),
  ...types("control", controlEvents),
  ...types("agent", agentEvents),
  ...types("operator", operatorEvents),
  ...types("bulk", bulkEvents),
  ...types("checkpoints", evidenceEvents),
  ...types("export", exportEvents),
  ...types("retention", retentionEvents)
]), runStream = (runId) => STREAMS.run + runId, workflowStream = (id) => STREAMS.workflow + id, agentStream = (id) => STREAMS.agent + id, operatorStream = (id) => STREAMS.operator + id, bulkStream = (bulkId) => STREAMS.bulk + bulkId, exportStream = (exportId) => STREAMS.export + exportId, snapshotStream = (stream) => `snapshot-${stream}`, CONTROL_STREAM = STREAMS.control, CHECKPOINTS_STREAM = STREAMS.checkpoints, RETENTION_STREAM = STREAMS.retention, isKind = (name) => Object.hasOwn(STREAMS, name), KINDS = Object.keys(STREAMS).filter(isKind), kindOf = (stream) => KINDS.find((kind) => stream.startsWith(STREAMS[kind]));
export {
  CATALOG,
  CHECKPOINTS_STREAM,
  CONTROL_STREAM,
  INSTANCES_STREAM,
  RETENTION_STREAM,
  STORAGE_PREFIXES,
  STREAMS,
  agentStream,
  bulkStream,
  exportStream,
  kindOf,
  operatorStream,
  runStream,
  snapshotStream,
  workflowStream
};
//# sourceMappingURL=catalog.js.map
