import { z } from "zod";
import { NanoUsd } from "../kernel/money.js";
const tokens = z.int().min(0).max(1e15), TokensByClass = z.strictObject({
  input: tokens,
  cachedInput: tokens,
  cacheWrite: tokens,
  output: tokens,
  reasoning: tokens
}), NO_TOKENS = { input: 0, cachedInput: 0, cacheWrite: 0, output: 0, reasoning: 0 }, totalTokens = (tokens2) => tokens2.input + tokens2.cachedInput + tokens2.cacheWrite + tokens2.output + tokens2.reasoning, Prices = z.strictObject({
  input: NanoUsd,
  cachedInput: NanoUsd,
  cacheWrite: NanoUsd,
  output: NanoUsd,
  reasoning: NanoUsd
}), Charge = z.strictObject({
  id: z.string(),
  callId: z.string(),
  model: z.string(),
  priceId: z.string(),
  prices: Prices.optional(),
  tokens: z.strictObject({
    input: z.int(),
    cachedInput: z.int(),
    cacheWrite: z.int(),
    output: z.int(),
    reasoning: z.int()
  }),
  nanoUsd: NanoUsd,
  source: z.enum(["measured", "estimated", "unknown"])
});
export {
  Charge,
  NO_TOKENS,
  Prices,
  TokensByClass,
  totalTokens
};
//# sourceMappingURL=charge.js.map
