import { STREAMS } from "../../domain/catalog.js";
import { runDocument } from "../runs/document.js";
import { TABLES } from "../tables.js";
const KEPT_STEPS = 1e5;
class WorkingSet {
  constructor(client, schema) {
    this.client = client;
    this.schema = schema;
  }
  client;
  schema;
  runs = /* @__PURE__ */ new Map();
  registry = {
    workflows: /* @__PURE__ */ new Map(),
    agents: /* @__PURE__ */ new Map(),
    operators: /* @__PURE__ */ new Map(),
    halts: /* @__PURE__ */ new Map(),
    bulks: /* @__PURE__ */ new Map()
  };
  registryLoaded = !1;
  /** Loads what the events of a batch touch; a run that starts in it has no rows yet. */
  async load(items) {
    const missing = /* @__PURE__ */ new Set();
    let registry = !1;
    for (const item of items) {
      if (item.kind !== "event") continue;
      const { stream, revision } = item.event;
      if (!stream.startsWith(STREAMS.run)) registry = !0;
      else {
        const runId = stream.slice(STREAMS.run.length);
        revision > 0 && !this.runs.has(runId) ? missing.add(runId) : revision === 0 && this.starting.add(runId);
      }
    }
    for (const runId of this.starting) missing.delete(runId);
    this.starting.clear(), missing.size > 0 && await this.loadRuns([...missing]), registry && !this.registryLoaded && await this.loadRegistry();
  }
  starting = /* @__PURE__ */ new Set();
  forget() {
    this.runs.clear(), this.registryLoaded = !1;
  }
  /** Ended runs hardly change any more; beyond the limit, those that were loaded first go. */
  trim() {
    let steps = 0;
    for (const [runId, doc] of this.runs)
      doc.run.endedAt !== null ? this.runs.delete(runId) : steps += doc.steps.size;
    for (const [runId, doc] of this.runs) {
      if (steps <= KEPT_STEPS) return;
      this.runs.delete(runId), steps -= doc.steps.size;
    }
  }
  async loadRuns(runIds) {
    const of = (table, where = "") => this.rows(table, `WHERE run_id = ANY($1::text[])${where}`, [runIds]), runs = await of("runs"), steps = byRun(await of("steps", ' ORDER BY run_id, "order", step_key')), attempts = byRun(await of("attempts")), approvals = byRun(await of("approvals")), deadLetters = byRun(await of("deadLetters", " AND status = 'open'"));
    for (const run of runs)
      this.runs.set(
        run.runId,
        runDocument({
          run,
          steps: steps.get(run.runId) ?? [],
          attempts: attempts.get(run.runId) ?? [],
          approvals: approvals.get(run.runId) ?? [],
          deadLetters: deadLetters.get(run.runId) ?? []
        })
      );
  }
  async loadRegistry() {
    this.registry = {
      workflows: byId(await this.rows("workflows"), (one) => one.workflowId),
      agents: byId(await this.rows("agents"), (one) => one.agentId),
      operators: byId(await this.rows("operators"), (one) => one.operatorId),
      halts: byId(await this.rows("halts"), (one) => one.haltId),
      bulks: byId(await this.rows("bulks"), (one) => one.bulkId)
    }, this.registryLoaded = !0;
  }
  async rows(table, where = "", values = []) {
    return (await this.client.query(`${TABLES[table].select(this.schema)} ${where}`, values)).rows;
  }
}
const byId = (rows, id) => new Map(rows.map((one) => [id(one), one]));
function byRun(rows) {
  const found = /* @__PURE__ */ new Map();
  for (const one of rows) {
    const others = found.get(one.runId);
    others ? others.push(one) : found.set(one.runId, [one]);
  }
  return found;
}
export {
  WorkingSet
};
//# sourceMappingURL=working-set.js.map
