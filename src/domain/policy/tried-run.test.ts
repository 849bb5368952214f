import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { chain, Harness, parseLease } from '../../../test/support/harness.js';
import { LoggedRunHistory } from '../../commands/run/run-history.js';
import { runFolding } from '../../commands/run/run-folding.js';
import { WorkflowDefinition } from '../workflow/definition.js';
import { compilePlan } from '../workflow/plan.js';
import { DayAccounts } from './day-accounts.js';
import { Policies } from './policies.js';
import { rulesOfPlan, rulesOfPolicies } from './rules.js';
import { TriedRun } from './tried-run.js';

let h: Harness;
beforeEach(async () => {
  h = new Harness();
  await h.commands.start();
});
afterEach(() => h.dispose());

async function tried(runId: string, policies: unknown, days = new DayAccounts()): Promise<TriedRun> {
  const history = new LoggedRunHistory(runFolding, {
    ...h.memory,
    definitions: h.commands.definitions,
    log: { warn: () => undefined, error: () => undefined },
  });
  const { state } = await history.stateAt(runId);
  const plan = await history.planOf(state);
  const rules =
    policies instanceof Object && 'steps' in policies
      ? rulesOfPlan(compilePlan(WorkflowDefinition.parse(policies)))
      : rulesOfPolicies(Policies.parse(policies), plan);
  const run = new TriedRun(plan, rules, days);
  for await (const event of history.events(runId)) run.tell(event);
  return run;
}
/** A million output tokens cost four thousandths of a dollar. */
const usage = (callId: string, dollars: number) => [
  {
    callId,
    model: 'test/one',
    input: 0,
    cachedInput: 0,
    cacheWrite: 0,
    output: dollars * 250_000_000,
    reasoning: 0,
    source: 'measured' as const,
  },
];
const kinds = (run: TriedRun) =>
  run.findings.map(({ kind, limit, stepKey, revision }) => [kind, limit, stepKey, revision]);
const USD = 1_000_000_000n;

/** A chain whose steps cost a dollar each, and take a minute. */
async function paidChain(steps: number): Promise<string> {
  const runId = await h.start(`chain-${steps}`);
  for (let i = 1; i <= steps; i++) {
    h.clock.advance(60_000);
    await h.complete(h.task(`s${i}`), { value: i }, { usage: usage(`${runId}-${i}`, 1) });
  }
  return runId;
}

describe('policies over a past run', () => {
  it('that change nothing leave it as it was', async () => {
    await h.save(chain(2));
    const run = await tried(await paidChain(2), { budgets: { run: { usd: 5 } }, retry: { attempts: 3 } });
    expect(run).toMatchObject({ outcome: 'same', findings: [], spent: 2n * USD, notSpent: 0n });
  });

  it('a run budget stops it at the dispatch that it has no room for; what came later would not have been spent', async () => {
    await h.save(chain(3));
    const run = await tried(await paidChain(3), { budgets: { run: { usd: 2 } } });
    expect(run.outcome).toBe('stopped');
    expect(kinds(run)).toEqual([['stopped', 'run', 's3', 5]]);
    expect(run).toMatchObject({ spent: 3n * USD, notSpent: USD });
    expect(run.findings[0]).toMatchObject({ notSpent: USD, estimated: false });
  });

  it("a step's budget stops its next attempt, and what depends on it, not the rest", async () => {
    const definition = chain(3) as { steps: object[] };
    await h.save({ ...definition, steps: [...definition.steps, { id: 'beside', agent: 'noop', output: true }] });
    const runId = await h.start('chain-3');
    await h.complete(h.task('beside'), 1, { usage: usage('beside', 1) });
    const failing = h.task('s1');
    await h.run(runId, {
      name: 'FailStep',
      payload: {
        leaseId: parseLease(failing).leaseId,
        resultId: 'failed',
        error: { class: 'internal', code: 'BROKEN', message: 'it broke', retryable: true },
        usage: usage('first', 2),
      },
    });
    h.clock.advance(60_000);
    await h.commands.runs.nudge(`run-${runId}`);
    await h.complete(h.task('s1'), { value: 1 }, { usage: usage('second', 1) });
    await h.complete(h.task('s2'), { value: 2 }, { usage: usage('third', 1) });
    const run = await tried(runId, { budgets: { steps: { s1: { usd: 2 } } } });
    expect(run.findings).toMatchObject([
      { kind: 'stopped', limit: 'step', stepKey: 's1', attempt: 2, notSpent: 2n * USD },
    ]);
    expect(run).toMatchObject({ outcome: 'unknown', notSpent: 2n * USD });
  });

  it('fewer attempts: the retry that would not have been, and what its success had led to', async () => {
    await h.save(chain(2));
    const runId = await h.start('chain-2');
    await h.fail(h.task('s1'), { class: 'network' });
    h.clock.advance(60_000);
    await h.commands.runs.nudge(`run-${runId}`);
    await h.complete(h.task('s1'), { value: 1 }, { usage: usage('again', 1) });
    await h.complete(h.task('s2'), { value: 2 }, { usage: usage('after', 1) });
    for (const policies of [{ retry: { attempts: 1 } }, { retry: { never: ['network'] } }]) {
      const run = await tried(runId, policies);
      expect(kinds(run)).toEqual([['notRetried', undefined, 's1', 3]]);
      expect(run).toMatchObject({ outcome: 'unknown', notSpent: 2n * USD });
    }
    expect((await tried(runId, { retry: { never: ['timeout'] } })).outcome).toBe('same');
  });

  it('more attempts: a dead letter would have been tried again, and nobody knows what had come of it; not one that the agent called final', async () => {
    await h.save(chain(1));
    const once = { ...(chain(1) as { steps: object[] }), id: 'once' };
    await h.save({ ...once, steps: [{ ...once.steps[0], retry: { attempts: 1 } }] });
    const runId = await h.start('once');
    await h.fail(h.task('s1'));
    const run = await tried(runId, { retry: { attempts: 2 } });
    expect(run.findings).toMatchObject([{ kind: 'retried', stepKey: 's1', estimated: true }]);
    expect(run.outcome).toBe('unknown');
    const final = await h.start('once');
    await h.fail(h.task('s1'), { retryable: false });
    expect((await tried(final, { retry: { attempts: 2 } })).outcome).toBe('same');
  });

  it('approvals: asked before each attempt that ran without; not asked where it was, and never left out of what cannot be undone', async () => {
    const steps = [
      { id: 'write', agent: 'noop', output: true, tier: 'write' },
      { id: 'send', agent: 'noop', output: true, tier: 'irreversible' },
    ];
    await h.save({ id: 'tiers', name: 'Tiers', steps });
    const runId = await h.start('tiers');
    await h.complete(h.task('write'), 1);
    const asks = await tried(runId, { approvals: { write: 'ask' } });
    expect(kinds(asks)).toEqual([['asked', undefined, 'write', expect.any(Number)]]);
    expect(asks.outcome).toBe('asked');
    expect((await tried(runId, { approvals: { steps: { write: 'run', send: 'run' } } })).findings).toEqual([]);

    await h.save({ id: 'tiers', name: 'Tiers', policies: { approveWrites: true }, steps });
    const asking = await h.start('tiers');
    const fewer = await tried(asking, { approvals: { write: 'run' } });
    expect(kinds(fewer)).toEqual([['notAsked', undefined, 'write', expect.any(Number)]]);
    expect(fewer.outcome).toBe('same');
  });

  it('timeouts: an attempt that took longer, one that timed out and would not have, and a run past its deadline', async () => {
    await h.save(chain(2));
    const runId = await paidChain(2);
    expect(kinds(await tried(runId, { timeouts: { attempt: '30s' } }))).toEqual([
      ['timedOut', undefined, 's1', 2],
      ['timedOut', undefined, 's2', 4],
    ]);
    // What was under way when the time was over is paid.
    await h.save(chain(3));
    const late = await tried(await paidChain(3), { timeouts: { run: '90s' } });
    expect(kinds(late)).toEqual([['stopped', 'deadline', undefined, 4]]);
    expect(late.notSpent).toBe(USD);

    const slow = await h.start('chain-2');
    h.clock.advance(11 * 60_000);
    await h.run(slow, { name: 'TimeOutAttempt', payload: { leaseId: parseLease(h.task('s1')).leaseId } });
    expect((await tried(slow, { timeouts: { attempt: '20m' } })).findings).toMatchObject([
      { kind: 'goesOn', stepKey: 's1', estimated: true },
    ]);
  });

  it("a day's budget is shared by the runs of that day, in the order in which they are told", async () => {
    await h.save(chain(2));
    const [first, second] = [await paidChain(2), await paidChain(2)];
    const days = new DayAccounts();
    const policies = { budgets: { workflowDay: { usd: 3 } } };
    expect((await tried(first, policies, days)).outcome).toBe('same');
    const run = await tried(second, policies, days);
    expect(run.findings).toMatchObject([{ kind: 'stopped', limit: 'workflowDay', stepKey: 's2', estimated: true }]);
    expect(days.list()).toEqual([{ id: 'chain-2', day: '2026-11-24', nanoUsd: 3n * USD, tokens: 750_000_000 }]);
    const everything = await tried(first, { budgets: { everythingDay: { usd: 1 } } });
    expect(everything.findings[0]?.limit).toBe('everythingDay');
  });

  it("today's policies are those of the current version, over a run of an older one", async () => {
    await h.save(chain(2));
    const runId = await paidChain(2);
    const run = await tried(runId, { ...(chain(2) as object), budget: { usd: '1' } });
    expect(kinds(run)).toEqual([['stopped', 'run', 's2', 3]]);
  });
});

describe('what would not have been spent', () => {
  it('is of attempts that would not have been dispatched: one that runs at a stop is paid, whenever it reports', async () => {
    const step = { agent: 'noop', output: true };
    await h.save({
      id: 'pair',
      name: 'Pair',
      steps: [
        { ...step, id: 'quick' },
        { ...step, id: 'slow' },
        { ...step, id: 'last', dependsOn: ['quick'] },
      ],
    });
    const runId = await h.start('pair');
    await h.complete(h.task('quick'), 1, { usage: usage('quick', 1) });
    await h.complete(h.task('slow'), 2, { usage: usage('slow', 2) });
    await h.complete(h.task('last'), 3, { usage: usage('last', 4) });
    const run = await tried(runId, { budgets: { run: { usd: 1 } } });
    expect(run.findings).toMatchObject([{ kind: 'stopped', limit: 'run', stepKey: 'last' }]);
    expect(run).toMatchObject({ spent: 7n * USD, notSpent: 4n * USD });
  });
});

describe('a file of policies', () => {
  it('is refused with all problems at once', () => {
    const { error } = Policies.safeParse({ budget: {}, approvals: { financial: 'run' }, retry: { attempts: 0 } });
    expect(error?.issues.map(({ path, code }) => [path.join('.'), code])).toEqual([
      ['retry.attempts', 'too_small'],
      ['approvals.financial', 'invalid_value'],
      ['', 'unrecognized_keys'],
    ]);
    expect(Policies.safeParse({}).success).toBe(false);
  });
});
