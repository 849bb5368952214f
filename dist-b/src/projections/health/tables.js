const deadLetteredEvents = {
  name: "dead_lettered_events",
  columns: {
    position: "numeric",
    stream: "text",
    revision: "bigint",
    id: "text",
    type: "text",
    reason: "text",
    afterPosition: "numeric null",
    afterEventId: "text null"
  },
  key: ["position"],
  indexes: ["(stream)"]
}, parkedEvents = {
  name: "parked_events",
  columns: { position: "numeric", stream: "text", revision: "bigint", id: "text", type: "text" },
  key: ["position"],
  indexes: ["(stream)"]
}, skippedTypes = {
  name: "skipped_types",
  columns: { type: "text", count: "bigint" },
  key: ["type"],
  sums: ["count"]
};
export {
  deadLetteredEvents,
  parkedEvents,
  skippedTypes
};
//# sourceMappingURL=tables.js.map
