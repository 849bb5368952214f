import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bulkStream } from '../../../src/domain/catalog.js';
import { memoryStore } from '../../../src/eventstore/memory.js';
import { ADA, EventLog, id, type RunLog } from '../../support/events.js';
import { testPostgres } from '../../support/postgres.js';
import { dump, startProjecting, type Projecting } from '../../support/read-models.js';

const memory = memoryStore();
const log = new EventLog(memory);
let database: Awaited<ReturnType<typeof testPostgres>>;
let projecting: Projecting;

beforeAll(async () => {
  database = await testPostgres();
  projecting = await startProjecting(memory, database.url);
});
afterAll(async () => {
  await projecting.stop();
  memory.dispose();
  await database.stop();
});

const BEN = { kind: 'operator', id: 'ben', name: 'Ben' } as const;
const SYSTEM = { kind: 'system', id: 'bulk', name: 'bulk', onBehalfOf: 'ada' } as const;

function start(name: string, total: number, more: object = {}) {
  const bulkId = id(name);
  const items = Array.from({ length: total }, (_, i) => ({ runId: id(`${name} ${i}`) }));
  const stream = bulkStream(bulkId);
  const head = { bulkId, action: 'cancel', items, total, position: '7', reason: 'wrong file' };
  log.append(stream, 'BulkStarted', { ...head, operatorId: 'ada', operatorName: 'Ada', ...more });
  return {
    bulkId,
    items,
    say: (type: string, reason = 'r', actor: typeof ADA = ADA) => log.append(stream, type, { bulkId, reason }, actor),
    complete: () => log.append(stream, 'BulkCompleted', { bulkId }, SYSTEM),
    record: (from: number, ...outcomes: object[]) =>
      log.append(
        stream,
        'BulkItemsDone',
        { bulkId, from, outcomes: outcomes.map((one, i) => ({ item: items[from + i], ...one })) },
        SYSTEM,
      ),
  };
}
const done = (run: string) => ({ outcome: 'done', stream: `run-${run}`, revision: 3 });

describe('bulk actions', () => {
  test('show their progress, who changed them last, and how they ended', async () => {
    const bulk = start('progress', 4, { filter: 'status open' });
    await projecting.caughtUp();
    expect(await projecting.readModels.getBulk(bulk.bulkId)).toMatchObject({
      status: 'running',
      filter: 'status open',
      position: '7',
      total: 4,
      done: 0,
      operatorName: 'Ada',
      endedAt: null,
      changedBy: null,
      revision: 0,
    });
    bulk.record(0, done('a'), { outcome: 'skipped', code: 'RUN.ENDED', message: 'It has ended.' });
    bulk.say('BulkPaused', 'look', BEN);
    await projecting.caughtUp();
    expect(await projecting.readModels.getBulk(bulk.bulkId)).toMatchObject({
      status: 'paused',
      done: 1,
      skipped: 1,
      refused: 0,
      changedBy: 'ben',
      changeReason: 'look',
      revision: 2,
    });
    expect(await projecting.readModels.listOpenBulks(log.at())).toContain(bulk.bulkId);
    bulk.say('BulkResumed', 'fine');
    bulk.record(2, { outcome: 'refused', code: 'RUN.NOT_FOUND', message: 'There is none.' }, done('d'));
    bulk.complete();
    await projecting.caughtUp();
    const ended = await projecting.readModels.getBulk(bulk.bulkId);
    expect(ended).toMatchObject({ status: 'completed', done: 2, skipped: 1, refused: 1, changedBy: 'ada' });
    expect(ended?.endedAt).toBe(ended?.changedAt);
    expect(await projecting.readModels.listOpenBulks(log.at())).not.toContain(bulk.bulkId);
  });

  test('a stopped one has ended, and what was in flight is still counted', async () => {
    const bulk = start('stopped', 4);
    bulk.say('BulkStopped', 'wrong ones');
    bulk.record(0, done('a'));
    await projecting.caughtUp();
    const found = await projecting.readModels.getBulk(bulk.bulkId);
    expect(found).toMatchObject({ status: 'stopped', done: 1, changeReason: 'wrong ones' });
    expect(found && found.endedAt !== null && found.endedAt < found.changedAt).toBe(true);
    expect(await projecting.readModels.listOpenBulks(found?.endedAt ?? '')).toContain(bulk.bulkId);
    expect(await projecting.readModels.listOpenBulks(log.at())).not.toContain(bulk.bulkId);
  });

  test('items are listed by their index, all or those of an outcome', async () => {
    const bulk = start('items', 5);
    bulk.record(0, done('a'), { outcome: 'skipped', code: 'X', message: 'why' });
    bulk.record(2, done('c'), { outcome: 'skipped', code: 'X', message: 'why' }, done('e'));
    await projecting.caughtUp();
    const list = async (more: object, limit = 10) =>
      (await projecting.readModels.listBulkItems({ bulkId: bulk.bulkId, from: 0, limit, ...more })).map(
        ({ index }) => index,
      );
    expect(await list({})).toEqual([0, 1, 2, 3, 4]);
    expect(await list({ from: 2 }, 2)).toEqual([2, 3]);
    expect(await list({ outcome: 'skipped' })).toEqual([1, 3]);
    const [, skipped] = await projecting.readModels.listBulkItems({ bulkId: bulk.bulkId, from: 0, limit: 10 });
    expect(skipped).toMatchObject({
      runId: bulk.items[1]?.runId,
      stepKey: null,
      code: 'X',
      message: 'why',
      stream: null,
      revision: null,
    });
  });

  test('are listed newest first, page by page, and by status', async () => {
    const names = ['listed 1', 'listed 2', 'listed 3'];
    const ids = names.map((name) => start(name, 1).bulkId).reverse();
    await projecting.caughtUp();
    const first = await projecting.readModels.listBulks({ status: 'open', limit: 2 });
    expect(first.items.map(({ bulkId }) => bulkId)).toEqual(ids.slice(0, 2));
    const second = await projecting.readModels.listBulks({ status: 'open', limit: 500, cursor: first.next });
    expect(second.items[0]?.bulkId).toBe(ids[2]);
    expect(second.next).toBeUndefined();
    const stopped = await projecting.readModels.listBulks({ status: 'stopped', limit: 500 });
    expect(stopped.items.every(({ status }) => status === 'stopped')).toBe(true);
  });

  test('read models that are built anew say the same of them', async () => {
    const rows = await dump(database.url);
    expect(rows['bulks']?.length).toBeGreaterThan(3);
    expect(rows['bulk_items']?.length).toBeGreaterThan(8);
    await projecting.readModels.rebuild();
    expect(await dump(database.url)).toEqual(rows);
  });
});

describe('what a bulk action is done to', () => {
  const runs: RunLog[] = [];
  beforeAll(async () => {
    const definition = await log.workflow('fan', { first: [], second: [] });
    for (const name of ['fan 1', 'fan 2', 'fan 3']) runs.push(log.run(name, 'fan', definition));
    runs[2]?.append('RunCancelled', { reason: 'r', revoked: [], withdrawn: [] });
    for (const run of runs.slice(0, 2)) {
      run.dispatch('first');
      deadLetter(run, 'first', run === runs[0] ? 'same' : 'other');
    }
    await projecting.caughtUp();
  });
  function deadLetter(run: RunLog, stepKey: string, fingerprint: string): void {
    const cause = { class: 'tool', code: 'X', message: 'broken', fingerprint };
    run.append('StepDeadLettered', { step: { stepKey, stepId: stepKey }, attempt: 1, attempts: 1, ...cause });
  }
  const runOf = (index: number): string => runs[index]?.runId ?? '';
  const found = async (question: Parameters<Projecting['readModels']['freezeBulk']>[0], limit = 100) =>
    (await projecting.readModels.freezeBulk(question, limit)).items.map(({ runId, stepKey }) => [runId, stepKey]);

  test('of a filter the open runs, oldest first, whatever status it asks for', async () => {
    const open = [
      [runOf(0), null],
      [runOf(1), null],
    ];
    expect(await found({ of: 'runs', filter: { workflow: ['fan'] } })).toEqual(open);
    expect(await found({ of: 'runs', filter: { workflow: ['fan'], status: ['open', 'cancelled'] } })).toEqual(open);
    expect(await found({ of: 'runs', filter: { workflow: ['fan'], status: ['cancelled'] } })).toEqual([]);
    expect(await found({ of: 'runs', filter: { workflow: ['fan'] } }, 1)).toHaveLength(1);
  });

  test('of runs and of a fingerprint the open dead letters', async () => {
    expect(await found({ of: 'deadLetters', filter: { workflow: ['fan'] } })).toEqual([
      [runOf(0), 'first'],
      [runOf(1), 'first'],
    ]);
    expect(await found({ of: 'deadLetters', fingerprint: 'other' })).toEqual([[runOf(1), 'first']]);
    // The same failure has the same fingerprint in any workflow and step.
    const only = { of: 'deadLetters', fingerprint: 'other', workflow: 'fan', step: 'first' } as const;
    expect(await found(only)).toEqual([[runOf(1), 'first']]);
    expect(await found({ ...only, workflow: 'elsewhere' })).toEqual([]);
    expect(await found({ ...only, step: 'second' })).toEqual([]);
    expect(await found({ of: 'deadLetters', runs: [runOf(0), runOf(2)] })).toEqual([[runOf(0), 'first']]);
  });

  test('of named runs those that there are, ended ones too', async () => {
    expect(await found({ of: 'named', runs: [runOf(2), id('nobody')] })).toEqual([[runOf(2), null]]);
  });

  test('is answered with where the read models stood', async () => {
    const { position } = await projecting.readModels.freezeBulk({ of: 'named', runs: [] }, 1);
    expect(BigInt(position)).toBe(memory.log.at(-1)?.position);
  });
});
