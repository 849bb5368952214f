import type { Prices, TokensByClass } from '../run/charge.js';

const MILLION = 1_000_000n;
const CLASSES = ['input', 'cachedInput', 'cacheWrite', 'output', 'reasoning'] as const;

/**
 * Cost in nano-dollars of a call's cumulative tokens: rounded up once per token class, so that reports of the same call
 * in many small pieces cost what one report costs.
 */
export function costOf(prices: Prices, tokens: TokensByClass): bigint {
  let total = 0n;
  for (const name of CLASSES) {
    if (tokens[name] === 0) continue;
    total += (BigInt(tokens[name]) * BigInt(prices[name]) + MILLION - 1n) / MILLION;
  }
  return total;
}
