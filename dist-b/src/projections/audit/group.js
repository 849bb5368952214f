import { AuditModel } from "./model.js";
import { AUDIT_TABLES } from "./tables.js";
const MAY_LAG = { some: 5e3, most: 3e4 }, REST = { most: 4, least: 0.5 };
function restOf(busyMs, ageMs) {
  const far = (ageMs - MAY_LAG.some) / (MAY_LAG.most - MAY_LAG.some);
  return busyMs * (REST.most - (REST.most - REST.least) * Math.min(1, Math.max(0, far)));
}
const AUDIT_GROUP = {
  name: "audit",
  title: "audit",
  schemas: ["audit_1", "audit_2"],
  format: 3,
  lock: 7401203,
  tables: AUDIT_TABLES,
  views: [],
  maxBatch: 2e3,
  gatherMs: 250,
  restMs: restOf,
  // What is searched stands in an index, whatever statistics say of a table that has just been filled.
  querySettings: "-c enable_seqscan=off -c jit=off -c statement_timeout=8000",
  model: (client, schema) => new AuditModel(client, schema)
};
export {
  AUDIT_GROUP,
  restOf
};
//# sourceMappingURL=group.js.map
