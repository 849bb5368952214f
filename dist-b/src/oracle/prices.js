const CLASSES = ["input", "cachedInput", "cacheWrite", "output", "reasoning"], MILLION = 1000000n;
function wrongPrice(calls, charge) {
  const { callId, tokens, prices } = charge, known = calls.get(callId), call = known ?? { tokens: { ...tokens }, nanoUsd: 0n, prices };
  if (calls.set(callId, call), call.nanoUsd += BigInt(charge.nanoUsd), known) {
    for (const name of CLASSES) call.tokens[name] += tokens[name];
    JSON.stringify(prices) !== JSON.stringify(call.prices) && (call.prices = void 0);
  }
  const below = CLASSES.find((name) => call.tokens[name] < 0);
  if (below !== void 0) return `expected call ${callId} to have used tokens, found ${call.tokens[below]} ${below}`;
  if (call.prices === void 0) return;
  let cost = 0n;
  for (const name of CLASSES) {
    const exact = BigInt(call.tokens[name]) * BigInt(call.prices[name]);
    cost += exact / MILLION + (exact % MILLION > 0n ? 1n : 0n);
  }
  return cost === call.nanoUsd ? void 0 : `expected call ${callId} to cost ${cost} nano-dollars by its tokens and prices, found ${call.nanoUsd}`;
}
export {
  wrongPrice
};
//# sourceMappingURL=prices.js.map
