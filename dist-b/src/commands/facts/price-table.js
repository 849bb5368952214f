import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { z } from "zod";
import { DomainError, messageOf } from "../../domain/kernel/errors.js";
import { nanoFromUsd } from "../../domain/kernel/money.js";
import { priceTable } from "../../domain/pricing/price-table.js";
const DEMO = {
  priceId: "demo/rules-1@demo-price",
  provider: "demo",
  model: "demo/rules-1",
  aliases: ["rules-1"],
  validFrom: -1 / 0,
  prices: pricesOf({ input: 0.15, cachedInput: 0.075, output: 0.6 })
}, usdPerMillion = z.union([z.number(), z.string()]).refine((value) => isPrice(value), "must be dollars per million tokens, zero or more, with at most nine decimals"), OverrideFile = z.strictObject({
  prices: z.array(
    z.strictObject({
      model: z.string().min(1).max(120),
      provider: z.string().min(1).max(64).default("override"),
      aliases: z.array(z.string().min(1).max(120)).max(50).default([]),
      validFrom: z.iso.date('must be a date such as "2026-01-31"').optional(),
      /** Dollars per million tokens; what is missing costs what `input` (cached input, cache write) or `output` (reasoning) costs. */
      usd: z.strictObject({
        input: usdPerMillion,
        output: usdPerMillion,
        cachedInput: usdPerMillion.optional(),
        cacheWrite: usdPerMillion.optional(),
        reasoning: usdPerMillion.optional()
      })
    })
  )
});
function loadPriceTable(overridePath) {
  const own = overridePath === void 0 ? [] : readOverrides(overridePath);
  return priceTable(own, priceTable([DEMO], { entriesFor: publicEntries }));
}
function readOverrides(path) {
  const invalid = (problems) => new DomainError("PRICES.INVALID", "invalid", `the price file ${path} cannot be used`, { problems });
  let content;
  try {
    content = JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw invalid([{ path: "", message: messageOf(error) }]);
  }
  const parsed = OverrideFile.safeParse(content);
  if (!parsed.success)
    throw invalid(parsed.error.issues.map((issue) => ({ path: issue.path.join("."), message: issue.message })));
  return parsed.data.prices.map(({ model, provider, aliases, validFrom, usd }) => ({
    priceId: `override:${model}${validFrom === void 0 ? "" : `@${validFrom}`}`,
    provider,
    model,
    aliases,
    validFrom: validFrom === void 0 ? -1 / 0 : Date.parse(validFrom),
    prices: pricesOf(usd)
  }));
}
function pricesOf(usd) {
  const nano = (value) => (
    // The data set's floats are decimals of at most a few places: rounding to the ninth gives back what was written.
    (typeof value == "number" ? BigInt(Math.round(value * 1e9)) : nanoFromUsd(value)).toString()
  );
  return {
    input: nano(usd.input),
    cachedInput: nano(usd.cachedInput ?? usd.input),
    cacheWrite: nano(usd.cacheWrite ?? usd.input),
    output: nano(usd.output),
    reasoning: nano(usd.reasoning ?? usd.output)
  };
}
function isPrice(value) {
  if (typeof value == "number") return Number.isFinite(value) && value >= 0 && value <= 1e6;
  try {
    return nanoFromUsd(value) >= 0n;
  } catch {
    return !1;
  }
}
let found;
const MAX_REMEMBERED = 1e4;
function publicEntries(model) {
  const key = model.trim().toLowerCase();
  (found === void 0 || found.size >= MAX_REMEMBERED) && (found = /* @__PURE__ */ new Map());
  let entries = found.get(key);
  return entries === void 0 && (entries = lookUp(key), found.set(key, entries)), entries;
}
let dataSet;
function lookUp(model) {
  dataSet === void 0 && (dataSet = createRequire(import.meta.url)("@pydantic/genai-prices"));
  const slash = model.indexOf("/"), known = (slash > 0 ? find(dataSet, model.slice(slash + 1), model.slice(0, slash)) : void 0) ?? find(dataSet, model);
  return known === void 0 ? [] : entriesOf(known.provider, known.model);
}
function find({ calcPrice, findProvider }, model, providerId) {
  try {
    const hit = calcPrice({}, model, providerId === void 0 ? {} : { providerId });
    if (hit !== null) return { provider: hit.provider.id, model: hit.model };
    const provider = findProvider(providerId === void 0 ? { modelId: model } : { providerId }), named = provider?.models.find(({ id }) => id.toLowerCase() === model);
    return provider !== void 0 && named !== void 0 ? { provider: provider.id, model: named } : void 0;
  } catch {
    return;
  }
}
function entriesOf(provider, model) {
  return (Array.isArray(model.prices) ? model.prices : [{ prices: model.prices }]).flatMap(({ constraint, prices }) => {
    if (constraint?.type === "time_of_date") return [];
    const since = constraint?.start_date, base = modelPrices(prices, -1);
    if (base === void 0) return [];
    const tiers = tierStarts(prices).flatMap((start) => {
      const dearer = modelPrices(prices, start);
      return dearer === void 0 ? [] : [{ aboveInputTokens: start, prices: dearer }];
    });
    return [
      {
        priceId: `genai-prices:${provider}/${model.id}${since === void 0 ? "" : `@${since}`}`,
        provider,
        model: model.id,
        validFrom: since === void 0 ? -1 / 0 : Date.parse(since),
        prices: base,
        ...tiers.length === 0 ? {} : { tiers }
      }
    ];
  });
}
function modelPrices(prices, tierStart) {
  const at = (key) => {
    const price = prices[key];
    return price === void 0 || typeof price == "number" ? price : price.tiers.filter((tier) => tier.start <= tierStart).sort((a, b) => a.start - b.start).at(-1)?.price ?? price.base;
  }, input = at("input_mtok"), output = at("output_mtok");
  if (!(input === void 0 && output === void 0))
    return pricesOf({
      input: input ?? 0,
      output: output ?? 0,
      cachedInput: at("cache_read_mtok"),
      cacheWrite: at("cache_write_mtok")
    });
}
function tierStarts(prices) {
  const starts = Object.values(prices).flatMap(
    (price) => typeof price == "object" ? price.tiers.map((tier) => tier.start) : []
  );
  return [...new Set(starts)].sort((a, b) => a - b);
}
export {
  loadPriceTable
};
//# sourceMappingURL=price-table.js.map
