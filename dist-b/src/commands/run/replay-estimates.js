import { priceCall } from "../../domain/pricing/price-table.js";
import { stepKeyOf } from "../../domain/run/readiness.js";
import { durationMs } from "../../domain/workflow/definition.js";
function estimatesOf(known) {
  const { story, origin, after } = known;
  return new Map(
    after.definition.steps.map(({ id, estimate }) => {
      const planStep = after.plan.byId.get(id), step = planStep && origin.steps.get(stepKeyOf(planStep)), duration = estimate?.duration === void 0 ? void 0 : durationMs(estimate.duration);
      if (step?.status === "completed")
        return [
          id,
          {
            nanoUsd: costWith(known, id),
            tokens: (step.carriedCost ?? step.spent).tokens,
            durationMs: story.durations.get(step.stepKey) ?? duration,
            from: "origin"
          }
        ];
      const usd = estimate?.usd === void 0 ? void 0 : planStep?.estimate.nanoUsd, nothing = usd === void 0 && estimate?.tokens === void 0 && duration === void 0;
      return [
        id,
        { nanoUsd: usd, tokens: estimate?.tokens, durationMs: duration, from: nothing ? "nothing" : "definition" }
      ];
    })
  );
}
function costWith({ origin, before, after, prices, now }, stepId) {
  const planStep = after.plan.byId.get(stepId), step = planStep && origin.steps.get(stepKeyOf(planStep));
  if (!step) return;
  const { model } = planStep;
  if (model === void 0 || model === before.byId.get(stepId)?.model) return (step.carriedCost ?? step.spent).nanoUsd;
  if (step.carriedCost !== void 0) return;
  let nanoUsd = 0n;
  for (const lease of origin.leases.values())
    if (lease.stepKey === step.stepKey)
      for (const [callId, { tokens }] of lease.calls) {
        const priced = priceCall(prices, { ...tokens, callId, model, source: "measured" }, now);
        if (priced.source === "unknown") return;
        nanoUsd += priced.nanoUsd;
      }
  return nanoUsd;
}
export {
  estimatesOf
};
//# sourceMappingURL=replay-estimates.js.map
