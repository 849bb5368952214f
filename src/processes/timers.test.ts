import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { chain, Harness } from '../../test/support/harness.js';
import { runStream } from '../domain/catalog.js';
import { OpenRuns } from './open-runs.js';
import { Timers } from './timers.js';

const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined };
let h: Harness;
let openRuns: OpenRuns;
let timers: Timers;
beforeEach(async () => {
  h = new Harness();
  openRuns = new OpenRuns(() => h.clock.now());
  h.commands.runAggregate.observe(openRuns);
  timers = new Timers(h.commands, openRuns, h.clock, SILENT);
  const [first, second] = [{ id: 's1', timeout: '10s', retry: { attempts: 2, initial: '10s' } }, { id: 's2' }];
  const steps = [first, second].map((step) => ({ agent: 'noop', output: true, ...step }));
  await h.save({ id: 'timed', name: 'Timed', steps });
  await h.save(chain(1));
});
afterEach(() => h.dispose());

/** Time goes on, and what is due then is done. */
async function pass(ms: number): Promise<void> {
  h.clock.advance(ms);
  await Promise.all(openRuns.due.take(h.clock.now()).map((stream) => timers.fire(stream)));
}

describe('timers', () => {
  test('time out an attempt, and dispatch its retry when that is due', async () => {
    const runId = await h.start('timed');
    const before = h.types(runId).length;
    await pass(9_000);
    expect(h.types(runId)).toHaveLength(before);
    await pass(1_000);
    expect(h.types(runId).slice(before)).toEqual(['StepTimedOut', 'StepRetryScheduled']);
    await pass(5_000);
    expect(h.types(runId).slice(before + 2)).toEqual(['StepDispatched']);
    expect(h.task('s1').attempt).toBe(2);
  });

  test('that fire late or twice do nothing more', async () => {
    const runId = await h.start('timed');
    await pass(10_000);
    const { length } = h.types(runId);
    await timers.fire(runStream(runId));
    await timers.fire(runStream(runId));
    expect(h.types(runId)).toHaveLength(length);
  });

  test('look again a second later at what is still due, as a retry without an agent', async () => {
    const runId = await h.start('timed');
    await pass(10_000);
    h.pool.slots = 0;
    await pass(5_000);
    expect(h.types(runId).at(-1)).toBe('StepRetryScheduled');
    expect(openRuns.due.take(h.clock.now())).toEqual([]);
    h.pool.slots = 9;
    await pass(1_000);
    expect(h.types(runId).at(-1)).toBe('StepDispatched');
  });

  test('stay when the store is away', async () => {
    const runId = await h.start('timed');
    h.commands.runs.forget(runStream(runId));
    h.memory.raw.down = true;
    await pass(10_000);
    expect(h.types(runId).at(-1)).toBe('StepDispatched');
    h.memory.raw.down = false;
    await expect.poll(() => h.memory.store.available()).toBe(true);
    await pass(1_000);
    expect(h.types(runId).at(-1)).toBe('StepRetryScheduled');
  });

  test('keep to the deadline of a step that was dispatched late, and go on from one whose step is done', async () => {
    const long = { id: 'long', timeout: '1h' };
    const [first, short] = [
      { id: 'first', timeout: '20s' },
      { id: 'short', timeout: '10s', dependsOn: ['first'] },
    ];
    const steps = [long, first, short].map((step) => ({
      agent: 'noop',
      output: true,
      retry: { attempts: 1 },
      ...step,
    }));
    await h.save({ id: 'late', name: 'Late', steps });
    const runId = await h.start('late');
    await h.complete(h.task('first'), {});
    await pass(9_000);
    expect(h.types(runId).at(-1)).toBe('StepDispatched');
    await pass(1_000);
    expect(h.types(runId)).toContain('StepTimedOut');
    await pass(3_590_000);
    expect(h.types(runId).filter((type) => type === 'StepTimedOut')).toHaveLength(2);
  });

  test('are not kept for runs that wait for nothing', async () => {
    await h.start('chain-1');
    await h.complete(h.task('s1'), {});
    expect(openRuns.due.size).toBe(0);
    expect(openRuns.size).toBe(0);
  });
});
