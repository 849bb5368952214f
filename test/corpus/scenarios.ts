import fc from 'fast-check';
import type { MemoryStore } from '../../src/eventstore/memory.js';
import { Harness } from '../support/harness.js';
import { RunDriver } from '../support/run-driver.js';
import { RunMoves } from '../support/run-moves.js';
import { worlds } from '../support/run-worlds.js';
import * as others from './other-scenarios.js';
import * as runs from './run-scenarios.js';

/** Does things to the product's write side, so that they stand in the log. */
export type Scenario = (on: Harness) => Promise<void>;
type Played = { readonly memory: MemoryStore; dispose(): Promise<void> };

const onHarness = (scenario: Scenario) => async (): Promise<Played> => {
  const harness = new Harness();
  await harness.commands.start();
  await scenario(harness);
  return { memory: harness.memory, dispose: () => harness.dispose() };
};

/** A random world of the property tests, by its seed. */
const world = (seed: number) => async (): Promise<Played> => {
  const [sampled] = fc.sample(worlds, { seed, numRuns: 1 });
  if (!sampled) throw new Error('nothing was sampled');
  const driver = await RunDriver.start({ ...sampled, inline: true, slots: 1_000 });
  const moves = new RunMoves(driver);
  for (const move of sampled.moves) await moves.make(move);
  await moves.heal();
  return { memory: driver.instance(0).harness.memory, dispose: () => driver.dispose() };
};

/**
 * What the corpus is made of, by the name of its recording. A scenario that has its recording is never played again: change it, and nothing
 * happens. Something new is a new name.
 */
export const SCENARIOS: Readonly<Record<string, () => Promise<Played>>> = {
  'run-work': onHarness(runs.runWork),
  'run-failures': onHarness(runs.runFailures),
  'run-approvals': onHarness(runs.runApprovals),
  'run-budgets': onHarness(runs.runBudgets),
  'run-steering': onHarness(runs.runSteering),
  'run-replay': onHarness(runs.runReplay),
  'run-long': onHarness(runs.runLong),
  'world-27': world(27),
  'world-77': world(77),
  workflows: onHarness(others.workflows),
  halts: onHarness(others.halts),
  agents: onHarness(others.agents),
  operators: onHarness(others.operators),
  bulks: onHarness(others.bulks),
  exports: onHarness(others.exports),
  checkpoints: onHarness(others.checkpoints),
  'operators-disabled': onHarness(others.disabledOperators),
  retention: onHarness(others.retention),
};
