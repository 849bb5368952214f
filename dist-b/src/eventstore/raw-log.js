class OutcomeUnknown extends Error {
  name = "OutcomeUnknown";
}
export {
  OutcomeUnknown
};
//# sourceMappingURL=raw-log.js.map
