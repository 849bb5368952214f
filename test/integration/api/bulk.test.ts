import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ProblemDetails } from '../../../src/api/contract/primitives.js';
import { bulkEvents } from '../../../src/domain/bulk/events.js';
import type { FrozenItem } from '../../../src/projections/queries.js';
import { BULK_ID, RUN_ID } from './fake-reads.js';
import { fakeServer, type FakeServer } from './fake-server.js';

let server: FakeServer;
let operator: string;
beforeAll(async () => {
  server = await fakeServer();
});
beforeEach(() => {
  operator = server.as('operator');
  server.reads.matching = [];
  server.reads.asked = [];
});
afterAll(() => server.close());

const OTHER = RUN_ID.replace('7c', '8d');
const post = (url: string, body: object, as = operator) => server.http.post(url).set('authorization', as).send(body);
const start = (body: object) => post('/api/bulk', { reason: 'wrong file', ...body });
const codeOf = async (request: ReturnType<typeof post>, status: number): Promise<string> =>
  ProblemDetails.parse((await request.expect(status)).body).code;
const letter = (runId: string, stepKey: string): FrozenItem => ({ runId, workflowId: 'flaky', stepKey });
const frozenIn = (bulkId: string) =>
  bulkEvents.BulkStarted.parse(server.store.streams.get(`bulk-${bulkId}`)?.at(0)?.data);

describe('a bulk action', () => {
  test('freezes what matches a filter, says how many that is, and keeps the filter for people', async () => {
    server.reads.matching = [RUN_ID, OTHER].map((runId) => ({ runId, workflowId: 'hello', stepKey: null }));
    const filter = { workflow: ['hello', 'flaky'], text: 'ab', minNanoUsd: '1500000000' };
    const { body } = await start({ action: 'cancel', target: { filter } }).expect(201);
    expect(body).toMatchObject({ total: 2, stream: `bulk-${body.bulkId}`, revision: 0 });
    expect(server.reads.asked).toEqual([{ of: 'runs', filter }]);
    expect(frozenIn(body.bulkId)).toMatchObject({
      action: 'cancel',
      items: [{ runId: RUN_ID }, { runId: OTHER }],
      position: '990',
      filter: 'text "ab", workflow hello or flaky, cost at least $1.50',
      reason: 'wrong file',
    });
  });

  test('takes named runs as they are, each once, whether or not the read models know them', async () => {
    const { body } = await start({ action: 'halt', target: { runs: [RUN_ID, OTHER, RUN_ID] } }).expect(201);
    expect(body.total).toBe(2);
    expect(frozenIn(body.bulkId)).toMatchObject({ items: [{ runId: RUN_ID }, { runId: OTHER }] });
    expect(frozenIn(body.bulkId).filter).toBeUndefined();
  });

  test('with an action on dead letters runs stand for theirs; one that has none gets an outcome that says so', async () => {
    server.reads.matching = [letter(OTHER, 'a'), letter(OTHER, 'b')];
    const { body } = await start({ action: 'retry', target: { runs: [RUN_ID, OTHER] } }).expect(201);
    expect(server.reads.asked).toEqual([{ of: 'deadLetters', runs: [RUN_ID, OTHER] }]);
    expect(frozenIn(body.bulkId).items).toEqual([
      { runId: RUN_ID },
      { runId: OTHER, stepKey: 'a' },
      { runId: OTHER, stepKey: 'b' },
    ]);
  });

  test('a fingerprint stands for its open dead letters, and a skip takes an output', async () => {
    server.reads.matching = [letter(RUN_ID, 'a')];
    const target = { fingerprint: '5f1d7a84db00d2fc' };
    const { body } = await start({ action: 'skip', target, output: { ok: true } }).expect(201);
    expect(frozenIn(body.bulkId)).toMatchObject({
      items: [{ runId: RUN_ID, stepKey: 'a' }],
      output: { ok: true },
      filter: 'fingerprint 5f1d7a84db00d2fc',
    });
  });

  test('of nothing is refused, and of more than was confirmed too', async () => {
    const target = { filter: { status: 'open' } };
    expect(await codeOf(start({ action: 'cancel', target }), 422)).toBe('BULK.NOTHING');
    server.reads.matching = [RUN_ID, OTHER].map((runId) => ({ runId, workflowId: 'hello', stepKey: null }));
    const { body } = await start({ action: 'cancel', target, atMost: 1 }).expect(409);
    expect(body).toMatchObject({ code: 'BULK.MORE', total: 2, atMost: 1 });
    await start({ action: 'cancel', target, atMost: 2 }).expect(201);
    server.reads.matching = Array.from({ length: 100_001 }, () => ({
      runId: RUN_ID,
      workflowId: 'hello',
      stepKey: null,
    }));
    expect(await codeOf(start({ action: 'cancel', target }), 422)).toBe('BULK.TOO_MANY');
  });

  test('sent again with its key it is one job, also when nothing matches any more', async () => {
    server.reads.matching = [{ runId: RUN_ID, workflowId: 'hello', stepKey: null }];
    const send = () => start({ action: 'cancel', target: { filter: {} } }).set('idempotency-key', 'once');
    const first = await send().expect(201);
    server.reads.matching = [];
    expect((await send().expect(201)).body).toEqual(first.body);
    expect(server.store.streams.get(`bulk-${first.body.bulkId}`)).toHaveLength(1);
  });

  test('what does not fit together is told with its place', async () => {
    const problems = async (body: object) => {
      const answer = await start(body).expect(400);
      return ProblemDetails.parse(answer.body).problems?.map(({ path }) => path);
    };
    const letters = { deadLetters: [{ runId: RUN_ID, stepKey: 'a' }] };
    expect(await problems({ action: 'cancel', target: letters })).toEqual(['target']);
    expect(await problems({ action: 'retry', target: letters, output: 1 })).toEqual(['output']);
    expect(await problems({ action: 'dance', target: letters })).toEqual(['action']);
    expect(await problems({ action: 'cancel', target: {} })).toEqual(['target']);
  });

  test('is looked at before it is done: how many items, of which workflows', async () => {
    server.reads.matching = [letter(RUN_ID, 'a'), letter(RUN_ID, 'b'), { ...letter(OTHER, 'a'), workflowId: 'hello' }];
    const target = { fingerprint: 'f' };
    const { body } = await post('/api/bulk/preview', { action: 'retry', target }).expect(200);
    expect(body).toEqual({
      total: 3,
      runs: 2,
      workflows: [
        { workflowId: 'flaky', items: 2 },
        { workflowId: 'hello', items: 1 },
      ],
      position: '990',
    });
    expect([...server.store.streams.keys()].filter((stream) => stream.startsWith('bulk-')).length).toBe(
      server.commands.given.filter(({ command }) => command.name === 'StartBulk').length,
    );
  });

  test("is an operator's business: a viewer sees it and changes nothing", async () => {
    const viewer = server.as('viewer');
    await server.http.get('/api/bulk').set('authorization', viewer).expect(200);
    for (const url of ['/api/bulk', '/api/bulk/preview', `/api/bulk/${BULK_ID}/stop`])
      expect(await codeOf(post(url, { reason: 'r' }, viewer), 403)).toBe('ACCESS.FORBIDDEN');
  });
});

describe('its life', () => {
  test('pause, resume and stop are commands on its stream, with their refusals', async () => {
    const { body } = await start({ action: 'halt', target: { runs: [RUN_ID] } }).expect(201);
    const say = (verb: string) => post(`/api/bulk/${body.bulkId}/${verb}`, { reason: 'r' });
    expect(await codeOf(say('resume'), 409)).toBe('BULK.NOT_PAUSED');
    expect((await say('pause').expect(200)).body.revision).toBe(1);
    await say('resume').expect(200);
    await say('stop').expect(200);
    expect(await codeOf(say('pause'), 409)).toBe('BULK.ENDED');
    expect(await codeOf(post(`/api/bulk/${OTHER}/pause`, { reason: 'r' }), 404)).toBe('BULK.NOT_FOUND');
  });

  test('items without an outcome yet stand behind those that have one, page by page', async () => {
    const items = [RUN_ID, OTHER, OTHER.replace('8d', '9e')].map((runId) => ({ runId }));
    server.store.append(
      `bulk-${BULK_ID}`,
      [
        {
          type: 'BulkStarted',
          data: {
            bulkId: BULK_ID,
            action: 'cancel',
            items,
            total: 3,
            position: '7',
            reason: 'r',
            operatorId: 'admin',
            operatorName: 'Admin',
          },
        },
      ],
      { commandId: BULK_ID, actor: { kind: 'operator', id: 'admin', name: 'Admin' } },
    );
    const get = async (query: string) => {
      const { body } = await server.http
        .get(`/api/bulk/${BULK_ID}/items?${query}`)
        .set('authorization', operator)
        .expect(200);
      return {
        items: body.items.map((item: { index: number; outcome: string }) => `${item.index} ${item.outcome}`),
        next: body.next,
      };
    };
    expect(await get('')).toEqual({ items: ['0 done', '1 pending', '2 pending'], next: undefined });
    expect(await get('limit=1')).toEqual({ items: ['0 done'], next: '1' });
    expect(await get('limit=1&cursor=1')).toEqual({ items: ['1 pending'], next: '2' });
    expect(await get('limit=1&cursor=2')).toEqual({ items: ['2 pending'], next: undefined });
    expect(await get('outcome=pending')).toEqual({ items: ['1 pending', '2 pending'], next: undefined });
    expect(await get('outcome=done')).toEqual({ items: ['0 done'], next: undefined });
    expect(await get('outcome=refused')).toEqual({ items: [], next: undefined });
    const bad = server.http.get(`/api/bulk/${BULK_ID}/items?cursor=x`).set('authorization', operator);
    expect((await bad.expect(422)).body.code).toBe('READ.CURSOR');
    const nobody = server.http.get(`/api/bulk/${OTHER}`).set('authorization', operator);
    expect((await nobody.expect(404)).body.code).toBe('BULK.NOT_FOUND');
  });
});
