const NOTHING = { nanoUsd: 0n, tokens: 0 };
function askOf(plan, step) {
  const { spent, reserved } = step ?? { spent: NOTHING, reserved: NOTHING };
  return asked(plan.estimate, { limit: step?.limit ?? plan.budget, spent, reserved });
}
function asked(estimate, { limit, spent, reserved }) {
  const nanoUsd = limit.nanoUsd ?? 0n, tokens = limit.tokens ?? 0, left = nanoUsd - spent.nanoUsd - reserved.nanoUsd, leftTokens = tokens - spent.tokens - reserved.tokens;
  return {
    nanoUsd: estimate.nanoUsd > 0n ? estimate.nanoUsd : left > 0n ? left : nanoUsd,
    tokens: estimate.tokens > 0 ? estimate.tokens : leftTokens > 0 ? leftTokens : tokens
  };
}
function accountsOf(run, plan, step) {
  return [
    {
      scope: "step",
      id: step?.stepKey ?? plan.id,
      limit: step?.limit ?? plan.budget,
      spent: step?.spent ?? NOTHING,
      reserved: step?.reserved ?? NOTHING
    },
    {
      scope: "run",
      id: run.runId,
      limit: run.budget.limit,
      spent: run.budget.spent,
      reserved: run.budget.reserved
    }
  ];
}
function shortBy(account, ask) {
  const { limit, spent, reserved } = account, nanoUsd = limit.nanoUsd === void 0 ? 0n : spent.nanoUsd + reserved.nanoUsd + ask.nanoUsd - limit.nanoUsd, tokens = limit.tokens === void 0 ? 0 : spent.tokens + reserved.tokens + ask.tokens - limit.tokens;
  return nanoUsd > 0n || tokens > 0 ? { nanoUsd: nanoUsd > 0n ? nanoUsd : 0n, tokens: Math.max(0, tokens) } : void 0;
}
function shortBudget(run, plan, step, ask) {
  for (const account of accountsOf(run, plan, step)) {
    const by = shortBy(account, ask);
    if (by) return { account, by };
  }
}
function roomLeft(run, plan, step) {
  let nanoUsd, tokens;
  for (const { limit, spent, reserved } of accountsOf(run, plan, step)) {
    if (limit.nanoUsd !== void 0) {
      const left = limit.nanoUsd - spent.nanoUsd - reserved.nanoUsd;
      nanoUsd = nanoUsd === void 0 || left < nanoUsd ? left : nanoUsd;
    }
    if (limit.tokens !== void 0) {
      const left = limit.tokens - spent.tokens - reserved.tokens;
      tokens = tokens === void 0 || left < tokens ? left : tokens;
    }
  }
  return { nanoUsd, tokens };
}
const amountJson = (amount) => ({
  nanoUsd: amount.nanoUsd.toString(),
  tokens: amount.tokens
}), capJson = (cap) => ({
  ...cap.nanoUsd === void 0 ? {} : { nanoUsd: cap.nanoUsd.toString() },
  ...cap.tokens === void 0 ? {} : { tokens: cap.tokens }
});
function reservationsFor(run, stepKey, ask) {
  return ask.nanoUsd === 0n && ask.tokens === 0 ? [] : [
    { scope: "step", id: stepKey, ...amountJson(ask) },
    { scope: "run", id: run.runId, ...amountJson(ask) }
  ];
}
export {
  accountsOf,
  amountJson,
  askOf,
  asked,
  capJson,
  reservationsFor,
  roomLeft,
  shortBudget,
  shortBy
};
//# sourceMappingURL=budget.js.map
