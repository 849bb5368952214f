import { describe, expect, it } from 'vitest';
import { readSettings } from './settings.js';

describe('settings of a comparison', () => {
  it('are three rounds of everything with 1,000 runs, and less when it is to be quick', () => {
    expect(readSettings({})).toMatchObject({ rounds: 3, workflows: 1_000, scenarios: ['chain', 'fan', 'load'] });
    expect(readSettings({ QUICK: '1' })).toMatchObject({ rounds: 1, workflows: 50 });
  });

  it.each([
    [{ ROUNDS: '0' }, 'ROUNDS is a whole number from 1 on, not "0".'],
    [{ WORKFLOWS: 'many' }, 'WORKFLOWS is a whole number from 1 on, not "many".'],
    [{ SCENARIOS: 'chain,fun' }, 'SCENARIOS: "fun" is no scenario. Use some of: chain, fan, load.'],
  ])('that cannot be are refused by name: %o', (env, why) => {
    expect(() => readSettings(env)).toThrow(why);
  });
});
