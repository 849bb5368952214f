class InconsistentEvent extends Error {
  name = "InconsistentEvent";
}
export {
  InconsistentEvent
};
//# sourceMappingURL=inconsistent.js.map
