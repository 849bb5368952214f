import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { memoryStore } from '../../../src/eventstore/memory.js';
import type { RunListing } from '../../../src/projections/read-models.js';
import { EventLog, id, type RunLog } from '../../support/events.js';
import { testPostgres } from '../../support/postgres.js';
import { startProjecting, type Projecting } from '../../support/read-models.js';

const memory = memoryStore();
const log = new EventLog(memory);
let database: Awaited<ReturnType<typeof testPostgres>>;
let projecting: Projecting;
let runs: Record<'open' | 'waiting' | 'cheap' | 'dear' | 'failed' | 'other', RunLog>;

const BLOB = { $blob: { sha256: 'd'.repeat(64), size: 70_000, mediaType: 'application/json' } };

beforeAll(async () => {
  database = await testPostgres();
  projecting = await startProjecting(memory, database.url);
  const report = await log.workflow('report', { first: [], second: ['first'] });
  const bills = await log.workflow('bills', { pay: [] });
  const start = (name: string, more: object = {}): RunLog => log.run(name, 'report', report, more);
  const complete = (run: RunLog, nanoUsd: string): void => {
    run.dispatch('first');
    log.wait(5);
    run.complete('first', [{ nanoUsd }]);
    run.dispatch('second');
    run.complete('second');
    run.append('RunCompleted', { spentNanoUsd: nanoUsd, tokens: 21, steps: 2 });
  };
  const cheap = start('cheap');
  complete(cheap, '10');
  const dear = start('dear');
  log.wait(60);
  complete(dear, '9000');
  const failed = start('failed', { operatorId: 'bob', operatorName: 'Bob', input: BLOB });
  failed.dispatch('first', {}, 'rare');
  failed.fail('first', [{ nanoUsd: '70' }]);
  failed.deadLetter('first');
  failed.append('RunFailed', {
    because: 'deadLetter',
    step: { stepKey: 'first', stepId: 'first' },
    message: 'it broke',
    revoked: [],
    withdrawn: [],
  });
  const open = start('open', { limits: { parallelism: 1 } });
  open.dispatch('first');
  const waiting = start('waiting', { trigger: { kind: 'schedule', id: 'nightly' } });
  waiting.askApproval('first');
  const other = log.run('other', 'bills', bills);
  other.dispatch('pay');
  runs = { open, waiting, cheap, dear, failed, other };
  await projecting.caughtUp();
});
afterAll(async () => {
  await projecting.stop();
  memory.dispose();
  await database.stop();
});

const names = (ids: readonly string[]): string[] =>
  ids.map((runId) => Object.entries(runs).find(([, run]) => run.runId === runId)?.[0] ?? runId);
const list = async (filter: Partial<RunListing>): Promise<string[]> =>
  names((await projecting.readModels.listRuns({ limit: 50, ...filter })).items.map((run) => run.runId));

describe('a list of runs', () => {
  it.each<[string, Partial<RunListing>, string[]]>([
    ['all, newest first', {}, ['other', 'waiting', 'open', 'failed', 'dear', 'cheap']],
    ['oldest first', { sort: 'startedAt' }, ['cheap', 'dear', 'failed', 'open', 'waiting', 'other']],
    ['several statuses', { status: ['failed', 'completed'] }, ['failed', 'dear', 'cheap']],
    ['what is open', { status: ['open'] }, ['other', 'waiting', 'open']],
    ['what has ended', { status: ['ended'] }, ['failed', 'dear', 'cheap']],
    ['what waits for a person', { status: ['waiting'] }, ['waiting']],
    ['what waits for a person, or is open, each once', { status: ['waiting', 'open'] }, ['other', 'waiting', 'open']],
    ['several workflows', { workflow: ['bills', 'report'], status: ['running'] }, ['other', 'waiting', 'open']],
    ['a version', { workflow: ['report'], version: 2 }, []],
    ['an agent that had an attempt', { agent: 'rare' }, ['failed']],
    ['an agent, in another order', { agent: 'worker', status: ['ended'], sort: 'cost' }, ['cheap', 'dear']],
    ['who started it', { operator: ['bob', 'eve'] }, ['failed']],
    ['how it was started', { trigger: 'schedule' }, ['waiting']],
    ['what it waits for', { waitsFor: ['approval', 'budget'] }, ['waiting']],
    ['at least so much spent', { minNanoUsd: '70' }, ['failed', 'dear']],
    ['at most so much spent', { status: ['ended'], maxNanoUsd: '70' }, ['failed', 'cheap']],
    ['the dearest', { status: ['ended'], sort: '-cost' }, ['dear', 'failed', 'cheap']],
    ['the longest', { status: ['completed'], sort: '-duration' }, ['dear', 'cheap']],
    ['the last that ended', { status: ['ended'], sort: '-endedAt' }, ['failed', 'dear', 'cheap']],
    ['a part of the name of the workflow', { text: 'WORKFLOW BIL' }, ['other']],
    ['a text and another workflow', { text: 'bills', workflow: ['report'] }, []],
    ['a text that nothing fits', { text: '100%' }, []],
  ])('shows %s', async (_, filter, expected) => {
    expect(await list(filter)).toEqual(expected);
    if (filter.sort !== undefined) return;
    expect(await projecting.readModels.countRuns(filter)).toEqual({ count: expected.length, more: false });
    expect(names(await projecting.readModels.runIds(filter, 100))).toEqual(expected);
  });

  it('finds a run by the start or the end of its id', async () => {
    const { runId } = runs.dear;
    expect(await list({ text: runId.slice(0, 9).toUpperCase() })).toEqual(['dear']);
    expect(await list({ text: runId.slice(-6) })).toEqual(['dear']);
    expect(await list({ text: runId.slice(-6), status: ['failed'] })).toEqual([]);
  });

  it('shows what started and ended within a time', async () => {
    const { run } = (await projecting.readModels.getRun(runs.dear.runId)) ?? {};
    const [startedAt = '', endedAt = ''] = [run?.startedAt, run?.endedAt ?? undefined];
    expect(await list({ startedFrom: startedAt, startedTo: endedAt })).toEqual(['dear']);
    expect(await list({ endedFrom: endedAt })).toEqual(['failed', 'dear']);
    expect(await list({ endedTo: endedAt })).toEqual(['cheap']);
  });

  it.each<[RunListing['sort'], RunListing['status'], number]>([
    ['-startedAt', undefined, 6],
    ['startedAt', ['open', 'failed'], 4],
    ['-cost', ['ended'], 3],
    ['duration', ['ended'], 3],
    ['endedAt', ['ended'], 3],
  ])('pages by %s, each once', async (sort, status, count) => {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await projecting.readModels.listRuns({ sort, status, limit: 1, cursor });
      seen.push(...page.items.map((run) => run.runId));
      cursor = page.next;
    } while (cursor !== undefined);
    expect(names(seen)).toEqual(await list({ sort, status }));
    expect(seen).toHaveLength(count);
  });

  it('refuses the cursor of another order', async () => {
    const { next } = await projecting.readModels.listRuns({ limit: 1 });
    await expect(
      projecting.readModels.listRuns({ limit: 1, cursor: next, status: ['ended'], sort: '-cost' }),
    ).rejects.toMatchObject({ code: 'READ.CURSOR' });
  });
});

describe('a run in a list', () => {
  const row = async (run: RunLog) => {
    await projecting.caughtUp();
    return (await projecting.readModels.getRun(run.runId))?.run;
  };

  it('has a pip for each step, the step that runs now, and the event that made it what it is', async () => {
    expect(await row(runs.cheap)).toMatchObject({
      pips: ['completed', 'completed'],
      current: null,
      stateRevision: 5,
      durationMs: 10_000,
      endedNanoUsd: '10',
    });
    const found = await row(runs.open);
    expect(found).toMatchObject({ pips: ['running', 'pending'], stateRevision: 1 });
    expect(found?.current).toEqual({ stepKey: 'first', name: 'first', percent: null, message: null });
    expect(await row(runs.waiting)).toMatchObject({
      pips: ['awaitingApproval', 'pending'],
      waitsForPerson: true,
      stepsWaiting: 1,
      triggerKind: 'schedule',
      triggerId: 'nightly',
      waits: [{ kind: 'approval', stepKey: 'first', revision: 1 }],
    });
  });

  it('shows progress as what it does now, which does not change what it is', async () => {
    const run = await log
      .workflow('moving', { only: [] })
      .then((definition) => log.run('moving', 'moving', definition));
    run.dispatch('only');
    run.append('StepProgressed', {
      step: { stepKey: 'only', stepId: 'only' },
      attempt: 1,
      leaseId: run.leaseOf('only'),
      percent: 40,
      message: '2 of 5',
    });
    expect(await row(run)).toMatchObject({
      current: { percent: 40, message: '2 of 5' },
      stateRevision: 1,
      revision: 2,
    });
  });

  it('waits for a slot when as many steps run as may', async () => {
    const definition = await log.workflow('narrow', { a: [], b: [], c: [] });
    const run = log.run('narrow', 'narrow', definition, { limits: { parallelism: 1 } });
    expect((await row(run))?.waits).toEqual([{ kind: 'agent', capability: 'work', steps: 3 }]);
    run.dispatch('a');
    expect((await row(run))?.waits).toEqual([{ kind: 'slot', limit: 1, steps: 2 }]);
    run.complete('a');
    expect((await row(run))?.waits).toEqual([{ kind: 'agent', capability: 'work', steps: 2 }]);
    run.dispatch('b');
    expect((await row(run))?.waits).toEqual([{ kind: 'slot', limit: 1, stepKey: 'c' }]);
  });

  it('waits for a budget until there is enough of it, then for an agent', async () => {
    const definition = await log.workflow('short', { a: [] });
    const run = log.run('short', 'short', definition, { budget: { tokens: 5 } });
    run.append('RunBudgetChanged', {
      scope: 'step',
      id: 'a',
      step: { stepKey: 'a', stepId: 'a' },
      before: {},
      after: { tokens: 8 },
      reason: 'more',
    });
    run.append('BudgetExceeded', {
      scope: 'run',
      id: run.runId,
      step: { stepKey: 'a', stepId: 'a' },
      attempt: 1,
      limit: { tokens: 5 },
      spent: { nanoUsd: '0', tokens: 0 },
      reserved: { nanoUsd: '0', tokens: 0 },
      asked: { nanoUsd: '0', tokens: 8 },
      policy: 'pause',
    });
    expect(await row(run)).toMatchObject({
      waits: [{ kind: 'budget', stepKey: 'a', revision: 2 }],
      waitsForPerson: true,
    });
    run.append('RunBudgetChanged', {
      scope: 'run',
      id: run.runId,
      before: { tokens: 5 },
      after: { tokens: 9 },
      reason: 'more',
    });
    expect(await row(run)).toMatchObject({
      waits: [{ kind: 'agent', capability: 'work', stepKey: 'a' }],
      waitsForPerson: false,
    });
  });

  it('counts what is charged after its end', async () => {
    const definition = await log.workflow('afterwards', { a: [] });
    const run = log.run('afterwards', 'afterwards', definition);
    run.dispatch('a');
    run.append('RunCancelled', { reason: 'enough', revoked: [run.leaseOf('a')], withdrawn: [] });
    run.late('a', 1, [{ nanoUsd: '33' }]);
    expect(await row(run)).toMatchObject({ status: 'cancelled', endedNanoUsd: '33', stateRevision: 2, revision: 3 });
  });
});

describe('what is known of one run', () => {
  it('filters the index of its events, with what they cost and what they were caused by', async () => {
    const filter = { runId: runs.failed.runId, limit: 10 };
    const of = async (more: object) =>
      (await projecting.readModels.listRunEvents({ ...filter, ...more })).map(({ type }) => type);
    expect(await of({ failures: true })).toEqual(['StepFailed', 'StepDeadLettered', 'RunFailed']);
    expect(await of({ types: ['StepDispatched', 'RunStarted'] })).toEqual(['RunStarted', 'StepDispatched']);
    expect(await of({ stepKey: 'first', actor: 'worker' })).toEqual(['StepFailed']);
    expect(await of({ backwards: true, limit: 1 })).toEqual(['RunFailed']);
    expect(await projecting.readModels.listRunEvents({ ...filter, from: 2, limit: 1 })).toMatchObject([
      { nanoUsd: '70', commandId: id(`${runs.failed.stream} 2`), causationId: id(`${runs.failed.stream} 2`) },
    ]);
  });

  it('refers to the payloads that its events refer to, and to no others', async () => {
    const { runPayload } = projecting.readModels;
    expect(await runPayload(runs.failed.runId, BLOB.$blob.sha256)).toMatchObject({
      field: 'input',
      revision: 0,
      size: 70_000,
    });
    expect(await runPayload(runs.dear.runId, BLOB.$blob.sha256)).toBeUndefined();
  });

  it('has a step with its attempts, tokens, charges and events', async () => {
    const step = await projecting.readModels.getStep(runs.dear.runId, 'first');
    expect(step).toMatchObject({
      dependents: ['second'],
      attempts: [
        { attempt: 1, dispatchedRevision: 1, endedRevision: 2, tokens: { inputTokens: 10, reasoningTokens: 3 } },
      ],
      charges: [{ revision: 2, nanoUsd: '9000' }],
      moreEvents: false,
    });
    expect(step?.events.map(({ revision }) => revision)).toEqual([1, 2]);
    expect(await projecting.readModels.getStep(runs.dear.runId, 'nothing')).toBeUndefined();
  });

  it('adds up its charges by step, agent and model to the same total', async () => {
    const charges = await projecting.readModels.runCharges(runs.dear.runId, { limit: 1 });
    expect(charges.total).toMatchObject({ nanoUsd: '9000', charges: 1, inputTokens: 10 });
    expect(charges.steps.get('first')).toMatchObject({ nanoUsd: '9000' });
    expect([charges.agents[0]?.key, charges.models[0]?.key]).toEqual(['worker', 'demo/rules-1']);
    expect(charges.items).toHaveLength(1);
    expect(charges).not.toHaveProperty('next');
  });

  it('has a timeline of attempts and of waits for people', async () => {
    expect(await projecting.readModels.runTimeline(runs.dear.runId, 100)).toMatchObject({
      attempts: [{ stepKey: 'first', outcome: 'completed', spentNanoUsd: '9000' }, { stepKey: 'second' }],
      waits: [],
      more: false,
    });
    expect((await projecting.readModels.runTimeline(runs.waiting.runId, 100)).waits).toMatchObject([
      { stepKey: 'first', status: 'pending', revision: 1 },
    ]);
    expect((await projecting.readModels.runTimeline(runs.dear.runId, 1)).more).toBe(true);
  });

  it('has a last good run of each step of its workflow, which started before', async () => {
    const failed = (await projecting.readModels.getRun(runs.failed.runId))?.run;
    const good = await projecting.readModels.lastGoodStep('report', 'first', failed?.startedAt ?? '');
    expect(names([good?.step.runId ?? ''])).toEqual(['dear']);
    expect(good).toMatchObject({ version: 1, attempt: { outcome: 'completed', endedRevision: 2 } });
    expect(await projecting.readModels.lastGoodStep('bills', 'pay', log.at())).toBeUndefined();
  });
});

describe('the overview', () => {
  const spent = async () => {
    const { nanoUsd, charges } = (await projecting.readModels.costs({ by: 'day' })).total;
    return { nanoUsd, charges };
  };

  it('tells of one moment what goes on, what failed, what was spent and what waits', async () => {
    const seen = await projecting.readModels.overview({
      now: '2026-11-24T13:00:00.000Z',
      dayStart: '2026-11-24T00:00:00.000Z',
      failedFrom: '2026-11-23T13:00:00.000Z',
    });
    const open = await projecting.readModels.countRuns({ status: ['running'] });
    const ended = await projecting.readModels.countRuns({ status: ['ended'] });
    expect(seen.open).toMatchObject({ running: open.count, paused: 0 });
    expect(seen.failed).toEqual({ failed: 1, ended: ended.count, causes: 1 });
    expect(seen.hours).toEqual([{ hour: 12, ...(await spent()) }]);
    expect(seen.approvals.map(({ runId }) => runId)).toEqual([runs.waiting.runId]);
    expect(seen.recent).toHaveLength(20);
    expect(seen.recent[0]?.position).toBe(seen.position);
  });

  it('counts hours from where the day begins, also within an hour', async () => {
    const { hours } = await projecting.readModels.overview({
      now: '2026-11-24T13:00:00.000Z',
      dayStart: '2026-11-23T18:30:00.000Z',
      failedFrom: '2026-11-24T12:59:00.000Z',
    });
    expect(hours).toEqual([{ hour: 17, ...(await spent()) }]);
  });
});
