import type { Charge } from '../domain/run/charge.js';

const CLASSES = ['input', 'cachedInput', 'cacheWrite', 'output', 'reasoning'] as const;
const MILLION = 1_000_000n;

/** What a call was charged so far. */
export interface Call {
  readonly tokens: Charge['tokens'];
  nanoUsd: bigint;
  /** Absent when its charges have no prices, or not all the same: then there is nothing to multiply. */
  prices: Charge['prices'];
}

/**
 * Adds a charge to its call, and says what is wrong with its amount: the cost of all tokens of the call so far at the prices that it names,
 * rounded up once for each class, is what it was charged so far.
 */
export function wrongPrice(calls: Map<string, Call>, charge: Charge): string | undefined {
  const { callId, tokens, prices } = charge;
  const known = calls.get(callId);
  const call: Call = known ?? { tokens: { ...tokens }, nanoUsd: 0n, prices };
  calls.set(callId, call);
  call.nanoUsd += BigInt(charge.nanoUsd);
  if (known) {
    for (const name of CLASSES) call.tokens[name] += tokens[name];
    if (JSON.stringify(prices) !== JSON.stringify(call.prices)) call.prices = undefined;
  }
  const below = CLASSES.find((name) => call.tokens[name] < 0);
  if (below !== undefined) return `expected call ${callId} to have used tokens, found ${call.tokens[below]} ${below}`;
  if (call.prices === undefined) return undefined;
  let cost = 0n;
  for (const name of CLASSES) {
    const exact = BigInt(call.tokens[name]) * BigInt(call.prices[name]);
    cost += exact / MILLION + (exact % MILLION > 0n ? 1n : 0n);
  }
  return cost === call.nanoUsd
    ? undefined
    : `expected call ${callId} to cost ${cost} nano-dollars by its tokens and prices, found ${call.nanoUsd}`;
}
