import type { Actor } from '../../src/domain/kernel/envelope.js';
import { ApprovalId, LeaseId, RunId, StepKey } from '../../src/domain/kernel/ids.js';
import type { Json } from '../../src/domain/kernel/json.js';
import type { ReportedCall, RunRequest } from '../../src/domain/run/commands.js';
import { runStream } from '../../src/domain/catalog.js';
import { dueCommands } from '../../src/domain/scheduling/due.js';
import { uuidV5 } from '../../src/commands/hashing.js';
import { AGENT, chain, type Harness, OPERATOR } from '../support/harness.js';
import type { Scenario } from './scenarios.js';

const BOB: Actor = { kind: 'operator', id: 'bob', name: 'Bob' };
const TIMERS: Actor = { kind: 'system', id: 'timers', name: 'timers' };
const MINUTE = 60_000;

const step = (id: string, more: Record<string, unknown> = {}): Record<string, unknown> => ({
  id,
  agent: 'work',
  output: true,
  retry: { attempts: 2, initial: '1s' },
  ...more,
});
const workflow = (id: string, steps: readonly unknown[], more: Record<string, unknown> = {}): unknown => ({
  id,
  name: `Corpus ${id}`,
  steps,
  ...more,
});
const usage = (input: number, callId = 'call-1'): ReportedCall[] => [
  {
    callId,
    model: 'test/one',
    input,
    cachedInput: 0,
    cacheWrite: 0,
    output: 0,
    reasoning: 0,
    source: 'measured',
  },
];
const usd = (nano: number): string => (nano / 1e9).toFixed(9);

/** One run, with what is done to it by name. */
class Play {
  private constructor(
    readonly on: Harness,
    readonly runId: string,
  ) {}

  static async start(on: Harness, definition: unknown, input: Json = { from: 'corpus' }): Promise<Play> {
    const { id } = await on.save(definition);
    return new Play(on, await on.start(id, input));
  }

  lease(stepKey: string): LeaseId {
    return LeaseId.parse(this.on.task(stepKey).leaseId);
  }
  approval(): Promise<ApprovalId> {
    return this.on.state(this.runId, (state) => {
      const pending =
        state.status === 'none' ? [] : [...state.approvals.values()].filter((one) => one.status === 'pending');
      return ApprovalId.parse(pending.at(-1)?.approvalId);
    });
  }
  async as(actor: Actor, ...requests: RunRequest[]): Promise<void> {
    for (const request of requests)
      await this.on.run(this.runId, request, actor, `${this.runId} ${request.name} ${++keys}`);
  }
  /** By agents, timers and the scheduler, who give no key. */
  async by(actor: Actor, ...requests: RunRequest[]): Promise<void> {
    for (const request of requests) await this.on.run(this.runId, request, actor);
  }
  async nudge(): Promise<void> {
    await this.on.commands.runs.nudge(runStream(this.runId));
    await this.on.commands.runs.settled();
  }
  complete(stepKey: string, output: Json = { ok: true }, used: ReportedCall[] = []): Promise<unknown> {
    return this.on.complete(this.on.task(stepKey), output, { summary: `${stepKey} is done`, usage: used });
  }
}
let keys = 0;

/** Work as it should go: progress, usage, effects, a lease that moves, a result that comes late. */
export const runWork: Scenario = async (on) => {
  const play = await Play.start(
    on,
    workflow('work', [
      step('read', { estimate: { usd: usd(500), tokens: 500 } }),
      step('write', { dependsOn: ['read'], inputs: { before: 'steps.read.output' }, model: 'test/one' }),
    ]),
  );
  const leaseId = play.lease('read');
  await play.by(
    AGENT,
    { name: 'ReportProgress', payload: { leaseId, percent: 40, message: 'half way', data: { files: 3 } } },
    { name: 'ReportUsage', payload: { leaseId, usage: usage(100) } },
    {
      name: 'RecordSideEffect',
      payload: { leaseId, effectId: 'e1', kind: 'file', target: 'report.md', receipt: { bytes: 12 } },
    },
  );
  await play.by(TIMERS, { name: 'MoveLease', payload: { leaseId, gatewayId: 'gateway-2' } });
  await play.complete('read', { ok: true, lines: 3 }, usage(230));
  await play.by(TIMERS, { name: 'LoseLease', payload: { leaseId: play.lease('write'), because: 'heartbeat' } });
  await play.complete('write', { ok: 'late' }, usage(40, 'call-2'));
  on.clock.advance(MINUTE);
  await play.nudge();
  await play.complete('write', { ok: true }, [...usage(10, 'call-3'), ...usage(7, 'call-4')]);
};

/** Every way in which an attempt fails, and everything that a person can do about a dead letter. */
export const runFailures: Scenario = async (on) => {
  const strict = { output: { type: 'object', required: ['ok'] } };
  const play = await Play.start(
    on,
    workflow('failures', [step('a', { ...strict, timeout: '5m' }), step('b', { dependsOn: ['a'] }), step('c')]),
  );
  await play.complete('a', { not: 'ok' });
  on.clock.advance(MINUTE);
  await play.nudge();
  on.clock.advance(6 * MINUTE);
  await play.by(TIMERS, { name: 'TimeOutAttempt', payload: { leaseId: play.lease('a') } });
  const a = StepKey.parse('a');
  await play.as(OPERATOR, { name: 'RetryStep', payload: { stepKey: a, reason: 'once more' } });
  await on.fail(on.task('a'), { class: 'permission', retryable: false, message: 'no access to 42 files' });
  await play.as(OPERATOR, { name: 'SkipStep', payload: { stepKey: a, output: { ok: 'by hand' }, reason: 'known' } });
  await play.by(TIMERS, { name: 'LoseLease', payload: { leaseId: play.lease('b'), because: 'agentRestarted' } });
  on.clock.advance(MINUTE);
  await play.nudge();
  await on.fail(on.task('b'));
  await play.complete('c');
  await play.as(OPERATOR, { name: 'AbandonStep', payload: { stepKey: StepKey.parse('b'), reason: 'not worth it' } });
  const letter = await Play.start(
    on,
    workflow('mapping', [step('a'), step('b', { dependsOn: ['a'], inputs: { x: 'steps.a.output.missing' } })], {
      policies: { onDeadLetter: 'fail' },
    }),
  );
  await letter.complete('a', { value: 1 });
};

/** Requests that are granted, edited, rejected, expired, escalated. */
export const runApprovals: Scenario = async (on) => {
  const pay = (approval: Record<string, unknown>) => step('pay', { tier: 'financial', approval });
  const granted = await Play.start(
    on,
    workflow('granted', [pay({ approvers: 2 }), step('after', { dependsOn: ['pay'] })]),
  );
  let approvalId = await granted.approval();
  await granted.as(OPERATOR, { name: 'EditApproval', payload: { approvalId, params: { amount: 5 }, comment: '' } });
  approvalId = await granted.approval();
  await granted.as(OPERATOR, { name: 'EditApproval', payload: { approvalId, params: { amount: 4 }, comment: 'less' } });
  approvalId = await granted.approval();
  await granted.as(OPERATOR, { name: 'Approve', payload: { approvalId, comment: 'seen' } });
  await granted.as(BOB, { name: 'Approve', payload: { approvalId, comment: '' } });
  await granted.complete('pay');
  await granted.complete('after');
  for (const onReject of ['fail', 'skip', 'halt']) {
    const play = await Play.start(on, workflow(`rejected-${onReject}`, [pay({ onReject })]));
    await play.as(BOB, { name: 'Reject', payload: { approvalId: await play.approval(), comment: 'too much' } });
  }
  for (const onExpire of ['reject', 'escalate', 'halt']) {
    const play = await Play.start(on, workflow(`expired-${onExpire}`, [pay({ onExpire, expiresAfter: '10m' })]));
    for (let rounds = 0; rounds < 2; rounds++) {
      on.clock.advance(11 * MINUTE);
      await play.by(TIMERS, ...(await on.state(play.runId, (state) => dueCommands(state, on.clock.now()))));
    }
  }
};

/** Budgets that are short, by each policy; usage that goes beyond what was reserved. */
export const runBudgets: Scenario = async (on) => {
  const steps = [step('a', { estimate: { usd: usd(600) } })];
  const short = (onBudget: string) =>
    Play.start(on, workflow(`short-${onBudget}`, steps, { budget: { usd: usd(400) }, policies: { onBudget } }));
  const paused = await short('pause');
  await paused.as(OPERATOR, {
    name: 'ChangeRunBudget',
    payload: { budget: { nanoUsd: '2000', tokens: 9_000 }, reason: 'it is worth it' },
  });
  await paused.by(AGENT, { name: 'ReportUsage', payload: { leaseId: paused.lease('a'), usage: usage(900) } });
  on.clock.advance(MINUTE);
  await paused.by(AGENT, { name: 'ReportUsage', payload: { leaseId: paused.lease('a'), usage: usage(2_500) } });
  await paused.as(OPERATOR, {
    name: 'ChangeRunBudget',
    payload: { budget: {}, stepKey: StepKey.parse('a'), reason: 'without end' },
  });
  const overrun = await short('approval');
  await overrun.as(BOB, { name: 'Approve', payload: { approvalId: await overrun.approval(), comment: 'go' } });
  await overrun.by(TIMERS, { name: 'LoseLease', payload: { leaseId: overrun.lease('a'), because: 'disconnected' } });
  await overrun.as(OPERATOR, { name: 'CancelRun', payload: { reason: 'nobody reports' } });
  on.clock.advance(60 * MINUTE);
  await overrun.by(TIMERS, { name: 'SettleReservation', payload: { leaseId: overrun.lease('a') } });
  // The word of the lost agent comes after all: what was guessed is corrected.
  await overrun.by(AGENT, { name: 'ReportUsage', payload: { leaseId: overrun.lease('a'), usage: usage(33) } });
  await short('halt');
  await short('fail');
};

/** Pauses, halts, cancels, deadlines. */
export const runSteering: Scenario = async (on) => {
  const steps = [step('a'), step('b', { dependsOn: ['a'] })];
  const play = await Play.start(on, workflow('steered', steps, { deadline: '2h' }));
  await play.as(
    OPERATOR,
    { name: 'PauseRun', payload: { reason: 'wait' } },
    { name: 'ResumeRun', payload: { reason: 'go on' } },
    { name: 'HaltRun', payload: { reason: 'stop', scope: { kind: 'run' } } },
    { name: 'ResumeRun', payload: { reason: 'it is mended' } },
  );
  await play.complete('a');
  on.clock.advance(121 * MINUTE);
  await play.by(TIMERS, { name: 'FailOnDeadline', payload: {} });
  const cancelled = await Play.start(on, workflow('cancelled', steps));
  await cancelled.as(OPERATOR, { name: 'CancelRun', payload: { reason: 'enough' } });
  await cancelled.complete('a', { ok: 'late' }, usage(5));
};

/** A run that takes over from another: kept, given and skipped results, another agent and model for one step. */
export const runReplay: Scenario = async (on) => {
  const steps = [
    step('a'),
    step('b', { dependsOn: ['a'], inputs: { a: 'steps.a.output' } }),
    step('c', { dependsOn: ['b'] }),
  ];
  const origin = await Play.start(on, workflow('origin', steps, { policies: { onDeadLetter: 'fail' } }));
  await origin.complete('a', { ok: true }, usage(20));
  await origin.complete('b');
  await on.fail(on.task('c'), { retryable: false });
  const context = on.context('corpus-replay');
  const runId = RunId.parse(uuidV5(context.commandId, 'run'));
  const revision = on.events(origin.runId).length - 1;
  const payload = {
    runId,
    origin: { runId: RunId.parse(origin.runId), revision },
    changes: { agents: {}, models: { c: 'test/one' }, outputs: { a: { ok: 'given' } } },
    budget: { nanoUsd: '5000' },
    operatorId: OPERATOR.id,
  };
  await on.commands.runs.execute(runStream(runId), { name: 'ReplayRun', payload }, context);
  await on.complete(on.task('b'), { ok: 2 });
  await on.complete(on.task('c'), { ok: 3 });
};

/** Long enough for states in the middle. */
export const runLong: Scenario = async (on) => {
  await on.save(chain(55));
  const runId = await on.start('chain-55');
  for (let i = 1; i <= 55; i++) await on.complete(on.task(`s${i}`), { value: i });
  if (on.types(runId).at(-1) !== 'RunCompleted') throw new Error('the run did not complete');
};
