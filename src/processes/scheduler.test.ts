import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { chain, Harness } from '../../test/support/harness.js';
import { CONTROL_STREAM, runStream } from '../domain/catalog.js';
import type { Checkpoint } from '../domain/kernel/ports.js';
import { Halts } from './halts.js';
import { OpenRuns } from './open-runs.js';
import { Scheduler, type WorkingRun } from './scheduler.js';

const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** An instance of the product: its write side and its scheduler. */
class Instance {
  readonly openRuns: OpenRuns;
  readonly scheduler: Scheduler;
  readonly #stopping = new AbortController();
  #running = Promise.resolve();

  constructor(
    readonly h: Harness,
    bootId: string,
  ) {
    this.openRuns = new OpenRuns(() => h.clock.now());
    const halts = new Halts(h.commands, this.openRuns);
    h.commands.runAggregate.observe(this.openRuns);
    h.commands.runAggregate.observe(halts);
    this.scheduler = new Scheduler(h.commands, this.openRuns, halts, { inline: true, bootId }, SILENT);
  }

  /** Starts with what the read models say is open, and that an agent works on, as of the start of the log. */
  run(...runIds: readonly string[]): void {
    this.runOver(runIds.map((runId) => ({ stream: runStream(runId), revision: 0, isLeased: true })));
  }

  runOver(runs: readonly WorkingRun[], from?: Checkpoint): void {
    const list = () => Promise.resolve({ runs, from });
    this.#running = this.scheduler.run(this.h.memory.feed, { list }, this.#stopping.signal);
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
    await this.h.dispose();
  }
}

let first: Instance;
let second: Instance;
beforeEach(async () => {
  first = new Instance(new Harness(), 'writer-1');
  second = new Instance(new Harness({ over: first.h.memory.raw, bootId: 'writer-2' }), 'writer-2');
  await first.h.save(chain(1));
});
afterEach(() => Promise.all([first.stop(), second.stop()]));

const ORDER = { haltId: 'halt-1', scope: { kind: 'everything' }, reason: 'a fire' } as const;
/** Emergency stop as this instance takes it; its schedulers see to the runs. */
const orderHalt = ({ h }: Instance) =>
  h.commands.controls.execute(CONTROL_STREAM, { name: 'OrderHalt', payload: ORDER }, h.context());
const resume = ({ h }: Instance, runId: string) => h.run(runId, { name: 'ResumeRun', payload: { reason: 'go on' } });
const lastIs = (runId: string, type: string): Promise<void> =>
  expect.poll(() => first.h.types(runId).at(-1), { interval: 5 }).toBe(type);

describe('the scheduler is ready', () => {
  test('when it has caught up with what the read models did not show yet', async () => {
    await first.h.start('chain-1');
    second.run();
    await second.scheduler.ready;
    expect(second.openRuns.lease(first.h.task('s1').leaseId)).toBeDefined();
  });

  test('without a look at the runs that are over by then', async () => {
    const { h } = first;
    const over = await h.start('chain-1');
    await h.complete(h.task('s1'), { value: 1 });
    const open = await h.start('chain-1');
    second.run();
    await second.scheduler.ready;
    const looked = [over, open].map((runId) => second.h.commands.runs.knownRevision(runStream(runId)) !== undefined);
    expect(looked).toEqual([false, true]);
  });

  test('and has seen all only when the runs are at hand that the read models did not know of', async () => {
    const { h } = first;
    await h.start('chain-1');
    const { runs } = second.h.commands;
    const nudge = runs.nudge.bind(runs);
    const saidBefore: boolean[] = [];
    vi.spyOn(runs, 'nudge').mockImplementation((stream, revision) => {
      saidBefore.push(second.scheduler.hasSeenAll);
      return nudge(stream, revision);
    });
    second.run();
    await second.scheduler.sawAll;
    expect(saidBefore).toEqual([false]);
    expect(second.openRuns.size).toBe(1);
  });

  test('with a look at a run that was cancelled while an attempt may still cost something', async () => {
    const { h } = first;
    const runId = await h.start('chain-1');
    await h.run(runId, { name: 'CancelRun', payload: { reason: 'not needed' } });
    second.run();
    await second.scheduler.ready;
    expect(second.h.commands.runs.knownRevision(runStream(runId))).toBeDefined();
  });

  test('before the runs are looked at that no agent works on, which are looked at then', async () => {
    const { h } = first;
    const [waits, leased] = [await h.start('chain-1'), await h.start('chain-1')];
    const from = h.events(leased).at(-1);
    if (from?.position === undefined) throw new Error('nothing was recorded');
    const { runs } = second.h.commands;
    const nudge = runs.nudge.bind(runs);
    let goOn: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (goOn = resolve));
    vi.spyOn(runs, 'nudge').mockImplementation(async (stream, revision) => {
      if (stream === runStream(waits)) await held;
      return nudge(stream, revision);
    });
    const working = [waits, leased].map((runId) => ({
      stream: runStream(runId),
      revision: 0,
      isLeased: runId === leased,
    }));
    second.runOver(working, { position: from.position, eventId: from.id });
    await second.scheduler.ready;
    expect(second.openRuns.list().map(({ runId }) => runId)).toEqual([leased]);
    expect(second.scheduler.hasSeenAll).toBe(false);
    goOn();
    await second.scheduler.sawAll;
    expect(second.openRuns.size).toBe(2);
  });

  test('without the runs that cannot be read: they hold up nobody', async () => {
    const [broken, sound] = [await first.h.start('chain-1'), await first.h.start('chain-1')];
    first.h.memory.raw.tamper(runStream(broken), 0, { type: 'FromTheFuture' });
    second.run(broken, sound);
    await second.scheduler.ready;
    expect(second.openRuns.list().map(({ runId }) => runId)).toEqual([sound]);
  });

  test('not before a store that was away has shown every open run', async () => {
    const runId = await first.h.start('chain-1');
    first.h.memory.raw.down = true;
    second.run(runId);
    await expect.poll(() => second.h.memory.store.available(), { interval: 5 }).toBe(false);
    first.h.memory.raw.down = false;
    await second.scheduler.ready;
    expect(second.openRuns.size).toBe(1);
  });
});

describe('an emergency stop', () => {
  test('halts a run whose resumption was on its way while it was ordered', async () => {
    const { h } = first;
    const runId = await h.start('chain-1');
    await h.run(runId, { name: 'PauseRun', payload: { reason: 'wait' } });
    h.memory.raw.faults = {
      beforeAppend: async ({ stream }) => {
        if (stream !== runStream(runId)) return undefined;
        h.memory.raw.faults = {};
        await orderHalt(first);
        return undefined;
      },
    };
    await resume(first, runId);
    await lastIs(runId, 'RunHalted');
    expect(h.types(runId).slice(-2)).toEqual(['RunResumed', 'RunHalted']);
  });

  test('that is lifted lets go on what was held up under it, also in runs that it never reached', async () => {
    const { h } = first;
    await h.save(chain(2));
    const runId = await h.start('chain-2');
    await orderHalt(first);
    await h.complete(h.task('s1'), { value: 1 });
    expect(h.types(runId).at(-1)).toBe('StepCompleted');
    const lift = { haltId: ORDER.haltId, reason: 'it is out' };
    await h.commands.controls.execute(CONTROL_STREAM, { name: 'LiftHalt', payload: lift }, h.context());
    first.run();
    await lastIs(runId, 'StepDispatched');
  });
});
