import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { ConditionalPrice, ModelInfo, ModelPrice } from '@pydantic/genai-prices';
import { z } from 'zod';
import { DomainError, messageOf } from '../../domain/kernel/errors.js';
import { nanoFromUsd } from '../../domain/kernel/money.js';
import { priceTable, type PriceEntry, type PriceTable } from '../../domain/pricing/price-table.js';
import type { Prices } from '../../domain/run/charge.js';

/** The example model server counts real tokens; its price is made up, and its name says so. */
const DEMO: PriceEntry = {
  priceId: 'demo/rules-1@demo-price',
  provider: 'demo',
  model: 'demo/rules-1',
  aliases: ['rules-1'],
  validFrom: -Infinity,
  prices: pricesOf({ input: 0.15, cachedInput: 0.075, output: 0.6 }),
};

const usdPerMillion = z
  .union([z.number(), z.string()])
  .refine((value) => isPrice(value), 'must be dollars per million tokens, zero or more, with at most nine decimals');
const OverrideFile = z.strictObject({
  prices: z.array(
    z.strictObject({
      model: z.string().min(1).max(120),
      provider: z.string().min(1).max(64).default('override'),
      aliases: z.array(z.string().min(1).max(120)).max(50).default([]),
      validFrom: z.iso.date('must be a date such as "2026-01-31"').optional(),
      /** Dollars per million tokens; what is missing costs what `input` (cached input, cache write) or `output` (reasoning) costs. */
      usd: z.strictObject({
        input: usdPerMillion,
        output: usdPerMillion,
        cachedInput: usdPerMillion.optional(),
        cacheWrite: usdPerMillion.optional(),
        reasoning: usdPerMillion.optional(),
      }),
    }),
  ),
});

/**
 * The prices of models: an operator's own file first (`{"prices": [{"model", "usd": {"input", "output", ...}}]}`), then the demo model, then the
 * maintained public data set, which is loaded when the first model is asked for that the others do not name.
 * A model is known by its bare name (`claude-sonnet-4-5`, dated names too) or as `provider/model`.
 * Throws PRICES.INVALID with every problem when the file cannot be used.
 */
export function loadPriceTable(overridePath?: string): PriceTable {
  const own = overridePath === undefined ? [] : readOverrides(overridePath);
  return priceTable(own, priceTable([DEMO], { entriesFor: publicEntries }));
}

function readOverrides(path: string): PriceEntry[] {
  const invalid = (problems: { path: string; message: string }[]): DomainError =>
    new DomainError('PRICES.INVALID', 'invalid', `the price file ${path} cannot be used`, { problems });
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw invalid([{ path: '', message: messageOf(error) }]);
  }
  const parsed = OverrideFile.safeParse(content);
  if (!parsed.success)
    throw invalid(parsed.error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message })));
  return parsed.data.prices.map(({ model, provider, aliases, validFrom, usd }) => ({
    priceId: `override:${model}${validFrom === undefined ? '' : `@${validFrom}`}`,
    provider,
    model,
    aliases,
    validFrom: validFrom === undefined ? -Infinity : Date.parse(validFrom),
    prices: pricesOf(usd),
  }));
}

type UsdPerMillion = { readonly [K in keyof Prices]?: number | string | undefined } & {
  readonly input: number | string;
  readonly output: number | string;
};

/** Missing classes cost what the class costs that they are a part of: providers count cached tokens as input, reasoning as output. */
function pricesOf(usd: UsdPerMillion): Prices {
  const nano = (value: number | string): string =>
    // The data set's floats are decimals of at most a few places: rounding to the ninth gives back what was written.
    (typeof value === 'number' ? BigInt(Math.round(value * 1e9)) : nanoFromUsd(value)).toString();
  return {
    input: nano(usd.input),
    cachedInput: nano(usd.cachedInput ?? usd.input),
    cacheWrite: nano(usd.cacheWrite ?? usd.input),
    output: nano(usd.output),
    reasoning: nano(usd.reasoning ?? usd.output),
  };
}

function isPrice(value: number | string): boolean {
  if (typeof value === 'number') return Number.isFinite(value) && value >= 0 && value <= 1e6;
  try {
    return nanoFromUsd(value) >= 0n;
  } catch {
    return false;
  }
}

let found: Map<string, readonly PriceEntry[]> | undefined;
/** Names of models come from agents: this many are remembered, then all are forgotten. */
const MAX_REMEMBERED = 10_000;

function publicEntries(model: string): readonly PriceEntry[] {
  const key = model.trim().toLowerCase();
  if (found === undefined || found.size >= MAX_REMEMBERED) found = new Map();
  let entries = found.get(key);
  if (entries === undefined) {
    entries = lookUp(key);
    found.set(key, entries);
  }
  return entries;
}

let dataSet: typeof import('@pydantic/genai-prices') | undefined;

function lookUp(model: string): PriceEntry[] {
  if (dataSet === undefined) {
    const loaded: typeof import('@pydantic/genai-prices') = createRequire(import.meta.url)('@pydantic/genai-prices');
    dataSet = loaded;
  }
  const slash = model.indexOf('/');
  const known =
    (slash > 0 ? find(dataSet, model.slice(slash + 1), model.slice(0, slash)) : undefined) ?? find(dataSet, model);
  return known === undefined ? [] : entriesOf(known.provider, known.model);
}

function find(
  { calcPrice, findProvider }: NonNullable<typeof dataSet>,
  model: string,
  providerId?: string,
): { provider: string; model: ModelInfo } | undefined {
  try {
    // Only the look-up is used: the data set's own arithmetic is in floats.
    const hit = calcPrice({}, model, providerId === undefined ? {} : { providerId });
    if (hit !== null) return { provider: hit.provider.id, model: hit.model };
    // Some models are not matched by their own ids.
    const provider = findProvider(providerId === undefined ? { modelId: model } : { providerId });
    const named = provider?.models.find(({ id }) => id.toLowerCase() === model);
    return provider !== undefined && named !== undefined ? { provider: provider.id, model: named } : undefined;
  } catch {
    // A name comes from an agent; what the library cannot digest has an unknown price, and stops no result.
    return undefined;
  }
}

function entriesOf(provider: string, model: ModelInfo): PriceEntry[] {
  const conditional: ConditionalPrice[] = Array.isArray(model.prices) ? model.prices : [{ prices: model.prices }];
  return conditional.flatMap(({ constraint, prices }): PriceEntry[] => {
    // A rebate at some hours of the day is left out: the table has dates only, and the full price errs on the safe side.
    if (constraint?.type === 'time_of_date') return [];
    const since = constraint?.start_date;
    const base = modelPrices(prices, -1);
    if (base === undefined) return [];
    const tiers = tierStarts(prices).flatMap((start) => {
      const dearer = modelPrices(prices, start);
      return dearer === undefined ? [] : [{ aboveInputTokens: start, prices: dearer }];
    });
    return [
      {
        priceId: `genai-prices:${provider}/${model.id}${since === undefined ? '' : `@${since}`}`,
        provider,
        model: model.id,
        validFrom: since === undefined ? -Infinity : Date.parse(since),
        prices: base,
        ...(tiers.length === 0 ? {} : { tiers }),
      },
    ];
  });
}

/** The prices of a call with more input than a tier's start; -1: of any call. Undefined when tokens have no price (priced by request or image). */
function modelPrices(prices: ModelPrice, tierStart: number): Prices | undefined {
  const at = (key: string): number | undefined => {
    const price = prices[key];
    if (price === undefined || typeof price === 'number') return price;
    const reached = price.tiers.filter((tier) => tier.start <= tierStart).sort((a, b) => a.start - b.start);
    return reached.at(-1)?.price ?? price.base;
  };
  const input = at('input_mtok');
  const output = at('output_mtok');
  if (input === undefined && output === undefined) return undefined;
  return pricesOf({
    input: input ?? 0,
    output: output ?? 0,
    cachedInput: at('cache_read_mtok'),
    cacheWrite: at('cache_write_mtok'),
  });
}

function tierStarts(prices: ModelPrice): number[] {
  const starts = Object.values(prices).flatMap((price) =>
    typeof price === 'object' ? price.tiers.map((tier) => tier.start) : [],
  );
  return [...new Set(starts)].sort((a, b) => a - b);
}
