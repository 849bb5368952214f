import type { PricedCall, Prices, TokensByClass } from '../run/charge.js';
import { costOf } from './cost.js';

/** A model's prices from a date on, until the next entry of the same model. */
export interface PriceEntry {
  /** Names the price in every charge that used it. */
  readonly priceId: string;
  readonly provider: string;
  readonly model: string;
  /** Other names of the model, in lower case as `model` is. */
  readonly aliases?: readonly string[];
  /** Milliseconds since the epoch; -Infinity: always. */
  readonly validFrom: number;
  readonly prices: Prices;
  /** Dearer prices of the whole call when its input (cached and cache-write included) is above a number of tokens; ascending. */
  readonly tiers?: readonly { readonly aboveInputTokens: number; readonly prices: Prices }[];
}

/** Where prices come from. `entriesFor` answers by any name of a model, in any order of dates; empty: nobody knows it. */
export interface PriceTable {
  entriesFor(model: string): readonly PriceEntry[];
}

/** A table of these entries; what they do not name is asked of `otherwise`. Model names are compared without case. */
export function priceTable(entries: readonly PriceEntry[], otherwise?: PriceTable): PriceTable {
  const byName = new Map<string, PriceEntry[]>();
  for (const entry of entries) {
    for (const name of new Set([entry.model, ...(entry.aliases ?? [])])) {
      const key = name.toLowerCase();
      const known = byName.get(key);
      if (known) known.push(entry);
      else byName.set(key, [entry]);
    }
  }
  return { entriesFor: (model) => byName.get(model.trim().toLowerCase()) ?? otherwise?.entriesFor(model) ?? [] };
}

/** The entry that is valid at an instant; undefined when the model is unknown or had no price yet. */
export function priceAt(table: PriceTable, model: string, atMs: number): PriceEntry | undefined {
  let best: PriceEntry | undefined;
  for (const entry of table.entriesFor(model)) {
    if (entry.validFrom <= atMs && (best === undefined || entry.validFrom >= best.validFrom)) best = entry;
  }
  return best;
}

/** Cumulative usage of one model call, classes adding up. */
export interface CallUsage extends TokensByClass {
  readonly callId: string;
  readonly model: string;
  readonly source: 'measured' | 'estimated';
}

/** A call priced at an instant. Without a price its cost is unknown, which is not 0: source `unknown`, priceId `unknown`, the tokens kept. */
export function priceCall(table: PriceTable, usage: CallUsage, atMs: number): PricedCall {
  const { callId, model, input, cachedInput, cacheWrite, output, reasoning } = usage;
  const tokens: TokensByClass = { input, cachedInput, cacheWrite, output, reasoning };
  const entry = priceAt(table, model, atMs);
  if (entry === undefined) {
    return { callId, model, priceId: 'unknown', prices: undefined, tokens, nanoUsd: 0n, source: 'unknown' };
  }
  const inputTokens = input + cachedInput + cacheWrite;
  const tier = entry.tiers?.findLast((candidate) => inputTokens > candidate.aboveInputTokens);
  const prices = tier?.prices ?? entry.prices;
  return {
    callId,
    model,
    priceId: entry.priceId,
    prices,
    tokens,
    nanoUsd: costOf(prices, tokens),
    source: usage.source,
  };
}
