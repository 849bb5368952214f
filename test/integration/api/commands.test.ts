import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { uuidV5 } from '../../../src/commands/hashing.js';
import { DomainError } from '../../../src/domain/kernel/errors.js';
import { RUN_ID } from './fake-reads.js';
import { fakeServer, type FakeServer } from './fake-server.js';

let server: FakeServer;
let key: string;
beforeAll(async () => {
  server = await fakeServer();
});
beforeEach(() => {
  key = server.as('operator');
  server.commands.given.length = 0;
  server.openRuns.length = 0;
});
afterAll(() => server.close());

const post = (url: string, body: object, idempotencyKey?: string, as = key) => {
  const request = server.http.post(url).set('authorization', as).send(body);
  return idempotencyKey === undefined ? request : request.set('idempotency-key', idempotencyKey);
};
const given = () => server.commands.given.map(({ command }) => command);

describe('a command', () => {
  test('answers stream, revision and position, and names the operator and the key behind it', async () => {
    const { body } = await post(`/api/runs/${RUN_ID}/pause`, { reason: 'lunch' }).expect(200);
    expect(body).toEqual({
      stream: `run-${RUN_ID}`,
      revision: expect.any(Number),
      position: expect.stringMatching(/^\d+$/),
    });
    const [sent] = server.commands.given;
    expect(sent?.command).toEqual({
      aggregate: 'run',
      stream: `run-${RUN_ID}`,
      name: 'PauseRun',
      payload: { reason: 'lunch' },
    });
    expect(sent?.context.actor).toMatchObject({ kind: 'operator', id: expect.stringMatching(/^operator-/) });
    expect(sent?.context.actor.authId).toMatch(/^[a-z0-9]{12}$/);
  });

  test('starts a run whose id follows from the command', async () => {
    const { body } = await post('/api/runs', {
      workflowId: 'hello',
      input: { name: 'x' },
      budget: { usd: 1.5 },
    }).expect(201);
    const [sent] = server.commands.given;
    expect(body.runId).toBe(uuidV5(sent?.context.commandId ?? '', 'run'));
    expect(sent?.command).toMatchObject({
      stream: `run-${body.runId}`,
      name: 'StartRun',
      payload: {
        runId: body.runId,
        workflowId: 'hello',
        input: { name: 'x' },
        budget: { nanoUsd: '1500000000' },
        trigger: { kind: 'manual' },
      },
    });
  });

  test.each([
    ['cancel', { reason: 'r' }, 'CancelRun', { reason: 'r' }],
    ['halt', { reason: 'r' }, 'HaltRun', { reason: 'r', scope: { kind: 'run' } }],
    ['resume', { reason: 'r' }, 'ResumeRun', { reason: 'r' }],
    [
      'budget',
      { usd: '0.25', step: 'greet', reason: 'r' },
      'ChangeRunBudget',
      { budget: { nanoUsd: '250000000' }, stepKey: 'greet', reason: 'r' },
    ],
    ['steps/greet/retry', { reason: 'r' }, 'RetryStep', { stepKey: 'greet', reason: 'r' }],
    ['steps/greet/skip', { output: [1], reason: 'r' }, 'SkipStep', { stepKey: 'greet', output: [1], reason: 'r' }],
    ['steps/greet/abandon', { reason: 'r' }, 'AbandonStep', { stepKey: 'greet', reason: 'r' }],
  ])('%s is the domain command of that name', async (path, body, name, payload) => {
    await post(`/api/runs/${RUN_ID}/${path}`, body).expect(200);
    expect(given()).toMatchObject([{ aggregate: 'run', name, payload }]);
  });

  test.each([
    ['approve', { comment: 'ok' }, 'Approve', { comment: 'ok' }],
    ['reject', {}, 'Reject', { comment: '' }],
    ['edit', { params: { a: 1 } }, 'EditApproval', { params: { a: 1 }, comment: '' }],
  ])('%s of an approval is for approvers', async (verb, body, name, payload) => {
    const approvalId = '2f1d9b5c-8a3e-5b0f-9d57-6a1c3e4f5b60';
    const url = `/api/runs/${RUN_ID}/approvals/${approvalId}/${verb}`;
    await post(url, body).expect(403);
    await post(url, body, undefined, server.as('approver')).expect(200);
    expect(given()).toMatchObject([{ name, payload: { approvalId, ...payload } }]);
  });

  test('saves a definition and says which version it is', async () => {
    const definition = {
      id: 'hello',
      name: 'Hello',
      steps: [{ id: 'greet', agent: 'greet', output: { type: 'object' } }],
    };
    server.commands.runEvents = () => [{ type: 'WorkflowVersionSaved', data: {} }];
    const { body } = await post('/api/workflows', { definition }).expect(200);
    expect(body).toMatchObject({ workflowId: 'hello', version: 1, changed: true, stream: 'workflow-hello' });
    expect(given()).toMatchObject([{ aggregate: 'workflow', name: 'SaveVersion', payload: { definition } }]);
  });

  test('a save says which version its author has seen; checking a definition has no use for it', async () => {
    const source = 'id: hello\nname: Hello\nsteps: [{ id: greet, agent: greet, output: true }]\n';
    await post('/api/workflows', { source, format: 'yaml', latestSeen: 3 }).expect(200);
    expect(given()).toMatchObject([{ name: 'SaveVersion', payload: { latestSeen: 3 } }]);
    await post('/api/workflows', { source, latestSeen: -1 }).expect(400);
    await post('/api/workflows/validate', { source, latestSeen: 3 }).expect(400);
  });
});

describe('Idempotency-Key', () => {
  test('the same key from the same operator is the same command: done once, answered alike', async () => {
    const start = () => post('/api/runs', { workflowId: 'hello' }, 'key-1').expect(201);
    const [first, again] = [await start(), await start()];
    expect(again.body).toEqual(first.body);
    expect(given()).toHaveLength(1);
  });

  test('without a key, each is a command of its own', async () => {
    const start = () => post('/api/runs', { workflowId: 'hello' }).expect(201);
    const [first, again] = [await start(), await start()];
    expect(again.body.runId).not.toBe(first.body.runId);
    expect(server.commands.given.map(({ context }) => context.payloadHash)).toEqual([undefined, undefined]);
  });

  test('with another payload it is refused (422)', async () => {
    await post('/api/runs', { workflowId: 'hello' }, 'key-2').expect(201);
    const { body } = await post('/api/runs', { workflowId: 'other' }, 'key-2').expect(422);
    expect(body.code).toBe('IDEMPOTENCY.MISMATCH');
  });

  test('of another operator it is another command', async () => {
    const first = await post('/api/runs', { workflowId: 'hello' }, 'key-3').expect(201);
    const other = await post('/api/runs', { workflowId: 'hello' }, 'key-3', server.as('operator')).expect(201);
    expect(other.body.runId).not.toBe(first.body.runId);
  });

  test.each(['', 'x'.repeat(201), 'a\tb', 'ü'])('%j is no key', async (text) => {
    const { body } = await post('/api/runs', { workflowId: 'hello' }, text).expect(400);
    expect(body.code).toBe('REQUEST.IDEMPOTENCY_KEY');
  });
});

describe('?atLeast=', () => {
  const get = (url: string) => server.http.get(url).set('authorization', key);

  test('a read waits until the read models have seen the position', async () => {
    server.reads.waited.length = 0;
    await get('/api/runs?atLeast=999').expect(200);
    await get('/api/runs').expect(200);
    expect(server.reads.waited).toEqual([999n]);
  });

  test('a read that would not show it is 503 READ.BEHIND with the lag', async () => {
    const { body, headers } = await get(`/api/runs/${RUN_ID}?atLeast=1001`).expect(503);
    expect([body.code, body.lag, headers['retry-after']]).toEqual(['READ.BEHIND', '5', '1']);
  });

  test('what is no position is refused', async () => {
    const { body } = await get('/api/runs?atLeast=-1').expect(400);
    expect(body.problems[0].path).toBe('?atLeast');
  });
});

describe('emergency stop', () => {
  const run = (n: number, workflowId: string, status: 'running' | 'halted' = 'running', haltId?: string) => ({
    runId: RUN_ID.replace(/.$/, String(n)),
    workflowId,
    status,
    haltId,
  });
  const halted = () => given().filter(({ name }) => name === 'HaltRun');

  test('answers when every open run in scope is halted, those too that appeared meanwhile', async () => {
    server.openRuns.push(run(1, 'flaky'), run(2, 'hello'), run(3, 'flaky', 'halted', 'another'));
    server.commands.runEvents = ({ stream }) => {
      if (stream.endsWith('1')) server.openRuns.push(run(4, 'flaky'));
      return [{ type: 'RunHalted', data: {} }];
    };
    const { body } = await post('/api/halts', {
      scope: { kind: 'workflow', id: 'flaky' },
      reason: 'wrong host',
    }).expect(201);
    expect(body).toMatchObject({ stream: 'control', halted: 2 });
    expect(given()[0]).toMatchObject({ aggregate: 'control', name: 'OrderHalt' });
    expect(halted().map(({ stream }) => stream.at(-1))).toEqual(['1', '4']);
    expect(halted()[0]?.payload).toEqual({
      reason: 'wrong host',
      scope: { kind: 'workflow', id: 'flaky', haltId: body.haltId },
    });
    expect(BigInt(body.position)).toBe(
      [...server.store.streams.values()]
        .flat()
        .reduce((most, { position = 0n }) => (position > most ? position : most), 0n),
    );
    await post(`/api/halts/${body.haltId}/lift`, { reason: 'fixed' }).expect(200);
  });

  test('a run that ended meanwhile does not stop the stop; a store that is away does', async () => {
    server.openRuns.push(run(1, 'hello'), run(2, 'hello'));
    server.commands.runEvents = () => [{ type: 'RunHalted', data: {} }];
    server.commands.refusal = new DomainError('RUN.ENDED', 'conflict', 'ended');
    const { body } = await post('/api/halts', { scope: { kind: 'everything' }, reason: 'r' }).expect(201);
    expect(body.halted).toBe(1);
    await post(`/api/halts/${body.haltId}/lift`, { reason: 'fixed' }).expect(200);
    server.commands.refusal = new DomainError('STORE.OUTCOME_UNKNOWN', 'unavailable', 'in doubt');
    await post('/api/halts', { scope: { kind: 'everything' }, reason: 'r' }).expect(503);
  });

  test('lifting resumes the runs that this stop halted when it is told to, and no other', async () => {
    server.commands.refusal = undefined;
    const scope = { kind: 'workflow', id: 'resumed' };
    const { body } = await post('/api/halts', { scope, reason: 'r' }).expect(201);
    server.openRuns.push(run(1, 'resumed', 'halted', body.haltId), run(2, 'resumed', 'halted'));
    const lifted = await post(`/api/halts/${body.haltId}/lift`, { reason: 'fixed', resume: true }).expect(200);
    expect(lifted.body.resumed).toBe(1);
    expect(
      given()
        .filter(({ name }) => name === 'ResumeRun')
        .map(({ stream }) => stream.at(-1)),
    ).toEqual(['1']);
  });
});
