import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { endpointList, endpointNamed } from '../../../src/api/contract/endpoints.js';
import { ProblemDetails } from '../../../src/api/contract/primitives.js';
import { DomainError, type ErrorKind } from '../../../src/domain/kernel/errors.js';
import { exchange } from '../bad-input/raw-http.js';
import { APPROVAL_ID, BULK_ID, RUN_ID } from './fake-reads.js';
import { fakeServer, type FakeServer } from './fake-server.js';

let server: FakeServer;
let admin: string;
beforeAll(async () => {
  server = await fakeServer();
  server.store.append(
    `run-${RUN_ID}`,
    [
      {
        type: 'RunStarted',
        data: {
          runId: RUN_ID,
          workflow: { id: 'hello', name: 'Hello', version: 1, definition: { $blob: {} }, hash: 'a'.repeat(64) },
          limits: { parallelism: 10 },
          input: { $blob: { sha256: 'a'.repeat(64), size: 1, mediaType: 'x' } },
          budget: { nanoUsd: '1500000000' },
          priority: 50,
          trigger: { kind: 'manual', id: 'ada' },
        },
      },
      { type: 'StepFailed', data: { step: { stepKey: 'greet', stepId: 'greet' }, attempt: 1 } },
    ],
    { commandId: '00000000-0000-5000-8000-000000000000', actor: { kind: 'operator', id: 'ada', name: 'Ada' } },
  );
});
beforeEach(() => {
  admin = server.as('admin');
});
afterAll(() => server.close());

const get = (url: string) => server.http.get(url).set('authorization', admin);
const post = (url: string, body?: object) => server.http.post(url).set('authorization', admin).send(body);

describe('answers', () => {
  const reads = [
    ['definitionSchema', '/api/workflows/definition.schema.json'],
    ['listWorkflows', '/api/workflows'],
    ['getWorkflow', '/api/workflows/hello'],
    ['getWorkflowVersion', '/api/workflows/hello/versions/1'],
    ['listWorkflowVersions', '/api/workflows/hello/versions'],
    ['diffWorkflow', '/api/workflows/hello/diff?from=1&to=1'],
    ['listRuns', '/api/runs?status=open&limit=10'],
    ['countRuns', '/api/runs/count?status=failed,waiting'],
    ['getOverview', '/api/overview'],
    ['getRunStep', `/api/runs/${RUN_ID}/steps/greet`],
    ['getRunTimeline', `/api/runs/${RUN_ID}/timeline`],
    ['getRunFailure', `/api/runs/${RUN_ID}/failure`],
    ['listRunCharges', `/api/runs/${RUN_ID}/charges`],
    ['getRunInput', `/api/runs/${RUN_ID}/input`],
    ['getRunPayload', `/api/runs/${RUN_ID}/payloads/${'a'.repeat(64)}`],
    ['getRunState', `/api/runs/${RUN_ID}/state?at=0&diff=1`],
    ['getRun', `/api/runs/${RUN_ID}`],
    ['listAttempts', `/api/runs/${RUN_ID}/attempts`],
    ['listRunEvents', `/api/runs/${RUN_ID}/events`],
    ['listRunEvents', `/api/runs/${RUN_ID}/events?view=full&from=1`],
    ['getRunEvent', `/api/runs/${RUN_ID}/events/1`],
    ['listApprovals', '/api/approvals'],
    ['listApprovals', '/api/approvals?mine=true'],
    ['getApproval', `/api/approvals/${APPROVAL_ID}`],
    ['listDeadLetters', '/api/dead-letters?fingerprint=5f1d'],
    ['listDeadLetterGroups', '/api/dead-letters/groups?status=all'],
    ['getOutputSchema', `/api/runs/${RUN_ID}/steps/greet/output-schema`],
    ['listAgents', '/api/agents'],
    ['getAgent', '/api/agents/repo'],
    ['getCosts', '/api/costs?by=model'],
    ['getCostSeries', '/api/costs/series?by=hour&split=agent&from=2026-11-24T00:00:00Z&to=2026-11-25T00:00:00Z'],
    ['listRunCosts', '/api/costs/runs'],
    ['listCostEstimates', '/api/costs/estimates?by=workflow'],
    ['getEvidenceState', '/api/compliance/checkpoints'],
    ['getRetention', '/api/retention'],
    ['planPruning', '/api/retention/plan'],
    ['listHalts', '/api/halts'],
    ['previewHalt', '/api/halts/preview'],
    ['previewHalt', '/api/halts/preview?scope=workflow&id=hello'],
    ['previewLift', '/api/halts/h1/preview'],
    ['getMe', '/api/me'],
    ['listOperators', '/api/operators'],
    ['getSession', '/api/session'],
    ['listSessions', '/api/sessions?of=all'],
    ['listViews', '/api/views?page=runs'],
    ['listHints', '/api/hints'],
    ['getProjections', '/api/projections?group=audit'],
    ['getSystem', '/api/system'],
    ['listBulks', '/api/bulk?status=open'],
    ['getBulk', `/api/bulk/${BULK_ID}`],
    ['listBulkItems', `/api/bulk/${BULK_ID}/items`],
    ['listPoisonEvents', '/api/projections/dead-letters'],
    ['searchAudit', '/api/audit?text=hello&type=RunStarted,RunFailed&mark=failure&run=' + RUN_ID],
    ['countAudit', '/api/audit/count?workflow=hello&from=2026-11-24T00:00:00.000Z'],
    ['getAuditEvent', '/api/audit/7'],
    ['getRecord', '/api/record'],
    ['verifyRunReplay', `/api/runs/${RUN_ID}/verify-replay`],
    ['verifyStreamReplay', `/api/verify-replay/run-${RUN_ID}`],
    ['getRecord', `/api/record?scope=run&id=${RUN_ID}`],
    ['getRecord', '/api/record?scope=audit&text=hello'],
  ] as const;

  test.each(reads)('%s: %s is what the contract says, and nothing more', async (name, url) => {
    const { body } = await get(url).expect(200);
    expect(endpointNamed(name).response.parse(body)).toEqual(body);
  });

  test('every read of the contract is among them', () => {
    // Two recorded runs are compared in src/api/comparisons.test.ts: it takes their definitions, which are not here.
    const asked = new Set<string>([...reads.map(([name]) => name), 'compareRuns']);
    expect(
      endpointList.filter(
        ([name, { method, media, streams }]) =>
          method === 'GET' && media === undefined && streams === undefined && !asked.has(name),
      ),
    ).toEqual([]);
  });

  test('costs come as CSV too, and nothing in it can be taken for a formula', async () => {
    const { text, headers } = await get('/api/costs.csv?split=workflow').expect(200);
    expect(headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(text.split('\n')).toEqual([
      'start,workflow,name,usd,nanoUsd,charges,inputTokens,cachedInputTokens,cacheWriteTokens,outputTokens,reasoningTokens',
      '2026-11-24T00:00:00Z,hello,Hello,0.00000001,10,1,1,0,0,2,0',
      '',
    ]);
  });

  test('a range that ends before it begins, or is too long, is refused', async () => {
    for (const query of ['from=2026-11-25T00:00:00Z&to=2026-11-24T00:00:00Z', 'by=hour&from=2020-01-01T00:00:00Z'])
      expect((await get(`/api/costs/series?${query}`).expect(400)).body.code).toBe('REQUEST.RANGE');
  });

  test('what asks for a workflow is refused without one', async () => {
    const { body } = await get('/api/halts/preview?scope=workflow').expect(400);
    expect(body.problems).toEqual([{ path: '?id', message: 'is required with scope=workflow' }]);
  });

  test('what does not exist is 404 with its own code', async () => {
    const other = RUN_ID.replace('7c', '8d');
    for (const [url, code] of [
      [`/api/runs/${other}`, 'RUN.NOT_FOUND'],
      [`/api/runs/${other}/attempts`, 'RUN.NOT_FOUND'],
      [`/api/runs/${other}/events`, 'RUN.NOT_FOUND'],
      [`/api/runs/${RUN_ID}/events/99`, 'EVENT.NOT_FOUND'],
      [`/api/runs/${other}/timeline`, 'RUN.NOT_FOUND'],
      [`/api/runs/${other}/failure`, 'RUN.NOT_FOUND'],
      [`/api/runs/${other}/charges`, 'RUN.NOT_FOUND'],
      [`/api/runs/${other}/input`, 'RUN.NOT_FOUND'],
      [`/api/runs/${other}/steps/greet`, 'RUN.NOT_FOUND'],
      [`/api/runs/${RUN_ID}/steps/nothing`, 'STEP.UNKNOWN'],
      [`/api/runs/${RUN_ID}/payloads/${'b'.repeat(64)}`, 'PAYLOAD.NOT_FOUND'],
      ['/api/workflows/hello/versions/2', 'WORKFLOW.NOT_FOUND'],
      [`/api/approvals/${other}`, 'APPROVAL.NOT_FOUND'],
      ['/api/agents/nobody', 'AGENT.NOT_FOUND'],
      ['/api/halts/none/preview', 'HALT.NOT_FOUND'],
      ['/api/workflows/nothing/versions', 'WORKFLOW.NOT_FOUND'],
      [`/api/runs/${RUN_ID}/steps/other/output-schema`, 'STEP.UNKNOWN'],
    ] as const)
      expect((await get(url).expect(404)).body.code).toBe(code);
  });

  test('large payloads are references in events unless they are asked for, and always shown to whoever approves', async () => {
    const refs = await get(`/api/runs/${RUN_ID}/events/0`);
    expect(refs.body.data.input).toHaveProperty('$blob');
    const inline = await get(`/api/runs/${RUN_ID}/events/0?payloads=inline`);
    expect(inline.body.data.input).toEqual({ blob: 'a'.repeat(64) });
    expect((await get(`/api/approvals/${APPROVAL_ID}`)).body.params).toEqual({ blob: 'b'.repeat(64) });
  });
});

describe('problems', () => {
  test.each<[ErrorKind, number]>([
    ['invalid', 422],
    ['paymentRequired', 402],
    ['notFound', 404],
    ['rejected', 409],
    ['conflict', 409],
    ['limited', 429],
    ['unavailable', 503],
  ])('a command that is %s is answered with %i and problem+json', async (kind, expected) => {
    server.commands.refusal = new DomainError('SOME.CODE', kind, 'what to do', {
      problems: [{ path: 'a', message: 'b' }],
      more: 1,
    });
    const { status, body, type, headers } = await post(`/api/runs/${RUN_ID}/cancel`, { reason: 'r' });
    expect([status, type]).toEqual([expected, 'application/problem+json']);
    expect(ProblemDetails.parse(body)).toMatchObject({
      type: 'urn:mission-control:problem:SOME.CODE',
      status: expected,
      code: 'SOME.CODE',
      detail: 'what to do',
      problems: [{ path: 'a', message: 'b' }],
      more: 1,
      instance: `/api/runs/${RUN_ID}/cancel`,
    });
    expect(headers['retry-after']).toBe(expected === 503 ? '1' : undefined);
  });

  test('an unexpected error says nothing of the inside, and the log has it under the request id', async () => {
    server.commands.runEvents = () => {
      throw new TypeError('a secret of the inside');
    };
    const { status, body, headers, text } = await post(`/api/runs/${RUN_ID}/cancel`, { reason: 'r' });
    server.commands.runEvents = () => [];
    expect([status, body.code]).toEqual([500, 'INTERNAL']);
    expect(text).not.toContain('secret');
    const line = server.logged.find((it) => it.includes('a secret of the inside'));
    expect(line).toContain(headers['x-request-id']);
  });

  test('an unknown address is a problem too', async () => {
    const { status, body, type } = await get('/api/nothing-here');
    expect([status, body.code, type]).toEqual([404, 'ROUTE.UNKNOWN', 'application/problem+json']);
  });

  test('PostgreSQL away is 503 for reads, and commands go on', async () => {
    server.reads.up = false;
    const { status, body } = await get('/api/runs');
    await post(`/api/runs/${RUN_ID}/cancel`, { reason: 'r' }).expect(200);
    server.reads.up = true;
    expect([status, body.code]).toEqual([503, 'READ.UNAVAILABLE']);
  });
});

describe('input', () => {
  const problemsOf = async (request: ReturnType<typeof post>, status = 400): Promise<Record<string, string>> => {
    const { body } = await request.expect(status);
    return Object.fromEntries(ProblemDetails.parse(body).problems?.map(({ path, message }) => [path, message]) ?? []);
  };

  test('all problems of path, query and body are told at once, with their places', async () => {
    const problems = await problemsOf(
      post('/api/runs', { workflowId: 'Not A Slug', version: 0, priority: 'high', budget: {}, colour: 'red' }),
    );
    expect(Object.keys(problems).sort()).toEqual(['budget', 'colour', 'priority', 'version', 'workflowId']);
    expect(problems['colour']).toBe('there is no field "colour" here');
    expect(Object.keys(await problemsOf(get('/api/runs/nonsense/events?view=all&limit=x&page=2'))).sort()).toEqual([
      ':runId',
      '?limit',
      '?page',
      '?view',
    ]);
  });

  test('what is missing is called so', async () => {
    expect(await problemsOf(post(`/api/runs/${RUN_ID}/cancel`, {}))).toEqual({ reason: 'is required' });
    expect(await problemsOf(post(`/api/runs/${RUN_ID}/cancel`))).toEqual({ '': 'a JSON body is required' });
  });

  test.each([
    ['no JSON', '{"reason": '],
    ['nested too deeply', `{"reason": ${'['.repeat(20_000)}${']'.repeat(20_000)}}`],
    ['a key that reaches a prototype', '{"reason": "r", "__proto__": {"admin": true}}'],
    ['half a surrogate pair', '{"reason": "\\ud800"}'],
    ['U+0000', '{"reason": "a\\u0000b"}'],
    ['a number outside of double range', '{"reason": 1e400}'],
    ['a key that only the server writes', '{"reason": "r", "output": {"$blob": {}}}'],
  ])('%s is refused at the edge', async (_, text) => {
    const { body } = await server.http
      .post(`/api/runs/${RUN_ID}/steps/greet/skip`)
      .set('authorization', admin)
      .type('application/json')
      .send(text)
      .expect(400);
    expect(body.code).toBe('REQUEST.JSON');
  });

  test('what no address may hold is refused with its place', async () => {
    expect(await problemsOf(get('/api/runs?text=a%00b&agent=%00'))).toEqual({
      '?text': 'holds the character U+0000',
      '?agent': 'holds the character U+0000',
    });
  });

  test.each([
    ['a revision of more than 32 bits', `/api/runs/${RUN_ID}/events?from=2147483648`, '?from'],
    ['a version of more than 32 bits', '/api/workflows/hello/versions/2147483648', ':version'],
    ['a day that there is not', '/api/runs?startedFrom=2026-02-30T00:00:00.000Z', '?startedFrom'],
    ['a year before 1970', '/api/costs?from=0001-01-01T00:00:00Z', '?from'],
    ['a position of more than 63 bits', '/api/audit?before=9223372036854775808', '?before'],
  ])('%s is refused at the edge, not by PostgreSQL', async (_, url, path) => {
    expect(Object.keys(await problemsOf(get(url)))).toEqual([path]);
  });

  test.each([
    ['a method that an address does not have', 'DELETE', '/api/runs', {}, 405, 'REQUEST.METHOD'],
    ['an address that cannot be decoded', 'GET', '/api/runs/%E0%A4%A', {}, 400, 'REQUEST.UNREADABLE'],
    ['an address that is none', 'GET', 'http://[::1/', {}, 404, 'ROUTE.UNKNOWN'],
    [
      'headers that are too large',
      'GET',
      '/api/runs',
      { 'x-large': 'x'.repeat(20_000) },
      431,
      'REQUEST.HEADERS_TOO_LARGE',
    ],
    ['an expectation', 'GET', '/api/runs', { expect: 'miracles' }, 417, 'REQUEST.EXPECTATION'],
    [
      'an encoding that nobody knows',
      'POST',
      '/api/runs',
      { 'content-encoding': 'x' },
      415,
      'REQUEST.CONTENT_ENCODING',
    ],
    [
      'a body that is not compressed as it says',
      'POST',
      '/api/runs',
      { 'content-encoding': 'gzip' },
      400,
      'REQUEST.UNREADABLE',
    ],
    ['a length that is no number', 'POST', '/api/runs', { 'content-length': '-1' }, 400, 'REQUEST.MALFORMED'],
  ])('%s is a problem with a code of its own', async (_, method, target, more, status, code) => {
    await server.app.listen(0, '127.0.0.1').catch(() => undefined);
    const port = Number(new URL(await server.app.getUrl()).port);
    const body = Buffer.from(method === 'POST' ? '{}' : '');
    const headers = {
      host: 'localhost',
      authorization: admin,
      connection: 'close',
      'content-type': 'application/json',
      'content-length': String(body.length),
      ...more,
    };
    const request = { method, target, headers: Object.entries(headers), body, delivery: 'whole' } as const;
    const answer = await exchange(port, request, 5_000);
    expect(answer.headers.get('content-type')).toMatch('application/problem+json');
    expect(ProblemDetails.parse(JSON.parse(answer.body))).toMatchObject({ status, code });
    expect(answer.status).toBe(status);
  });

  test('bytes that are not UTF-8 are refused', async () => {
    const request = server.http.post(`/api/runs/${RUN_ID}/cancel`).set('authorization', admin).type('application/json');
    request.write(Buffer.from([0x22, 0xff, 0x22]));
    expect((await request.expect(400)).body.code).toBe('REQUEST.JSON');
  });

  test('a body over 1 MiB is 413, and one that is not JSON by its type is 415', async () => {
    const large = await post(`/api/runs/${RUN_ID}/cancel`, { reason: 'r'.repeat(1_048_577) });
    expect([large.status, large.body.code]).toEqual([413, 'REQUEST.TOO_LARGE']);
    const form = await server.http
      .post(`/api/runs/${RUN_ID}/cancel`)
      .set('authorization', admin)
      .type('form')
      .send('reason=r');
    expect([form.status, form.body.code]).toEqual([415, 'REQUEST.MEDIA_TYPE']);
  });

  test('a definition with problems is refused with all of them, with lines when it is text', async () => {
    const source =
      'id: Bad Id\nname: Hello\nsteps:\n  - id: a\n    agent: x\n    output: {}\n    dependsOn: [nobody]\n    color: red\n';
    const { body } = await post('/api/workflows/validate', { source }).expect(200);
    expect(body.valid).toBe(false);
    const at = Object.fromEntries(body.problems.map((it: { path: string; line: number }) => [it.path, it.line]));
    expect(at).toMatchObject({ id: 1, 'steps[0].dependsOn[0]': 7, 'steps[0].color': 8 });
    const saved = await post('/api/workflows', { source }).expect(422);
    expect([saved.body.code, saved.body.problems.length]).toEqual(['WORKFLOW.INVALID', body.problems.length]);
  });
});

describe('documentation', () => {
  test('/api/openapi.json and /docs are open, complete and load nothing from elsewhere', async () => {
    const { body } = await server.http.get('/api/openapi.json').expect(200);
    expect(Object.keys(body.paths)).toHaveLength(new Set(endpointList.map(([, { path }]) => path)).size);
    const page = await server.http.get('/docs').expect(200);
    const assets = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1] ?? '');
    expect(assets.length).toBeGreaterThan(3);
    for (const asset of assets) await server.http.get(new URL(asset, 'http://here/docs').pathname).expect(200);
    expect(assets.filter((asset) => /^(https?:)?\/\//.test(asset))).toEqual([]);
    expect(page.headers['content-security-policy']).toContain("script-src 'self'");
  });
});
