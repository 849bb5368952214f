const operators = {
  name: "operators",
  columns: {
    operatorId: "text",
    name: "text",
    roles: "json",
    createdAt: "timestamptz",
    disabledAt: "timestamptz null",
    disabledBecause: "text null",
    keys: "json",
    sessions: "json",
    views: "json",
    hints: "json"
  },
  key: ["operatorId"]
};
export {
  operators
};
//# sourceMappingURL=tables.js.map
