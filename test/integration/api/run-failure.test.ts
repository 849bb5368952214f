import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { endpointNamed, urlOf, type EndpointName } from '../../../src/api/contract/endpoints.js';
import type { RunFailure } from '../../../src/api/contract/run-failure.js';
import type { Overview } from '../../../src/api/contract/overview.js';
import type { StepDetail } from '../../../src/api/contract/run-steps.js';
import { memoryStore } from '../../../src/eventstore/memory.js';
import { EventLog, type RunLog } from '../../support/events.js';
import { testPostgres } from '../../support/postgres.js';
import { startProjecting, type Projecting } from '../../support/read-models.js';
import { fakeServer, type FakeServer } from './fake-server.js';

/** What the console asks about runs, over real read models and a log in memory. */
const memory = memoryStore();
const log = new EventLog(memory);
let database: Awaited<ReturnType<typeof testPostgres>>;
let projecting: Projecting;
let server: FakeServer;
let good: RunLog;
let bad: RunLog;
const HASH = 'b'.repeat(64);

beforeAll(async () => {
  database = await testPostgres();
  projecting = await startProjecting(memory, database.url);
  server = await fakeServer({
    reads: projecting.readModels,
    store: memory.store,
    blobs: memory.blobs,
    clock: { now: () => Date.parse(log.at()) },
  });
  const definition = await log.workflow('tests', { build: [], check: ['build'], publish: ['check'] });
  good = log.run('good', 'tests', definition);
  good.dispatch('build');
  good.complete('build');
  good.dispatch('check', { inputs: { packages: 9 } }, 'tester-2');
  good.complete('check', [{ nanoUsd: '400' }]);
  bad = log.run('bad', 'tests', definition);
  bad.dispatch('build');
  bad.fail('build');
  bad.retryAt('build', log.at());
  bad.dispatch('build');
  bad.complete('build');
  for (const attempt of [1, 2]) {
    bad.dispatch('check', { inputs: { packages: 14 }, parentSummary: 'built' }, 'tester-1');
    bad.append('StepOutputRejected', {
      step: { stepKey: 'check', stepId: 'check' },
      attempt,
      leaseId: bad.leaseOf('check', attempt),
      resultId: `r${attempt}`,
      charges: [],
      settles: [],
      output: { coverage: '81.4%' },
      outputHash: HASH,
      schemaHash: HASH,
      errors: [{ path: '/coverage', message: 'must be number' }],
      fingerprint: '9c21e0',
    });
    if (attempt === 1) bad.retryAt('check', log.at());
  }
  bad.append('StepDeadLettered', {
    step: { stepKey: 'check', stepId: 'check' },
    attempt: 2,
    class: 'outputRejected',
    code: 'OUTPUT.REJECTED',
    message: '/coverage must be number',
    fingerprint: '9c21e0',
    attempts: 2,
  });
  await projecting.caughtUp();
});
afterAll(async () => {
  await server.close();
  await projecting.stop();
  memory.dispose();
  await database.stop();
});

/** What the contract says, and nothing more. */
async function read<Answer>(
  name: EndpointName,
  params: Record<string, unknown>,
  query: Record<string, unknown> = {},
  as = server.as('admin'),
): Promise<Answer> {
  const { status, body } = await server.http.get(urlOf(name, params, query)).set('authorization', as);
  expect(status, JSON.stringify(body)).toBe(200);
  expect(endpointNamed(name).response.parse(body), name).toEqual(body);
  return body;
}

describe('the failure of a run', () => {
  test('is its first cause with all attempts, not the dead letter that came of it', async () => {
    const failure = await read<RunFailure>('getRunFailure', { runId: bad.runId });
    expect(failure.first).toMatchObject({
      kind: 'step',
      stepKey: 'check',
      stepStatus: 'deadLetter',
      type: 'StepOutputRejected',
      revision: 7,
      message: '/coverage must be number',
      fingerprint: '9c21e0',
      schemaErrors: [{ path: '/coverage', message: 'must be number' }],
      attempts: [
        { attempt: 1, outcome: 'outputRejected', revision: 7 },
        { attempt: 2, revision: 10 },
      ],
    });
    expect(failure.followed.map(({ type, same }) => [type, same])).toEqual([
      ['StepRetryScheduled', false],
      ['StepOutputRejected', true],
      ['StepDeadLettered', false],
    ]);
    expect(failure.stopped.map(({ stepKey }) => stepKey)).toEqual(['publish']);
    expect([failure.eventsAfter, failure.others]).toEqual([4, []]);
  });

  test('is set against the last good run of the step, the likely difference first', async () => {
    const { lastGood, differences } = await read<RunFailure>('getRunFailure', { runId: bad.runId });
    expect(lastGood).toMatchObject({ runId: good.runId, agentId: 'tester-2', nanoUsd: '400', outputRevision: 4 });
    expect(differences.filter(({ likely }) => likely)).toEqual([
      { about: 'agent', path: null, before: 'tester-2', after: 'tester-1', likely: true },
      { about: 'output', path: 'coverage', after: '81.4%', likely: true },
    ]);
    expect(differences).toContainEqual({
      about: 'input',
      path: 'packages',
      before: 9,
      after: 14,
      likely: false,
    });
  });

  test('says what can be done, and why the rest cannot', async () => {
    const { actions, elsewhere } = await read<RunFailure>('getRunFailure', { runId: bad.runId });
    expect(actions.filter(({ possible }) => possible).map(({ action }) => action)).toEqual([
      'retry',
      'skip',
      'startAgain',
      'abandon',
    ]);
    expect(actions[0]).toMatchObject({ nanoUsd: '400', likelyToFail: true, endpoint: 'retryStep' });
    expect(actions.find(({ action }) => action === 'resume')?.because).toBe('The run is not paused or halted.');
    expect(elsewhere).toMatchObject({ deadLetters: 1, runs: 1, items: [{ runId: bad.runId }] });
  });

  test('is nothing of a run that goes on', async () => {
    expect(await read('getRunFailure', { runId: good.runId })).toMatchObject({ first: null, actions: [] });
  });
});

describe('a step of a run', () => {
  test('shows what was refused, with the verdict and what each attempt was told', async () => {
    const step = await read<StepDetail>('getRunStep', { runId: bad.runId, stepKey: 'check' });
    expect(step).toMatchObject({
      input: { revision: 9, value: { packages: 14 }, stored: 'inline' },
      parentSummary: 'built',
      output: {
        revision: 10,
        attempt: 2,
        value: { coverage: '81.4%' },
        verdict: { valid: false, errors: [{ path: '/coverage' }] },
      },
      dependents: ['publish'],
    });
    expect(step.attempts.map(({ schemaErrors }) => schemaErrors.length)).toEqual([1, 1]);
  });

  test('shows what was accepted', async () => {
    expect(await read('getRunStep', { runId: good.runId, stepKey: 'check' })).toMatchObject({
      output: { revision: 4, value: { done: 'check' }, substitute: false, verdict: { valid: true, errors: [] } },
      attempts: [{ summary: 'did check', tokens: { input: 10, reasoning: 3 } }],
    });
  });
});

test('a run can be started again from what it was started with, and its costs add up', async () => {
  expect(await read('getRunInput', { runId: good.runId })).toMatchObject({
    workflowId: 'tests',
    input: { value: {}, stored: 'inline', size: 2 },
    budget: { nanoUsd: '1000000000', tokens: null },
  });
  expect(await read('listRunCharges', { runId: good.runId })).toMatchObject({
    total: { nanoUsd: '400' },
    steps: [{ stepKey: 'build', nanoUsd: '0' }, { stepKey: 'check', nanoUsd: '400', attempts: 1 }, { attempts: 0 }],
    items: [{ revision: 4 }],
  });
});

describe('the overview', () => {
  test('lists what the one who asks can move on, by deadline', async () => {
    const run = log.run('asks', 'tests', await log.workflow('asking', { write: [], pay: [] }));
    run.askApproval('write', { expiresAt: '2026-11-25T12:00:00.000Z' });
    run.askApproval('pay', { expiresAt: '2026-11-24T18:00:00.000Z', tier: 'financial' });
    await projecting.caughtUp();
    const approver = await read<Overview>('getOverview', {}, {}, server.as('approver'));
    expect(approver.needsYou.items.map(({ kind, stepKey }) => [kind, stepKey])).toEqual([
      ['approval', 'pay'],
      ['approval', 'write'],
      ['agent', null],
      ['deadLetter', 'check'],
    ]);
    expect(approver.waiting).toMatchObject({
      approvals: 2,
      firstUntil: '2026-11-24T18:00:00.000Z',
      othersApprovals: 0,
    });
    const viewer = await read<Overview>('getOverview', {}, {}, server.as('viewer'));
    expect(viewer.waiting).toMatchObject({ approvals: 0, othersApprovals: 2, deadLetters: 1 });
    expect(viewer.needsYou).toMatchObject({
      total: 2,
      items: [
        { kind: 'agent', link: '/agents?connect=work' },
        { kind: 'deadLetter', link: `/runs/${bad.runId}?tab=failure` },
      ],
    });
    expect(viewer.spent.nanoUsd).toBe('400');
    expect(viewer.spent.hours).toHaveLength(13);
  });

  test('takes the start of today from who asks, and of no other day', async () => {
    const { status, body } = await server.http
      .get('/api/overview?dayStart=2026-11-20T00:00:00.000Z')
      .set('authorization', server.as('viewer'));
    expect([status, body.code]).toEqual([400, 'REQUEST.INVALID']);
  });
});

describe('a list of runs', () => {
  const problems = async (query: string) => {
    const { status, body } = await server.http.get(`/api/runs?${query}`).set('authorization', server.as('viewer'));
    return [status, body.problems?.map(({ path }: { path: string }) => path)];
  };
  test('refuses an order in which open runs have no place, and says what to do', async () => {
    expect(await problems('sort=-cost')).toEqual([400, ['?sort']]);
    expect(await problems('sort=-cost&status=failed,running')).toEqual([400, ['?sort']]);
    expect((await problems('sort=-cost&status=failed,ended'))[0]).toBe(200);
  });
  test('refuses filters that fit nothing by themselves, all at once', async () => {
    expect(
      await problems(
        'version=2&minNanoUsd=2&maxNanoUsd=1&startedFrom=2026-11-24T00:00:00.000Z&startedTo=2026-11-23T00:00:00.000Z',
      ),
    ).toEqual([400, ['?version', '?maxNanoUsd', '?startedTo']]);
    expect(await problems('status=fine')).toEqual([400, ['?status[0]']]);
  });
  test('takes lists with commas and repeated', async () => {
    for (const query of ['status=running,failed', 'status=running&status=failed'])
      expect((await problems(query))[0]).toBe(200);
  });
});
