import { costOf } from "./cost.js";
function priceTable(entries, otherwise) {
  const byName = /* @__PURE__ */ new Map();
  for (const entry of entries)
    for (const name of /* @__PURE__ */ new Set([entry.model, ...entry.aliases ?? []])) {
      const key = name.toLowerCase(), known = byName.get(key);
      known ? known.push(entry) : byName.set(key, [entry]);
    }
  return { entriesFor: (model) => byName.get(model.trim().toLowerCase()) ?? otherwise?.entriesFor(model) ?? [] };
}
function priceAt(table, model, atMs) {
  let best;
  for (const entry of table.entriesFor(model))
    entry.validFrom <= atMs && (best === void 0 || entry.validFrom >= best.validFrom) && (best = entry);
  return best;
}
function priceCall(table, usage, atMs) {
  const { callId, model, input, cachedInput, cacheWrite, output, reasoning } = usage, tokens = { input, cachedInput, cacheWrite, output, reasoning }, entry = priceAt(table, model, atMs);
  if (entry === void 0)
    return { callId, model, priceId: "unknown", prices: void 0, tokens, nanoUsd: 0n, source: "unknown" };
  const inputTokens = input + cachedInput + cacheWrite, prices = entry.tiers?.findLast((candidate) => inputTokens > candidate.aboveInputTokens)?.prices ?? entry.prices;
  return {
    callId,
    model,
    priceId: entry.priceId,
    prices,
    tokens,
    nanoUsd: costOf(prices, tokens),
    source: usage.source
  };
}
export {
  priceAt,
  priceCall,
  priceTable
};
//# sourceMappingURL=price-table.js.map
