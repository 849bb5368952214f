import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { chain, Harness } from '../../test/support/harness.js';
import { runStream } from '../domain/catalog.js';
import type { Recorded } from '../domain/kernel/envelope.js';
import { ReplayVerifier } from './replay-verifier.js';

let harness: Harness;
let runId: string;
/** A run of two steps whose first failed once. */
beforeEach(async () => {
  harness = new Harness();
  await harness.save(chain(2));
  runId = await harness.start('chain-2');
  await harness.fail(harness.task('s1'));
  harness.clock.advance(60_000);
  await harness.commands.runs.nudge(runStream(runId));
  await harness.commands.runs.settled();
  await harness.complete(harness.task('s1'), { value: 1 });
  await harness.complete(harness.task('s2'), { value: 2 });
});
afterEach(() => harness.dispose());

type Change = (events: Changeable[]) => void;
type Changeable = { -readonly [K in keyof Recorded]: Recorded[K] };

/** Decides the run again as if this had been recorded. */
function verify(change: Change = () => undefined) {
  const { memory, commands } = harness;
  const events = structuredClone([...harness.events(runId)]);
  change(events);
  const store = {
    async *read() {
      await Promise.resolve();
      yield* events;
    },
  };
  return new ReplayVerifier({ store, blobs: memory.blobs, definitions: commands.definitions }).verify(runStream(runId));
}

const of = (events: readonly Changeable[], type: string): Changeable => {
  const event = events.find((one) => one.type === type);
  if (!event) throw new Error(`there is no ${type}`);
  return event;
};
const say = (event: Changeable, what: Record<string, unknown>): void => {
  event.data = Object.assign({}, event.data, what);
};
const recordCommand = (event: Changeable, command: NonNullable<Recorded['metadata']['command']>): void => {
  event.metadata = { ...event.metadata, command };
};

describe('a run that is decided again', () => {
  test('gives what is recorded, command by command', async () => {
    const count = harness.events(runId).length;
    expect(await verify()).toMatchObject({
      revision: count - 1,
      events: count,
      commands: 7,
      notDecided: [],
      difference: undefined,
    });
  });

  test('names the first event that today would be another one', async () => {
    const verified = await verify((events) => say(of(events, 'StepRetryScheduled'), { delayMs: 7 }));
    expect(verified.difference).toMatchObject({
      revision: 3,
      command: { name: 'FailStep' },
      recorded: { type: 'StepRetryScheduled', data: { delayMs: 7 } },
      decided: { type: 'StepRetryScheduled', data: { delayMs: 500 } },
    });
    expect(verified.revision).toBe(3);
  });

  test('names an event that today would not be written, and one that would be written beside', async () => {
    const more = await verify((events) => {
      const failed = of(events, 'StepFailed');
      events[2] = { ...failed, data: { ...Object(failed.data), retryable: false } };
    });
    expect(more.difference).toMatchObject({
      recorded: { type: 'StepRetryScheduled' },
      decided: { type: 'StepDeadLettered' },
    });
    const fewer = await verify((events) => {
      events.splice(3, 1);
    });
    expect(fewer.difference).toMatchObject({
      revision: 3,
      recorded: undefined,
      decided: { type: 'StepRetryScheduled' },
    });
  });

  test('says that today the command would be refused, and how', async () => {
    const verified = await verify((events) => {
      const [first] = events;
      if (first) events.splice(1, 0, { ...first, revision: 1 });
    });
    expect(verified.difference).toMatchObject({ decided: undefined, refused: { code: 'RUN.EXISTS' } });
  });

  test('counts the commands that it could not decide again, and goes on behind them', async () => {
    const verified = await verify((events) => {
      recordCommand(of(events, 'RunStarted'), { name: 'BeginRun', facts: { now: 0 } });
      // As an older release recorded it: without what the retry's jitter came from.
      recordCommand(of(events, 'StepFailed'), { name: 'FailStep', facts: { now: harness.clock.now() } });
    });
    expect(verified).toMatchObject({
      commands: 5,
      difference: undefined,
      notDecided: [
        { name: 'BeginRun', because: 'this version has no such command', commands: 1 },
        { name: 'FailStep', because: 'its random number is not recorded', commands: 1 },
      ],
    });
  });

  test('is decided by its own definition, not by what the workflow is today', async () => {
    await harness.save(
      chain(2, { description: 'another one', budget: { usd: 1 }, policies: { onDeadLetter: 'fail' } }),
    );
    expect(await verify()).toMatchObject({ difference: undefined, notDecided: [] });
  });
});
