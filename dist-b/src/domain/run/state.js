const isEnded = (run) => run.status === "completed" || run.status === "failed" || run.status === "cancelled", isCarryingOver = (run) => run.source !== void 0 && run.carried < run.source.steps;
export {
  isCarryingOver,
  isEnded
};
//# sourceMappingURL=state.js.map
