import { z } from 'zod';
import { NanoUsd } from '../kernel/money.js';

const tokens = z.int().min(0).max(1e15);

/** Tokens by class. `input` excludes cached and cache-write tokens, `output` includes none of `reasoning`: the classes add up. */
export const TokensByClass = z.strictObject({
  input: tokens,
  cachedInput: tokens,
  cacheWrite: tokens,
  output: tokens,
  reasoning: tokens,
});
export type TokensByClass = z.infer<typeof TokensByClass>;
export const NO_TOKENS: TokensByClass = { input: 0, cachedInput: 0, cacheWrite: 0, output: 0, reasoning: 0 };
export const totalTokens = (tokens: TokensByClass): number =>
  tokens.input + tokens.cachedInput + tokens.cacheWrite + tokens.output + tokens.reasoning;

/** Nano-dollars per million tokens of each class. */
export const Prices = z.strictObject({
  input: NanoUsd,
  cachedInput: NanoUsd,
  cacheWrite: NanoUsd,
  output: NanoUsd,
  reasoning: NanoUsd,
});
export type Prices = z.infer<typeof Prices>;

/**
 * The only place where money moves: what a call cost since its last charge. Cumulative cost per call and class is rounded up once;
 * a charge is the difference to what was charged before, so that a lost report heals. `nanoUsd` may be negative when an `unknown` charge is corrected.
 */
export const Charge = z.strictObject({
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
    reasoning: z.int(),
  }),
  nanoUsd: NanoUsd,
  source: z.enum(['measured', 'estimated', 'unknown']),
});
export type Charge = z.infer<typeof Charge>;

/** A call's usage so far, with its price: what the writer looked up for the decider. Cumulative. */
export interface PricedCall {
  readonly callId: string;
  readonly model: string;
  readonly priceId: string;
  readonly prices: Prices | undefined;
  readonly tokens: TokensByClass;
  /** Cumulative cost of the call. */
  readonly nanoUsd: bigint;
  readonly source: 'measured' | 'estimated' | 'unknown';
}
