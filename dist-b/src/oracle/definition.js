import { nanoFromUsd } from "../domain/kernel/money.js";
import { WorkflowDefinition } from "../domain/workflow/definition.js";
const NO_LIMIT = { nanoUsd: void 0, tokens: void 0 };
function readDefinition(document) {
  const { steps, policies } = WorkflowDefinition.parse(document);
  return new Map(
    steps.map((step) => {
      const tier = step.tier ?? "read", asks = step.approval?.required ?? policies?.approveWrites ?? !1;
      return [
        step.id,
        {
          capability: typeof step.agent == "string" ? step.agent : step.agent.capability,
          dependsOn: step.dependsOn ?? [],
          tier,
          gated: tier === "irreversible" || tier === "financial" || tier === "write" && asks,
          budget: limitOf(step.budget),
          attempts: step.retry?.attempts ?? 3,
          never: step.retry?.never ?? []
        }
      ];
    })
  );
}
const limitOf = (budget) => ({
  nanoUsd: budget?.usd === void 0 ? void 0 : nanoFromUsd(budget.usd),
  tokens: budget?.tokens
});
export {
  NO_LIMIT,
  readDefinition
};
//# sourceMappingURL=definition.js.map
