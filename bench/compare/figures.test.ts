import { describe, expect, it } from 'vitest';
import { compare, spreadOf, table, type Line, type Run } from './figures.js';

const run = (engine: string, scenario: Run['scenario'], line: Line, bad?: string): Run => ({
  engine,
  scenario,
  round: 1,
  loadBefore: 0,
  line,
  bad,
});
const fans = (engine: string, ...values: number[]): Run[] => values.map((totalP50) => run(engine, 'fan', { totalP50 }));

describe('figures of several rounds', () => {
  it('have the middle value as their median, and the smallest and the largest', () => {
    expect(spreadOf([100, 2, 30])).toEqual({ n: 3, median: 30, min: 2, max: 100 });
  });

  it('have as their median what is halfway between the middle two, when there are two', () => {
    expect(spreadOf([9, 1, 3, 4])).toEqual({ n: 4, median: 3.5, min: 1, max: 9 });
  });

  it('of no round are none', () => {
    expect(spreadOf([])).toBeUndefined();
  });
});

describe('a comparison', () => {
  it('has ours in relation to theirs, median to median', () => {
    const runs = [...fans('ours', 30, 20, 10), ...fans('theirs', 40, 90, 10)];
    expect(compare(runs, ['ours', 'theirs'], 'ours')).toMatchObject({
      ours: { fan: { median: 20, ratio: 1 } },
      theirs: { fan: { median: 40, min: 10, max: 90, ratio: 0.5 } },
    });
  });

  it('leaves out a run that was bad, though it has figures', () => {
    const runs = [...fans('ours', 10), ...fans('theirs', 40), run('theirs', 'fan', { totalP50: 1 }, 'lost a step')];
    expect(compare(runs, ['theirs'], 'ours')).toMatchObject({ theirs: { fan: { n: 1, median: 40, ratio: 0.25 } } });
  });

  it('has no ratio where ours did not run', () => {
    expect(compare(fans('theirs', 40), ['theirs'], 'ours')['theirs']?.['fan']).toMatchObject({
      median: 40,
      ratio: undefined,
    });
  });

  it('counts the CPU of all processes, in milliseconds for each step', () => {
    const load = run('ours', 'load', { stepsPerSec: 5_000, steps: 1_000, cpuNode: 0.3, cpuStore: 0.2 });
    expect(compare([load], ['ours'], 'ours')['ours']?.['cpu']?.median).toBeCloseTo(0.5);
  });
});

describe('the table', () => {
  it('shows a dash for what was not measured, and no column that nobody has', () => {
    const runs = [...fans('ours', 10, 20), run('theirs', 'chain', { stepP50: 1.5, stepP99: 4 })];
    const shown = table(compare(runs, ['ours', 'theirs'], 'ours'), { ours: 'Ours' }, 'ours');
    expect(shown.replace(/ +/g, ' ').replace(/-{3,}/g, '-').split('\n')).toEqual([
      '| engine | chain, ms/step p50 | ours to it | p99 | ours to it | fan, ms | ours to it |',
      '| - | - | - | - | - | - | - |',
      '| Ours | - | - | - | - | 15.0 [10.0-20.0] | - |',
      '| theirs | 1.50 | - | 4.00 | - | - | - |',
    ]);
  });
});
