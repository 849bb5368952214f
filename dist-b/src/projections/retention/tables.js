const runKeys = {
  name: "run_keys",
  columns: { runId: "text", keyId: "text", events: "int" },
  key: ["keyId", "runId"],
  sums: ["events"]
};
export {
  runKeys
};
//# sourceMappingURL=tables.js.map
