import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runStream } from '../../../src/domain/catalog.js';
import { chain, Harness } from '../../support/harness.js';

let h: Harness;
beforeEach(() => {
  h = new Harness();
});
afterEach(() => h.dispose());

describe('a run', () => {
  test('of a chain goes from step to step, each result and the next dispatch in one append', async () => {
    await h.save(chain(3));
    const runId = await h.start('chain-3');
    for (const step of ['s1', 's2', 's3']) await h.complete(h.task(step), { value: step });
    expect(h.types(runId)).toEqual([
      'RunStarted',
      'StepDispatched',
      'StepCompleted',
      'StepDispatched',
      'StepCompleted',
      'StepDispatched',
      'StepCompleted',
      'RunCompleted',
    ]);
    expect(h.task('s3').handoff.inputs).toEqual({ before: 's2' });
    expect(h.pool.taken.size).toBe(0);
  });

  test('started twice with one idempotency key is started once and answers the same', async () => {
    await h.save(chain(1));
    const first = await h.start('chain-1', {}, 'key');
    const again = await h.start('chain-1', {}, 'key');
    expect(again).toBe(first);
    expect(h.types(first)).toEqual(['RunStarted', 'StepDispatched']);
  });

  test('waits without a name never: a step without an agent is dispatched when it is looked at again', async () => {
    h.pool.slots = 0;
    await h.save(chain(1));
    const runId = await h.start('chain-1');
    expect(h.types(runId)).toEqual(['RunStarted']);
    h.pool.slots = 1;
    await h.commands.runs.nudge(runStream(runId));
    expect(h.types(runId)).toEqual(['RunStarted', 'StepDispatched']);
  });

  test('survives the process: another writer folds the same state and goes on', async () => {
    await h.save(chain(2));
    const runId = await h.start('chain-2');
    await h.complete(h.task('s1'), { value: 1 });
    const next = new Harness({ over: h.memory.raw, bootId: 'writer-2' });
    const [here, there] = await Promise.all([h.state(runId, describeRun), next.state(runId, describeRun)]);
    expect(there).toEqual(here);
    await next.complete(h.task('s2'), { value: 2 });
    expect(next.types(runId).at(-1)).toBe('RunCompleted');
    await next.dispose();
  });

  test('output that does not fit its schema is refused and its errors are handed to the next attempt', async () => {
    await h.save({
      id: 'gate',
      name: 'Gate',
      steps: [
        {
          id: 'one',
          agent: 'noop',
          output: { type: 'object', required: ['ok'] },
          retry: { attempts: 2, initial: '1s' },
        },
      ],
    });
    const runId = await h.start('gate');
    await h.complete(h.task('one'), { value: 1 });
    expect(h.types(runId).slice(-2)).toEqual(['StepOutputRejected', 'StepRetryScheduled']);
    h.clock.advance(1_000);
    await h.commands.runs.nudge(runStream(runId));
    const { attempt, handoff } = h.task('one');
    expect(attempt).toBe(2);
    expect(handoff.constraints.previousErrors).toHaveLength(1);
    await h.complete(h.task('one'), { ok: true });
    expect(h.types(runId).at(-1)).toBe('RunCompleted');
  });
});

const describeRun = (state: unknown): string =>
  JSON.stringify(state, (_, value: unknown) =>
    value instanceof Map ? [...value] : typeof value === 'bigint' ? `${value}n` : value,
  );
