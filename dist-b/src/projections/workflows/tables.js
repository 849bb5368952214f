const workflows = {
  name: "workflows",
  columns: {
    workflowId: "text",
    name: "text",
    description: "text",
    latestVersion: "int",
    hash: "text",
    steps: "int",
    updatedAt: "timestamptz",
    updatedBy: "text"
  },
  key: ["workflowId"]
}, workflowVersions = {
  name: "workflow_versions",
  columns: {
    workflowId: "text",
    version: "int",
    name: "text",
    description: "text",
    hash: "text",
    steps: "int",
    warnings: "json",
    definition: "json",
    source: "json null",
    savedAt: "timestamptz",
    savedBy: "text"
  },
  key: ["workflowId", "version"]
};
export {
  workflowVersions,
  workflows
};
//# sourceMappingURL=tables.js.map
