class RowChanges {
  inserted = /* @__PURE__ */ new Set();
  updated = /* @__PURE__ */ new Set();
  insert(row) {
    this.inserted.add(row);
  }
  update(row) {
    this.inserted.has(row) || this.updated.add(row);
  }
}
class SumChanges {
  rows = /* @__PURE__ */ new Map();
  updated = /* @__PURE__ */ new Set();
  get inserted() {
    return new Set(this.rows.values());
  }
  of(key, empty) {
    const known = this.rows.get(key);
    if (known) return known;
    const row = empty();
    return this.rows.set(key, row), row;
  }
}
class Changes {
  runs = new RowChanges();
  steps = new RowChanges();
  attempts = new RowChanges();
  runAgents = new RowChanges();
  runPayloads = new RowChanges();
  runKeys = new SumChanges();
  runEvents = new RowChanges();
  approvals = new RowChanges();
  deadLetters = new RowChanges();
  charges = new RowChanges();
  costRollups = new SumChanges();
  costHours = new SumChanges();
  workflows = new RowChanges();
  workflowVersions = new RowChanges();
  agents = new RowChanges();
  agentWork = new SumChanges();
  agentHours = new SumChanges();
  operators = new RowChanges();
  halts = new RowChanges();
  bulks = new RowChanges();
  bulkItems = new RowChanges();
  deadLetteredEvents = new RowChanges();
  parkedEvents = new RowChanges();
  skippedTypes = new SumChanges();
}
const tableChanges = (changes) => ({ ...changes });
export {
  Changes,
  RowChanges,
  SumChanges,
  tableChanges
};
//# sourceMappingURL=changes.js.map
