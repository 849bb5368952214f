import { afterEach, describe, expect, test } from 'vitest';
import { uuidV5 } from '../../../src/commands/hashing.js';
import type { BulkRequest } from '../../../src/domain/bulk/commands.js';
import { bulkEvents, type BulkAction, type BulkItem, type BulkOutcome } from '../../../src/domain/bulk/events.js';
import { bulkStream } from '../../../src/domain/catalog.js';
import { operatorIdOf } from '../../../src/domain/kernel/envelope.js';
import { RunId, StepKey } from '../../../src/domain/kernel/ids.js';
import type { MemoryFaults } from '../../../src/eventstore/memory-log.js';
import { operatorDecider } from '../../../src/domain/operator/decide.js';
import type { Operator } from '../../../src/domain/operator/state.js';
import { BulkJobs } from '../../../src/processes/bulk-jobs.js';
import { chain, Harness, type HarnessOptions } from '../../support/harness.js';
import { expectSoundLog } from '../../support/oracle.js';
import { HeardLog, until } from '../../support/read-models.js';

const BEN = { kind: 'operator', id: 'ben', name: 'Ben' } as const;
const BULK_ID = uuidV5('6d1f0d5e-5a0b-5c3e-9f7a-3b1c2d4e5f60', 'a bulk action');
const STREAM = bulkStream(BULK_ID);

/** One process: the write side and the process manager of bulk actions. */
class Instance {
  readonly h: Harness;
  readonly jobs: BulkJobs;
  readonly log = new HeardLog();
  /** Who ordered the job, as the process sees it; undefined: nothing is known of it. */
  ben: Operator | undefined;

  constructor(options: HarnessOptions = {}) {
    this.h = new Harness(options);
    this.jobs = new BulkJobs(this.h.commands, this.log, () => Promise.resolve(this.ben));
  }

  say(request: BulkRequest) {
    return this.h.commands.bulks.execute(STREAM, request, this.h.context(undefined, BEN));
  }
  start(action: BulkAction, items: readonly BulkItem[], more: { output?: { ok: boolean }; keyId?: string } = {}) {
    const payload = { bulkId: BULK_ID, action, items, position: '7', reason: 'wrong file', ...more };
    return this.say({ name: 'StartBulk', payload });
  }
  async runs(n: number, workflow = 'chain-1'): Promise<BulkItem[]> {
    await this.h.save(chain(1));
    const items: BulkItem[] = [];
    for (let i = 0; i < n; i++) items.push({ runId: RunId.parse(await this.h.start(workflow)) });
    return items;
  }
  types(): string[] {
    return this.h.memory.log.filter(({ stream }) => stream === STREAM).map(({ type }) => type);
  }
  outcomes(): BulkOutcome[] {
    return this.h.memory.log
      .filter(({ stream, type }) => stream === STREAM && type === 'BulkItemsDone')
      .flatMap(({ data }) => bulkEvents.BulkItemsDone.parse(data).outcomes);
  }
  /** However long it takes, as long as it goes on. */
  async ended(): Promise<void> {
    while (this.types().at(-1) !== 'BulkCompleted') {
      const seen = this.types().length;
      await until('the bulk action to go on', () => this.types().length > seen);
    }
  }
  count(type: string): number {
    return this.h.memory.log.filter((event) => event.type === type).length;
  }
  /** Its process was killed: nothing of it arrives, and nobody waits for it. */
  die(): void {
    void this.jobs.stop();
    this.h.commands.close();
  }
}

const alive: Instance[] = [];
function instance(options: HarnessOptions = {}): Instance {
  const made = new Instance(options);
  alive.push(made);
  return made;
}
afterEach(async () => {
  for (const one of alive.splice(0)) {
    await one.jobs.stop();
    await one.h.dispose();
  }
});

describe('a bulk action', () => {
  test('gives each of 1,000 runs its command, with an outcome for each in the order of the items', async () => {
    const one = instance();
    const items = await one.runs(1_000);
    await one.start('cancel', items);
    await one.ended();
    expect(one.outcomes().map(({ item }) => item)).toEqual(items);
    expect(new Set(one.outcomes().map(({ outcome }) => outcome))).toEqual(new Set(['done']));
    expect(one.count('RunCancelled')).toBe(1_000);
    expect(one.types().filter((type) => type === 'BulkItemsDone').length).toBeGreaterThanOrEqual(10);
  });

  test('is the work of the operator who ordered it, not of the one who started the runs', async () => {
    const one = instance();
    const [item] = await one.runs(1);
    await one.start('cancel', item ? [item] : []);
    await one.ended();
    const cancelled = one.h.memory.log.find(({ type }) => type === 'RunCancelled');
    const started = one.h.memory.log.find(({ type }) => type === 'BulkStarted');
    expect(cancelled && operatorIdOf(cancelled.metadata.actor)).toBe('ben');
    expect(cancelled?.metadata.actor.kind).toBe('system');
    expect(cancelled?.metadata.causationId).toBe(started?.id);
    expect(cancelled?.data).toMatchObject({ reason: 'wrong file' });
    expect(one.outcomes()).toEqual([
      { item, outcome: 'done', stream: cancelled?.stream, revision: cancelled?.revision },
    ]);
  });

  test('what ended already, is so already, or does not exist, says so', async () => {
    const one = instance();
    const [ended, halted, open] = await one.runs(3);
    if (!ended || !halted || !open) throw new Error('three runs were started');
    await one.h.run(ended.runId, { name: 'CancelRun', payload: { reason: 'r' } });
    await one.h.run(halted.runId, { name: 'HaltRun', payload: { reason: 'r', scope: { kind: 'run' } } });
    const nobody = { runId: RunId.parse(BULK_ID) };
    await one.start('halt', [ended, halted, nobody, open]);
    await one.ended();
    expect(one.outcomes().map(({ outcome, code }) => [outcome, code])).toEqual([
      ['skipped', 'RUN.ENDED'],
      ['skipped', 'RUN.SO_ALREADY'],
      ['refused', 'RUN.NOT_FOUND'],
      ['done', undefined],
    ]);
  });

  test('dead letters are retried and skipped by their step', async () => {
    const one = instance();
    const steps = [{ id: 's1', agent: 'noop', output: true, retry: { attempts: 1 } }];
    await one.h.save({ id: 'once', name: 'Once', steps });
    const items = await one.runs(3, 'once');
    for (const task of [...one.h.pool.tasks]) await one.h.fail(task);
    const [letter, ...others] = items.map((item) => ({ ...item, stepKey: StepKey.parse('s1') }));
    const [bare] = others;
    if (!letter || !bare) throw new Error('three runs were started');
    await one.start('skip', [letter, { runId: bare.runId }, { ...bare, stepKey: StepKey.parse('other') }], {
      output: { ok: true },
    });
    await one.ended();
    expect(one.outcomes().map(({ outcome, code }) => [outcome, code])).toEqual([
      ['done', undefined],
      ['skipped', 'RUN.NO_DEAD_LETTER'],
      ['refused', 'STEP.UNKNOWN'],
    ]);
    expect(one.h.memory.log.find(({ type }) => type === 'StepSkipped')?.data).toMatchObject({ output: { ok: true } });
  });
});

describe('pause and stop', () => {
  /** Each append of a cancelled run waits until the test lets it go. */
  function gate() {
    const waiting: (() => void)[] = [];
    const faults: MemoryFaults = {
      beforeAppend: ({ events }) =>
        events.some(({ type }) => type === 'RunCancelled')
          ? new Promise((resolve) => waiting.push(() => resolve(undefined)))
          : undefined,
    };
    return { waiting, faults, open: () => waiting.splice(0).forEach((go) => go()) };
  }

  test('at most four items are in flight, and none is taken after a pause; a resume goes on', async () => {
    const { waiting, faults, open } = gate();
    const one = instance(faults);
    const items = await one.runs(10);
    await one.start('cancel', items);
    await until('four in flight', () => waiting.length === 4);
    await one.say({ name: 'PauseBulk', payload: { reason: 'look' } });
    open();
    await until('their outcomes', () => one.outcomes().length === 4);
    expect(waiting).toEqual([]);
    expect(one.types()).toEqual(['BulkStarted', 'BulkPaused', 'BulkItemsDone']);
    await one.say({ name: 'ResumeBulk', payload: { reason: 'fine' } });
    await until('the end', () => {
      open();
      return one.types().at(-1) === 'BulkCompleted';
    });
    expect(one.outcomes().map(({ item }) => item)).toEqual(items);
  });

  test('a stop leaves the rest as it is, for good', async () => {
    const { waiting, faults, open } = gate();
    const one = instance(faults);
    await one.start('cancel', await one.runs(10));
    await until('four in flight', () => waiting.length === 4);
    await one.say({ name: 'StopBulk', payload: { reason: 'wrong ones' } });
    open();
    await until('their outcomes', () => one.outcomes().length === 4);
    one.jobs.adopt([BULK_ID]);
    await one.jobs.stop();
    expect(one.count('RunCancelled')).toBe(4);
    expect(one.types().at(-1)).toBe('BulkItemsDone');
  });

  test('what another process does that has not heard of a pause is recorded after what is done, under a command of its own', async () => {
    const { waiting, faults, open } = gate();
    const first = instance({ ...faults, bootId: 'first' });
    const items = await first.runs(10);
    await first.start('cancel', items);
    const second = instance({ over: first.h.memory.raw, bootId: 'second' });
    await second.h.commands.bulks.look(STREAM, () => undefined);
    await until('four in flight', () => waiting.length === 4);
    await first.say({ name: 'PauseBulk', payload: { reason: 'look' } });
    first.h.memory.raw.faults = {};
    open();
    await until('their outcomes', () => first.outcomes().length === 4);
    second.jobs.adopt([BULK_ID]);
    await second.ended();
    expect(second.outcomes().map(({ item }) => item)).toEqual(items);
    await expectSoundLog(second.h.memory);
  });
});

test('a key that is revoked in the middle of a job takes the rest of it along, and the record says why', async () => {
  const key = { keyId: 'k1', secretHash: 'a'.repeat(64), name: 'laptop', roles: ['operator'] as const, revoked: false };
  const one = instance({
    beforeAppend: ({ events }) => {
      // The first outcomes are about to be recorded.
      if (events.some(({ type }) => type === 'BulkItemsDone')) key.revoked = true;
      return undefined;
    },
  });
  one.ben = { ...operatorDecider.initialState(), id: 'ben', roles: ['operator'], keys: [key] };
  await one.start('cancel', await one.runs(300), { keyId: 'k1' });
  await until('the job to stop', () => one.types().includes('BulkStopped'));
  await one.jobs.stop();
  expect(one.count('RunCancelled')).toBeLessThan(300);
  expect(one.outcomes().length).toBe(one.count('RunCancelled'));
  const stopped = one.h.memory.log.find(({ type }) => type === 'BulkStopped');
  expect(stopped?.data).toMatchObject({ reason: 'Key k1, which ordered it, was revoked.' });
});

describe('after a restart', () => {
  test('what another process had done is answered again and not done again, wherever it died', async () => {
    for (const after of [1, 5, 60, 105, 118]) {
      let cancelled = 0;
      const first = new Instance({
        bootId: 'first',
        beforeAppend: ({ events }) => {
          // From here on nothing of the first process arrives any more.
          if (cancelled >= after) return new Promise(() => undefined);
          if (events.some(({ type }) => type === 'RunCancelled')) cancelled++;
          return undefined;
        },
      });
      const items = await first.runs(120);
      await first.start('cancel', items);
      await until('its death', () => cancelled >= after);
      const second = instance({ over: first.h.memory.raw, bootId: 'second' });
      first.h.memory.raw.faults = {};
      first.die();
      second.jobs.adopt([BULK_ID]);
      await second.ended();
      expect(second.outcomes().map(({ item }) => item)).toEqual(items);
      expect(new Set(second.outcomes().map(({ outcome }) => outcome))).toEqual(new Set(['done']));
      expect(second.count('RunCancelled')).toBe(120);
    }
  });

  test('what a process had in flight when it was stopped, and died, is found out', async () => {
    let cancelled = 0;
    const first = new Instance({
      bootId: 'first',
      beforeAppend: ({ events }) => {
        if (events.some(({ type }) => type === 'BulkItemsDone')) return new Promise(() => undefined);
        if (!events.some(({ type }) => type === 'RunCancelled')) return undefined;
        // The second of them never arrives.
        return ++cancelled === 2 ? new Promise(() => undefined) : undefined;
      },
    });
    const items = await first.runs(10);
    await first.start('cancel', items);
    await until('four in flight', () => cancelled >= 4);
    await first.say({ name: 'StopBulk', payload: { reason: 'wrong ones' } });
    first.die();
    const second = instance({ over: first.h.memory.raw, bootId: 'second' });
    first.h.memory.raw.faults = {};
    second.jobs.adopt([BULK_ID]);
    await until('their outcomes', () => second.outcomes().length > 0);
    const done = second.count('RunCancelled');
    const [one, other, ...rest] = second.outcomes();
    expect([one?.outcome, other?.outcome, other?.code]).toEqual(['done', 'skipped', 'BULK.STOPPED']);
    expect(rest).toHaveLength(done - 1);
    expect(new Set(rest.map(({ outcome }) => outcome))).toEqual(new Set(['done']));
    second.jobs.adopt([BULK_ID]);
    await second.jobs.stop();
    expect(second.count('RunCancelled')).toBe(done);
    expect(second.outcomes()).toHaveLength(done + 1);
  });

  test('two processes that carry out the same job do each item once', async () => {
    const first = instance({ bootId: 'first' });
    const items = await first.runs(300);
    const second = instance({ over: first.h.memory.raw, bootId: 'second' });
    await first.start('cancel', items);
    second.jobs.adopt([BULK_ID]);
    await first.ended();
    expect(first.outcomes().map(({ item }) => item)).toEqual(items);
    expect(new Set(first.outcomes().map(({ outcome }) => outcome))).toEqual(new Set(['done']));
    expect(first.count('RunCancelled')).toBe(300);
  });

  test('a job that another process has resumed is taken up when the feed says so', async () => {
    const first = instance({ bootId: 'first' });
    const items = await first.runs(5);
    const second = instance({ over: first.h.memory.raw, bootId: 'second' });
    await first.jobs.stop();
    await first.start('cancel', items);
    const event = first.h.memory.log.find(({ type }) => type === 'BulkStarted');
    if (event) second.jobs.onEvent(event);
    await second.ended();
    expect(second.count('RunCancelled')).toBe(5);
  });

  test('a store that is away holds the job up, and is no outcome', async () => {
    const one = instance();
    const items = await one.runs(20);
    one.h.memory.raw.faults = {
      beforeAppend: ({ events }) => {
        if (events.some(({ type }) => type === 'RunCancelled') && one.count('RunCancelled') === 7)
          one.h.memory.raw.down = true;
        return undefined;
      },
    };
    await one.start('cancel', items);
    await until('the store to be away', () => one.h.memory.raw.down);
    await until('the job to notice', () => {
      // The writer loses its patience by the clock.
      one.h.clock.advance(1_000);
      return one.log.lines.length > 0;
    });
    one.h.memory.raw.faults = {};
    one.h.memory.raw.down = false;
    await one.ended();
    expect(one.outcomes().map(({ item, outcome }) => [item, outcome])).toEqual(items.map((item) => [item, 'done']));
    expect(one.count('RunCancelled')).toBe(20);
  });
});
