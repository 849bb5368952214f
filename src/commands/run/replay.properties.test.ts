import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RunDriver } from '../../../test/support/run-driver.js';
import { isRunEvent } from '../../../test/support/run-invariants.js';
import { RunMoves } from '../../../test/support/run-moves.js';
import { ofType } from '../../../test/support/run-record.js';
import { worlds, type World } from '../../../test/support/run-worlds.js';
import { isEnded, type Run } from '../../domain/run/state.js';

const numRuns = Number(process.env['PROPERTY_RUNS'] ?? 60);
const seed = Number(process.env['PROPERTY_SEED'] ?? Date.now() % 2 ** 31);

/** Step keys and hashes of what is done in a run. */
const doneIn = (run: Run): Map<string, string | undefined> =>
  new Map(
    [...run.steps.values()]
      .filter(({ status }) => status === 'completed' || status === 'skipped')
      .map(({ stepKey, status, outputHash }) => [stepKey, `${status} ${outputHash ?? ''}`]),
  );

/** Lives a world, and replays what came of it from any of its events, without a change. */
async function replayed(world: World, pick: number): Promise<void> {
  const origin = await RunDriver.start(world);
  const drivers = [origin];
  try {
    const moves = new RunMoves(origin);
    for (const move of world.moves) await moves.make(move);
    await origin.settle();
    const revision = pick % origin.log.length;
    const before = JSON.stringify(origin.log.map(({ id }) => id));
    const { state } = await origin.instance(0).harness.commands.history.stateAt(origin.runId, revision);
    const replay = await RunDriver.replay(origin, revision);
    drivers.push(replay);
    await new RunMoves(replay).heal();
    const events = replay.log.filter(isRunEvent);
    const carried = ofType(events, 'StepCarriedOver');
    const dispatched = new Set(ofType(events, 'StepDispatched').map(({ data }) => data.step.stepKey));
    const kept = new Map(carried.map(({ data }) => [data.step.stepKey, `${data.outcome} ${data.outputHash ?? ''}`]));
    expect(kept, 'exactly what was done is kept').toEqual(doneIn(state));
    for (const stepKey of kept.keys()) expect(dispatched, 'what is kept is not done again').not.toContain(stepKey);
    expect(isEnded(replay.run()), 'it ends').toBe(true);
    if (replay.run().status === 'completed')
      expect(replay.run().done, 'all of it is done').toBe(replay.plan.steps.length);
    expect(JSON.stringify(origin.log.map(({ id }) => id)), 'the origin is untouched').toBe(before);
    const { harness } = replay.instance(0);
    const verified = await harness.commands.verifier.verify(replay.stream);
    expect(verified).toMatchObject({ events: events.length, notDecided: [], difference: undefined });
  } finally {
    for (const driver of drivers) await driver.dispose();
  }
}

test('whatever happened in a run, a replay from any of its events keeps exactly what was done by then, does the rest, and ends', async () => {
  await fc.assert(fc.asyncProperty(worlds, fc.nat(10_000), replayed), {
    numRuns,
    seed,
    endOnFailure: process.env['CI'] !== undefined,
  });
}, 120_000);
