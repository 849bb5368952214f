import { RowChanges, SumChanges } from "../batch/changes.js";
import { addUp, count } from "./counting.js";
import { Places, runIdOf } from "./places.js";
import { auditRow } from "./projection.js";
import { follow } from "./runs.js";
class AuditChanges {
  auditEvents = new RowChanges();
  auditRuns = new RowChanges();
  recordMinutes = new SumChanges();
  recordHours = new SumChanges();
  deadLetteredEvents = new RowChanges();
  parkedEvents = new RowChanges();
  skippedTypes = new SumChanges();
}
const tableChanges = (changes) => ({
  ...changes
});
class AuditModel {
  places;
  constructor(client, schema) {
    this.places = new Places(client, schema);
  }
  prepare(items) {
    return this.places.load(items);
  }
  begin() {
    const changes = new AuditChanges(), runs = /* @__PURE__ */ new Map();
    return {
      health: changes,
      event: (event, position) => {
        const row = auditRow(event, position, this.places);
        changes.auditEvents.insert(row), count(row, changes.recordMinutes);
        const run = row.runId === null ? void 0 : this.places.of(event.stream);
        run && follow(run.row, row, changes.auditRuns), row.runId !== null && runs.set(runIdOf(event.stream), event.revision);
      },
      finish: () => (addUp(changes.recordMinutes.inserted, changes.recordHours), {
        changes: tableChanges(changes),
        runs: [...runs].map(([runId, revision]) => ({ runId, revision }))
      })
    };
  }
  forget() {
    this.places.forget();
  }
  lookAgain() {
  }
  trim() {
    this.places.trim();
  }
}
export {
  AuditModel
};
//# sourceMappingURL=model.js.map
