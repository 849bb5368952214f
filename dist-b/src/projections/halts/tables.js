const halts = {
  name: "halts",
  columns: {
    haltId: "text",
    workflowId: "text null",
    reason: "text",
    orderedAt: "timestamptz",
    orderedBy: "text",
    liftedAt: "timestamptz null",
    liftedBy: "text null",
    liftReason: "text null"
  },
  key: ["haltId"]
};
export {
  halts
};
//# sourceMappingURL=tables.js.map
