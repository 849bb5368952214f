import { isDone, isReady, keepWait, readySet } from "./document.js";
function setStatus(doc, step, status, at, changes, wait) {
  const { run } = doc;
  doc.stepsChanged = !0, count(doc, step.status, -1), count(doc, status, 1);
  const wasReady = readySet(doc, step).delete(step.stepKey);
  step.status !== status && (doc.stateChanged = !0), step.status = status, (step.wait || wait || wasReady) && (doc.waitsChanged = !0), keepWait(doc, step, wait ? { ...wait, stepKey: step.stepKey } : null), isReady(doc, step) && ((!wasReady || step.readyAt === null) && (step.readyAt = at), readySet(doc, step).add(step.stepKey), doc.waitsChanged = !0), changes.steps.update(step), changes.runs.update(run), (status === "completed" || status === "skipped") && releaseDependents(doc, step, at, changes);
}
function releaseDependents(doc, step, at, changes) {
  if (!(doc.run.stepsToCarry > 0))
    for (const next of doc.dependents.get(step.stepId) ?? [])
      next.status !== "pending" || !next.dependsOn.every((id) => isDone(doc, id)) || (next.readyAt = at, readySet(doc, next).add(next.stepKey), doc.waitsChanged = !0, changes.steps.update(next));
}
function count(doc, status, by) {
  const { run } = doc;
  switch (status) {
    case "running":
      run.stepsRunning += by, run.stepsRunning >= run.parallelism - 1 && (doc.waitsChanged = !0);
      return;
    case "completed":
      run.stepsDone += by;
      return;
    case "skipped":
      run.stepsDone += by, run.stepsSkipped += by;
      return;
    case "deadLetter":
    case "abandoned":
      run.stepsFailed += by;
      return;
    case "awaitingApproval":
    case "awaitingBudget":
      run.stepsWaiting += by;
      return;
    case "awaitingRetry":
      run.stepsRetrying += by;
      return;
    case "pending":
    case "approved":
      return;
  }
}
export {
  setStatus
};
//# sourceMappingURL=step-status.js.map
