import { formatUsd, sum } from "../kernel/money.js";
function definitionWarnings({ budget, steps }) {
  const warnings = steps.flatMap(stepWarnings), estimates = {
    nanoUsd: sum(steps.map((step) => step.estimate.nanoUsd ?? 0n)),
    tokens: steps.reduce((total, step) => total + (step.estimate.tokens ?? 0), 0)
  };
  return warnings.push(...smallBudget("budget", budget, estimates, "the sum of the estimates of its steps")), warnings;
}
function stepWarnings(step) {
  const { index, tier, model, approvalRequired, budget, estimate } = step, path = `steps[${index}]`, warnings = smallBudget(`${path}.budget`, budget, estimate, "the step's own estimate"), risky = tier === "financial" || tier === "irreversible";
  return risky && model === void 0 && warnings.push({
    path: `${path}.model`,
    message: `a step of tier "${tier}" should pin its model: without one, whatever the agent uses that day acts`,
    code: "DEFINITION.UNPINNED_MODEL"
  }), risky && approvalRequired === !1 && warnings.push({
    path: `${path}.approval.required`,
    message: `a step of tier "${tier}" always asks for approval: false has no effect`,
    code: "DEFINITION.NO_EFFECT"
  }), tier === "read" && approvalRequired === !0 && warnings.push({
    path: `${path}.approval.required`,
    message: 'a step of tier "read" never asks for approval: give it tier "write" if it changes something',
    code: "DEFINITION.NO_EFFECT"
  }), warnings;
}
function smallBudget(path, budget, estimate, what) {
  const warnings = [], say = (have, need) => {
    warnings.push({ path, message: `${have} is less than ${what}, ${need}`, code: "DEFINITION.SMALL_BUDGET" });
  };
  return budget.nanoUsd !== void 0 && estimate.nanoUsd !== void 0 && budget.nanoUsd < estimate.nanoUsd && say(formatUsd(budget.nanoUsd), formatUsd(estimate.nanoUsd)), budget.tokens !== void 0 && estimate.tokens !== void 0 && budget.tokens < estimate.tokens && say(`${budget.tokens} tokens`, `${estimate.tokens} tokens`), warnings;
}
export {
  definitionWarnings
};
//# sourceMappingURL=definition-warnings.js.map
