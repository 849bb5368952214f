import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { agentStream, operatorStream } from '../../../src/domain/catalog.js';
import { memoryStore } from '../../../src/eventstore/memory.js';
import { id, EventLog, type RunLog } from '../../support/events.js';
import { testPostgres } from '../../support/postgres.js';
import { startProjecting, type Projecting } from '../../support/read-models.js';

const memory = memoryStore();
const log = new EventLog(memory);
let database: Awaited<ReturnType<typeof testPostgres>>;
let projecting: Projecting;

beforeAll(async () => {
  database = await testPostgres();
  projecting = await startProjecting(memory, database.url);
});
afterAll(async () => {
  await projecting.stop();
  memory.dispose();
  await database.stop();
});

async function startRun(name: string, more: object = {}): Promise<RunLog> {
  const definition = await log.workflow(`flow-${name}`, { first: [], second: ['first'], third: ['first'] });
  return log.run(name, `flow-${name}`, definition, more);
}

async function see(run: RunLog) {
  await projecting.caughtUp();
  const found = await projecting.readModels.getRun(run.runId);
  if (!found) throw new Error('the run is not there');
  return { ...found, step: (key: string) => found.steps.find((step) => step.stepKey === key) };
}

describe('open work', () => {
  it('takes in a run that was cancelled while a lease holds money, until that is settled', async () => {
    const run = await startRun('cancelled-with-money');
    run.dispatch('first');
    run.append('RunCancelled', { reason: 'enough', revoked: [run.leaseOf('first')], withdrawn: [] });
    const listed = async () => (await projecting.readModels.listOpenWork()).some(({ runId }) => runId === run.runId);
    expect((await see(run)).run.status).toBe('cancelled');
    expect(await listed()).toBe(true);
    run.late('first', 1, []);
    await projecting.caughtUp();
    expect(await listed()).toBe(false);
  });
});

describe('runs and steps', () => {
  it('shows all steps of the definition from the start on, and which of them are ready', async () => {
    const { run, steps } = await see(await startRun('started'));
    expect(steps.map((step) => [step.stepKey, step.status, step.readyAt !== null])).toEqual([
      ['first', 'pending', true],
      ['second', 'pending', false],
      ['third', 'pending', false],
    ]);
    expect(run).toMatchObject({
      status: 'running',
      stepsTotal: 3,
      stepsDone: 0,
      stepsRunning: 0,
      limitNanoUsd: '1000000000',
    });
    expect(run.waits).toEqual([{ kind: 'agent', capability: 'work', stepKey: 'first' }]);
    expect((await projecting.readModels.listOpenWork()).map((work) => work.runId)).toContain(run.runId);
  });

  it('follows a run to its end', async () => {
    const run = await startRun('ended');
    run.dispatch('first');
    expect((await see(run)).run).toMatchObject({
      stepsRunning: 1,
      waits: [],
      reservedNanoUsd: '1000',
      reservedTokens: 100,
    });
    run.complete('first', [{ nanoUsd: '400' }]);
    const between = await see(run);
    expect(between.run).toMatchObject({
      stepsDone: 1,
      stepsRunning: 0,
      spentNanoUsd: '400',
      spentTokens: 21,
      reservedNanoUsd: '0',
    });
    expect(between.run.waits).toEqual([{ kind: 'agent', capability: 'work', steps: 2 }]);
    expect(between.step('first')).toMatchObject({
      status: 'completed',
      summary: 'did first',
      outputRevision: 2,
      spentNanoUsd: '400',
    });
    for (const step of ['second', 'third']) {
      run.dispatch(step);
      run.complete(step);
    }
    run.append('RunCompleted', { spentNanoUsd: '400', tokens: 21, steps: 3 });
    expect((await see(run)).run).toMatchObject({ status: 'completed', stepsDone: 3, waits: [], endedAt: log.at() });
    expect((await projecting.readModels.listOpenWork()).map((work) => work.runId)).not.toContain(run.runId);
  });

  it('takes all leases back in a halt, and says why it is halted', async () => {
    const run = await startRun('halted');
    run.dispatch('first');
    run.append('RunHalted', {
      scope: { kind: 'run' },
      reason: 'too risky',
      revoked: [run.leaseOf('first')],
      withdrawn: [],
    });
    const halted = await see(run);
    expect(halted.run).toMatchObject({ status: 'halted', reason: 'too risky', stepsRunning: 0 });
    expect(halted.run.waits).toEqual([{ kind: 'halted', reason: 'too risky', revision: 2 }]);
    expect(halted.step('first')?.status).toBe('pending');
    expect(await projecting.readModels.listAttempts(run.runId)).toMatchObject([
      { outcome: 'revoked', reservationOpen: true },
    ]);
    run.append('RunResumed', { reason: 'fine', controlRevision: -1 });
    expect((await see(run)).run).toMatchObject({ status: 'running', reason: null });
  });

  it('books the cost of a late result without moving the step', async () => {
    const run = await startRun('late');
    run.dispatch('first');
    run.lose('first');
    run.dispatch('first');
    run.late('first', 1, [{ nanoUsd: '70' }]);
    const seen = await see(run);
    expect(seen.step('first')).toMatchObject({
      status: 'running',
      attempt: 2,
      spentNanoUsd: '70',
      reservedNanoUsd: '1000',
    });
    expect(await projecting.readModels.listAttempts(run.runId)).toMatchObject([
      { attempt: 1, outcome: 'leaseLost', late: true, spentNanoUsd: '70', reservationOpen: false },
      { attempt: 2, outcome: 'running', late: false, spentNanoUsd: '0', reservationOpen: true },
    ]);
  });

  it('names a retry by its instant and a dead letter by its cause', async () => {
    const run = await startRun('retried');
    run.dispatch('first');
    run.fail('first');
    run.retryAt('first', '2026-11-24T13:00:00.000Z');
    expect((await see(run)).run.waits).toMatchObject([
      { kind: 'retry', stepKey: 'first', until: '2026-11-24T13:00:00.000Z' },
    ]);
    run.dispatch('first');
    run.fail('first');
    run.deadLetter('first');
    const dead = await see(run);
    expect(dead.run).toMatchObject({
      stepsFailed: 1,
      waits: [{ kind: 'deadLetter', stepKey: 'first', reason: 'it broke' }],
    });
    const letters = async () => (await projecting.readModels.listDeadLetters({ runId: run.runId, limit: 10 })).items;
    expect(await letters()).toMatchObject([{ status: 'open', attempts: 2, code: 'BROKEN', stepKey: 'first' }]);
    run.append('StepRedriven', { step: { stepKey: 'first', stepId: 'first' }, reason: 'again' });
    expect((await see(run)).run.stepsFailed).toBe(0);
    expect(await letters()).toMatchObject([{ status: 'retried', closedBy: 'ada' }]);
  });

  it('indexes every event of a run by who, what and when', async () => {
    const run = await startRun('indexed');
    run.dispatch('first');
    run.complete('first');
    await see(run);
    const events = await projecting.readModels.listRunEvents({ runId: run.runId, from: 1, limit: 10 });
    expect(events).toMatchObject([
      { revision: 1, type: 'StepDispatched', stepKey: 'first', attempt: 1, actorId: 'ada' },
      { revision: 2, type: 'StepCompleted', stepKey: 'first', attempt: 1, actorKind: 'agent', at: log.at() },
    ]);
  });
});

describe('approvals', () => {
  it('keeps a request with its exact parameters, its votes and its one outcome', async () => {
    const run = await startRun('approved');
    run.askApproval('first', { requires: { n: 2, not: ['bob'] } });
    const approvalId = run.approvalId('first');
    const waiting = await see(run);
    expect(waiting.step('first')).toMatchObject({ status: 'awaitingApproval', approvalId });
    expect(waiting.run.waits).toMatchObject([{ kind: 'approval', approvalId, until: '2026-11-25T12:00:00.000Z' }]);
    run.append('ApprovalVoted', { approvalId, operatorId: 'ada', operatorName: 'Ada', comment: 'ok', votes: 1 });
    run.append('ApprovalGranted', { approvalId, by: ['ada', 'eve'], comment: 'both' });
    expect((await see(run)).step('first')?.status).toBe('approved');
    run.dispatch('first', { approval: { id: approvalId, nonce: 'n', paramsHash: 'a'.repeat(64) } });
    await see(run);
    expect(await projecting.readModels.getApproval(approvalId)).toMatchObject({
      params: { path: '/tmp/report' },
      notBy: ['bob'],
      approvers: 2,
      votes: [{ operatorId: 'ada', comment: 'ok' }],
      status: 'granted',
      decidedBy: ['ada', 'eve'],
      comment: 'both',
      usedAt: log.at(),
    });
  });

  it('keeps parameters that are null', async () => {
    const run = await startRun('null');
    run.askApproval('first', { params: null });
    await see(run);
    expect(await projecting.readModels.getApproval(run.approvalId('first'))).toMatchObject({ params: null });
  });

  it('lists pending ones by deadline, then risk, page by page', async () => {
    const run = await startRun('queue');
    run.askApproval('first', { expiresAt: '2026-11-24T20:00:00.000Z', tier: 'write' });
    run.askApproval('second', { expiresAt: '2026-11-24T20:00:00.000Z', tier: 'financial' });
    run.askApproval('third', { expiresAt: '2026-11-24T19:00:00.000Z', tier: 'write' });
    await see(run);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await projecting.readModels.listApprovals({ status: 'pending', runId: run.runId, limit: 1, cursor });
      seen.push(...page.items.map((approval) => approval.stepKey));
      cursor = page.next;
    } while (cursor !== undefined);
    expect(seen).toEqual(['third', 'second', 'first']);
  });
});

describe('lists', () => {
  it('pages through runs, newest first, each once', async () => {
    const definition = await log.workflow('paged', { only: [] });
    const started = Array.from({ length: 7 }, (_, i) => log.run(`paged ${i}`, 'paged', definition).runId);
    await projecting.caughtUp();
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await projecting.readModels.listRuns({
        workflow: ['paged'],
        status: ['open'],
        text: 'PAGED',
        limit: 3,
        cursor,
      });
      seen.push(...page.items.map((run) => run.runId));
      cursor = page.next;
    } while (cursor !== undefined);
    expect(seen).toEqual(started.toReversed());
  });

  it('refuses a cursor that it did not make', async () => {
    await expect(projecting.readModels.listRuns({ limit: 3, cursor: 'nonsense' })).rejects.toMatchObject({
      code: 'READ.CURSOR',
    });
  });

  it('answers the versions of a workflow with their definitions', async () => {
    await log.workflow('versioned', { only: [] });
    await projecting.caughtUp();
    expect(await projecting.readModels.getWorkflow('versioned')).toMatchObject({
      version: 1,
      definition: { id: 'versioned' },
    });
    expect(await projecting.readModels.listWorkflowVersions('versioned')).toHaveLength(1);
    expect((await projecting.readModels.listWorkflows()).map((one) => one.workflowId)).toContain('versioned');
    expect(await projecting.readModels.getWorkflow('versioned', 2)).toBeUndefined();
  });

  it('knows agents by their connections, tokens (never hashes) and work', async () => {
    const stream = agentStream('busy');
    log.append(stream, 'AgentTokenIssued', {
      agentId: 'busy',
      tokenId: 't1',
      secretHash: 'b'.repeat(64),
      name: 'laptop',
    });
    log.append(stream, 'AgentConnected', {
      agentId: 'busy',
      name: 'Busy',
      bootId: 'b1',
      gatewayId: 'g1',
      single: false,
      capabilities: ['work'],
      maxConcurrent: 4,
      sdk: { name: 'typescript', version: '1' },
    });
    const run = await startRun('busy');
    run.dispatch('first', {}, 'busy');
    run.complete('first', [{ nanoUsd: '9' }]);
    run.dispatch('second', {}, 'busy');
    await see(run);
    const find = async () =>
      (await projecting.readModels.listAgents(log.at())).find((agent) => agent.agentId === 'busy');
    expect(await find()).toMatchObject({
      connections: [{ name: 'Busy', bootId: 'b1' }],
      tokens: [{ id: 't1', name: 'laptop', revokedAt: null }],
      leasesHeld: 1,
      completed: 1,
      failed: 0,
      spentNanoUsd: '9',
      recentlyCompleted: 1,
      recentlySpentNanoUsd: '9',
    });
    expect(JSON.stringify(await find())).not.toContain('b'.repeat(64));
    log.append(stream, 'AgentDisconnected', { agentId: 'busy', bootId: 'b1', gatewayId: 'g1', because: 'closed' });
    await projecting.caughtUp();
    expect(await find()).toMatchObject({ connections: [], lastDisconnectedAt: log.at() });
  });

  it('shows of an agent that runs as several processes what they offer together', async () => {
    const stream = agentStream('several');
    const connected = (bootId: string, capabilities: string[]): void => {
      const sdk = { name: 'typescript', version: '1' };
      const data = {
        agentId: 'several',
        name: 'Several',
        bootId,
        gatewayId: 'g1',
        single: false,
        capabilities,
        maxConcurrent: 1,
        sdk,
      };
      log.append(stream, 'AgentConnected', data);
    };
    const offered = async () => {
      await projecting.caughtUp();
      return (await projecting.readModels.listAgents(log.at())).find(({ agentId }) => agentId === 'several')
        ?.capabilities;
    };
    connected('b1', ['read', 'write']);
    connected('b2', ['pay', 'read']);
    expect(await offered()).toEqual(['pay', 'read', 'write']);
    log.append(stream, 'AgentDisconnected', { agentId: 'several', bootId: 'b1', gatewayId: 'g1', because: 'closed' });
    expect(await offered()).toEqual(['pay', 'read']);
    log.append(stream, 'AgentDisconnected', { agentId: 'several', bootId: 'b2', gatewayId: 'g1', because: 'closed' });
    expect(await offered()).toEqual(['pay', 'read']);
  });

  it('knows open sessions, with the roles that they have now, and what the console keeps', async () => {
    const stream = operatorStream('zoe');
    const operatorId = 'zoe';
    const later = '2099-01-01T00:00:00.000Z';
    const session = (sessionId: string, more: object) =>
      log.append(stream, 'SessionStarted', {
        operatorId,
        sessionId,
        secretHash: 'c'.repeat(64),
        device: 'Firefox',
        expiresAt: later,
        ...more,
      });
    const view = (viewId: string, page: string, query: string) =>
      log.append(stream, 'ViewSaved', { operatorId, viewId, page, name: viewId, query });
    log.append(stream, 'OperatorCreated', { operatorId, name: 'Zoe', roles: ['operator', 'approver'] });
    session('s1', { keyId: 'k1', roles: ['operator'] });
    session('s2', { linkId: 'l1' });
    session('s3', { linkId: 'l2' });
    session('s4', { linkId: 'l3', expiresAt: '2020-01-01T00:00:00.000Z' });
    log.append(stream, 'SessionEnded', { operatorId, sessionId: 's3', because: 'signedOut', reason: 'signed out' });
    log.append(stream, 'OperatorRolesChanged', { operatorId, roles: ['approver', 'viewer'], reason: 'r' });
    view('late', 'runs', 'a');
    view('early', 'audit', 'b');
    view('gone', 'runs', 'c');
    view('late', 'runs', 'd');
    log.append(stream, 'ViewRemoved', { operatorId, viewId: 'gone' });
    log.append(stream, 'HintDismissed', { operatorId, hint: 'first-run' });
    await projecting.caughtUp();
    const { readModels } = projecting;
    const listed = await readModels.listSessions({ operatorId, at: Date.parse('2030-01-01') });
    expect(listed.map(({ sessionId, name, keyId, linkId, roles }) => [sessionId, name, keyId, linkId, roles])).toEqual(
      expect.arrayContaining([
        ['s1', 'Zoe', 'k1', null, []],
        ['s2', 'Zoe', null, 'l1', ['approver', 'viewer']],
      ]),
    );
    expect(listed).toHaveLength(2);
    expect(await readModels.listSessions({ at: Date.parse(later) })).toEqual([]);
    expect((await readModels.listViews(operatorId)).map(({ viewId, query }) => [viewId, query])).toEqual([
      ['early', 'b'],
      ['late', 'd'],
    ]);
    expect((await readModels.listViews(operatorId, 'runs')).map(({ viewId }) => viewId)).toEqual(['late']);
    expect(await readModels.listHints(operatorId)).toEqual(['first-run']);
    expect([await readModels.listViews('nobody'), await readModels.listHints('nobody')]).toEqual([[], []]);
  });

  it('knows operators with their keys, and halts with who ordered and lifted them', async () => {
    const stream = operatorStream('eve');
    log.append(stream, 'OperatorCreated', { operatorId: 'eve', name: 'Eve', roles: ['viewer'] });
    log.append(stream, 'OperatorKeyIssued', {
      operatorId: 'eve',
      keyId: 'k1',
      secretHash: 'c'.repeat(64),
      name: 'cli',
      roles: ['viewer'],
    });
    log.append(stream, 'OperatorKeyRevoked', { operatorId: 'eve', keyId: 'k1', reason: 'lost' });
    log.append('control', 'HaltOrdered', {
      haltId: id('halt'),
      scope: { kind: 'workflow', id: 'flow' },
      reason: 'odd',
    });
    log.append('control', 'HaltLifted', {
      haltId: id('halt'),
      scope: { kind: 'workflow', id: 'flow' },
      reason: 'fine',
    });
    await projecting.caughtUp();
    const operators = await projecting.readModels.listOperators();
    expect(operators.filter(({ operatorId }) => operatorId === 'eve')).toMatchObject([
      { operatorId: 'eve', keys: [{ id: 'k1', revokedBecause: 'lost' }] },
    ]);
    expect(await projecting.readModels.listHalts()).toMatchObject([
      { workflowId: 'flow', orderedBy: 'ada', liftReason: 'fine' },
    ]);
  });
});
