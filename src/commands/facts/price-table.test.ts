import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { DomainError } from '../../domain/kernel/errors.js';
import { priceAt, priceCall } from '../../domain/pricing/price-table.js';
import { NO_TOKENS } from '../../domain/run/charge.js';
import { loadPriceTable } from './price-table.js';

const NOW = Date.parse('2026-11-24T00:00:00Z');
const folder = mkdtempSync(path.join(os.tmpdir(), 'prices-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (content: unknown): string => {
  const name = path.join(folder, `${Math.random()}.json`);
  writeFileSync(name, typeof content === 'string' ? content : JSON.stringify(content));
  return name;
};

describe('the price table', () => {
  const table = loadPriceTable();
  it('knows models of the public data set, by bare, dated and provider names, in whole nano-dollars', () => {
    const sonnet = priceAt(table, 'claude-3-5-sonnet-20241022', NOW);
    expect(sonnet?.prices).toEqual({
      input: '3000000000',
      cachedInput: '300000000',
      cacheWrite: '3750000000',
      output: '15000000000',
      reasoning: '15000000000',
    });
    expect(priceAt(table, 'anthropic/claude-3-5-sonnet', NOW)).toEqual(sonnet);
    expect(priceAt(table, 'gpt-4o-mini', NOW)?.prices.input).toBe('150000000');
  });
  it('knows models of the data set that its own rules do not match', () => {
    expect(priceAt(table, 'mistral/codestral', NOW)?.prices.input).toBe('300000000');
  });
  it('prices a long input by its tier', () => {
    const usage = { ...NO_TOKENS, callId: 'c', model: 'gemini-2.5-pro', source: 'measured' as const };
    const short = priceCall(table, { ...usage, input: 200_000 }, NOW).nanoUsd;
    const long = priceCall(table, { ...usage, input: 200_001 }, NOW).nanoUsd;
    expect(short).toBe(250_000_000n);
    expect(long).toBe(500_002_500n);
  });
  it('has a price for the demo model whose name says that it is a demo', () => {
    const demo = priceAt(table, 'demo/rules-1', NOW);
    expect(demo?.priceId).toContain('demo');
    expect(demo?.prices.output).toBe('600000000');
  });
  it('says of a model that it does not know that the cost is unknown', () => {
    expect(priceAt(table, 'no-such-model-anywhere', NOW)).toBeUndefined();
  });
  it('takes the prices of an override file before all others', () => {
    const own = loadPriceTable(
      file({
        prices: [
          { model: 'gpt-4o-mini', usd: { input: '0.10', output: 0.4 } },
          { model: 'gpt-4o-mini', validFrom: '2027-01-01', usd: { input: 9, output: 9 } },
        ],
      }),
    );
    expect(priceAt(own, 'gpt-4o-mini', NOW)?.prices.input).toBe('100000000');
    expect(priceAt(own, 'gpt-4o-mini', NOW)?.priceId).toBe('override:gpt-4o-mini');
    expect(priceAt(own, 'gpt-4o', NOW)?.priceId).toContain('openai/gpt-4o');
  });
  it('names every problem of an override file', () => {
    const bad = file({ prices: [{ model: '', usd: { input: -1, output: 1, inptu: 2 } }] });
    try {
      loadPriceTable(bad);
      expect.fail('was accepted');
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      expect(error.code).toBe('PRICES.INVALID');
      expect(error.details.problems?.length).toBe(3);
    }
    expect(() => loadPriceTable(path.join(folder, 'missing.json'))).toThrow(/cannot be used/);
    expect(() => loadPriceTable(file('{'))).toThrow(/cannot be used/);
  });
});
