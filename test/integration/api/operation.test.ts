import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { PrometheusMetrics } from '../../../src/api/operation/prometheus.js';
import { DomainError } from '../../../src/domain/kernel/errors.js';
import { RUN_ID } from './fake-reads.js';
import { fakeServer, type FakeServer } from './fake-server.js';

let server: FakeServer;
let metrics: PrometheusMetrics;
beforeEach(async () => {
  metrics = new PrometheusMetrics();
  server = await fakeServer({ metrics });
});
afterEach(() => server.close());

describe('health', () => {
  test('live as long as the process answers, whatever is away', async () => {
    server.store.up = false;
    server.reads.up = false;
    await server.http.get('/health/live').expect(200, { status: 'live' });
  });

  test('ready with both stores, and says how far the read models are', async () => {
    const { body } = await server.http.get('/health/ready').expect(200);
    expect(body).toMatchObject({
      status: 'ready',
      checks: { eventStore: { ok: true }, readModels: { ok: true, lag: '0' } },
    });
  });

  test.each([
    ['the event store is away', () => void (server.store.up = false), 'eventStore'],
    ['PostgreSQL is away', () => void (server.reads.up = false), 'readModels'],
    [
      'the event store was wiped',
      () => void (server.reads.current = { ...server.reads.current, state: 'storeWiped', problem: 'rebuild' }),
      'readModels',
    ],
  ])('not ready (503) when %s, and says so', async (_, happen, what) => {
    happen();
    const { body } = await server.http.get('/health/ready').expect(503);
    expect(body.status).toBe('notReady');
    expect(body.checks[what].ok).toBe(false);
    expect(body.checks[what].detail).toBeTruthy();
  });

  test('an event that could not be projected is named: degraded, and still ready', async () => {
    server.reads.current = { ...server.reads.current, parkedStreams: 1 };
    const { body } = await server.http.get('/health/ready').expect(200);
    expect(body).toMatchObject({ status: 'degraded', checks: { readModels: { parkedStreams: 1 } } });
  });
});

test('an audit that stands still degrades it, and stops no work', async () => {
  const { status } = server.reads;
  server.reads.status = async (group = 'main') => ({
    ...(await status(group)),
    ...(group === 'audit' ? { state: 'unavailable' as const, problem: 'a lock', lag: '90' } : {}),
  });
  const { body } = await server.http.get('/health/ready').expect(200);
  expect(body).toMatchObject({
    status: 'degraded',
    checks: { readModels: { ok: true }, audit: { ok: false, lag: '90', detail: 'a lock' } },
  });
});

test('a rebuild is answered when it has begun; one that cannot begin is refused with the reason', async () => {
  const rebuild = () => server.http.post('/api/projections/rebuild').set('authorization', server.as('admin')).send({});
  let begin: (() => void) | undefined;
  server.reads.rebuild = ({ onProgress } = {}) =>
    new Promise(() => {
      begin = () =>
        onProgress?.({
          state: 'running',
          position: '0',
          target: '9',
          events: 0,
          startedAt: '',
          indexes: null,
          stretch: null,
        });
    });
  let answered = false;
  const begun = rebuild().then((answer) => ((answered = true), answer));
  await expect.poll(() => begin).toBeDefined();
  expect(answered).toBe(false);
  begin?.();
  expect((await begun).body).toEqual({ started: true, resumed: false });

  server.reads.rebuild = () =>
    Promise.reject(new DomainError('READ.NOT_PROJECTOR', 'unavailable', 'Another one fills them.'));
  const refused = await rebuild();
  expect([refused.status, refused.body.code]).toEqual([503, 'READ.NOT_PROJECTOR']);
});

describe('metrics', () => {
  test('show requests by route, what was registered and the process', async () => {
    metrics.counter('mc_things_total', 'Things.', ['kind']).add(2, { kind: 'a' });
    metrics.gauge('mc_lag', 'Lag.', () => Promise.resolve(7));
    metrics.gauge('mc_broken', 'A store that is away.', () => Promise.reject(new Error('away')));
    await server.http.get(`/api/runs/${RUN_ID}`).set('authorization', server.as('viewer')).expect(200);
    const { text } = await server.http.get('/metrics').expect(200);
    expect(text).toContain('mc_things_total{kind="a"} 2');
    expect(text).toMatch(/^mc_lag 7$/m);
    expect(text).toContain('mc_http_request_seconds_count{method="GET",route="/api/runs/:runId",status="200"} 1');
    expect(text).toContain('process_cpu_seconds_total');
  });

  test('from another machine, also through a proxy, need a key of a viewer', async () => {
    const scrape = () => server.http.get('/metrics').set('x-forwarded-for', '203.0.113.7');
    await scrape().expect(401);
    await scrape().set('authorization', server.as('viewer')).expect(200);
  });
});

describe('the log', () => {
  test('has one line per request with its id and operator, and no key, query or body', async () => {
    const key = server.as('operator');
    const { headers } = await server.http
      .post(`/api/runs/${RUN_ID}/cancel?`)
      .set('authorization', key)
      .set('x-request-id', 'mine-1')
      .send({ reason: 'personal data' })
      .expect(200);
    await server.http.get('/api/runs?text=searched').set('authorization', key).expect(200);
    expect(headers['x-request-id']).toBe('mine-1');
    const lines = server.logged.map((line): Record<string, unknown> => JSON.parse(line)).filter((it) => it['req']);
    expect(lines).toMatchObject([
      {
        req: { id: 'mine-1', method: 'POST', path: `/api/runs/${RUN_ID}/cancel` },
        res: { status: 200 },
        operatorId: 'operator-1',
        correlationId: RUN_ID,
      },
      { req: { path: '/api/runs' }, res: { status: 200 } },
    ]);
    expect(server.logged.join('')).not.toMatch(/personal data|searched|mc_key/);
  });

  test('an id that could forge a line is not taken over', async () => {
    const { headers } = await server.http
      .get('/api/me')
      .set('x-request-id', 'a b"c')
      .set('authorization', server.as('viewer'));
    expect(headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
  });
});
