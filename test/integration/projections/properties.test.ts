import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { disagreements } from '../../../src/api/run-agreement.js';
import { runStateView } from '../../../src/api/run-state-view.js';
import { runWithSteps } from '../../../src/api/run-views.js';
import type { RunHistory } from '../../../src/domain/run/history.js';
import type { Run } from '../../../src/domain/run/state.js';
import { waitsForPerson, waitsOf, type Wait } from '../../../src/domain/run/waits.js';
import { memoryStore } from '../../../src/eventstore/memory.js';
import type { GroupName, ReadModels } from '../../../src/projections/read-models.js';
import type { AttemptOutcome, AttemptRow, RunSummary, StepRow } from '../../../src/projections/rows.js';
import { readModelViolations } from '../../../src/oracle/read-model-rules.js';
import { chain, Harness } from '../../support/harness.js';
import { expectSoundLog } from '../../support/oracle.js';
import { testPostgres } from '../../support/postgres.js';
import { dump, inBatchesOf, schemaOf, sql, startProjecting } from '../../support/read-models.js';
import { RunDriver } from '../../support/run-driver.js';
import { RunMoves } from '../../support/run-moves.js';
import { worlds, type World } from '../../support/run-worlds.js';

const numRuns = Number(process.env['PROPERTY_RUNS'] ?? 12);
const seed = Number(process.env['PROPERTY_SEED'] ?? Date.now() % 2 ** 31);
let server: Awaited<ReturnType<typeof testPostgres>>;
beforeAll(async () => {
  server = await testPostgres();
});
afterAll(() => server.stop());

/** The rows that are projected while it happens say what the run's own state says, at each look; and a rebuild says the same. */
async function live(world: World): Promise<void> {
  const driver = await RunDriver.start(world);
  const drivers = [driver];
  const database = await testPostgres();
  // A store of its own over the same log: the instances come and go.
  const memory = memoryStore({ over: driver.instance(0).harness.memory.raw });
  const feed = inBatchesOf(7, memory.feed, /-rebuild$/);
  const projecting = await startProjecting(memory, database.url, { groups: ['main', 'audit'], feed });
  try {
    const moves = new RunMoves(driver);
    for (const [i, move] of world.moves.entries()) {
      await moves.make(move);
      if (i % 10 === 0) await sameAsState();
    }
    await moves.heal();
    await sameAsState();
    const replay = await RunDriver.replay(driver, Math.floor(driver.log.length / 2));
    drivers.push(replay);
    await sameAsState(replay);
    await new RunMoves(replay).heal();
    await sameAsState(replay);
    await expectSoundLog(memory);
    for (const group of ['main', 'audit'] as const) {
      const rows = await dump(database.url, group);
      await rebuiltInTwo(projecting.readModels, group, world.moves.length % 30);
      expect(await dump(database.url, group)).toEqual(rows);
    }
  } finally {
    await projecting.stop();
    memory.dispose();
    await database.stop();
    for (const one of drivers) await one.dispose();
  }

  async function sameAsState(of = driver): Promise<void> {
    await of.settle();
    await projecting.caughtUp();
    const state = of.run();
    const found = await projecting.readModels.getRun(of.runId);
    if (!found) throw new Error('the run has no row');
    expect(await projecting.readModels.status()).toMatchObject({ parkedStreams: 0, skippedTypes: [] });
    sameRun(found.run, state);
    sameWaits(found.run, waitsOf(state, of.plan, 0));
    for (const step of found.steps) sameStep(step, state);
    await sameAsHistory(runWithSteps(found), of.instance(0).harness.commands.history, of.runId);
    sameAttempts(await projecting.readModels.listAttempts(of.runId), state);
    const { total } = await projecting.readModels.costs({ by: 'step' });
    expect(total.nanoUsd).toBe(String(drivers.reduce((sum, one) => sum + one.run().budget.spent.nanoUsd, 0n)));
    const approvals = await projecting.readModels.listApprovals({ limit: 500 });
    const own = approvals.items.filter(({ runId }) => runId === of.runId);
    expect(new Map(own.map((one) => [one.approvalId, one.usedAt === null ? one.status : 'used']))).toEqual(
      new Map([...state.approvals.values()].map((one) => [one.approvalId, one.status])),
    );
  }
}

/** What the API says of the run at its last event, held against its rows. */
async function sameAsHistory(rows: ReturnType<typeof runWithSteps>, history: RunHistory, runId: string): Promise<void> {
  const at = await history.stateAt(runId);
  const plan = await history.planOf(at.state);
  const shown = runStateView(at, plan, { agrees: null, difference: null });
  expect(disagreements(shown, at.state, plan, rows)).toEqual([]);
}

/** Stopped once that many events are in, and gone on with. */
async function rebuiltInTwo(readModels: ReadModels, group: GroupName, events: number): Promise<void> {
  let stopped: Promise<boolean> | undefined;
  await readModels.rebuild(
    {
      onProgress: (progress) => {
        if (progress.events >= events) stopped ??= readModels.stopRebuild({}, group);
      },
    },
    group,
  );
  if (await stopped) expect(await readModels.rebuild({}, group)).toBe('rebuilt');
}

function sameRun(row: RunSummary, state: Run): void {
  expect(row).toMatchObject({
    status: state.status,
    spentNanoUsd: String(state.budget.spent.nanoUsd),
    spentTokens: state.budget.spent.tokens,
    reservedNanoUsd: String(state.budget.reserved.nanoUsd),
    reservedTokens: state.budget.reserved.tokens,
    limitNanoUsd: state.budget.limit.nanoUsd === undefined ? null : String(state.budget.limit.nanoUsd),
    stepsDone: state.done,
    stepsRunning: state.running,
    incomplete: false,
  });
  // I7: an open run in which nothing runs waits for something that has a name.
  if (row.endedAt === null && row.stepsRunning === 0) expect(row.waits).not.toEqual([]);
}

/** A row has no clock: it says what the state says before any retry is due. Its pauses and steps say why, the state's do not. */
function sameWaits(row: RunSummary, waits: readonly Wait[]): void {
  const named = ({
    kind,
    stepKey,
    steps,
    approvalId,
    capability,
    limit,
    heldByAttempt,
    until,
  }: Wait<number | string>) => ({
    kind,
    stepKey,
    steps,
    approvalId,
    capability,
    limit,
    heldByAttempt,
    until: typeof until === 'number' ? new Date(until).toISOString() : until,
  });
  expect(row.waits.map(named)).toEqual(waits.map(named));
  expect(row.waitsForPerson).toBe(waitsForPerson(waits));
}

function sameStep(row: StepRow, state: Run): void {
  const step = [...state.steps.values()].find((one) => one.stepKey === row.stepKey);
  expect(row).toMatchObject({
    status: step?.status ?? 'pending',
    attempt: step?.attempt ?? 0,
    approvalId: step?.approvalId ?? null,
    spentNanoUsd: String(step?.spent.nanoUsd ?? 0n),
    reservedNanoUsd: String(step?.reserved.nanoUsd ?? 0n),
    outputRevision: step?.outputAt ?? null,
  });
}

const STATUS: Readonly<Record<AttemptOutcome, string>> = {
  running: 'active',
  completed: 'completed',
  failed: 'failed',
  outputRejected: 'failed',
  timedOut: 'timedOut',
  leaseLost: 'lost',
  stopped: 'stopped',
  revoked: 'revoked',
};

function sameAttempts(rows: readonly AttemptRow[], state: Run): void {
  const seen = rows.map((row) => [
    row.leaseId,
    STATUS[row.outcome],
    row.spentNanoUsd,
    row.reservationOpen,
    row.gatewayId,
  ]);
  const expected = [...state.leases.values()].map((lease) => [
    lease.leaseId,
    lease.status,
    String(lease.charged.nanoUsd),
    lease.open,
    lease.agent.gatewayId,
  ]);
  expect(new Set(seen.map((one) => JSON.stringify(one)))).toEqual(new Set(expected.map((one) => JSON.stringify(one))));
}

test('whatever happens to a run, its rows say what its state says, and a rebuild gives the same rows', async () => {
  await fc.assert(fc.asyncProperty(worlds, live), { numRuns, seed, endOnFailure: process.env['CI'] !== undefined });
}, 600_000);

test('the oracle finds read models as they are when they are built anew, and names the column of a row that is another', async () => {
  const database = await testPostgres();
  const harness = new Harness();
  const projecting = await startProjecting(harness.memory, database.url, { groups: ['main', 'audit'] });
  const ask = () =>
    readModelViolations({
      databaseUrl: database.url,
      feed: harness.memory.feed,
      blobs: harness.memory.blobs,
      pruned: new Set(),
      signal: new AbortController().signal,
    });
  try {
    await harness.save(chain(2));
    const runId = await harness.start('chain-2');
    await harness.complete(harness.task('s1'), { value: 1 });
    await projecting.caughtUp();
    expect(await ask()).toEqual([]);
    await sql(database.url, `UPDATE ${await schemaOf(database.url)}.runs SET spent_nano_usd = spent_nano_usd + 1`);
    await sql(database.url, `DELETE FROM ${await schemaOf(database.url)}.agent_work`);
    const found = await ask();
    expect(found).toMatchObject([
      { rule: 'read-models', stream: `run-${runId}` },
      { rule: 'read-models', stream: 'read models' },
    ]);
    expect(found[0]?.says).toContain('expected spent_nano_usd 0, as it is built anew, found 1');
    expect(found[1]?.says).toContain('expected this row, as it is built anew, found none');
    const left = await sql(
      database.url,
      "SELECT schema_name FROM information_schema.schemata WHERE schema_name LIKE '%oracle%'",
    );
    expect(left).toEqual([]);
  } finally {
    await projecting.stop();
    await harness.dispose();
    await database.stop();
  }
});
