const runEventsIndex = {
  name: "run_events",
  columns: {
    runId: "text",
    revision: "int",
    position: "numeric",
    eventId: "text",
    type: "text",
    stepKey: "text null",
    attempt: "int null",
    actorKind: "text",
    actorId: "text",
    actorName: "text",
    at: "timestamptz",
    commandId: "text",
    causationId: "text"
  },
  key: ["runId", "revision"],
  indexes: ["(position DESC)", "(run_id, step_key, revision) WHERE step_key IS NOT NULL"]
};
export {
  runEventsIndex
};
//# sourceMappingURL=tables.js.map
