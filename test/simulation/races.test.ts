import { describe, expect, it } from 'vitest';
import type { Actor } from '../../src/domain/kernel/envelope.js';
import type { RunRequest } from '../../src/domain/run/commands.js';
import { WorkflowDefinition } from '../../src/domain/workflow/definition.js';
import { compilePlan } from '../../src/domain/workflow/plan.js';
import { FakePool, FixedClock, Harness } from '../support/harness.js';
import { RunInvariants } from '../support/run-invariants.js';
import { Chance } from './chance.js';

/** A busy machine needs long for one. */
const PATIENCE_MS = 300_000;
/** 5: a part, for every run of the tests. 20: 1,000 seeds and 10,000 sequences. */
const { MC_RACE_BATCHES = '5' } = process.env;
const BATCHES = Array.from({ length: Number(MC_RACE_BATCHES) }, (_, i) => i);

async function passTurns(most: number, chance: Chance): Promise<undefined> {
  for (let left = chance.below(most); left > 0; left--) await Promise.resolve();
  return undefined;
}

/** Two servers over one log; appends reach it after as many turns as chance gives. */
function twoServers(chance: Chance): readonly [Harness, Harness] {
  const clock = new FixedClock();
  const one = new Harness({
    clock,
    bootId: 'one',
    pool: new FakePool('one'),
    beforeAppend: () => passTurns(4, chance),
  });
  const two = new Harness({ clock, bootId: 'two', pool: new FakePool('two'), over: one.memory.raw });
  return [one, two];
}

describe('200 steps that are ready at once, and a budget for 37', () => {
  const SEEDS = 50;
  const definition = {
    id: 'wide',
    name: 'Wide',
    budget: { usd: '0.000003799' },
    limits: { parallelism: 1_000 },
    steps: Array.from({ length: 200 }, (_, i) => ({
      id: `s${i}`,
      agent: 'work',
      output: true,
      estimate: { usd: '0.000000100' },
    })),
  };
  const plan = compilePlan(WorkflowDefinition.parse(definition));

  it.each(BATCHES)(
    `dispatch exactly 37, from two servers at once (${SEEDS} seeds, batch %i)`,
    async (batch) => {
      const chance = new Chance(1_000 + batch);
      const both = twoServers(chance);
      const [one] = both;
      await one.save(definition);
      for (let n = 0; n < SEEDS; n++) {
        for (const { pool } of both) {
          pool.taken.clear();
          pool.slots = 0;
        }
        const runId = await one.start('wide');
        const stream = `run-${runId}`;
        for (const { pool } of both) pool.slots = chance.among([20, 37, 1_000]);
        // Both look at it at the same moment; who was slower looks again.
        const looks = both.map(async (server) => {
          await passTurns(5, chance);
          await server.commands.runs.nudge(stream);
        });
        await Promise.all(looks);
        one.pool.slots = 1_000;
        one.commands.runs.forget(stream);
        await one.commands.runs.nudge(stream);
        const dispatched = one.types(runId).filter((type) => type === 'StepDispatched').length;
        const slots = both.reduce((sum, { pool }) => sum + pool.taken.size, 0);
        const broken = new RunInvariants(plan).check(one.events(runId));
        expect({ n, dispatched, slots, broken }).toEqual({ n, dispatched: 37, slots: 37, broken: [] });
      }
      for (const server of both) await server.dispose();
    },
    PATIENCE_MS,
  );
});

describe('approve, reject, expire, halt and cancel at the same instant', () => {
  const SEQUENCES = 500;
  const OUTCOMES = ['ApprovalGranted', 'ApprovalRejected', 'ApprovalExpired', 'ApprovalWithdrawn'];
  const TIMER: Actor = { kind: 'system', id: 'timers', name: 'timers' };
  const person = (id: string): Actor => ({ kind: 'operator', id, name: id });
  const workflows = (['reject', 'halt', 'escalate'] as const).map((onExpire) => ({
    id: `pay-${onExpire}`,
    name: 'Pay',
    steps: [
      {
        id: 'pay',
        agent: 'work',
        output: true,
        tier: 'financial',
        approval: { expiresAfter: '10s', onExpire, onReject: onExpire === 'halt' ? 'halt' : 'fail' },
      },
    ],
  }));
  const plans = new Map(workflows.map((one) => [one.id, compilePlan(WorkflowDefinition.parse(one))]));

  const idOf = (data: unknown): unknown =>
    typeof data === 'object' && data !== null && 'approvalId' in data ? data.approvalId : undefined;

  it.each(BATCHES)(
    `give the approval one outcome (${SEQUENCES} sequences, batch %i)`,
    async (batch) => {
      const chance = new Chance(5_000 + batch);
      const both = twoServers(chance);
      const [one] = both;
      for (const workflow of workflows) await one.save(workflow);
      for (let n = 0; n < SEQUENCES; n++) {
        const { id } = chance.among(workflows);
        const runId = await one.start(id);
        const asked = await one.state(runId, (state) => {
          if (state.status === 'none') throw new Error('the run has not started');
          const [approval] = state.approvals.values();
          if (!approval) throw new Error('nobody was asked');
          return { approvalId: approval.approvalId, expiresAt: approval.expiresAt };
        });
        const { approvalId } = asked;
        one.clock.advance(chance.among([9_000, 10_000, 10_001]));
        const orders: [RunRequest, Actor][] = [
          [{ name: 'Approve', payload: { approvalId, comment: '' } }, person('ada')],
          [{ name: 'Approve', payload: { approvalId, comment: '' } }, person('bob')],
          [{ name: 'Reject', payload: { approvalId, comment: 'no' } }, person('cyd')],
          [{ name: 'ExpireApproval', payload: asked }, TIMER],
          [{ name: 'HaltRun', payload: { reason: 'stop', scope: { kind: 'run' } } }, person('dee')],
          [{ name: 'CancelRun', payload: { reason: 'enough' } }, person('eve')],
        ];
        const sent = orders
          .map((order) => ({ order, at: chance.next() }))
          .sort((a, b) => a.at - b.at)
          .slice(0, 2 + chance.below(5))
          .map(async ({ order: [request, actor] }) => {
            await passTurns(3, chance);
            const server = chance.happens(0.3) ? (both[1] ?? one) : one;
            return server.run(runId, request, actor).then(
              () => undefined,
              (error: unknown) => error,
            );
          });
        await Promise.all(sent);
        const events = one.events(runId);
        const types = events.map(({ type }) => type);
        const outcomes = events.filter(({ type }) => OUTCOMES.includes(type)).map(({ data }) => idOf(data));
        const plan = plans.get(id);
        if (!plan) throw new Error('the plan');
        const broken = new RunInvariants(plan).check(events);
        const once = new Set(outcomes).size === outcomes.length;
        const dispatched = types.filter((type) => type === 'StepDispatched').length;
        const granted = types.filter((type) => type === 'ApprovalGranted').length;
        expect({ n, types, broken, once, ungranted: dispatched > granted }).toEqual({
          n,
          types,
          broken: [],
          once: true,
          ungranted: false,
        });
      }
      for (const server of both) await server.dispose();
    },
    PATIENCE_MS,
  );
});
