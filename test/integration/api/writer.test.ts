import supertest from 'supertest';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Api } from '../../../src/api/create-api.js';
import { Harness } from '../../support/harness.js';
import { serverOver } from './harness-server.js';
import { fakeReads } from './fake-reads.js';

/** The API over the real write side: what only both together can get wrong. */
let harness: Harness;
let api: Api;
let admin: string;
beforeEach(async () => {
  harness = new Harness();
  ({ api, admin } = await serverOver(harness, { reads: fakeReads(), clock: harness.clock }));
});
afterEach(async () => {
  await api.app.close();
  harness.commands.close();
  harness.memory.dispose();
});

const definition = {
  id: 'hello',
  name: 'Hello',
  input: { type: 'object', properties: { name: { type: 'string' } }, required: ['name'], additionalProperties: false },
  steps: [{ id: 'greet', agent: 'greet', inputs: { name: 'input.name' }, output: { type: 'object' } }],
};
const post = (url: string, body: object, key: string) =>
  supertest(api.httpServer).post(url).set('authorization', admin).set('idempotency-key', key).send(body);
const start = (key: string, name = 'x') => post('/api/runs', { workflowId: 'hello', input: { name } }, key);

test('a definition is saved once per version, however often it is sent', async () => {
  const first = await post('/api/workflows', { definition }, 'save-1').expect(200);
  expect(first.body).toMatchObject({ workflowId: 'hello', version: 1, changed: true });
  const same = await post('/api/workflows', { definition }, 'save-2').expect(200);
  expect(same.body).toMatchObject({ version: 1, changed: false });
  const next = await post('/api/workflows', { definition: { ...definition, name: 'Hello again' } }, 'save-3').expect(
    200,
  );
  expect(next.body).toMatchObject({ version: 2, changed: true });
  const again = await post('/api/workflows', { definition }, 'save-1').expect(200);
  expect(again.body).toEqual(first.body);
});

test('a run is started once per key, and its first event names operator and key', async () => {
  await post('/api/workflows', { definition }, 'save').expect(200);
  const [first, again] = [await start('go').expect(201), await start('go').expect(201)];
  // Its position may be the one of its own event, without what the scheduler appended along with it.
  expect(again.body).toEqual({ ...first.body, position: expect.stringMatching(/^\d+$/) });
  const other = await start('go', 'another input').expect(422);
  expect(other.body.code).toBe('IDEMPOTENCY.MISMATCH');
  const [started] = harness.events(first.body.runId);
  expect(started).toMatchObject({
    type: 'RunStarted',
    data: { operatorId: 'admin', input: { name: 'x' } },
    metadata: { actor: { kind: 'operator', id: 'admin', authId: expect.any(String) } },
  });
});

test('an input that does not fit the schema is refused with the errors of the schema', async () => {
  await post('/api/workflows', { definition }, 'save').expect(200);
  const { body } = await post('/api/runs', { workflowId: 'hello', input: { nme: 'x' } }, 'go').expect(422);
  expect(body.problems.length).toBeGreaterThan(0);
});

test('what does not exist is 404, also for commands', async () => {
  await start('go').expect(404);
  await post('/api/runs/7c9e6679-7425-50de-944b-e07fc1f90ae7/cancel', { reason: 'r' }, 'stop').expect(404);
  await post('/api/operators/nobody/keys', { name: 'n' }, 'key').expect(404);
});

test('a token is shown once, and what is shown works', async () => {
  const issue = () => post('/api/operators/admin/keys', { name: 'second' }, 'issue');
  const { body } = await issue().expect(201);
  const me = await supertest(api.httpServer).get('/api/me').set('authorization', `Bearer ${body.key}`).expect(200);
  expect(me.body.keyId).toBe(body.keyId);
  expect((await issue().expect(409)).body.code).toBe('TOKEN.ISSUED_ALREADY');
});

test('of many browsers that open one link at once, one is signed in; its key takes the session along', async () => {
  const { body: issued } = await post('/api/operators/admin/keys', { name: 'second' }, 'issue').expect(201);
  const { body: made } = await supertest(api.httpServer)
    .post('/api/sign-in-links')
    .set('authorization', `Bearer ${issued.key}`)
    .send({})
    .expect(201);
  const open = () => supertest(api.httpServer).post('/api/session').send({ link: made.link });
  const answers = await Promise.all(Array.from({ length: 8 }, open));
  expect(answers.map(({ status, body }) => [status, body.code]).sort()).toEqual([
    [201, undefined],
    ...Array.from({ length: 7 }, () => [401, 'LINK.USED']),
  ]);
  const cookie = answers.find(({ status }) => status === 201)?.headers['set-cookie']?.[0] ?? '';
  const who = () =>
    supertest(api.httpServer)
      .get('/api/session')
      .set('cookie', cookie.split(';')[0] ?? '');
  // The port of a test's server is another for each request: the cookie is named by it.
  const { host } = new URL(answers[0]?.request.url ?? '');
  expect((await who().set('host', host).expect(200)).body.session).toMatchObject({ via: { keyId: issued.keyId } });
  await supertest(api.httpServer)
    .delete(`/api/operators/admin/keys/${issued.keyId}`)
    .set('authorization', admin)
    .expect(200);
  expect((await who().set('host', host).expect(200)).body.session).toBeNull();
});

test('an emergency stop halts what is open, lets nothing start, and resumes what it halted when it is lifted', async () => {
  await post('/api/workflows', { definition }, 'save').expect(200);
  const { body: run } = await start('one').expect(201);
  const { body: byHand } = await start('two').expect(201);
  await post(`/api/runs/${byHand.runId}/halt`, { reason: 'by hand' }, 'halt').expect(200);
  const stop = await post('/api/halts', { scope: { kind: 'everything' }, reason: 'wrong host' }, 'stop').expect(201);
  expect(stop.body.halted).toBe(1);
  expect(harness.types(run.runId)).toContain('RunHalted');
  await start('three').expect(409);
  const twice = await post('/api/halts', { scope: { kind: 'everything' }, reason: 'again' }, 'stop-2').expect(409);
  expect(twice.body).toMatchObject({ code: 'HALT.OPEN_ALREADY', haltId: stop.body.haltId });
  const url = `/api/halts/${stop.body.haltId}/lift`;
  const lifted = await post(url, { reason: 'fixed', resume: true }, 'lift').expect(200);
  expect(lifted.body.resumed).toBe(1);
  expect(harness.types(run.runId)).toContain('RunResumed');
  expect(harness.types(byHand.runId)).not.toContain('RunResumed');
  await start('three').expect(201);
});

test('an emergency stop that is sent again after it was lifted stops nothing anew', async () => {
  await post('/api/workflows', { definition }, 'save').expect(200);
  const order = () => post('/api/halts', { scope: { kind: 'everything' }, reason: 'wrong host' }, 'stop').expect(201);
  const { body } = await order();
  expect((await order()).body.haltId).toBe(body.haltId);
  await post(`/api/halts/${body.haltId}/lift`, { reason: 'fixed' }, 'lift').expect(200);
  const { body: run } = await start('later').expect(201);
  expect((await order()).body).toMatchObject({ haltId: body.haltId, halted: 0 });
  expect(harness.types(run.runId)).not.toContain('RunHalted');
});
