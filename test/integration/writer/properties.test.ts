import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ReplayVerifier } from '../../../src/commands/replay-verifier.js';
import { stateToJson } from '../../../src/commands/state-json.js';
import { evolve } from '../../../src/domain/run/evolve.js';
import type { RunState } from '../../../src/domain/run/state.js';
import { memoryStore } from '../../../src/eventstore/memory.js';
import { expectSoundLog } from '../../support/oracle.js';
import { RunDriver } from '../../support/run-driver.js';
import { isRunEvent } from '../../support/run-invariants.js';
import { RunMoves } from '../../support/run-moves.js';
import { worlds, type World } from '../../support/run-worlds.js';

const numRuns = Number(process.env['PROPERTY_RUNS'] ?? 250);
const seed = Number(process.env['PROPERTY_SEED'] ?? Date.now() % 2 ** 31);

async function live(world: World): Promise<void> {
  const driver = await RunDriver.start(world);
  try {
    const moves = new RunMoves(driver);
    for (const move of world.moves) await moves.make(move);
    await moves.heal();
    await expectSoundLog(driver.instance(0).harness.memory);
    await sameStateHoweverFolded(driver);
    await sameDecisions(driver);
  } finally {
    await driver.dispose();
  }
}

/** I10: folded again, from any snapshot, or at hand in a writer, the state is the same; and the chain of what is stored holds. */
async function sameStateHoweverFolded(driver: RunDriver): Promise<void> {
  const events = driver.log.filter(isRunEvent);
  const { runAggregate } = driver.instance(0).harness.commands;
  const folded = stateToJson(driver.run());
  for (const cut of [1, Math.floor(events.length / 2), events.length - 1]) {
    let state: RunState = { status: 'none' };
    for (const [i, event] of events.entries()) {
      if (i === cut) state = runAggregate.stateFromJson(JSON.parse(JSON.stringify(runAggregate.stateToJson(state))));
      state = evolve(state, structuredClone(event));
    }
    expect(stateToJson(state), `folded from a snapshot at ${cut}`).toEqual(folded);
  }
  for (const n of driver.instances.keys()) {
    await driver.nudge(n);
    const { harness } = driver.instance(n);
    expect(await harness.state(driver.runId, stateToJson), `at hand in instance ${n}`).toEqual(folded);
  }
  const fresh = memoryStore({ over: driver.instance(0).harness.memory.raw });
  let read = 0;
  for await (const event of fresh.store.read(driver.stream)) expect(event.revision).toBe(read++);
  expect(read).toBe(events.length);
  fresh.dispose();
}

/** I10: decided again from the record alone, every command gives the events that are recorded. */
async function sameDecisions(driver: RunDriver): Promise<void> {
  const { memory, commands } = driver.instance(0).harness;
  const { store, blobs } = memory;
  const verified = await new ReplayVerifier({ store, blobs, definitions: commands.definitions }).verify(driver.stream);
  expect(verified).toMatchObject({ events: driver.log.length, notDecided: [], difference: undefined });
}

test('whatever happens in whatever order, I1 to I10 hold at every prefix of the log, and every run ends once all is well', async () => {
  await fc.assert(fc.asyncProperty(worlds, live), { numRuns, seed, endOnFailure: process.env['CI'] !== undefined });
}, 600_000);
