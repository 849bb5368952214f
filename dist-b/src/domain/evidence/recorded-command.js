function recordedEvidenceCommand([first], { now }) {
  const facts = { now, actor: first.metadata.actor };
  switch (first.type) {
    case "SigningKeyAdded":
      return { name: "AddSigningKey", payload: first.data, facts };
    case "CheckpointSigned":
      return { name: "SignCheckpoint", payload: first.data, facts };
  }
}
export {
  recordedEvidenceCommand
};
//# sourceMappingURL=recorded-command.js.map
