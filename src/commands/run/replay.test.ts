import { afterEach, describe, expect, test, vi } from 'vitest';
import { AGENT, chain, Harness, parseLease } from '../../../test/support/harness.js';
import { ofType } from '../../../test/support/run-record.js';
import { isRunEvent } from '../../../test/support/run-invariants.js';
import { runStream } from '../../domain/catalog.js';
import type { Recorded } from '../../domain/kernel/envelope.js';
import { RunId } from '../../domain/kernel/ids.js';
import type { ReplayChanges } from '../../domain/run/replay-plan.js';
import type { RunEvent } from '../../domain/run/events.js';

const harnesses: Harness[] = [];
afterEach(async () => {
  for (const harness of harnesses.splice(0)) await harness.dispose();
});
function harness(options: ConstructorParameters<typeof Harness>[0] = {}): Harness {
  const made = new Harness(options);
  harnesses.push(made);
  return made;
}

const NOTHING: ReplayChanges = { agents: {}, models: {}, outputs: {} };

const planOf = (on: Harness, origin: string, revision: number, changes: Partial<ReplayChanges> = {}) =>
  on.commands.replays
    .plan({ origin: { runId: RunId.parse(origin), revision }, changes: { ...NOTHING, ...changes } }, on.clock.now())
    .then(({ plan }) => plan);

const eventsOf = (on: Harness, runId: string): readonly Recorded<RunEvent>[] => on.events(runId).filter(isRunEvent);

/** A chain of three whose last step has just failed for good. */
async function failedAtTheEnd(on: Harness): Promise<{ runId: string; last: number }> {
  await on.save(chain(3, { policies: { onDeadLetter: 'fail' } }));
  const runId = await on.start('chain-3', { from: 'test' });
  await on.complete(on.task('s1'), { value: 1 }, { summary: 'one' });
  await on.complete(on.task('s2'), { value: 2 }, { summary: 'two' });
  await on.fail(on.task('s3'), { retryable: false });
  return { runId, last: on.events(runId).length - 1 };
}

describe('a replay', () => {
  test('keeps what was done, and goes on with the rest; the origin is untouched', async () => {
    const on = harness();
    const { runId: origin, last } = await failedAtTheEnd(on);
    const runId = await on.replay(origin, last);
    expect(on.types(runId)).toEqual(['RunStarted', 'StepCarriedOver', 'StepCarriedOver', 'StepDispatched']);
    const [first] = eventsOf(on, runId);
    expect(first?.data).toMatchObject({
      source: { runId: origin, revision: last, headHash: on.events(origin)[last]?.metadata.hash, steps: 2 },
      input: { from: 'test' },
    });
    expect(on.task('s3')).toMatchObject({ runId, handoff: { inputs: { before: 2 }, parentSummary: 's2: two' } });
    await on.complete(on.task('s3'), { value: 3 });
    expect(on.types(runId).at(-1)).toBe('RunCompleted');
    expect(on.events(origin)).toHaveLength(last + 1);
  });

  test('can itself be replayed when its origin is gone', async () => {
    const on = harness();
    const { runId: origin, last } = await failedAtTheEnd(on);
    const once = await on.replay(origin, last);
    await on.memory.remover.remove(runStream(origin));
    await on.fail(on.task('s3'), { retryable: false });
    const twice = await on.replay(once, on.events(once).length - 1);
    expect(on.types(twice)).toEqual(['RunStarted', 'StepCarriedOver', 'StepCarriedOver', 'StepDispatched']);
    expect(ofType(eventsOf(on, twice), 'StepCarriedOver').map(({ data }) => data.from.runId)).toEqual([once, once]);
    expect(on.task('s3').handoff.inputs).toEqual({ before: 2 });
  });

  test('costs nothing for what it keeps, and has a budget of its own', async () => {
    const on = harness();
    await on.save(chain(2, { budget: { usd: '1' } }));
    const origin = await on.start('chain-2');
    const call = { callId: 'c', model: 'test/one', cachedInput: 0, cacheWrite: 0, output: 0, reasoning: 0 };
    await on.complete(on.task('s1'), { value: 1 }, { usage: [{ ...call, input: 500, source: 'measured' }] });
    const last = on.events(origin).length - 1;
    expect((await planOf(on, origin, last)).kept).toEqual({ steps: 1, had: { nanoUsd: 500n, tokens: 500 } });
    const runId = await on.replay(origin, last, {}, { budget: { nanoUsd: '7' } });
    await on.state(runId, (run) => {
      expect(run).toMatchObject({
        budget: { limit: { nanoUsd: 7n }, spent: { nanoUsd: 0n, tokens: 0 }, reserved: { nanoUsd: 0n, tokens: 0 } },
      });
    });
  });

  test('from its origin’s first event keeps nothing, from the last of a completed one everything', async () => {
    const on = harness();
    await on.save(chain(1));
    const origin = await on.start('chain-1');
    await on.complete(on.task('s1'), { value: 1 });
    const last = on.events(origin).length - 1;
    expect(on.types(await on.replay(origin, 0))).toEqual(['RunStarted', 'StepDispatched']);
    expect(on.types(await on.replay(origin, last))).toEqual(['RunStarted', 'StepCarriedOver', 'RunCompleted']);
  });

  test('the same key starts it once', async () => {
    const on = harness();
    const { runId: origin, last } = await failedAtTheEnd(on);
    const once = await on.replay(origin, last, {}, { key: 'one' });
    const events = on.events(once).length;
    expect(await on.replay(origin, last, {}, { key: 'one' })).toBe(once);
    expect(on.events(once)).toHaveLength(events);
  });

  test('a step that was under way goes on under the key that it had outside, as long as it gets the same inputs', async () => {
    const on = harness();
    await on.save(chain(2));
    const origin = await on.start('chain-2');
    await on.complete(on.task('s1'), { value: 1 });
    const { taskId } = on.task('s2').handoff;
    const last = on.events(origin).length - 1;
    await on.replay(origin, last);
    expect(on.task('s2').handoff.taskId).toBe(taskId);
    await on.replay(origin, last, { outputs: { s1: { value: 2 } } });
    expect(on.task('s2').handoff).toMatchObject({ inputs: { before: 2 } });
    expect(on.task('s2').handoff.taskId).not.toBe(taskId);
  });

  test('of a replay that had not come to it yet keeps the key all the same', async () => {
    const on = harness();
    await on.save(chain(2));
    const origin = await on.start('chain-2');
    await on.complete(on.task('s1'), { value: 1 });
    const { taskId } = on.task('s2').handoff;
    const once = await on.replay(origin, on.events(origin).length - 1);
    const carried = on.types(once).indexOf('StepCarriedOver');
    const plan = await planOf(on, once, carried);
    expect(plan.steps).toMatchObject([{ keepsTask: false }, { stepKey: 's2', status: 'pending', keepsTask: true }]);
    const twice = await on.replay(once, carried);
    expect(on.task('s2')).toMatchObject({ runId: twice, handoff: { taskId } });
  });

  test('keeps outputs that are too large for a list beside it, with the same hash', async () => {
    const on = harness();
    await on.save(chain(2));
    const origin = await on.start('chain-2');
    await on.complete(on.task('s1'), { value: 'x'.repeat(20_000) });
    const runId = await on.replay(origin, on.events(origin).length - 1);
    const [kept] = ofType(eventsOf(on, runId), 'StepCarriedOver');
    const [own] = ofType(eventsOf(on, origin), 'StepCompleted');
    expect(kept?.data.output).toMatchObject({ $blob: { sha256: own?.data.outputHash } });
    expect(on.task('s2').handoff.inputs).toEqual({ before: 'x'.repeat(20_000) });
  });
});

const STEPS = [
  { id: 'a', agent: 'noop', output: { type: 'object', required: ['n'] }, inputs: { of: 'input.a' } },
  { id: 'b', agent: 'noop', output: true, inputs: { of: 'input.b' } },
  { id: 'c', agent: 'noop', output: true, dependsOn: ['a'], inputs: { n: 'steps.a.output.n' } },
  { id: 'd', agent: 'noop', output: true, dependsOn: ['c', 'b'] },
];
const flow = (steps: readonly unknown[] = STEPS): unknown => ({ id: 'flow', name: 'Flow', steps });
const INPUT = { a: 1, b: 1 };

/** All of it but `d`, which is under way. */
async function almostDone(on: Harness): Promise<{ runId: string; last: number }> {
  await on.save(flow());
  const runId = await on.start('flow', INPUT);
  for (const step of ['a', 'b', 'c']) await on.complete(on.task(step), { n: 1 });
  return { runId, last: on.events(runId).length - 1 };
}
const actions = ({ steps }: Awaited<ReturnType<typeof planOf>>): Record<string, unknown> =>
  Object.fromEntries(steps.map(({ stepKey, action, reasons }) => [stepKey, action === 'run' ? reasons : action]));

describe('the plan of a replay', () => {
  test('without a change only what was not done runs', async () => {
    const on = harness();
    const { runId, last } = await almostDone(on);
    const plan = await planOf(on, runId, last);
    expect(actions(plan)).toEqual({ a: 'keep', b: 'keep', c: 'keep', d: [{ kind: 'notDone', status: 'running' }] });
    expect(plan).toMatchObject({ problems: [], openAttempts: [{ stepKey: 'd', attempt: 1, effects: 0 }] });
  });

  test('another input runs again what gets another value of it, and what comes after that', async () => {
    const on = harness();
    const { runId, last } = await almostDone(on);
    expect(actions(await planOf(on, runId, last, { input: { a: 2, b: 1 } }))).toEqual({
      a: [{ kind: 'input' }],
      b: 'keep',
      c: [{ kind: 'downstream', steps: ['a'] }],
      d: [{ kind: 'notDone', status: 'running' }],
    });
    expect(actions(await planOf(on, runId, last, { input: { ...INPUT, more: true } }))).toMatchObject({
      a: 'keep',
      c: 'keep',
    });
  });

  test('a given result runs again what gets something else of it, and no more', async () => {
    const on = harness();
    const { runId, last } = await almostDone(on);
    expect(actions(await planOf(on, runId, last, { outputs: { a: { n: 1, extra: true } } }))).toMatchObject({
      a: 'give',
      c: 'keep',
    });
    expect(actions(await planOf(on, runId, last, { outputs: { a: { n: 2 } } }))).toMatchObject({
      a: 'give',
      c: [{ kind: 'givenOutput', steps: ['a'] }],
    });
  });

  test('a given null is a result like any other', async () => {
    const on = harness();
    await on.save(
      flow([
        { ...STEPS[0], output: true },
        ...STEPS.slice(1, 2),
        { ...STEPS[2], inputs: { n: 'steps.a.output' } },
        STEPS[3],
      ]),
    );
    const runId = await on.start('flow', INPUT);
    for (const step of ['a', 'b', 'c']) await on.complete(on.task(step), { n: 1 });
    const last = on.events(runId).length - 1;
    expect(actions(await planOf(on, runId, last, { outputs: { a: null } }))).toMatchObject({
      a: 'give',
      c: [{ kind: 'givenOutput', steps: ['a'] }],
    });
    await on.replay(runId, last, { outputs: { a: null } });
    expect(on.task('c').handoff.inputs).toEqual({ n: null });
  });

  test('another agent or model runs the step again', async () => {
    const on = harness();
    const { runId, last } = await almostDone(on);
    expect(actions(await planOf(on, runId, last, { models: { b: 'test/one' } }))).toMatchObject({
      a: 'keep',
      b: [{ kind: 'model', model: 'test/one' }],
    });
    expect(actions(await planOf(on, runId, last, { agents: { b: 'special' } }))).toMatchObject({
      b: [{ kind: 'agent', agent: 'special' }],
    });
  });

  test('another version runs again what it changed: a new name or a longer timeout is no reason', async () => {
    const on = harness();
    const { runId, last } = await almostDone(on);
    const [a, b, c, d] = STEPS;
    await on.save(
      flow([
        { ...a, name: 'A', timeout: '1h' },
        { ...b, tier: 'write' },
        { ...c, inputs: { n: 'steps.a.output.n + 1' } },
        d,
        { ...b, id: 'e' },
      ]),
    );
    expect(actions(await planOf(on, runId, last, { version: 2 }))).toEqual({
      a: 'keep',
      b: [{ kind: 'version', fields: ['tier'] }],
      c: [{ kind: 'version', fields: ['inputs.n'] }],
      d: [{ kind: 'notDone', status: 'running' }],
      e: [{ kind: 'added' }],
    });
    const changed = await on.replay(runId, last, { version: 2 });
    expect(ofType(eventsOf(on, changed), 'StepCarriedOver').map(({ data }) => data.step.stepKey)).toEqual(['a']);
    expect(eventsOf(on, changed)[0]?.data).toMatchObject({
      workflow: { version: 2 },
      source: { changes: { versionBefore: 1 } },
    });
  });

  test('says everything that does not fit at once, each with its place', async () => {
    const on = harness();
    const { runId, last } = await almostDone(on);
    const changes = {
      version: 9,
      agents: { nobody: 'x', b: 'ghost' },
      models: { none: 'test/one' },
      outputs: { a: { wrong: 1 }, c: 3 },
    };
    const { problems } = await planOf(on, runId, last, changes);
    expect(new Set(problems.map(({ path }) => path))).toEqual(
      new Set(['version', 'agents.nobody', 'agents.b', 'models.none', 'outputs.a']),
    );
    await expect(on.replay(runId, last, changes)).rejects.toMatchObject({
      code: 'REPLAY.DOES_NOT_FIT',
      details: { problems },
    });
  });

  test('a mapping that needs what a kept result does not have does not fit', async () => {
    const on = harness();
    const { runId, last } = await almostDone(on);
    const [a, b, c, d] = STEPS;
    await on.save(flow([a, b, { ...c, inputs: { n: 'steps.a.output.total' } }, d]));
    const { problems } = await planOf(on, runId, last, { version: 2 });
    expect(problems).toMatchObject([{ path: 'steps.c.inputs.n' }]);
  });

  test('so does one beside a mapping of a result that is to come', async () => {
    const on = harness();
    const { runId, last } = await almostDone(on);
    const [a, b, c, d] = STEPS;
    const inputs = { m: 'steps.b.output.n', n: 'steps.a.output.total' };
    await on.save(flow([a, { ...b, tier: 'write' }, { ...c, dependsOn: ['a', 'b'], inputs }, d]));
    const plan = await planOf(on, runId, last, { version: 2 });
    expect(plan.problems).toMatchObject([{ path: 'steps.c.inputs.n' }]);
    expect(actions(plan)).toMatchObject({ c: [{ kind: 'downstream', steps: ['b'] }] });
  });

  test('an event that the origin does not have is refused', async () => {
    const on = harness();
    const { runId, last } = await almostDone(on);
    await expect(planOf(on, runId, last + 1)).rejects.toMatchObject({ code: 'RUN.NO_SUCH_EVENT' });
  });

  test('tells side effects that are not repeated from those that may happen twice', async () => {
    const on = harness();
    await on.save(flow());
    const runId = await on.start('flow', INPUT);
    const effect = (step: string, effectId: string) =>
      on.run(
        runId,
        {
          name: 'RecordSideEffect',
          payload: {
            leaseId: parseLease(on.task(step)).leaseId,
            effectId,
            kind: 'mail',
            target: effectId,
            receipt: {},
          },
        },
        AGENT,
      );
    await effect('a', 'of-a');
    await on.complete(on.task('a'), { n: 1 });
    await effect('c', 'of-c');
    const at = on.events(runId).length - 1;
    await effect('c', 'later');
    const { effects, openAttempts } = await planOf(on, runId, at);
    expect(effects).toMatchObject([
      { target: 'of-a', fate: 'kept', later: false, open: false },
      { target: 'of-c', fate: 'again', later: false, open: true },
      { target: 'later', fate: 'again', later: true, open: true },
    ]);
    expect(openAttempts).toMatchObject([
      { stepKey: 'b', effects: 0 },
      { stepKey: 'c', effects: 1 },
    ]);
  });

  test('names side effects of runs that the origin goes back to, and says so when one of those is gone', async () => {
    const on = harness();
    await on.save(flow());
    const first = await on.start('flow', INPUT);
    const { leaseId } = parseLease(on.task('a'));
    const payload = { leaseId, effectId: 'paid', kind: 'payment', target: 'bank', receipt: {} };
    await on.run(first, { name: 'RecordSideEffect', payload }, AGENT);
    await on.complete(on.task('a'), { n: 1 });
    const second = await on.replay(first, on.events(first).length - 1);
    const third = await on.replay(second, on.types(second).lastIndexOf('StepCarriedOver'));
    const last = on.types(third).lastIndexOf('StepCarriedOver');
    expect((await planOf(on, third, last)).effects).toMatchObject([{ runId: first, target: 'bank', fate: 'kept' }]);
    const again = await planOf(on, third, last, { input: { ...INPUT, a: 2 } });
    expect(again.effects).toMatchObject([{ runId: first, stepKey: 'a', fate: 'again', later: false, open: false }]);
    await on.memory.remover.remove(runStream(first));
    const without = await planOf(on, third, last);
    expect([without.effects, without.problems]).toEqual([[], []]);
    expect(without.warnings.map(({ message }) => message).join()).toContain(`goes back to run ${first}, which cannot`);
  });

  test('approvals are asked anew, whatever was granted', async () => {
    const on = harness();
    await on.save(flow([{ id: 'pay', agent: 'noop', output: true, tier: 'financial' }]));
    const runId = await on.start('flow');
    const [asked] = ofType(eventsOf(on, runId), 'ApprovalRequested');
    if (!asked) throw new Error('nobody was asked');
    await on.run(runId, { name: 'Approve', payload: { approvalId: asked.data.approvalId, comment: '' } });
    const last = on.events(runId).length - 1;
    expect((await planOf(on, runId, last)).approvals).toMatchObject([{ stepKey: 'pay', grantedBefore: true }]);
    expect(on.types(await on.replay(runId, last))).toEqual(['RunStarted', 'ApprovalRequested']);
  });
});

describe('a process that dies while results are carried over', () => {
  const MANY = 210;
  const wide = {
    id: 'wide',
    name: 'Wide',
    limits: { parallelism: 1_000 },
    steps: [
      ...Array.from({ length: MANY }, (_, i) => ({ id: `s${i}`, agent: 'noop', output: true })),
      { id: 'last', agent: 'noop', output: true, dependsOn: ['s0'] },
    ],
  };

  test('leaves nothing undone and nothing done twice, whichever append was its last', async () => {
    const on = harness();
    await on.save(wide);
    const origin = await on.start('wide');
    while (on.pool.tasks.length < MANY) await on.commands.runs.nudge(runStream(origin));
    await Promise.all(on.pool.tasks.slice(0, MANY).map((task) => on.complete(task, { of: task.step.stepKey })));
    const last = on.events(origin).findLastIndex(({ type }) => type === 'StepCompleted');
    for (let cut = 0; ; cut++) {
      let appends = 0;
      const replays = new Set<string>();
      on.memory.raw.faults = {
        beforeAppend: ({ stream }) => {
          if (!stream.startsWith('run-') || stream === runStream(origin)) return undefined;
          replays.add(stream);
          // Killed: this append never leaves the process, and nobody hears of it.
          return appends++ < cut ? undefined : new Promise<undefined>(() => undefined);
        },
      };
      const dying = harness({ over: on.memory.raw, bootId: `dying-${cut}` });
      const started = dying.replay(origin, last, {}, { key: `cut-${cut}` }).catch(() => undefined);
      const [stream] = await vi.waitUntil(() => replays.size > 0 && [...replays]);
      if (!stream) throw new Error('no replay was started');
      await vi.waitUntil(() => appends > cut || isWhole(on, stream));
      const whole = isWhole(on, stream);
      on.memory.raw.faults = {};
      const next = harness({ over: on.memory.raw, bootId: `next-${cut}` });
      if (cut === 0) await next.replay(origin, last, {}, { key: `cut-${cut}` });
      else await next.commands.runs.nudge(stream);
      await vi.waitUntil(() => isWhole(on, stream));
      const types = on.types(stream.slice('run-'.length));
      expect(types).toEqual(['RunStarted', ...Array.from({ length: MANY }, () => 'StepCarriedOver'), 'StepDispatched']);
      const keys = ofType(eventsOf(on, stream.slice('run-'.length)), 'StepCarriedOver').map(
        ({ data }) => data.step.stepKey,
      );
      expect(new Set(keys).size).toBe(MANY);
      await Promise.race([started, undefined]);
      if (whole) break;
    }
  });

  const isWhole = (on: Harness, stream: string): boolean =>
    on.types(stream.slice('run-'.length)).includes('StepDispatched');
});
