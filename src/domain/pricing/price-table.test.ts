import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NO_TOKENS, type Prices, type TokensByClass } from '../run/charge.js';
import { costOf } from './cost.js';
import { priceAt, priceCall, priceTable, type CallUsage, type PriceEntry } from './price-table.js';

const prices = (input: string): Prices => ({ input, cachedInput: '1', cacheWrite: '2', output: '4', reasoning: '5' });
const entry = (changes: Partial<PriceEntry> = {}): PriceEntry => ({
  priceId: 'acme/m1',
  provider: 'acme',
  model: 'm1',
  validFrom: -Infinity,
  prices: prices('3000000000'),
  ...changes,
});
const usage = (changes: Partial<CallUsage> = {}): CallUsage => ({
  ...NO_TOKENS,
  callId: 'c1',
  model: 'm1',
  source: 'measured',
  ...changes,
});

const tokenCount = fc.integer({ min: 0, max: 1e15 });
const anyTokens: fc.Arbitrary<TokensByClass> = fc.record({
  input: tokenCount,
  cachedInput: tokenCount,
  cacheWrite: tokenCount,
  output: tokenCount,
  reasoning: tokenCount,
});
const price = fc.bigInt({ min: 0n, max: 10n ** 15n }).map(String);
const anyPrices: fc.Arbitrary<Prices> = fc.record({
  input: price,
  cachedInput: price,
  cacheWrite: price,
  output: price,
  reasoning: price,
});
const classes = ['input', 'cachedInput', 'cacheWrite', 'output', 'reasoning'] as const;

describe('cost of a call', () => {
  it('is exact, rounded up by less than one nano-dollar per class', () => {
    fc.assert(
      fc.property(anyPrices, anyTokens, (p, t) => {
        const exact = classes.reduce((sum, name) => sum + BigInt(t[name]) * BigInt(p[name]), 0n);
        const over = costOf(p, t) * 1_000_000n - exact;
        return over >= 0n && over < 5n * 1_000_000n;
      }),
    );
  });
  it('never falls when a token is added', () => {
    fc.assert(
      fc.property(anyPrices, anyTokens, fc.constantFrom(...classes), (p, t, name) => {
        return costOf(p, { ...t, [name]: t[name] + 1 }) >= costOf(p, t);
      }),
    );
  });
  it('is 3 nano-dollars for one token of a model at 3 dollars per million tokens, and 1 for a fraction of one', () => {
    expect(costOf(prices('3000000000'), { ...NO_TOKENS, input: 1 })).toBe(3000n);
    expect(costOf(prices('1'), { ...NO_TOKENS, input: 1 })).toBe(1n);
    expect(costOf(prices('1'), NO_TOKENS)).toBe(0n);
  });
});

describe('a price table', () => {
  const table = priceTable([
    entry(),
    entry({ priceId: 'acme/m1@2', validFrom: 2_000, prices: prices('5') }),
    entry({ priceId: 'acme/m1@1', validFrom: 1_000, aliases: ['M1-Old'], prices: prices('4') }),
  ]);
  it('gives the price that was valid at the instant', () => {
    expect(priceAt(table, 'm1', 999)?.priceId).toBe('acme/m1');
    expect(priceAt(table, 'm1', 1_000)?.priceId).toBe('acme/m1@1');
    expect(priceAt(table, 'm1', 5_000)?.priceId).toBe('acme/m1@2');
  });
  it('knows a model by its aliases, without case', () => {
    expect(priceAt(table, 'm1-OLD', 5_000)?.priceId).toBe('acme/m1@1');
    expect(priceAt(table, 'm1-old', 500)).toBeUndefined();
  });
  it('asks the next table for what it does not name', () => {
    const over = priceTable([entry({ model: 'mine', priceId: 'mine' })], table);
    expect(priceAt(over, 'mine', 0)?.priceId).toBe('mine');
    expect(priceAt(over, 'm1', 0)?.priceId).toBe('acme/m1');
  });
});

describe('pricing a call', () => {
  it('says that a model without a price has an unknown cost, and keeps its tokens', () => {
    expect(priceCall(priceTable([]), usage({ input: 7 }), 0)).toEqual({
      callId: 'c1',
      model: 'm1',
      priceId: 'unknown',
      prices: undefined,
      tokens: { ...NO_TOKENS, input: 7 },
      nanoUsd: 0n,
      source: 'unknown',
    });
  });
  it('records the price that it used, and whether the tokens were measured', () => {
    expect(priceCall(priceTable([entry()]), usage({ input: 2, source: 'estimated' }), 0)).toMatchObject({
      priceId: 'acme/m1',
      prices: prices('3000000000'),
      nanoUsd: 6000n,
      source: 'estimated',
    });
  });
  it('prices a whole call by the tier that its input reaches', () => {
    const table = priceTable([entry({ tiers: [{ aboveInputTokens: 10, prices: prices('6000000000') }] })]);
    expect(priceCall(table, usage({ input: 10 }), 0).nanoUsd).toBe(30_000n);
    expect(priceCall(table, usage({ input: 10, cachedInput: 1 }), 0).nanoUsd).toBe(60_001n);
  });
});
