import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seriesView } from '../../../src/api/cost-views.js';
import { agentStream } from '../../../src/domain/catalog.js';
import { memoryStore } from '../../../src/eventstore/memory.js';
import { ADA, EventLog, type RunLog } from '../../support/events.js';
import { testPostgres } from '../../support/postgres.js';
import { startProjecting, type Projecting } from '../../support/read-models.js';

/** What the console asks about workflows, approvals, dead letters, agents, costs and stops. */
const memory = memoryStore();
const log = new EventLog(memory);
let database: Awaited<ReturnType<typeof testPostgres>>;
let projecting: Projecting;
const reads = () => projecting.readModels;
const BOB = { ...ADA, id: 'bob', name: 'Bob' };

beforeAll(async () => {
  database = await testPostgres();
  projecting = await startProjecting(memory, database.url);
});
afterAll(async () => {
  await projecting.stop();
  memory.dispose();
  await database.stop();
});

async function runsOf(workflowId: string, count: number, more: object = {}): Promise<RunLog[]> {
  const definition = await log.workflow(workflowId, { first: [], second: ['first'] });
  return Array.from({ length: count }, (_, i) => log.run(`${workflowId} ${i}`, workflowId, definition, more));
}
const finish = (run: RunLog): void => {
  for (const step of ['first', 'second']) {
    run.dispatch(step);
    run.complete(step, [{ nanoUsd: '100' }]);
  }
  run.append('RunCompleted', { spentNanoUsd: '200', tokens: 0, steps: 2 });
};

describe('the runs of a workflow', () => {
  it('are counted by version, with their median duration and average cost', async () => {
    const [done, failed, open] = await runsOf('figured', 3);
    if (!done || !failed || !open) throw new Error('no runs');
    finish(done);
    failed.append('RunFailed', { because: 'deadline', message: 'too late', revoked: [], withdrawn: [] });
    await projecting.caughtUp();
    const whole = (await reads().listRunFigures()).find(({ workflowId }) => workflowId === 'figured');
    const counts = {
      total: 3,
      open: 1,
      completed: 1,
      failed: 1,
      cancelled: 0,
      spentNanoUsd: '200',
      averageNanoUsd: '100',
    };
    expect(whole).toMatchObject({ ...counts, version: null, lastRunId: open.runId, lastStatus: 'running' });
    // Three runs started a second apart, then five events, a second each.
    expect(whole?.medianDurationMs).toBe(7_000);
    expect(await reads().listVersionFigures('figured')).toMatchObject([{ ...counts, version: 1 }]);
    expect(await reads().listVersionFigures('nothing')).toEqual([]);
  });
});

describe('approvals', () => {
  it('are somebody’s while pending, when nothing keeps them out and they have not voted', async () => {
    const [four, two, plain, decided] = await runsOf('asked', 4);
    if (!four || !two || !plain || !decided) throw new Error('no runs');
    four.askApproval('first', { requires: { n: 1, not: ['ada'] } });
    two.askApproval('first', { requires: { n: 2, not: [] } });
    two.append('ApprovalVoted', {
      approvalId: two.approvalId('first'),
      operatorId: 'ada',
      operatorName: 'Ada',
      comment: '',
      votes: 1,
    });
    plain.askApproval('first');
    decided.askApproval('first');
    decided.append('ApprovalRejected', { approvalId: decided.approvalId('first'), by: 'bob', comment: 'no' }, BOB);
    await projecting.caughtUp();
    const of = async (operatorId: string, at = log.at()) =>
      (
        await reads().listApprovals({
          status: 'pending',
          workflow: 'asked',
          limit: 10,
          decidableBy: { operatorId, at },
        })
      ).items.map(({ runId }) => runId);
    expect(await of('ada')).toEqual([plain.runId]);
    expect((await of('bob')).sort()).toEqual([four.runId, two.runId, plain.runId].sort());
    expect(await of('bob', '2100-01-01T00:00:00.000Z')).toEqual([]);
  });

  it('keep who decided by name, and the event that did it', async () => {
    const { items } = await reads().listApprovals({ status: 'decided', workflow: 'asked', limit: 10 });
    expect(items).toMatchObject([
      { status: 'rejected', decidedBy: ['bob'], decidedByNames: ['Bob'], revision: 1, stateRevision: 2 },
    ]);
    expect(BigInt(items[0]?.statePosition ?? 0)).toBeGreaterThan(0n);
  });

  it('are paged by their decision, newest first, each once', async () => {
    for (const run of await runsOf('history', 5)) {
      run.askApproval('first');
      run.append('ApprovalExpired', { approvalId: run.approvalId('first') });
    }
    await projecting.caughtUp();
    const seen: (string | null)[] = [];
    let cursor: string | undefined;
    do {
      const page = await reads().listApprovals({ status: 'decided', workflow: 'history', limit: 2, cursor });
      seen.push(...page.items.map(({ decidedAt }) => decidedAt));
      cursor = page.next;
    } while (cursor !== undefined);
    expect(seen).toHaveLength(5);
    expect(seen).toEqual([...seen].sort().reverse());
  });

  it('know the parameters that were approved last for the same step, in any run', async () => {
    const [first, second, third] = await runsOf('again', 3);
    if (!first || !second || !third) throw new Error('no runs');
    for (const run of [first, second]) {
      run.askApproval('first', { params: { run: run.runId } });
      run.append('ApprovalGranted', { approvalId: run.approvalId('first'), by: ['ada'], comment: '' });
    }
    third.askApproval('first');
    await projecting.caughtUp();
    const approvalOf = async (run: RunLog) => {
      const found = await reads().getApproval(run.approvalId('first'));
      if (!found) throw new Error('no approval');
      return found;
    };
    expect(await reads().lastApproved(await approvalOf(third))).toMatchObject({ params: { run: second.runId } });
    expect(await reads().lastApproved(await approvalOf(second))).toMatchObject({ params: { run: first.runId } });
    expect(await reads().lastApproved(await approvalOf(first))).toBeUndefined();
  });
});

describe('dead letters', () => {
  it('are grouped by cause, workflow and step, and paged oldest first', async () => {
    const runs = await runsOf('broken', 7);
    for (const run of runs) {
      run.dispatch('first');
      run.fail('first');
      run.deadLetter('first');
    }
    runs[0]?.append('StepSkipped', {
      step: { stepKey: 'first', stepId: 'first' },
      because: 'operator',
      reason: 'by hand',
    });
    await projecting.caughtUp();
    const { groups, total, letters } = await reads().listDeadLetterGroups({
      status: 'open',
      workflow: 'broken',
      limit: 5,
    });
    expect([total, letters]).toEqual([1, 6]);
    expect(groups).toMatchObject([{ fingerprint: 'broken', stepId: 'first', code: 'BROKEN', count: 6, runs: 6 }]);
    expect(groups[0]?.sample.map(({ runId }) => runId)).toEqual(
      runs
        .slice(2)
        .reverse()
        .map(({ runId }) => runId),
    );
    expect(groups[0]?.sample[0]?.at).toBe(groups[0]?.lastAt);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await reads().listDeadLetters({
        status: 'open',
        fingerprint: 'broken',
        workflow: 'broken',
        limit: 4,
        cursor,
      });
      seen.push(...page.items.map(({ runId }) => runId));
      cursor = page.next;
    } while (cursor !== undefined);
    expect(seen).toEqual(runs.slice(1).map(({ runId }) => runId));
    const skipped = await reads().listDeadLetters({ status: 'skipped', workflow: 'broken', limit: 4 });
    expect(skipped.items).toMatchObject([{ runId: runs[0]?.runId, revision: 3 }]);
  });
});

describe('agents', () => {
  it('have what they did lately apart from what they ever did, and the attempts that they work on', async () => {
    log.append(agentStream('lately'), 'AgentTokenIssued', {
      agentId: 'lately',
      tokenId: 't',
      secretHash: 'b'.repeat(64),
      name: 'n',
    });
    const [old, recent, running] = await runsOf('lately', 3);
    if (!old || !recent || !running) throw new Error('no runs');
    old.dispatch('first', {}, 'lately');
    old.fail('first', [{ nanoUsd: '5' }]);
    log.wait(30 * 3_600);
    const since = log.at();
    recent.dispatch('first', {}, 'lately');
    recent.complete('first', [{ nanoUsd: '7' }]);
    running.dispatch('first', {}, 'lately');
    await projecting.caughtUp();
    expect((await reads().listAgents(since)).find(({ agentId }) => agentId === 'lately')).toMatchObject({
      completed: 1,
      failed: 1,
      spentNanoUsd: '12',
      recentlyCompleted: 1,
      recentlyFailed: 0,
      recentlySpentNanoUsd: '7',
    });
    expect((await reads().listAgentLeases()).filter(({ agentId }) => agentId === 'lately')).toMatchObject([
      { runId: running.runId, stepKey: 'first', attempt: 1, leaseId: running.leaseOf('first'), workflowId: 'lately' },
    ]);
  });

  it('are wanted where steps of open runs are ready', async () => {
    const definition = await log.workflow('wanting', { only: [] });
    const [a, b] = [log.run('wanting 0', 'wanting', definition), log.run('wanting 1', 'wanting', definition)];
    await projecting.caughtUp();
    const wanted = (await reads().listWantedCapabilities()).find(({ capability }) => capability === 'work');
    expect(wanted?.runs).toBeGreaterThanOrEqual(2);
    for (const run of [a, b]) run.append('RunCancelled', { reason: 'enough', revoked: [], withdrawn: [] });
    await projecting.caughtUp();
    const after = (await reads().listWantedCapabilities()).find(({ capability }) => capability === 'work');
    expect(after?.runs ?? 0).toBe((wanted?.runs ?? 0) - 2);
  });
});

describe('costs', () => {
  const day = { from: '2026-12-01T00:00:00.000Z', to: '2026-12-03T00:00:00.000Z' };

  it('are a matrix of which rows, columns and rest add up to the same total, to the nano-dollar', async () => {
    log.wait((Date.parse(day.from) - Date.parse(log.at())) / 1_000);
    const models = ['m1', 'm2', 'm3', 'm4'];
    for (const [i, run] of (await runsOf('costly', 12)).entries()) {
      run.dispatch('first', {}, `spender-${i % 3}`);
      run.usage('first', [
        { nanoUsd: `${10n ** 18n + BigInt(i)}`, model: models[i % 4] ?? 'm1' },
        { nanoUsd: '-3', model: 'm1' },
      ]);
      log.wait(3_600 * 2);
    }
    await projecting.caughtUp();
    const { total } = await reads().costs({ by: 'day', ...day });
    for (const split of ['workflow', 'agent', 'model', 'operator'] as const)
      for (const by of ['day', 'hour'] as const) {
        const filter = { by, split, ...day };
        const view = seriesView(filter, await reads().costMatrix(filter), 2);
        const sum = (values: readonly string[]) => values.reduce((all, value) => all + BigInt(value), 0n);
        expect(view.total.nanoUsd).toBe(total.nanoUsd);
        expect(sum(view.totals)).toBe(BigInt(total.nanoUsd));
        const rows = [...view.series, ...(view.rest ? [view.rest] : [])];
        expect(sum(rows.map(({ nanoUsd }) => nanoUsd))).toBe(BigInt(total.nanoUsd));
        for (const row of rows) expect(sum(row.values)).toBe(BigInt(row.nanoUsd));
        expect(view.buckets).toHaveLength(by === 'day' ? 2 : 48);
        expect(view.total.runs).toBe(12);
        expect(rows.reduce((all, { charges }) => all + charges, 0)).toBe(24);
      }
    const byModel = await reads().costMatrix({ by: 'day', split: 'model', ...day });
    expect(byModel.runs.get('m1')).toBe(12);
    expect((await reads().costMatrix({ by: 'day', split: 'workflow', ...day })).names.get('costly')).toBe(
      'Workflow costly',
    );
  });

  it('name the dearest runs of a range', async () => {
    const runs = await reads().listRunCosts({ ...day, limit: 2, workflow: 'costly' });
    expect(runs.map(({ nanoUsd, charges }) => [nanoUsd, charges])).toEqual([
      [`${10n ** 18n + 8n}`, 2],
      [`${10n ** 18n + 7n}`, 2],
    ]);
  });

  it('compare what was estimated with what it came to, by step and by workflow', async () => {
    const span = { from: log.at(), to: '2100-01-01T00:00:00.000Z' };
    for (const run of await runsOf('estimated', 3)) finish(run);
    await projecting.caughtUp();
    const steps = await reads().listCostEstimates({ ...span, by: 'step', workflow: 'estimated' });
    expect(steps).toMatchObject([
      {
        stepId: 'first',
        stepName: 'first',
        steps: 3,
        runs: 3,
        estimatedNanoUsd: '0',
        realNanoUsd: '300',
        p50NanoUsd: '100',
      },
      { stepId: 'second', steps: 3, realNanoUsd: '300' },
    ]);
    const [whole, ...others] = await reads().listCostEstimates({ ...span, by: 'workflow', workflow: 'estimated' });
    expect(others).toEqual([]);
    expect(whole).toMatchObject({ stepId: null, steps: 6, runs: 3, realNanoUsd: '600', p90NanoUsd: '200' });
  });
});

describe('a stop', () => {
  it('is told beforehand what it would touch, and what lifting it sets free', async () => {
    const [running, asking, halted] = await runsOf('stopped', 3);
    if (!running || !asking || !halted) throw new Error('no runs');
    running.dispatch('first', {}, 'stopper');
    asking.askApproval('first');
    halted.append('RunHalted', { scope: { kind: 'run' }, reason: 'no', revoked: [], withdrawn: [] });
    await projecting.caughtUp();
    expect(await reads().openWorkIn('stopped')).toEqual({
      workflows: [
        { workflowId: 'stopped', workflowName: 'Workflow stopped', runs: 2, halted: 1, leases: 1, approvals: 1 },
      ],
      agents: ['stopper'],
    });
    expect((await reads().openWorkIn(undefined)).workflows.length).toBeGreaterThan(1);
    expect(await reads().heldWork([halted.runId])).toEqual({
      workflows: [{ workflowId: 'stopped', workflowName: 'Workflow stopped', runs: 1 }],
      readySteps: 1,
    });
    expect(await reads().heldWork([])).toEqual({ workflows: [], readySteps: 0 });
  });
});
