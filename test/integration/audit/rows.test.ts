import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CATALOG } from '../../../src/domain/catalog.js';
import { markKindOf, markOf } from '../../../src/projections/audit/marks.js';
import { auditWorld, eventfulRun, type AuditWorld } from '../../support/audit.js';
import { testPostgres } from '../../support/postgres.js';
import { dump, startProjecting, until } from '../../support/read-models.js';

let server: Awaited<ReturnType<typeof testPostgres>>;
let world: AuditWorld;
beforeAll(async () => {
  server = await testPostgres();
});
afterAll(() => server.stop());
beforeEach(async () => {
  world = await auditWorld();
});
afterEach(() => world.stop());

const everything = async () => (await world.reads.searchAudit({ limit: 500 })).items.toReversed();

describe('a row of the audit', () => {
  it('says who did what where, also when the event names only a lease or an approval', async () => {
    const run = await eventfulRun(world.log, 'a');
    world.log.append('control', 'HaltOrdered', { haltId: 'h', scope: { kind: 'everything' }, reason: 'wrong month' });
    await world.projecting.caughtUp();
    const rows = await everything();
    const of = (type: string) => rows.filter((row) => row.type === type);
    expect(rows.map(({ type }) => type).slice(0, 4)).toEqual([
      'WorkflowVersionSaved',
      'RunStarted',
      'StepDispatched',
      'StepFailed',
    ]);
    expect(of('WorkflowVersionSaved')[0]).toMatchObject({
      workflowId: 'release-notes',
      runId: null,
      mark: 'lifecycle',
    });
    expect(of('StepFailed')[0]).toMatchObject({
      stream: run.stream,
      revision: 2,
      runId: run.runId,
      rootRunId: run.runId,
      workflowId: 'release-notes',
      stepKey: 'collect',
      attempt: 1,
      agentId: 'worker',
      actorKind: 'agent',
      operatorId: 'ada',
      mark: 'failure',
      nanoUsd: null,
      summary: 'internal: it broke',
    });
    expect(of('UsageCharged')[0]).toMatchObject({ nanoUsd: '1000', mark: 'money', attempt: 2 });
    expect(of('ApprovalGranted')[0]).toMatchObject({
      stepKey: 'merge',
      mark: 'decision',
      operatorId: 'ada',
      agentId: null,
      summary: '“Checked the changelog”',
    });
    expect(of('HaltOrdered')[0]).toMatchObject({ mark: 'halt', runId: null, summary: 'everything, “wrong month”' });
  });

  it('is the same after a restart in the middle of a run, and after a rebuild', async () => {
    const run = world.log.run('cut', 'flow', await world.log.workflow('flow', { a: [] }));
    run.dispatch('a');
    run.askApproval('a');
    await world.projecting.caughtUp();
    await world.projecting.stop();
    const again = await startProjecting(world.memory, world.databaseUrl, { groups: ['audit'] });
    try {
      run.append('ApprovalRejected', { approvalId: run.approvalId('a'), by: 'ada', comment: 'no' });
      run.complete('a', [{ nanoUsd: '12345678901234567890' }]);
      run.lose('a');
      await again.caughtUp();
      const rows = await dump(world.databaseUrl, 'audit');
      expect(Object.keys(rows)).toContain('audit_events');
      expect(rows['audit_events']).toHaveLength(7);
      expect(rows['audit_events']?.filter((row) => row.includes('"agent_id": "worker"'))).toHaveLength(3);
      await again.readModels.rebuild({}, 'audit');
      expect(await dump(world.databaseUrl, 'audit')).toEqual(rows);
    } finally {
      await again.stop();
    }
  });

  it('is written for an event with any text: what PostgreSQL cannot store is left out of it', async () => {
    const run = world.log.run('odd', 'flow', await world.log.workflow('flow', { a: [] }));
    run.append('RunPaused', { reason: `a \u0000 and half \ud800 a pair` });
    for (const length of [200, 236, 237, 238, 239, 3_900, 3_901, 3_902, 3_903])
      run.append('RunFailed', {
        because: 'deadline',
        message: `${'x'.repeat(length)}${'🚀'.repeat(60)}`,
        revoked: [],
        withdrawn: [],
      });
    await world.projecting.caughtUp();
    expect((await world.reads.status('audit')).parkedStreams).toBe(0);
    expect(await everything()).toHaveLength(12);
  });
});

it('an unreadable event parks its stream in the audit, which is retried, and no other', async () => {
  const bad = world.log.run('bad', 'flow', await world.log.workflow('flow', { a: [] }));
  const good = world.log.run('good', 'flow', await world.log.workflow('other', { a: [] }));
  bad.append('StepProgressed', { step: 'not a step' });
  bad.append('RunPaused', { reason: 'later' });
  good.append('RunPaused', { reason: 'fine' });
  await world.projecting.caughtUp();
  const rows = await everything();
  expect(rows.filter(({ runId }) => runId === good.runId)).toHaveLength(2);
  expect(rows.filter(({ runId }) => runId === bad.runId)).toHaveLength(1);
  expect(await world.reads.status('audit')).toMatchObject({ parkedStreams: 1, parkedEvents: 1, lag: '0' });
  expect(await world.reads.retryParked('audit')).toMatchObject({ streams: 1, stillParked: 1 });
});

it('a log that was wiped is noticed by the audit too, and the audit is rebuilt from what is there', async () => {
  await eventfulRun(world.log, 'gone');
  await world.projecting.caughtUp();
  await world.projecting.stop();
  const fresh = await auditWorld();
  const other = await startProjecting(fresh.memory, world.databaseUrl, { groups: ['audit'] });
  try {
    fresh.log.append('control', 'HaltOrdered', { haltId: 'h', scope: { kind: 'everything' }, reason: 'new' });
    await until('the wipe is seen', async () => (await other.readModels.status('audit')).state === 'storeWiped');
    await other.readModels.rebuild({}, 'audit');
    await other.caughtUp();
    expect((await other.readModels.searchAudit({ limit: 10 })).items.map(({ type }) => type)).toEqual(['HaltOrdered']);
  } finally {
    await other.stop();
    await fresh.stop();
  }
});

it('every type of event has a mark, and what the record marks is more than work as usual', () => {
  const streams = { control: 'control' } as Readonly<Record<string, string>>;
  for (const [type, { stream }] of CATALOG) {
    const mark = markOf(type, streams[stream] ?? `${stream}-x`);
    if (markKindOf(type) !== null) expect(mark, type).not.toBe('none');
    if (stream !== 'run') expect(mark, type).not.toBe('none');
  }
});
