import { nanoFromUsd } from "../kernel/money.js";
import { durationMs } from "./definition.js";
const NO_LIMIT = { nanoUsd: void 0, tokens: void 0 }, POLICY_VERSION = 1;
function compilePlan(definition) {
  const onReject = definition.policies?.onReject ?? "fail", steps = definition.steps.map((step, order) => {
    const tier = step.tier ?? "read", agent = typeof step.agent == "string" ? { capability: step.agent } : step.agent;
    return {
      id: step.id,
      name: step.name ?? step.id,
      order,
      capability: agent.capability,
      agentName: "name" in agent ? agent.name : void 0,
      model: step.model,
      dependsOn: step.dependsOn ?? [],
      inputs: step.inputs ?? {},
      outputSchema: step.output,
      tier,
      approval: {
        required: asksFirst(tier, step.approval?.required ?? definition.policies?.approveWrites ?? !1),
        reason: step.approval?.reason,
        expiresAfterMs: durationMs(step.approval?.expiresAfter ?? "1d"),
        onExpire: step.approval?.onExpire ?? "reject",
        onReject: step.approval?.onReject ?? onReject,
        approvers: step.approval?.approvers ?? 1,
        fourEyes: step.approval?.fourEyes ?? !1
      },
      budget: limitOf(step.budget),
      estimate: {
        nanoUsd: step.estimate?.usd === void 0 ? 0n : nanoFromUsd(step.estimate.usd),
        tokens: step.estimate?.tokens ?? 0
      },
      timeoutMs: durationMs(step.timeout ?? "10m"),
      heartbeatMs: durationMs(step.heartbeat ?? "30s"),
      retry: {
        attempts: step.retry?.attempts ?? 3,
        initialMs: durationMs(step.retry?.initial ?? "1s"),
        factor: step.retry?.factor ?? 2,
        maxMs: durationMs(step.retry?.max ?? "1m"),
        never: step.retry?.never ?? []
      }
    };
  });
  return {
    workflowId: definition.id,
    workflowName: definition.name,
    steps,
    byId: new Map(steps.map((step) => [step.id, step])),
    budget: limitOf(definition.budget),
    deadlineMs: definition.deadline === void 0 ? void 0 : durationMs(definition.deadline),
    priority: definition.priority ?? 50,
    parallelism: definition.limits?.parallelism ?? 100,
    policies: {
      onDeadLetter: definition.policies?.onDeadLetter ?? "wait",
      onReject,
      onBudget: definition.policies?.onBudget ?? "pause"
    }
  };
}
function asksFirst(tier, writesAsk) {
  return tier === "irreversible" || tier === "financial" || tier === "write" && writesAsk;
}
function limitOf(budget) {
  return budget === void 0 ? NO_LIMIT : { nanoUsd: budget.usd === void 0 ? void 0 : nanoFromUsd(budget.usd), tokens: budget.tokens };
}
export {
  NO_LIMIT,
  POLICY_VERSION,
  asksFirst,
  compilePlan
};
//# sourceMappingURL=plan.js.map
