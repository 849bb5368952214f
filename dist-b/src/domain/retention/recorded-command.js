function recordedRetentionCommand([first], { now }) {
  const facts = { now, actor: first.metadata.actor };
  switch (first.type) {
    case "RetentionPolicySet":
      return { name: "SetRetentionPolicy", payload: first.data, facts };
    case "HoldPlaced":
      return { name: "PlaceHold", payload: first.data, facts };
    case "HoldLiftRequested":
      return { name: "RequestHoldLift", payload: first.data, facts };
    case "HoldLifted":
      return { name: "ConfirmHoldLift", payload: first.data, facts };
    case "SubjectErased":
      return { name: "EraseSubject", payload: { ...first.data, runs: [] }, facts };
    case "RunsPruned": {
      const { pruneId, runs, archive } = first.data, shown = runs.map((proof) => {
        const { runId, class: tier, endedAt } = proof;
        return { ...proof, run: { runId, class: tier, workflowId: "", operatorId: "", agentIds: [], startedAt: endedAt, endedAt } };
      });
      return { name: "PruneRuns", payload: { pruneId, runs: shown, archive, asOf: first.revision }, facts };
    }
    case "PruningFinished":
      return { name: "FinishPruning", payload: first.data, facts };
  }
}
export {
  recordedRetentionCommand
};
//# sourceMappingURL=recorded-command.js.map
