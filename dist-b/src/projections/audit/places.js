import { kindOf, STREAMS } from "../../domain/catalog.js";
import { newRun } from "./runs.js";
import { AUDIT_TABLES } from "./tables.js";
const KEPT = 2e5;
class Places {
  constructor(client, schema) {
    this.client = client;
    this.schema = schema;
  }
  client;
  schema;
  runs = /* @__PURE__ */ new Map();
  async load(items) {
    const missing = /* @__PURE__ */ new Set(), starting = /* @__PURE__ */ new Set();
    for (const item of items) {
      if (item.kind !== "event" || kindOf(item.event.stream) !== "run") continue;
      const { stream, revision } = item.event;
      revision === 0 ? starting.add(stream) : !starting.has(stream) && !this.runs.has(stream) && missing.add(stream);
    }
    if (missing.size === 0) return;
    const runs = await this.client.query(
      `${AUDIT_TABLES.auditRuns.select(this.schema)} WHERE run_id = ANY($1::text[])`,
      [[...missing].map(runIdOf)]
    ), rows = new Map(
      runs.rows.map(({ firstPosition, lastPosition, ...row }) => [
        row.runId,
        { ...row, firstPosition: String(firstPosition), lastPosition: String(lastPosition) }
      ])
    ), found = await this.client.query(
      `SELECT stream, root_run_id AS "rootRunId", introduces, step_key AS "stepKey", attempt,
         agent_id AS "agentId" FROM ${this.schema}.${AUDIT_TABLES.auditEvents.name}
       WHERE stream = ANY($1::text[]) AND (revision = 0 OR introduces IS NOT NULL) ORDER BY position`,
      [[...missing]]
    );
    for (const row of found.rows) {
      const run = rows.get(runIdOf(row.stream));
      row.introduces === null ? run && this.runs.set(row.stream, placesOf(run, row.rootRunId ?? "")) : this.runs.get(row.stream)?.introduced.set(row.introduces, row);
    }
  }
  start(stream, workflowId, rootRunId, position) {
    const places = placesOf(newRun(runIdOf(stream), workflowId, position), rootRunId);
    return this.runs.set(stream, places), places;
  }
  of(stream) {
    return this.runs.get(stream);
  }
  forget() {
    this.runs.clear();
  }
  /** Ended runs hardly say more; beyond the limit those that came first go. */
  trim() {
    let kept = 0;
    for (const [stream, places] of this.runs)
      places.ended ? this.runs.delete(stream) : kept += 1 + places.introduced.size;
    for (const [stream, places] of this.runs) {
      if (kept <= KEPT) return;
      this.runs.delete(stream), kept -= 1 + places.introduced.size;
    }
  }
}
const placesOf = (row, rootRunId) => ({
  row,
  rootRunId,
  introduced: /* @__PURE__ */ new Map(),
  ended: !1
}), runIdOf = (stream) => stream.slice(STREAMS.run.length);
export {
  Places,
  runIdOf
};
//# sourceMappingURL=places.js.map
