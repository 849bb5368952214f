import { assertNever } from '../../src/domain/kernel/errors.js';
import type { Actor } from '../../src/domain/kernel/envelope.js';
import type { CommandAnswer } from '../../src/domain/kernel/ports.js';
import type { ReportedCall, RunRequest } from '../../src/domain/run/commands.js';
import type { LeaseState } from '../../src/domain/run/state.js';
import { nextDue } from '../../src/domain/scheduling/due.js';
import { isEnded } from '../../src/domain/run/state.js';
import { stepKeyOf } from '../../src/domain/run/readiness.js';
import { AGENT } from './harness.js';
import type { RunDriver } from './run-driver.js';
import type { Move } from './run-worlds.js';

const PEOPLE: readonly Actor[] = ['ada', 'bob', 'cyd', 'dee'].map((id) => ({ kind: 'operator', id, name: id }));
const TIMER: Actor = { kind: 'system', id: 'timers', name: 'timers' };
const ADVANCES = [100, 1_000, 6_000, 60_000, 1_200_000];
const BUDGETS = [{}, { nanoUsd: '0' }, { nanoUsd: '300' }, { nanoUsd: '2000' }, { nanoUsd: '90000', tokens: 90_000 }];

function among<T>(choices: Iterable<T>, pick: number): T | undefined {
  const list = [...choices];
  return list[pick % Math.max(1, list.length)];
}

/** Makes moves in a world, as agents, operators, timers and the machines themselves would. */
export class RunMoves {
  readonly #results: RunRequest[] = [];
  readonly #keyed: { readonly request: RunRequest; readonly actor: Actor; readonly key: string; revision: number }[] =
    [];
  readonly #used = new Map<string, number>();
  #keys = 0;

  constructor(readonly driver: RunDriver) {}

  async make(move: Move): Promise<void> {
    const { driver } = this;
    await this.#begin(move);
    if (!move.overlaps) await driver.settle();
  }

  async #begin({ kind, pick, n }: Move): Promise<void> {
    const { driver } = this;
    const lease = among(driver.leases(true), pick);
    const anyLease = among(driver.run().leases.values(), pick);
    switch (kind) {
      case 'complete':
        return this.#result(lease, n, { ok: n % 3 });
      case 'completeBadly':
        return this.#result(lease, n, { not: 'ok' });
      case 'fail':
        return this.#fail(lease, n);
      case 'late':
        return this.#result(among(driver.leases(false), pick), n, { ok: n });
      case 'sendAgain':
        return this.#again(pick, n);
      case 'usage':
        if (anyLease)
          driver.send(
            n,
            { name: 'ReportUsage', payload: { leaseId: anyLease.leaseId, usage: this.#usage(anyLease, n) } },
            AGENT,
          );
        return;
      case 'sideEffect':
        if (anyLease)
          driver.send(
            n,
            {
              name: 'RecordSideEffect',
              payload: {
                leaseId: anyLease.leaseId,
                effectId: `effect-${n % 4}`,
                kind: 'file',
                target: '/tmp/x',
                receipt: { n },
              },
            },
            AGENT,
          );
        return;
      case 'progress':
        if (lease)
          driver.send(n, { name: 'ReportProgress', payload: { leaseId: lease.leaseId, percent: n % 100 } }, AGENT);
        return;
      case 'moveLease':
        if (lease)
          driver.send(
            n,
            { name: 'MoveLease', payload: { leaseId: lease.leaseId, gatewayId: `gateway-${n % 3}` } },
            TIMER,
          );
        return;
      case 'loseLease': {
        const because = among(['heartbeat', 'disconnected', 'agentRestarted', 'notHeld'] as const, n);
        if (lease && because)
          driver.send(n, { name: 'LoseLease', payload: { leaseId: lease.leaseId, because } }, TIMER);
        return;
      }
      case 'fireTimers':
        return driver.fireTimers(n);
      case 'advance':
        driver.clock.advance(among(ADVANCES, n) ?? 0);
        if (pick % 2 === 0) driver.fireTimers(n);
        return;
      case 'approve':
      case 'reject':
      case 'editApproval':
        return this.#decideApproval(kind, pick, n);
      case 'halt':
        return this.#operate(n, { name: 'HaltRun', payload: { reason: 'stop', scope: { kind: 'run' } } });
      case 'pause':
        return this.#operate(n, { name: 'PauseRun', payload: { reason: 'wait' } });
      case 'resume':
        if (driver.run().status !== 'running') this.#operate(n, { name: 'ResumeRun', payload: { reason: 'go on' } });
        return;
      case 'cancel':
        return this.#operate(n, { name: 'CancelRun', payload: { reason: 'enough' } });
      case 'changeBudget': {
        const step = pick % 2 === 0 ? undefined : among(driver.plan.steps, pick);
        const stepKey = step && stepKeyOf(step);
        const budget = among(BUDGETS, n) ?? {};
        return this.#operate(n, { name: 'ChangeRunBudget', payload: { budget, stepKey, reason: 'changed' } });
      }
      case 'retryStep':
      case 'skipStep':
      case 'abandonStep':
        return this.#deadLetter(kind, pick, n);
      case 'slots':
        driver.instance(n).pool.slots = among([0, 1, 2, 1_000], pick) ?? 0;
        return driver.nudge(n);
      case 'nudge':
        return driver.nudge(n);
      case 'restart':
        return driver.restart(n);
      case 'otherInstance':
        if (driver.instances.length < 3) driver.boot();
        return;
      case 'loseAppend':
        driver.faults.push('lost');
        return;
      case 'leaveUnanswered':
        driver.faults.push('unanswered');
        return;
      default:
        return assertNever(kind);
    }
  }

  #operate(n: number, request: RunRequest, actor: Actor = PEOPLE[0] ?? TIMER): void {
    const key = n % 2 === 0 ? `key-${++this.#keys}` : undefined;
    this.driver.send(n, request, actor, key, (answer: CommandAnswer) => {
      if (key !== undefined && answer.events.length > 0)
        this.#keyed.push({ request, actor, key, revision: answer.revision });
    });
  }

  /** What was sent before, to whichever instance: results by their resultId, operators' commands by their key. */
  #again(pick: number, n: number): void {
    const { driver } = this;
    const keyed = among(this.#keyed, pick);
    if (n % 2 === 0 && keyed) {
      const { request, actor, key, revision } = keyed;
      return driver.send(n, request, actor, key, (answer) => {
        if (answer.revision !== revision)
          driver.problems.push(`${request.name} was answered ${revision}, then ${answer.revision} for the same key`);
      });
    }
    const result = among(this.#results, pick);
    if (result) driver.send(n, result, AGENT);
  }

  #result(lease: LeaseState | undefined, n: number, output: Record<string, string | number>): void {
    if (!lease) return;
    const { leaseId } = lease;
    const usage = n % 2 === 0 ? this.#usage(lease, n) : [];
    const request: RunRequest = {
      name: 'CompleteStep',
      payload: { leaseId, resultId: `${leaseId}-${n % 3}`, output, summary: `did ${n}`, usage },
    };
    this.#results.push(request);
    this.driver.send(n, request, AGENT);
  }

  #fail(lease: LeaseState | undefined, n: number): void {
    if (!lease) return;
    const { leaseId } = lease;
    const kind = among(['internal', 'permission', 'tool'], n) ?? 'internal';
    const request: RunRequest = {
      name: 'FailStep',
      payload: {
        leaseId,
        resultId: `${leaseId}-f${n % 2}`,
        error: { class: kind, code: 'BROKEN', message: 'it broke', retryable: n % 4 > 0 },
        usage: this.#usage(lease, n),
      },
    };
    this.#results.push(request);
    this.driver.send(n, request, AGENT);
  }

  /** Cumulative, but now and then an old report comes late, or a call is named twice. */
  #usage({ leaseId }: LeaseState, n: number): ReportedCall[] {
    const callId = `call-${n % 2}`;
    const key = `${leaseId} ${callId}`;
    const known = this.#used.get(key) ?? 0;
    const input = n % 11 === 0 ? Math.floor(known / 2) : known + (n % 160);
    this.#used.set(key, Math.max(known, input));
    const call: ReportedCall = {
      callId,
      model: n % 13 === 0 ? 'nobody/knows' : 'test/one',
      input,
      cachedInput: 0,
      cacheWrite: 0,
      output: 0,
      reasoning: 0,
      source: 'measured',
    };
    return n % 7 === 0 ? [{ ...call, input: Math.floor(input / 2) }, call] : [call];
  }

  #decideApproval(kind: 'approve' | 'reject' | 'editApproval', pick: number, n: number): void {
    const pending = [...this.driver.run().approvals.values()].filter(({ status }) => status === 'pending');
    const approval = among(pending, pick);
    if (!approval) return;
    const { approvalId } = approval;
    const comment = n % 3 === 0 ? '' : 'seen';
    const actor = among(PEOPLE, n);
    if (kind === 'approve') return this.#operate(n, { name: 'Approve', payload: { approvalId, comment } }, actor);
    if (kind === 'reject') return this.#operate(n, { name: 'Reject', payload: { approvalId, comment } }, actor);
    this.#operate(n, { name: 'EditApproval', payload: { approvalId, params: { edited: n }, comment } }, actor);
  }

  #deadLetter(kind: 'retryStep' | 'skipStep' | 'abandonStep', pick: number, n: number): void {
    const letters = [...this.driver.run().steps.values()].filter(({ status }) => status === 'deadLetter');
    const letter = among(letters, pick);
    if (!letter) return;
    const { stepKey } = letter;
    const reason = 'decided';
    if (kind === 'retryStep') return this.#operate(n, { name: 'RetryStep', payload: { stepKey, reason } });
    if (kind === 'abandonStep') return this.#operate(n, { name: 'AbandonStep', payload: { stepKey, reason } });
    const output = n % 2 === 0 ? { ok: true } : undefined;
    this.#operate(n, { name: 'SkipStep', payload: { stepKey, output, reason } });
  }

  /** Everything heals and everybody does what they are asked: then the run ends. Throws when it does not. */
  async heal(): Promise<void> {
    const { driver } = this;
    driver.faults.length = 0;
    for (const { pool } of driver.instances) pool.slots = Number.POSITIVE_INFINITY;
    for (let round = 0; round < 200; round++) {
      await driver.settle();
      const run = driver.run();
      if (isEnded(run)) return;
      if (run.status !== 'running') this.#operate(0, { name: 'ResumeRun', payload: { reason: 'healed' } });
      for (const { approvalId, status, votes, requires } of run.approvals.values()) {
        const person = PEOPLE.find(({ id }) => !votes.has(id) && !requires.not.includes(id));
        if (status === 'pending') this.#operate(0, { name: 'Approve', payload: { approvalId, comment: '' } }, person);
      }
      for (const { stepKey, status } of run.steps.values()) {
        const output = { ok: true };
        if (status === 'deadLetter') this.#operate(0, { name: 'SkipStep', payload: { stepKey, output, reason: '' } });
        if (status === 'awaitingBudget')
          for (const scope of [undefined, stepKey])
            this.#operate(0, { name: 'ChangeRunBudget', payload: { budget: {}, stepKey: scope, reason: '' } });
      }
      for (const lease of driver.leases(true)) this.#result(lease, 1, { ok: 1 });
      await driver.settle();
      const due = nextDue(driver.run());
      const asked = [...driver.run().approvals.values()].some(({ status }) => status === 'pending');
      // Time goes on when nobody has anything to do.
      if (due !== undefined && !asked && driver.leases(true).length === 0)
        driver.clock.ms = Math.max(driver.clock.ms, due);
      driver.fireTimers(0);
      await driver.settle();
      await driver.nudge(0);
    }
    throw new Error(`I7 the run does not end, though everything is well\n${driver.describe()}`);
  }
}
