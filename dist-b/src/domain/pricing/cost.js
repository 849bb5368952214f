const MILLION = 1000000n, CLASSES = ["input", "cachedInput", "cacheWrite", "output", "reasoning"];
function costOf(prices, tokens) {
  let total = 0n;
  for (const name of CLASSES)
    tokens[name] !== 0 && (total += (BigInt(tokens[name]) * BigInt(prices[name]) + MILLION - 1n) / MILLION);
  return total;
}
export {
  costOf
};
//# sourceMappingURL=cost.js.map
