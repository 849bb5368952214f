import { isReady, readySet, stepOf } from "./document.js";
import { setStatus } from "./step-status.js";
function carryOver(doc, { data, revision, metadata: { at } }, changes) {
  const { outcome, from, cost } = data, step = stepOf(doc, data.step, changes);
  if (step.endedAt = at, step.summary = data.summary, step.outputRevision = data.output === void 0 ? null : revision, step.carried = { outcome, runId: from.runId, revision: from.revision, nanoUsd: cost.nanoUsd, tokens: cost.tokens }, setStatus(doc, step, outcome === "skipped" ? "skipped" : "completed", at, changes), doc.run.stepsToCarry--, !(doc.run.stepsToCarry > 0)) {
    for (const next of doc.steps.values())
      isReady(doc, next) && (next.readyAt = at, readySet(doc, next).add(next.stepKey), changes.steps.update(next));
    doc.waitsChanged = !0;
  }
}
export {
  carryOver
};
//# sourceMappingURL=carry-over.js.map
