import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AUDIT_GROUP } from '../../../src/projections/audit/group.js';
import { countAudit, searchAudit } from '../../../src/projections/audit/search.js';
import type { AuditFilter } from '../../../src/projections/queries.js';
import { queryPool } from '../../../src/projections/storage/connection.js';
import { database, type Db } from '../../../src/projections/storage/database.js';
import { auditWorld, eventfulRun, type AuditWorld } from '../../support/audit.js';
import type { RunLog } from '../../support/events.js';
import { schemaOf } from '../../support/read-models.js';

let world: AuditWorld;
let first: RunLog;
let second: RunLog;
let db: Db;
let schema: string;
beforeAll(async () => {
  world = await auditWorld();
  first = await eventfulRun(world.log, 'first');
  second = await eventfulRun(world.log, 'second', 'invoices');
  world.log.append('operator-tova', 'OperatorCreated', { operatorId: 'tova', name: 'Tova', roles: ['auditor'] });
  world.log.append('control', 'HaltOrdered', {
    haltId: 'aaaaaaaa-0000-5000-8000-000000000001',
    scope: { kind: 'workflow', id: 'invoices' },
    reason: 'wrong ledger month',
  });
  await world.projecting.caughtUp();
  db = database(queryPool(world.databaseUrl, 2, AUDIT_GROUP.querySettings));
  schema = await schemaOf(world.databaseUrl, 'audit');
  db = db.withSchema(schema);
});
afterAll(async () => {
  await db.destroy();
  await world.stop();
});

/** Looks at almost nothing by itself, so that the index is asked. */
const BY_INDEX = { words: 2, columns: 2, widest: 2, runs: 1_000, blocks: [] };
/** Takes any number of runs for many, so that each event is asked for its run. */
const BY_EVENT = { words: 2_000, columns: 20_000, widest: 20_000, runs: 0, blocks: [] };

/** The same, whether events are looked at one by one, by their runs, or the index of words is asked. */
const found = async (filter: AuditFilter): Promise<string[]> => {
  const { items } = await world.reads.searchAudit({ ...filter, limit: 500 });
  const { count } = await world.reads.countAudit(filter);
  expect(count).toBe(items.length);
  for (const looking of [BY_INDEX, BY_EVENT, { ...BY_INDEX, runs: 0 }, { ...BY_INDEX, blocks: [0, 10] }]) {
    const otherwise = await searchAudit(db, schema, { ...filter, limit: 500 }, looking);
    expect(otherwise.items).toEqual(items);
    expect((await countAudit(db, schema, filter, looking)).count).toBe(items.length);
  }
  return items.map(({ type }) => type);
};

describe('text', () => {
  it.each([
    ['a word, in any case', 'CHANGELOG', ['ApprovalGranted', 'ApprovalGranted']],
    ['the beginning of a word', 'changel', ['ApprovalGranted', 'ApprovalGranted']],
    ['not the middle of one', 'angelog', []],
    ['several words, in any order', 'changelog checked', ['ApprovalGranted', 'ApprovalGranted']],
    ['a short word beside a long one', 'the changelog', ['ApprovalGranted', 'ApprovalGranted']],
    ['not when the short one is missing', 'xqz changelog', []],
    ['words in quotes, one after the other', '"checked the"', ['ApprovalGranted', 'ApprovalGranted']],
    ['not the other way round', '"the checked"', []],
    ['a value with punctuation', 'INV-0042', ['ApprovalRequested', 'ApprovalRequested']],
    ['the beginning of such a value', 'inv-00', ['ApprovalRequested', 'ApprovalRequested']],
    ['a number', '18240.17', ['ApprovalRequested', 'ApprovalRequested']],
    ['a part of an address', 'acme/rocket', ['StepDispatched', 'StepDispatched']],
    ['letters of any language', 'zürich', ['ApprovalRequested', 'ApprovalRequested']],
    ['a type of event', 'HaltOrdered', ['HaltOrdered']],
    ['the name of who did it', 'ledger ada', ['HaltOrdered']],
    ['but not what stands after a minus', 'ledger -month', []],
    ['an id that the event names', 'aaaaaaaa-0000-5000-8000-000000000001', ['HaltOrdered']],
    ['the beginning of an id', 'aaaaaaaa-00', ['HaltOrdered']],
    ['nothing but punctuation finds nothing', '?!', []],
    ["quotes and operators mean nothing: ' & | ! :*", "' & | ! :* \\", []],
  ])('%s', async (_, text, types) => {
    expect(await found({ text })).toEqual(types);
  });

  it('goes with every other filter', async () => {
    expect(await found({ text: 'changelog', run: first.runId })).toEqual(['ApprovalGranted']);
    expect(await found({ text: 'changelog', workflow: ['nothing'] })).toEqual([]);
    expect(await found({ text: 'changelog', mark: ['failure'] })).toEqual([]);
  });
});

describe('filters', () => {
  it('by run, step, type and mark', async () => {
    expect(await found({ run: first.runId })).toHaveLength(12);
    expect(await found({ run: first.runId, step: 'merge' })).toEqual([
      'StepCompleted',
      'StepDispatched',
      'ApprovalGranted',
      'ApprovalRequested',
    ]);
    expect(await found({ type: ['StepFailed', 'HaltOrdered'] })).toEqual(['HaltOrdered', 'StepFailed', 'StepFailed']);
    expect(await found({ mark: ['failure', 'halt'] })).toEqual(['HaltOrdered', 'StepFailed', 'StepFailed']);
  });

  it('by stream, or a kind of stream', async () => {
    expect(await found({ stream: second.stream })).toHaveLength(12);
    expect(await found({ stream: 'control' })).toEqual(['HaltOrdered']);
    expect(await found({ stream: 'operator-*' })).toEqual(['OperatorCreated']);
    expect(await found({ stream: 'run-*', type: ['RunStarted'] })).toHaveLength(2);
    expect(await found({ stream: 'operator-tova', run: first.runId })).toEqual([]);
  });

  it('by workflow, agent, operator and actor', async () => {
    expect(await found({ workflow: ['invoices'] })).toHaveLength(13);
    expect(await found({ agent: 'worker', type: ['StepCompleted'] })).toHaveLength(4);
    expect(await found({ operator: 'ada', actor: 'agent' })).toHaveLength(8);
    expect(await found({ actor: 'ada', type: ['HaltOrdered'] })).toEqual(['HaltOrdered']);
    expect(await found({ operator: 'nobody' })).toEqual([]);
  });

  it('by time, inclusive and exclusive, also where nothing was', async () => {
    const { items } = await world.reads.searchAudit({ limit: 500 });
    const [newest] = items;
    const oldest = items.at(-1);
    if (!newest || !oldest) throw new Error('there are events');
    expect(await found({ from: oldest.at })).toHaveLength(items.length);
    expect(await found({ from: newest.at })).toEqual([newest.type]);
    expect(await found({ to: newest.at })).toHaveLength(items.length - 1);
    expect(await found({ to: oldest.at })).toEqual([]);
    expect(await found({ from: '2027-01-01T00:00:00.000Z' })).toEqual([]);
    expect(await found({ from: '2020-01-01T00:00:00.000Z', to: '2027-01-01T00:00:00.000Z' })).toHaveLength(
      items.length,
    );
  });

  it('by cost', async () => {
    expect(await found({ minNanoUsd: '1000' })).toEqual([
      'StepCompleted',
      'UsageCharged',
      'StepCompleted',
      'UsageCharged',
    ]);
    expect(await found({ minNanoUsd: '1001' })).toEqual(['StepCompleted', 'StepCompleted']);
    expect(await found({ minNanoUsd: '1001', run: first.runId })).toEqual(['StepCompleted']);
  });
});

it('pages do not shift while events arrive, and what is new comes after `head`', async () => {
  const whole = (await world.reads.searchAudit({ limit: 500 })).items.map(({ position }) => position);
  const paged: string[] = [];
  const page = await world.reads.searchAudit({ limit: 7 });
  paged.push(...page.items.map(({ position }) => position));
  let next = page.next;
  let arrived = 0;
  while (next !== undefined) {
    world.log.append('control', 'HaltLifted', { haltId: `h${++arrived}`, scope: { kind: 'everything' }, reason: 'go' });
    await world.projecting.caughtUp();
    const more = await world.reads.searchAudit({ limit: 7, cursor: next });
    paged.push(...more.items.map(({ position }) => position));
    ({ next } = more);
  }
  expect(paged).toEqual(whole);
  const news = await world.reads.searchAudit({ limit: 50, after: page.head });
  expect(news.items.map(({ type }) => type)).toEqual(Array.from({ length: arrived }, () => 'HaltLifted'));
  expect((await world.reads.searchAudit({ limit: 50, before: whole[3] ?? '' })).items[0]?.position).toBe(whole[4]);
  await expect(world.reads.searchAudit({ limit: 5, cursor: 'made-up' })).rejects.toMatchObject({ code: 'READ.CURSOR' });
});

describe('one event', () => {
  const entryOf = async (type: string, run: RunLog) => {
    const { items } = await world.reads.searchAudit({ run: run.runId, type: [type], limit: 1 });
    const entry = await world.reads.auditEntry(items[0]?.position ?? '0');
    if (!entry) throw new Error(`there is a ${type}`);
    return entry;
  };

  it('has its causes from the first on: a decision follows from its request', async () => {
    const { causes } = await entryOf('ApprovalGranted', first);
    expect(causes.map(({ type }) => type)).toEqual(['ApprovalRequested']);
  });

  it('has what followed from it, by cause or by the lease that it gave', async () => {
    const { effects } = await entryOf('ApprovalRequested', second);
    expect(effects.map(({ type }) => type)).toEqual(['ApprovalGranted']);
  });

  it('is nothing where no event is', async () => {
    expect(await world.reads.auditEntry('99999999')).toBeUndefined();
  });
});

describe('by the run of an event', () => {
  let cheap: RunLog;
  let failed: RunLog;
  const startRun = async (name: string, workflowId: string) =>
    world.log.run(name, workflowId, await world.log.workflow(workflowId, { collect: [] }));
  const runsOf = async (filter: AuditFilter) => {
    await found(filter);
    const { items } = await world.reads.searchAudit({ ...filter, limit: 500 });
    return [...new Set(items.map(({ runId }) => runId))];
  };
  beforeAll(async () => {
    cheap = await startRun('cheap', 'letters');
    cheap.dispatch('collect');
    cheap.usage('collect', [{ nanoUsd: '40' }]);
    failed = await startRun('failed', 'letters');
    failed.dispatch('collect');
    failed.complete('collect', [{ nanoUsd: '9000' }]);
    failed.append('RunFailed', { because: 'deadline', message: 'no more', revoked: [], withdrawn: [] });
    await world.projecting.caughtUp();
  });

  it('by its status as it is now, by one or by kind', async () => {
    expect(await runsOf({ status: ['completed'] })).toEqual([second.runId, first.runId]);
    expect(await runsOf({ status: ['failed', 'running'] })).toEqual([failed.runId, cheap.runId]);
    expect(await runsOf({ status: ['open'] })).toEqual([cheap.runId]);
    expect(await runsOf({ status: ['ended'] })).toEqual([failed.runId, second.runId, first.runId]);
    expect(await runsOf({ status: ['cancelled'] })).toEqual([]);
  });

  it('follows the status: paused, resumed, halted, resumed', async () => {
    const halt = { scope: { kind: 'run' }, reason: 'wait', revoked: [], withdrawn: [] };
    for (const [type, data, status] of [
      ['RunPaused', { reason: 'wait' }, 'paused'],
      ['RunResumed', { reason: 'go', controlRevision: -1 }, 'running'],
      ['RunHalted', halt, 'halted'],
      ['RunResumed', { reason: 'go', controlRevision: -1 }, 'running'],
    ] as const) {
      cheap.append(type, data);
      await world.projecting.caughtUp();
      expect(await runsOf({ status: [status] })).toEqual([cheap.runId]);
    }
  });

  it('by what it has cost in all, at least and at most', async () => {
    expect(await runsOf({ minRunNanoUsd: '6000' })).toEqual([failed.runId, second.runId, first.runId]);
    expect(await runsOf({ minRunNanoUsd: '6001' })).toEqual([failed.runId]);
    expect(await runsOf({ maxRunNanoUsd: '40' })).toEqual([cheap.runId]);
    expect(await runsOf({ minRunNanoUsd: '40', maxRunNanoUsd: '6000', status: ['completed', 'running'] })).toEqual([
      cheap.runId,
      second.runId,
      first.runId,
    ]);
    failed.late('collect', 1, [{ nanoUsd: '1' }]);
    await world.projecting.caughtUp();
    expect(await runsOf({ minRunNanoUsd: '9001' })).toEqual([failed.runId]);
  });

  it('goes with every other filter', async () => {
    expect(await runsOf({ status: ['completed'], workflow: ['invoices'] })).toEqual([second.runId]);
    expect(await found({ status: ['completed'], type: ['StepFailed'] })).toEqual(['StepFailed', 'StepFailed']);
    expect(await found({ status: ['failed'], text: '"no more"' })).toEqual(['RunFailed']);
    expect(await found({ status: ['running'], run: failed.runId })).toEqual([]);
    expect(await found({ status: ['failed'], run: failed.runId, type: ['StepCompleted'] })).toEqual(['StepCompleted']);
    expect(await found({ status: ['failed'], stream: 'control' })).toEqual([]);
    expect(await found({ status: ['completed'], minNanoUsd: '1001' })).toEqual(['StepCompleted', 'StepCompleted']);
    const [newest] = (await world.reads.searchAudit({ status: ['completed'], limit: 1 })).items;
    expect(await found({ status: ['completed'], from: newest?.at })).toEqual(['RunCompleted']);
    expect(await runsOf({ status: ['completed'], to: newest?.at })).toEqual([second.runId, first.runId]);
  });

  it('pages stay as they are while the runs that they are of go on', async () => {
    const filter = { status: ['open', 'ended'] as const };
    const whole = (await world.reads.searchAudit({ ...filter, limit: 500 })).items.map(({ position }) => position);
    const paged: string[] = [];
    let next: string | undefined;
    do {
      const page = await world.reads.searchAudit({
        ...filter,
        limit: 5,
        ...(next === undefined ? {} : { cursor: next }),
      });
      paged.push(...page.items.map(({ position }) => position));
      next = page.next;
      cheap.usage('collect', []);
      failed.late('collect', 1, []);
      await world.projecting.caughtUp();
    } while (next !== undefined);
    expect(paged).toEqual(whole);
  });
});
