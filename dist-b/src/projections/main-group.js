import { MainModel } from "./batch/main-model.js";
import { FORMAT } from "./storage/schema.js";
import { TABLES, VIEWS } from "./tables.js";
const MAIN_GROUP = {
  name: "main",
  title: "read-models",
  schemas: ["rm_1", "rm_2"],
  format: FORMAT,
  lock: 7401202,
  tables: TABLES,
  views: VIEWS,
  maxBatch: 5e3,
  // A step's two or three events become one batch, and rows are still fresh for whoever looks.
  gatherMs: 20,
  urgent: /* @__PURE__ */ new Set(["ApprovalRequested", "StepDeadLettered", "RunHalted", "RunCancelled", "RunFailed", "RunCompleted"]),
  model: (client, schema, blobs) => new MainModel(client, schema, blobs)
};
export {
  MAIN_GROUP
};
//# sourceMappingURL=main-group.js.map
