import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CostKind } from '../../../src/projections/rows.js';
import { memoryStore } from '../../../src/eventstore/memory.js';
import { EventLog, type Charged } from '../../support/events.js';
import { testPostgres } from '../../support/postgres.js';
import { startProjecting, type Projecting } from '../../support/read-models.js';

const KINDS: readonly CostKind[] = ['run', 'step', 'agent', 'model', 'workflow', 'operator', 'hour', 'day'];
const memory = memoryStore();
const log = new EventLog(memory);
let database: Awaited<ReturnType<typeof testPostgres>>;
let projecting: Projecting;

/** Whole nano-dollars far beyond what a double can hold, and corrections below zero. */
const amount = fc.bigInt({ min: -5n, max: 10n ** 21n }).map(String);
const charged: fc.Arbitrary<Charged> = fc.record({
  nanoUsd: amount,
  model: fc.constantFrom('demo/rules-1', 'other/model'),
  source: fc.constantFrom('measured', 'estimated', 'unknown'),
});

beforeAll(async () => {
  database = await testPostgres();
  projecting = await startProjecting(memory, database.url);
});
afterAll(async () => {
  await projecting.stop();
  memory.dispose();
  await database.stop();
});

describe('money', () => {
  it('has the same sum, to the nano-dollar, in charges, runs, steps, attempts and every rollup', async () => {
    const charges = fc.sample(fc.array(charged, { maxLength: 4 }), { numRuns: 60, seed: 7 });
    const expected = charges.flat().reduce((sum, one) => sum + BigInt(one.nanoUsd), 0n);
    const runIds: string[] = [];
    for (const [i, some] of charges.entries()) {
      const workflow = `flow-${i % 3}`;
      const run = log.run(`run ${i}`, workflow, await log.workflow(workflow, { a: [], b: [] }));
      runIds.push(run.runId);
      run.dispatch('a', {}, `agent-${i % 4}`);
      run.usage('a', some.slice(0, 1));
      if (i % 5 === 0) {
        run.lose('a');
        run.late('a', 1, some.slice(1));
      } else if (i % 2 === 0) run.complete('a', some.slice(1));
      else run.fail('a', some.slice(1));
      log.wait(1_200);
    }
    await projecting.caughtUp();
    for (const by of KINDS) {
      const { rows, total } = await projecting.readModels.costs({ by });
      expect([by, total.nanoUsd, total.charges]).toEqual([by, String(expected), charges.flat().length]);
      expect(total.unknownCharges).toBe(charges.flat().filter((one) => one.source === 'unknown').length);
      // The same from the charges themselves, as a filter asks for it.
      const filtered = await projecting.readModels.costs({
        by,
        from: '2026-01-01T00:00:00.000Z',
        to: '2027-01-01T00:00:00.000Z',
      });
      expect(filtered.rows).toEqual(rows);
    }
    let ofRuns = 0n;
    for (const runId of runIds) {
      const found = await projecting.readModels.getRun(runId);
      const attempts = await projecting.readModels.listAttempts(runId);
      const sum = (rows: readonly { readonly spentNanoUsd: string }[]) =>
        rows.reduce((total, row) => total + BigInt(row.spentNanoUsd), 0n);
      const spent = BigInt(found?.run.spentNanoUsd ?? '');
      expect(sum(found?.steps ?? [])).toBe(spent);
      expect(sum(attempts)).toBe(spent);
      const ofRun = await projecting.readModels.costs({ by: 'step', runId });
      expect(BigInt(ofRun.total.nanoUsd)).toBe(spent);
      ofRuns += spent;
    }
    expect(ofRuns).toBe(expected);
  });

  it('leaves out what lies outside of a span of time', async () => {
    const { total } = await projecting.readModels.costs({ by: 'day', to: '2020-01-01T00:00:00.000Z' });
    expect(total).toMatchObject({ nanoUsd: '0', charges: 0 });
  });
});
