function recordedWorkflowCommand([first], { now }, definition, hash) {
  const { definition: blob, warnings, source } = first.data;
  return {
    name: "SaveVersion",
    payload: { definition },
    facts: { now, actor: first.metadata.actor, blob, hash, warnings, source }
  };
}
export {
  recordedWorkflowCommand
};
//# sourceMappingURL=recorded-command.js.map
