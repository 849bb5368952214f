import { beforeAll, describe, expect, it } from 'vitest';
import { bundle, playSeeds, summed } from '../../scripts/simulate.mjs';
import type { Outcome } from './simulate.js';
import { FAULTS, ORDERS } from './tally.js';

const SEEDS = 1_000;

describe(`${SEEDS} worlds in which everything fails`, () => {
  let file = '';
  let outcomes: readonly Outcome[] = [];

  beforeAll(async () => {
    file = await bundle(undefined);
    outcomes = await playSeeds(file, { from: 1, to: 1 + SEEDS });
  }, 1_800_000);

  it('break no rule, lose nothing that was acknowledged, and leave no run stuck', () => {
    const failed = outcomes.filter(({ problems }) => problems.length > 0);
    const told = failed
      .slice(0, 5)
      .map(({ seed, problems }) => `npm run simulate -- --seed ${seed}\n${problems.slice(0, 5).join('\n')}`);
    expect(told).toEqual([]);
    expect(outcomes).toHaveLength(SEEDS);
  });

  it('come to their end: at least 95 % of the runs that were offered', () => {
    const of = (what: 'offered' | 'ended'): number => outcomes.reduce((sum, { runs }) => sum + runs[what], 0);
    expect(of('offered')).toBeGreaterThan(SEEDS);
    expect(of('ended')).toBeGreaterThanOrEqual(0.95 * of('offered'));
  });

  it('have seen every fault and every order: what never happens proves nothing', () => {
    const { faults, orders } = summed(outcomes);
    expect(FAULTS.filter((name) => faults[name] === undefined)).toEqual([]);
    expect(ORDERS.filter((name) => orders[name] === undefined)).toEqual([]);
  });

  it('are played again by their seed, event for event, whatever was played before', async () => {
    const again = await playSeeds(file, { from: 17, to: 18 });
    expect(again[0]?.hash).toBe(outcomes.find(({ seed }) => seed === 17)?.hash);
  }, 60_000);
});
