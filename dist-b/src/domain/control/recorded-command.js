function recordedControlCommand([first], { now }) {
  const facts = { now, actor: first.metadata.actor };
  switch (first.type) {
    case "HaltOrdered":
      return { name: "OrderHalt", payload: first.data, facts };
    case "HaltLifted":
      return { name: "LiftHalt", payload: { haltId: first.data.haltId, reason: first.data.reason }, facts };
  }
}
export {
  recordedControlCommand
};
//# sourceMappingURL=recorded-command.js.map
