import {
  AGENTS_NAMESPACE,
  type DispatchStep,
  type CancelStep,
  type StepResult,
  type Task,
} from '../../src/gateway/protocol.js';
import type { Chance } from './chance.js';
import { connectTo, cut, type NetworkWorld, type SimSocket, type SimSocketServer } from './sim-network.js';
import { SimProcess } from './sim-process.js';
import type { Fault } from './tally.js';

/** Where agents find servers. */
export interface AgentWorld extends NetworkWorld {
  readonly servers: readonly {
    readonly process: SimProcess;
    readonly io: SimSocketServer;
    readonly serving: boolean;
  }[];
  /** Every lease of which a task has ever been sent, by the agent's boot. */
  taskSeen(bootId: string, task: Task): void;
}

export interface AgentSpec {
  readonly id: string;
  readonly token: string;
  readonly single: boolean;
  readonly maxConcurrent: number;
}

const HEARTBEAT_MS = 1_000;
const ANSWER_MS = 2_000;
const RESEND_MS = 3_000;

interface Work {
  readonly task: Task;
  done: boolean;
}
interface Unsent {
  readonly result: StepResult;
  sentAt: number;
}

/** One process of an agent, as the SDK is one: it keeps results until they are taken, knows leases that it had, and comes back. With habits that none should have. */
export class SimAgent {
  readonly process: SimProcess;
  readonly bootId: string;
  #socket: SimSocket | undefined;
  #registered = false;
  readonly #works = new Map<string, Work>();
  readonly #seen = new Set<string>();
  readonly #outbox = new Map<string, Unsent>();
  /** Results that were taken: some agents send them again. */
  readonly #taken: StepResult[] = [];
  #made = 0;

  constructor(
    readonly world: AgentWorld,
    readonly spec: AgentSpec,
    boot: number,
  ) {
    this.bootId = `${spec.id}-boot-${boot}`;
    this.process = new SimProcess(this.bootId, world.timeline);
    if (this.#has('agentClockWrong', 0.1))
      this.process.skew = this.#chance.among([-3_600_000, -5_000, 5_000, 86_400_000]);
  }

  get #chance(): Chance {
    return this.world.chance;
  }
  get isConnected(): boolean {
    return this.#registered && this.#socket?.connected === true;
  }
  get idle(): boolean {
    return this.#works.size === 0 && this.#outbox.size === 0;
  }

  boot(): void {
    const { timeline } = this.world;
    timeline.after(0, this.process, () => {
      setInterval(() => this.#beat(), HEARTBEAT_MS);
      setInterval(() => this.#resend(), RESEND_MS / 2);
      this.#connect();
    });
  }

  /** Its connection breaks. */
  cut(): void {
    if (this.#socket?.connected) cut(this.world, this.#socket);
  }

  #has(fault: Fault, probability: number): boolean {
    const { trouble, tally } = this.world;
    if (trouble === 0 || !this.#chance.happens(probability * trouble)) return false;
    tally.fault(fault);
    return true;
  }

  #connect(): void {
    this.#registered = false;
    const serving = this.world.servers.filter(({ serving }) => serving);
    const again = (): void => void setTimeout(() => this.#connect(), this.#chance.between(50, 1_000));
    if (serving.length === 0) return again();
    let opened = false;
    setTimeout(() => {
      if (!opened) this.#connect();
    }, 2 * ANSWER_MS);
    connectTo(
      this.world,
      this.process,
      this.#chance.among(serving),
      AGENTS_NAMESPACE,
      { token: this.spec.token },
      (socket, error) => {
        if (opened) return;
        opened = true;
        if (error) return again();
        this.#socket = socket;
        socket
          .on('dispatchStep', (message, answer) => this.#dispatched(message as DispatchStep, answer))
          .on('cancelStep', (message) => this.#cancelled(message as CancelStep))
          .on('disconnect', again);
        this.#register(socket);
      },
    );
  }

  /** Says what it holds; a server that does not answer is left. */
  #register(socket: SimSocket): void {
    const held = [...this.#works.keys(), ...[...this.#outbox.values()].map(({ result }) => result.leaseId)];
    const { single, maxConcurrent, id } = this.spec;
    const message = {
      protocol: 1,
      agentBootId: this.bootId,
      single,
      name: id,
      capabilities: ['work'],
      maxConcurrent,
      held: [...new Set(held)],
      sdk: { name: 'simulated', version: '1' },
    };
    const given = setTimeout(() => this.#leave(socket), 2 * ANSWER_MS);
    socket.emit('register', message, (answer) => {
      clearTimeout(given);
      if (!isOk(answer)) return this.#leave(socket);
      this.#registered = true;
      for (const leaseId of answer.abandon) this.#abandon(leaseId);
      this.#resend(true);
    });
  }

  #leave(socket: SimSocket): void {
    socket.peer?.endSoon('transport close');
    socket.end('io client disconnect');
  }

  #abandon(leaseId: string): void {
    this.#works.delete(leaseId);
  }

  #dispatched({ tasks }: DispatchStep, answer: unknown): void {
    if (this.#has('agentDeaf', 0.05)) return;
    for (const task of tasks) this.world.taskSeen(this.bootId, task);
    if (typeof answer === 'function') answer({ accepted: tasks.map(({ leaseId }) => leaseId) });
    for (const task of tasks) {
      if (this.#seen.has(task.leaseId)) continue;
      this.#seen.add(task.leaseId);
      this.#work(task);
    }
  }

  #cancelled({ leases }: CancelStep): void {
    for (const { leaseId } of leases) this.#abandon(leaseId);
  }

  #work(task: Task): void {
    const work: Work = { task, done: false };
    this.#works.set(task.leaseId, work);
    if (this.#has('agentSilent', 0.03)) return;
    const slow = this.#has('agentSlow', 0.08);
    const { timeline } = this.world;
    const ms = slow ? this.#chance.between(2_000, 12_000) : this.#chance.between(1, 400);
    if (this.#chance.happens(0.3)) this.#report(work, ms / 2);
    timeline.after(ms, this.process, () => this.#finish(work));
  }

  /** What it says while it works. */
  #report({ task }: Work, ms: number): void {
    const { runId, leaseId } = task;
    const storm = this.#has('progressStorm', 0.1);
    this.world.timeline.after(ms, this.process, () => {
      const socket = this.#registered ? this.#socket : undefined;
      for (let i = 0; i < (storm ? 30 : 1); i++)
        socket?.emit('stepProgress', { runId, leaseId, percent: (3 * i) % 100, message: `at ${i}` }, () => undefined);
      if (this.#chance.happens(0.7))
        socket?.emit('usage', { runId, leaseId, calls: this.#usage(task, 0.5) }, () => undefined);
      if (this.#chance.happens(0.3))
        socket?.emit(
          'sideEffect',
          { runId, leaseId, effectId: `${leaseId}-e`, kind: 'file', target: '/x', receipt: { ok: true } },
          () => undefined,
        );
    });
  }

  #usage(task: Task, part: number) {
    return [
      {
        callId: `${task.leaseId.slice(0, 8)}-1`,
        model: 'test/one',
        input: Math.floor(part * this.#chance.between(0, 260)),
        output: 0,
      },
    ];
  }

  #finish(work: Work): void {
    const { task } = work;
    const { runId, leaseId } = task;
    const late = !this.#works.has(leaseId);
    if (late) {
      // An SDK says nothing of what it was told to drop; this one may.
      if (!this.#has('resultLate', 0.5)) return;
    } else if (this.process.now() > Date.parse(task.deadlineAt)) {
      this.#works.delete(leaseId);
      return this.#put(this.#failure(task, 'cancelled'));
    }
    this.#works.delete(leaseId);
    const fails = this.#has('stepFailed', 0.12);
    const invalid = !fails && this.#has('outputInvalid', 0.06);
    const made: StepResult = fails
      ? this.#failure(task, this.#chance.among(['internal', 'permission', 'tool']))
      : {
          runId,
          leaseId,
          resultId: `${leaseId}-${++this.#made}`,
          output: invalid ? { not: 'ok' } : { ok: this.#chance.below(3) },
          summary: 'done',
          usage: this.#usage(task, 1).map((call) => ({
            ...call,
            cachedInput: 0,
            cacheWrite: 0,
            reasoning: 0,
            source: 'measured' as const,
          })),
        };
    this.#put(made);
    if (this.#has('resultTwice', 0.08)) this.#send([made]);
    if (this.#has('resultOther', 0.05)) this.#put({ ...made, resultId: `${leaseId}-${++this.#made}` });
  }

  #failure({ runId, leaseId }: Task, kind: string): StepResult {
    const error = { class: kind, code: 'BROKEN', message: 'it broke', retryable: this.#chance.happens(0.8) };
    return { runId, leaseId, resultId: `${leaseId}-${++this.#made}`, error, summary: '', usage: [] };
  }

  /** Kept until it is taken. */
  #put(result: StepResult): void {
    this.#outbox.set(result.resultId, { result, sentAt: 0 });
    this.#resend();
  }

  #resend(all = false): void {
    const { now } = this.world.timeline;
    if (!this.#registered || !this.#socket?.connected) return;
    const due = [...this.#outbox.values()].filter(({ sentAt }) => all || now - sentAt > RESEND_MS);
    for (const one of due) one.sentAt = now;
    const results = due.map(({ result }) => result);
    const [stale] = this.#taken.splice(this.#chance.below(this.#taken.length), 1);
    if (stale && this.#has('resultStale', 0.1)) results.push(stale);
    if (results.length > 0) this.#send(results);
  }

  #send(results: readonly StepResult[]): void {
    if (!this.#registered) return;
    this.#socket?.emit('stepResult', { results }, (answer) => {
      if (!hasAnswers(answer)) return;
      for (const { resultId, status } of answer.answers) {
        const known = this.#outbox.get(resultId);
        if (!known || status === 503) continue;
        this.#outbox.delete(resultId);
        this.#taken.push(known.result);
      }
    });
  }

  #beat(): void {
    if (!this.#registered) return;
    const leases = [...this.#works.keys()];
    this.#socket?.emit('heartbeat', { leases }, (answer) => {
      if (isOk(answer)) for (const leaseId of answer.abandon) this.#abandon(leaseId);
    });
  }
}

const isOk = (answer: unknown): answer is { readonly abandon: readonly string[] } =>
  typeof answer === 'object' && answer !== null && 'ok' in answer && answer.ok === true;
const hasAnswers = (
  answer: unknown,
): answer is { readonly answers: readonly { readonly resultId: string; readonly status: number }[] } =>
  typeof answer === 'object' && answer !== null && 'answers' in answer;
