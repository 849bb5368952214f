const COMMANDS = /* @__PURE__ */ Symbol("COMMANDS"), READS = /* @__PURE__ */ Symbol("READS"), STORE = /* @__PURE__ */ Symbol("STORE"), BLOBS = /* @__PURE__ */ Symbol("BLOBS"), ACCESS = /* @__PURE__ */ Symbol("ACCESS"), SITE = /* @__PURE__ */ Symbol("SITE"), CLOCK = /* @__PURE__ */ Symbol("CLOCK"), DEFINITIONS = /* @__PURE__ */ Symbol("DEFINITIONS"), PRESENCE = /* @__PURE__ */ Symbol("PRESENCE"), OPEN_RUNS = /* @__PURE__ */ Symbol("OPEN_RUNS"), CONTROL_EVERYWHERE = /* @__PURE__ */ Symbol("CONTROL_EVERYWHERE"), SYSTEM = /* @__PURE__ */ Symbol("SYSTEM"), METRICS = /* @__PURE__ */ Symbol("METRICS"), LOG = /* @__PURE__ */ Symbol("LOG"), VERIFIER = /* @__PURE__ */ Symbol("VERIFIER"), LOG_READER = /* @__PURE__ */ Symbol("LOG_READER"), EVIDENCE = /* @__PURE__ */ Symbol("EVIDENCE"), EXPORT_LIMITS = /* @__PURE__ */ Symbol("EXPORT_LIMITS"), PERSONAL_DATA = /* @__PURE__ */ Symbol("PERSONAL_DATA"), RETENTION = /* @__PURE__ */ Symbol("RETENTION"), REPLAYS = /* @__PURE__ */ Symbol("REPLAYS"), HISTORY = /* @__PURE__ */ Symbol("HISTORY"), GROUPS = ["main", "audit"];
export {
  ACCESS,
  BLOBS,
  CLOCK,
  COMMANDS,
  CONTROL_EVERYWHERE,
  DEFINITIONS,
  EVIDENCE,
  EXPORT_LIMITS,
  GROUPS,
  HISTORY,
  LOG,
  LOG_READER,
  METRICS,
  OPEN_RUNS,
  PERSONAL_DATA,
  PRESENCE,
  READS,
  REPLAYS,
  RETENTION,
  SITE,
  STORE,
  SYSTEM,
  VERIFIER
};
//# sourceMappingURL=ports.js.map
