import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { memoryStore, type MemoryStore } from '../../../src/eventstore/memory.js';
import { EventLog, type RunLog } from '../../support/events.js';
import { testPostgres } from '../../support/postgres.js';
import { dump, startProjecting, type Projecting } from '../../support/read-models.js';

let memory: MemoryStore;
let log: EventLog;
let database: Awaited<ReturnType<typeof testPostgres>>;
/** Keeps the server running between the tests, each of which has a database of its own. */
let server: Awaited<ReturnType<typeof testPostgres>>;
let projecting: Projecting;

beforeAll(async () => {
  server = await testPostgres();
});
afterAll(() => server.stop());
beforeEach(async () => {
  memory = memoryStore();
  log = new EventLog(memory);
  database = await testPostgres();
});
afterEach(async () => {
  await projecting.stop();
  memory.dispose();
  await database.stop();
});

async function runs(count: number): Promise<RunLog[]> {
  const definition = await log.workflow('flow', { first: [], second: ['first'] });
  return Array.from({ length: count }, (_, i) => log.run(`run ${i}`, 'flow', definition));
}

const stepsDone = async (run: RunLog): Promise<number | undefined> =>
  (await projecting.readModels.getRun(run.runId))?.run.stepsDone;

function finish(run: RunLog): void {
  for (const step of ['first', 'second']) {
    run.dispatch(step);
    run.complete(step);
  }
}

/** Ways in which an event can be bad; each only shows in another part of the work. */
const BAD = {
  'data that does not parse': (run: RunLog) => run.append('StepProgressed', { step: 'not a step' }),
  'data that contradicts its stream': (run: RunLog) =>
    run.append('LeaseMoved', { leaseId: run.leaseOf('first', 9), gatewayId: 'g' }),
  'data that PostgreSQL refuses': (run: RunLog) => run.append('RunPaused', { reason: 'a \u0000 in a text' }),
  'data that is not what its hash says': (run: RunLog) => {
    run.append('RunPaused', { reason: 'wait' });
    memory.raw.tamper(run.stream, 2, { data: JSON.stringify({ reason: 'changed' }) });
  },
} as const;

describe.each(Object.entries(BAD))('an event with %s', (_, bad) => {
  it('parks its own stream, in order, and no other', async () => {
    const [before, poisoned, after] = await runs(3);
    if (!before || !poisoned || !after) throw new Error('three runs were started');
    finish(before);
    poisoned.dispatch('first');
    bad(poisoned);
    poisoned.complete('first');
    finish(after);
    projecting = await startProjecting(memory, database.url);
    await projecting.caughtUp();
    expect(await stepsDone(before)).toBe(2);
    expect(await stepsDone(after)).toBe(2);
    expect(await projecting.readModels.getRun(poisoned.runId)).toMatchObject({
      run: { stepsDone: 0, stepsRunning: 1, revision: 1, incomplete: true },
    });
    // What comes later waits behind it, also in a later batch.
    poisoned.dispatch('second');
    await projecting.caughtUp();
    const status = await projecting.readModels.status();
    expect(status).toMatchObject({
      state: 'live',
      parkedStreams: 1,
      parkedEvents: 2,
      deadLettered: [{ stream: poisoned.stream, revision: 2, parked: 2 }],
    });
    expect(status.deadLettered[0]?.reason).not.toBe('');
    expect((await projecting.readModels.costs({ by: 'run' })).incomplete).toBe(true);
    expect((await projecting.readModels.getRun(after.runId))?.run.incomplete).toBe(false);
  });

  it('stays parked over a restart, and is projected in order once it is mended and retried', async () => {
    const [poisoned] = await runs(1);
    if (!poisoned) throw new Error('a run was started');
    poisoned.dispatch('first');
    bad(poisoned);
    poisoned.complete('first');
    projecting = await startProjecting(memory, database.url);
    await projecting.caughtUp();
    await projecting.stop();
    projecting = await startProjecting(memory, database.url);
    poisoned.dispatch('second');
    await projecting.caughtUp();
    expect(await projecting.readModels.retryParked()).toEqual({ streams: 1, events: 3, stillParked: 1 });
    expect(await projecting.readModels.status()).toMatchObject({ parkedStreams: 1, parkedEvents: 2 });

    log.mend(poisoned.stream, 2, { type: 'RunPaused', data: { reason: 'mended' } });
    expect(await projecting.readModels.retryParked()).toEqual({ streams: 1, events: 3, stillParked: 0 });
    expect(await projecting.readModels.getRun(poisoned.runId)).toMatchObject({
      run: { status: 'paused', stepsDone: 1, stepsRunning: 1, revision: 4, incomplete: false },
    });
    expect(await projecting.readModels.status()).toMatchObject({ parkedStreams: 0, parkedEvents: 0, deadLettered: [] });
    const live = await dump(database.url);
    await projecting.readModels.rebuild();
    expect(await dump(database.url)).toEqual(live);
  });
});

describe('events of other versions', () => {
  it('skips and counts a type that it does not know, and parks nothing', async () => {
    const [run] = await runs(1);
    if (!run) throw new Error('a run was started');
    run.append('StepTeleported', { where: 'elsewhere' });
    finish(run);
    run.append('StepTeleported', { where: 'back' });
    projecting = await startProjecting(memory, database.url);
    await projecting.caughtUp();
    expect(await stepsDone(run)).toBe(2);
    expect(await projecting.readModels.status()).toMatchObject({
      parkedStreams: 0,
      skippedTypes: [{ type: 'StepTeleported', count: 2 }],
    });
  });

  it('parks a run whose definition is gone, and goes on with the others', async () => {
    const [fine] = await runs(1);
    const gone = { $blob: { sha256: 'd'.repeat(64), size: 10, mediaType: 'application/json' } };
    const lost = log.run('lost', 'flow', gone);
    if (!fine) throw new Error('a run was started');
    finish(fine);
    projecting = await startProjecting(memory, database.url);
    await projecting.caughtUp();
    expect(await stepsDone(fine)).toBe(2);
    expect(await projecting.readModels.getRun(lost.runId)).toBeUndefined();
    expect((await projecting.readModels.status()).deadLettered).toMatchObject([{ stream: lost.stream, revision: 0 }]);
  });
});
