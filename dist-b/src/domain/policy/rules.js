import { nanoFromUsd } from "../kernel/money.js";
import { ownValue } from "../run/run-plan.js";
import { durationMs } from "../workflow/definition.js";
function rulesOfPolicies({ budgets, retry, timeouts, approvals }, own) {
  return {
    run: limitOf(budgets?.run),
    workflowDay: limitOf(budgets?.workflowDay),
    everythingDay: limitOf(budgets?.everythingDay),
    deadlineMs: timeouts?.run === void 0 ? void 0 : durationMs(timeouts.run),
    step: (id) => limitOf(ownValue(budgets?.steps ?? {}, id) ?? budgets?.step),
    retry: (id) => {
      const given = ownValue(retry?.steps ?? {}, id), attempts = given?.attempts ?? retry?.attempts, never = given?.never ?? retry?.never;
      if (attempts === void 0 && never === void 0) return;
      const had = own.byId.get(id)?.retry;
      return { attempts: attempts ?? had?.attempts ?? 1, never: never ?? had?.never ?? [] };
    },
    timeoutMs: (id) => {
      const given = ownValue(timeouts?.steps ?? {}, id) ?? timeouts?.attempt;
      return given === void 0 ? void 0 : durationMs(given);
    },
    asks: (id, tier) => {
      if (tier === "irreversible" || tier === "financial") return !0;
      const given = ownValue(approvals?.steps ?? {}, id) ?? approvals?.[tier];
      return given === void 0 ? void 0 : given === "ask";
    }
  };
}
function rulesOfPlan(plan) {
  const of = (id, read) => {
    const step = plan.byId.get(id);
    return step && read(step);
  };
  return {
    run: limited(plan.budget),
    workflowDay: void 0,
    everythingDay: void 0,
    deadlineMs: plan.deadlineMs,
    step: (id) => of(id, ({ budget }) => limited(budget)),
    retry: (id) => of(id, ({ retry }) => retry),
    timeoutMs: (id) => of(id, ({ timeoutMs }) => timeoutMs),
    asks: (id) => of(id, ({ approval }) => approval.required)
  };
}
const limitOf = (budget) => budget && { nanoUsd: budget.usd === void 0 ? void 0 : nanoFromUsd(budget.usd), tokens: budget.tokens }, limited = (limit) => limit.nanoUsd === void 0 && limit.tokens === void 0 ? void 0 : limit;
export {
  rulesOfPlan,
  rulesOfPolicies
};
//# sourceMappingURL=rules.js.map
