import pino from 'pino';
import supertest from 'supertest';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Api } from '../../../src/api/create-api.js';
import { endpointNamed, urlOf, type EndpointName } from '../../../src/api/contract/endpoints.js';
import { ReadModels } from '../../../src/projections/read-models.js';
import { Harness } from '../../support/harness.js';
import { testPostgres } from '../../support/postgres.js';
import { schemaOf, sql } from '../../support/read-models.js';
import { serverOver } from './harness-server.js';

/** The API over the real write side and the real read models, over a log in memory and a PostgreSQL. */
const harness = new Harness();
const stopping = new AbortController();
const log = pino({ level: 'silent' });
let postgres: Awaited<ReturnType<typeof testPostgres>>;
let reads: ReadModels;
let projecting: Promise<void>;
let api: Api;
let admin: string;

beforeAll(async () => {
  const { memory } = harness;
  postgres = await testPostgres();
  reads = new ReadModels({ databaseUrl: postgres.url, log });
  await reads.migrate();
  projecting = reads.start(memory.feed, memory.blobs, stopping.signal);
  ({ api, admin } = await serverOver(harness, { reads }));
});
afterAll(async () => {
  await api.app.close();
  stopping.abort();
  await projecting;
  await reads.close();
  await harness.dispose();
  await postgres.stop();
});

const post = async (url: string, body: object) => {
  const answer = await supertest(api.httpServer).post(url).set('authorization', admin).send(body);
  expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
  return answer.body;
};
/** Reads what the contract says, and nothing more. */
const read = async (name: EndpointName, params: Record<string, unknown> = {}, query: Record<string, unknown> = {}) => {
  const { status, body } = await supertest(api.httpServer)
    .get(urlOf(name, params, query))
    .set('authorization', admin);
  expect(status, JSON.stringify(body)).toBe(200);
  expect(endpointNamed(name).response.parse(body), name).toEqual(body);
  return body;
};

const definition = {
  id: 'mixed',
  name: 'Mixed',
  budget: { usd: '1.00' },
  steps: [
    { id: 'think', agent: 'think', model: 'test/one', output: { type: 'object' }, estimate: { usd: '0.01' } },
    { id: 'break', agent: 'break', output: true, retry: { attempts: 1 } },
    {
      id: 'publish',
      agent: 'publish',
      dependsOn: ['think'],
      tier: 'financial',
      inputs: { text: 'steps.think.output.text' },
      output: true,
    },
  ],
};

test('a run with cost, an approval and a dead letter reads as the contract says, at the position of the last command', async () => {
  await post('/api/workflows', { definition });
  await post('/api/agents/repo/tokens', { name: 'laptop' });
  const { runId } = await post('/api/runs', { workflowId: 'mixed' });
  const usage = {
    callId: 'c1',
    model: 'test/one',
    input: 1_000,
    cachedInput: 0,
    cacheWrite: 0,
    output: 500,
    reasoning: 0,
  };
  await harness.complete(
    harness.task('think'),
    { text: 'x'.repeat(100_000) },
    { usage: [{ ...usage, source: 'measured' }] },
  );
  const { position } = await harness.fail(harness.task('break'), { message: 'on purpose' });
  const atLeast = position.toString();

  const run = await read('getRun', { runId }, { atLeast });
  expect(run.run.waits.map((wait: { kind: string }) => wait.kind).sort()).toEqual(['approval', 'deadLetter']);
  const { items: pending } = await read('listApprovals', {}, { atLeast });
  const approval = await read('getApproval', { approvalId: pending[0].approvalId });
  expect(approval.params).toEqual({ text: 'x'.repeat(100_000) });
  const { items: letters } = await read('listDeadLetters');
  expect(letters).toMatchObject([{ runId, stepKey: 'break', message: 'on purpose', status: 'open' }]);
  const costs = await Promise.all(
    (['run', 'step', 'agent', 'model', 'workflow', 'operator', 'hour', 'day'] as const).map(async (by) =>
      read('getCosts', {}, { by }),
    ),
  );
  expect(new Set(costs.map(({ total }) => total.nanoUsd))).toEqual(new Set([run.run.spent.nanoUsd]));
  expect(run.run.spent.nanoUsd).not.toBe('0');

  await read('listRuns', {}, { status: 'open', workflow: 'mixed', text: 'mix', limit: 1 });
  await read('listAttempts', { runId });
  const index = await read('listRunEvents', { runId });
  const full = await read('listRunEvents', { runId }, { view: 'full' });
  const known = (event: Record<string, unknown>) => ({ ...event, data: undefined, metadata: undefined });
  expect(full.items.map(known)).toEqual(index.items.map(known));
  await read('getRunEvent', { runId, revision: 0 }, { payloads: 'inline' });
  for (const name of [
    'listWorkflows',
    'listAgents',
    'listOperators',
    'listHalts',
    'getProjections',
    'listPoisonEvents',
  ] as const)
    await read(name);
  await read('getWorkflow', { workflowId: 'mixed' });
  await read('getWorkflowVersion', { workflowId: 'mixed', version: 1 });
  await read('getAgent', { agentId: 'repo' });

  const steps = `/api/runs/${runId}/steps/break`;
  const skipped = await post(`${steps}/skip`, { output: 1, reason: 'done by hand' });
  const approved = await post(`/api/runs/${runId}/approvals/${approval.approvalId}/approve`, { comment: 'ok' });
  expect(BigInt(approved.position)).toBeGreaterThan(BigInt(skipped.position));
  const end = await harness.complete(harness.task('publish'), true);
  const ended = await read('getRun', { runId }, { atLeast: end.position.toString() });
  expect(ended.run).toMatchObject({ status: 'completed', waits: [], steps: { total: 3, done: 3 } });
});

test('it can be read as it was at each of its events; at the last one its state and the read model agree', async () => {
  const { items: runs } = await read('listRuns', {}, { workflow: 'mixed' });
  const { runId, revision: last } = runs[0];
  const statuses: string[] = [];
  for (let at = 0; at <= last; at++) {
    const { agrees, status, steps, event } = await read('getRunState', { runId }, { at });
    expect(event.revision).toBe(at);
    if (at < last) expect(agrees).toBeNull();
    statuses.push(`${status} ${steps.map((step: { status: string }) => step.status).join(' ')}`);
  }
  expect(statuses[0]).toBe('running pending pending pending');
  expect(statuses.at(-1)).toBe('completed completed skipped completed');
  const head = await read('getRunState', { runId }, { diff: 0 });
  expect(head.agrees).toMatchObject({ readModel: true, differences: [] });
  expect(head.difference).toMatchObject({ from: 0, to: last });
  expect(head.difference.changes).toContainEqual({
    about: 'step',
    stepKey: 'break',
    approvalId: null,
    field: 'status',
    before: 'pending',
    after: 'skipped',
  });
  const spentAt = async (at: number) => (await read('getRunState', { runId }, { at })).spent.nanoUsd;
  for (const through of [0, 5, last])
    expect((await read('listRunCharges', { runId }, { through })).total.nanoUsd).toBe(await spentAt(through));
  const beyond = await supertest(api.httpServer)
    .get(`/api/runs/${runId}/state?at=${last + 1}`)
    .set('authorization', admin);
  expect(beyond.body).toMatchObject({ status: 422, code: 'RUN.NO_SUCH_EVENT' });
});

test('a row that does not say what the log says is named, field by field, with what both say', async () => {
  const { items: runs } = await read('listRuns', {}, { workflow: 'mixed' });
  const [{ runId, revision, spent }] = runs;
  const schema = await schemaOf(postgres.url);
  const change = (steps: string, nanoUsd: string) =>
    sql(postgres.url, `UPDATE ${schema}.steps SET status = $2 WHERE run_id = $1 AND step_key = 'break'`, [
      runId,
      steps,
    ]).then(() =>
      sql(postgres.url, `UPDATE ${schema}.runs SET spent_nano_usd = $2 WHERE run_id = $1`, [runId, nanoUsd]),
    );
  await change('completed', '1');
  const { agrees } = await read('getRunState', { runId });
  await change('skipped', spent.nanoUsd);
  expect(agrees.readModel).toBe(false);
  expect(agrees.differences).toEqual([
    { path: 'run.spent', state: spent, readModel: { ...spent, nanoUsd: '1' } },
    { path: 'steps.break.status', state: 'skipped', readModel: 'completed' },
  ]);
  expect((await read('getRunState', { runId }, { at: revision })).agrees.readModel).toBe(true);
});

test('the audit finds every event of it, and leads from the last one back to the first', async () => {
  const { items: runs } = await read('listRuns', {}, { workflow: 'mixed' });
  const { runId, position } = runs[0];
  const { items: log } = await read('listRunEvents', { runId });
  const found = await read('searchAudit', {}, { run: runId, limit: 500, atLeast: position });
  expect(found.items.map(({ eventId }: { eventId: string }) => eventId).toReversed()).toEqual(
    log.map(({ id }: { id: string }) => id),
  );
  expect((await read('countAudit', {}, { run: runId })).count).toBe(log.length);
  const of = (type: string) => found.items.find((event: { type: string }) => event.type === type);
  const types = (links: { type: string }[]): string[] => links.map(({ type }) => type);

  const ended = await read('getAuditEvent', { position: of('RunCompleted').position });
  expect(types(ended.causes)[0]).toBe('RunStarted');
  expect(types(ended.causes)).toContain('ApprovalGranted');
  expect(types(ended.causes).at(-1)).toBe('StepCompleted');
  const granted = await read('getAuditEvent', { position: of('ApprovalGranted').position });
  expect(types(granted.causes).slice(-2)).toEqual(['ApprovalRequested', 'ApprovalVoted']);
  expect(types(granted.effects)).toContain('StepDispatched');
  expect(granted.proof.hash).toMatch(/^[0-9a-f]{64}$/);

  const record = await read('getRecord', {}, { scope: 'run', id: runId });
  expect(record).toMatchObject({ by: 'revision', events: log.length, slots: log.length, head: { position } });
  const costs = await read('getCosts', {}, { by: 'step', run: runId });
  expect(record.nanoUsd).toBe(costs.total.nanoUsd);
  expect((await read('getRecord', {}, { scope: 'charges' })).nanoUsd).toBe(costs.total.nanoUsd);
  await read('getRecord', {}, { scope: 'workflow', id: 'mixed' });
  const [skipped] = (await read('searchAudit', {}, { text: '"done by hand"', run: runId })).items;
  expect(skipped).toMatchObject({ type: 'StepSkipped', mark: 'decision' });
  expect(skipped.excerpt).toContain('done by hand');
});

test('an emergency stop shows in the next read', async () => {
  const stop = await post('/api/halts', { scope: { kind: 'workflow', id: 'mixed' }, reason: 'wrong host' });
  expect((await read('listHalts', {}, { atLeast: stop.position })).items).toMatchObject([{ haltId: stop.haltId }]);
  const lifted = await post(`/api/halts/${stop.haltId}/lift`, { reason: 'fixed' });
  expect((await read('listHalts', {}, { atLeast: lifted.position })).items).toEqual([]);
});
