import { afterEach, describe, expect, test } from 'vitest';
import { chain, Harness, OPERATOR } from '../../../test/support/harness.js';
import { ofType } from '../../../test/support/run-record.js';
import { isRunEvent } from '../../../test/support/run-invariants.js';
import { runStream } from '../../domain/catalog.js';
import type { Recorded } from '../../domain/kernel/envelope.js';
import { RunId } from '../../domain/kernel/ids.js';
import type { ReplayChanges } from '../../domain/run/replay-plan.js';
import type { RunEvent } from '../../domain/run/events.js';
import type { RunPayloads } from '../../domain/run/commands.js';
import { uuidV5 } from '../hashing.js';

const harnesses: Harness[] = [];
afterEach(async () => {
  for (const harness of harnesses.splice(0)) await harness.dispose();
});
function harness(options: ConstructorParameters<typeof Harness>[0] = {}): Harness {
  const made = new Harness(options);
  harnesses.push(made);
  return made;
}

const NOTHING: ReplayChanges = { agents: {}, models: {}, outputs: {} };

async function replay(
  on: Harness,
  origin: string,
  revision: number,
  changes: Partial<ReplayChanges> = {},
  more: { key?: string; budget?: RunPayloads['ReplayRun']['budget'] } = {},
): Promise<string> {
  const context = on.context(more.key ?? `replay-${origin}-${revision}-${JSON.stringify(changes)}`);
  const runId = RunId.parse(uuidV5(context.commandId, 'run'));
  const payload = {
    runId,
    origin: { runId: RunId.parse(origin), revision },
    changes: { ...NOTHING, ...changes },
    budget: more.budget,
    operatorId: OPERATOR.id,
  };
  await on.commands.runs.execute(runStream(runId), { name: 'ReplayRun', payload }, context);
  return runId;
}

const planOf = (on: Harness, origin: string, revision: number, changes: Partial<ReplayChanges> = {}) =>
  on.commands.replays
    .plan({ origin: { runId: RunId.parse(origin), revision }, changes: { ...NOTHING, ...changes } }, on.clock.now())
    .then(({ plan }) => plan);

const eventsOf = (on: Harness, runId: string): readonly Recorded<RunEvent>[] => on.events(runId).filter(isRunEvent);

/** A chain of three whose last step has just failed for good. */
async function failedAtTheEnd(on: Harness): Promise<{ runId: string; last: number }> {
  await on.save(chain(3, { policies: { onDeadLetter: 'fail' } }));
  const runId = await on.start('chain-3', { from: 'test' });
  await on.complete(on.task('s1'), { value: 1 }, { summary: 'one' });
  await on.complete(on.task('s2'), { value: 2 }, { summary: 'two' });
  await on.fail(on.task('s3'), { retryable: false });
  return { runId, last: on.events(runId).length - 1 };
}

describe('a replay', () => {
  test('keeps what was done, and goes on with the rest; the origin is untouched', async () => {
    const on = harness();
    const { runId: origin, last } = await failedAtTheEnd(on);
    const runId = await replay(on, origin, last);
    expect(on.types(runId)).toEqual(['RunStarted', 'StepCarriedOver', 'StepCarriedOver', 'StepDispatched']);
    const [first] = eventsOf(on, runId);
    expect(first?.data).toMatchObject({
      source: { runId: origin, revision: last, headHash: on.events(origin)[last]?.metadata.hash, steps: 2 },
      input: { from: 'test' },
    });
    expect(on.task('s3')).toMatchObject({ runId, handoff: { inputs: { before: 2 }, parentSummary: 's2: two' } });
    await on.complete(on.task('s3'), { value: 3 });
    expect(on.types(runId).at(-1)).toBe('RunCompleted');
    expect(on.events(origin)).toHaveLength(last + 1);
  });

  test('can itself be replayed when its origin is gone', async () => {
    const on = harness();
    const { runId: origin, last } = await failedAtTheEnd(on);
    const once = await replay(on, origin, last);
    await on.fail(on.task('s3'), { retryable: false });
    on.memory.log.splice(
      0,
      on.memory.log.length,
      ...on.memory.log.filter(({ stream }) => stream !== runStream(origin)),
    );
    const twice = await replay(on, once, on.events(once).length - 1);
    expect(on.types(twice)).toEqual(['RunStarted', 'StepCarriedOver', 'StepCarriedOver', 'StepDispatched']);
    expect(ofType(eventsOf(on, twice), 'StepCarriedOver').map(({ data }) => data.from.runId)).toEqual([once, once]);
    expect(on.task('s3').handoff.inputs).toEqual({ before: 2 });
  });
});
