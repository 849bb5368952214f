import { InconsistentEvent } from "../batch/inconsistent.js";
function runDocument(rows) {
  const doc = {
    run: rows.run,
    steps: /* @__PURE__ */ new Map(),
    attempts: new Map(rows.attempts.map((attempt) => [attempt.leaseId, attempt])),
    approvals: new Map(rows.approvals.map((approval) => [approval.approvalId, approval])),
    deadLetters: new Map(rows.deadLetters.map((letter) => [letter.stepKey, letter])),
    dependents: /* @__PURE__ */ new Map(),
    waits: /* @__PURE__ */ new Map(),
    ready: /* @__PURE__ */ new Map(),
    shortOfBudget: /* @__PURE__ */ new Set(),
    heldAt: rows.run.waits.find(({ kind }) => kind === "paused" || kind === "halted")?.revision,
    agents: new Set(rows.attempts.map(({ agentId }) => agentId)),
    plannedSteps: rows.steps.filter(({ stepKey, stepId }) => stepKey === stepId).length,
    waitsChanged: !1,
    stepsChanged: !1,
    stateChanged: !1
  };
  for (const step of rows.steps) addStep(doc, step);
  for (const step of rows.steps) step.wait && keepWait(doc, step, step.wait);
  for (const step of rows.steps) isReady(doc, step) && readySet(doc, step).add(step.stepKey);
  return doc;
}
function keepWait(doc, step, wait) {
  doc.waits.delete(step.stepKey), doc.shortOfBudget.delete(step.stepKey), step.wait = wait, wait && (doc.waits.set(step.stepKey, wait), wait.kind === "budget" && doc.shortOfBudget.add(step.stepKey));
}
function addStep(doc, step) {
  doc.steps.set(step.stepKey, step);
  for (const id of step.dependsOn) {
    const others = doc.dependents.get(id);
    others ? others.push(step) : doc.dependents.set(id, [step]);
  }
}
function isDone(doc, stepId) {
  const status = doc.steps.get(stepId)?.status;
  return status === "completed" || status === "skipped";
}
function isReady(doc, step) {
  return doc.run.stepsToCarry > 0 ? !1 : step.status === "approved" ? !0 : step.status === "pending" && step.dependsOn.every((id) => isDone(doc, id));
}
function readySet(doc, step) {
  const known = doc.ready.get(step.capability);
  if (known) return known;
  const made = /* @__PURE__ */ new Set();
  return doc.ready.set(step.capability, made), made;
}
function stepOf(doc, ref, changes) {
  const known = doc.steps.get(ref.stepKey);
  if (known) return known;
  const pattern = doc.steps.get(ref.stepId);
  if (!pattern) throw new InconsistentEvent(`run ${doc.run.runId} has no step "${ref.stepId}"`);
  const step = { ...pattern, stepKey: ref.stepKey };
  return addStep(doc, step), doc.run.stepsTotal++, doc.stepsChanged = !0, changes.steps.insert(step), step;
}
function attemptOf(doc, leaseId) {
  const attempt = doc.attempts.get(leaseId);
  if (!attempt) throw new InconsistentEvent(`run ${doc.run.runId} has no lease ${leaseId}`);
  return attempt;
}
function approvalOf(doc, approvalId) {
  const approval = doc.approvals.get(approvalId);
  if (!approval) throw new InconsistentEvent(`run ${doc.run.runId} has no approval ${approvalId}`);
  return approval;
}
function standAt(doc, revision, position, changes) {
  const { run } = doc;
  run.revision = revision, run.position = position, doc.stateChanged && (run.stateRevision = revision, run.statePosition = position, doc.stateChanged = !1), changes.runs.update(run);
}
export {
  addStep,
  approvalOf,
  attemptOf,
  isDone,
  isReady,
  keepWait,
  readySet,
  runDocument,
  standAt,
  stepOf
};
//# sourceMappingURL=document.js.map
