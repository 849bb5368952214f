const haltOf = (control, workflowId) => control.open.find(({ scope }) => scope.kind === "everything") ?? control.open.find(({ scope }) => scope.kind === "workflow" && scope.id === workflowId), isHalted = (control, workflowId) => haltOf(control, workflowId) !== void 0, sameScope = (a, b) => a.kind === "workflow" ? b.kind === "workflow" && a.id === b.id : b.kind === "everything";
export {
  haltOf,
  isHalted,
  sameScope
};
//# sourceMappingURL=state.js.map
