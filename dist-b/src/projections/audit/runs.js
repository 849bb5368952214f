const STATUS_AFTER = {
  RunStarted: "running",
  RunPaused: "paused",
  RunResumed: "running",
  RunHalted: "halted",
  RunCompleted: "completed",
  RunFailed: "failed",
  RunCancelled: "cancelled"
}, changesStatus = (type) => Object.hasOwn(STATUS_AFTER, type), newRun = (runId, workflowId, position) => ({
  runId,
  status: "running",
  workflowId,
  nanoUsd: "0",
  events: 0,
  firstPosition: position,
  lastPosition: position
});
function follow(run, event, changes) {
  run.events === 0 && changes.insert(run), run.events++, run.lastPosition = event.position, event.nanoUsd !== null && (run.nanoUsd = String(BigInt(run.nanoUsd) + BigInt(event.nanoUsd))), changesStatus(event.type) && (run.status = STATUS_AFTER[event.type] ?? run.status), changes.update(run);
}
export {
  follow,
  newRun
};
//# sourceMappingURL=runs.js.map
