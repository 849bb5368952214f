import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Role } from '../../../src/domain/operator/events.js';
import { RUN_ID } from './fake-reads.js';
import { fakeServer, type FakeServer } from './fake-server.js';

let server: FakeServer;
beforeAll(async () => {
  server = await fakeServer();
  server.store.append(`run-${RUN_ID}`, [{ type: 'RunStarted', data: { runId: RUN_ID } }], {
    commandId: '00000000-0000-5000-8000-000000000000',
    actor: { kind: 'operator', id: 'ada', name: 'Ada' },
  });
});
afterAll(() => server.close());

const get = (url: string, ...roles: Role[]) => server.http.get(url).set('authorization', server.as(...roles));

describe('who may see it', () => {
  const AUDIT = [
    '/api/audit',
    '/api/audit/count',
    '/api/audit/7',
    '/api/record?scope=audit&text=secret',
    '/api/record?scope=audit',
  ];
  test.each(AUDIT)('%s: auditors and admins only', async (url) => {
    for (const role of ['auditor', 'admin'] as const) await get(url, role).expect(200);
    for (const role of ['viewer', 'operator', 'approver'] as const)
      expect((await get(url, role).expect(403)).body.code).toBe('ACCESS.FORBIDDEN');
    await server.http.get(url).expect(401);
  });

  test('how much was recorded, and the record of a run, is for everybody with a key', async () => {
    await get('/api/record', 'viewer').expect(200);
    await get(`/api/record?scope=run&id=${RUN_ID}`, 'viewer').expect(200);
    await server.http.get('/api/record').expect(401);
  });
});

test('?atLeast waits for the group that is asked, not for the other', async () => {
  server.reads.waited.length = 0;
  server.reads.waitedFor.length = 0;
  await get('/api/audit?atLeast=900', 'auditor').expect(200);
  await get('/api/record?atLeast=901', 'viewer').expect(200);
  await get('/api/runs?atLeast=902', 'viewer').expect(200);
  expect(server.reads.waitedFor).toEqual(['audit 900', 'audit 901', 'main 902']);
  expect((await get('/api/audit?atLeast=2000', 'auditor').expect(503)).body.code).toBe('READ.BEHIND');
});

test('every problem of a question is told at once', async () => {
  const url =
    '/api/audit?type=nope!&run=x&mark=loud&from=yesterday&minNanoUsd=1.5&stream=a*b&limit=900&colour=red&status=waiting';
  const { body } = await get(url, 'auditor').expect(400);
  const paths = body.problems.map(({ path }: { path: string }) => path.replace('?', '').replace(/[.[].*/, ''));
  for (const field of ['type', 'run', 'mark', 'from', 'minNanoUsd', 'stream', 'limit', 'status'])
    expect(paths).toContain(field);
  const crossed = await get('/api/audit?minRunNanoUsd=2&maxRunNanoUsd=1', 'auditor').expect(400);
  expect(crossed.body.problems).toMatchObject([{ message: 'must not be below minRunNanoUsd' }]);
  const record = await get(
    '/api/record?scope=run&text=x&from=2026-01-02T00:00:00.000Z&to=2026-01-01T00:00:00.000Z',
    'viewer',
  );
  expect(record.status).toBe(400);
  expect(JSON.stringify(record.body.problems)).toMatch(
    /needs the id of the run.*only with scope=audit.*must be after from/,
  );
});

test('an event that is not there is 404', async () => {
  expect((await get('/api/audit/12345', 'auditor').expect(404)).body.code).toBe('EVENT.NOT_FOUND');
});

test('one event comes with its data, its place in the chain and links to what is around it', async () => {
  const { body } = await get('/api/audit/7', 'auditor').expect(200);
  expect(body).toMatchObject({
    event: { type: 'RunStarted', position: '7' },
    data: { runId: RUN_ID },
    proof: { hash: '1'.repeat(64), prev: '0'.repeat(64) },
    causes: [{ relation: 'cause', revision: 0 }],
    effects: [{ relation: 'effect' }],
  });
});
