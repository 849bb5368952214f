import { StepKey as StepKeySchema } from "../kernel/ids.js";
import { askOf, shortBudget } from "./budget.js";
import { isCarryingOver } from "./state.js";
const keys = /* @__PURE__ */ new WeakMap();
function stepKeyOf(planStep) {
  let key = keys.get(planStep);
  return key === void 0 && keys.set(planStep, key = StepKeySchema.parse(planStep.id)), key;
}
function isReady(run, plan, planStep, now) {
  if (run.status !== "running" || isCarryingOver(run)) return !1;
  const step = run.steps.get(stepKeyOf(planStep));
  switch (step?.status) {
    case void 0:
    case "pending":
      return dependenciesDone(run, plan, planStep);
    case "approved":
      return !0;
    case "awaitingRetry":
      return step.retryAt !== void 0 && step.retryAt <= now;
    case "awaitingBudget":
      return shortBudget(run, planStep, step, askOf(planStep, step)) === void 0;
    case "awaitingApproval":
    case "running":
    case "deadLetter":
    case "completed":
    case "skipped":
    case "abandoned":
      return !1;
  }
}
function dependenciesDone(run, plan, planStep) {
  for (const id of planStep.dependsOn) {
    const before = plan.byId.get(id);
    if (!(before !== void 0 && isDone(run, before))) return !1;
  }
  return !0;
}
function readySteps(state, plan, now) {
  return state.status !== "running" || isCarryingOver(state) ? [] : [...frontOf(state, plan)].filter((planStep) => isReady(state, plan, planStep, now)).sort((a, b) => a.order - b.order).map(stepKeyOf);
}
const fronts = /* @__PURE__ */ new WeakMap();
function frontOf(run, plan) {
  const known = fronts.get(run);
  if (known?.plan !== plan) {
    const steps2 = new Set(plan.steps.filter((step) => !isDone(run, step) && dependenciesDone(run, plan, step)));
    return fronts.set(run, { plan, steps: steps2 }), steps2;
  }
  const { steps } = known;
  for (let done = doneOf(run, steps); done.length > 0; done = doneOf(run, steps)) {
    const after = /* @__PURE__ */ new Set();
    for (const step of done) {
      steps.delete(step);
      for (const next of dependentsOf(plan).get(step.id) ?? []) after.add(next);
    }
    for (const next of after) dependenciesDone(run, plan, next) && steps.add(next);
  }
  return steps;
}
const doneOf = (run, steps) => [...steps].filter((step) => isDone(run, step));
function isDone(run, planStep) {
  const status = run.steps.get(stepKeyOf(planStep))?.status;
  return status === "completed" || status === "skipped";
}
const dependents = /* @__PURE__ */ new WeakMap();
function dependentsOf(plan) {
  const known = dependents.get(plan);
  if (known) return known;
  const made = /* @__PURE__ */ new Map();
  for (const step of plan.steps)
    for (const id of step.dependsOn) {
      const others = made.get(id);
      others ? others.push(step) : made.set(id, [step]);
    }
  return dependents.set(plan, made), made;
}
export {
  dependenciesDone,
  isReady,
  readySteps,
  stepKeyOf
};
//# sourceMappingURL=readiness.js.map
