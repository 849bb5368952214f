import { randomUUID } from 'node:crypto';
import type { Register, Registered, StepError, StepResult, Task } from '../../../src/gateway/protocol.js';
import { approvalHash } from './canonical-json.js';
import { AgentError, stepErrorOf, text } from './errors.js';
import { StepOutput, agentTaskOf } from './handler.js';
import { Link } from './link.js';
import { stderrLog, type AgentLog } from './log.js';
import { checkOptions, type AgentOptions } from './options.js';
import { Outbox } from './outbox.js';
import { Pulse } from './pulse.js';
import { Reporter } from './reporter.js';
import { SeenLeases } from './seen-leases.js';
import { Work } from './step-context.js';

/** The version of the wire's messages, as src/gateway/protocol.ts gives it. */
const PROTOCOL_VERSION = 1 satisfies Register['protocol'];
const SDK = { name: '@mission-control/agent', version: '0.1.0' };
const REMEMBERED_LEASES = 25_000;
const OUTPUT_BYTES = 1024 * 1024;

export type AgentState = 'connecting' | 'online' | 'offline' | 'closing' | 'closed' | 'refused';

export interface Agent {
  /** Resolves when the gateway has registered this agent for the first time; rejects when it refuses. */
  readonly started: Promise<void>;
  readonly state: AgentState;
  /**
   * Takes no further work, waits for what runs (default 10 s, then tells it to stop), sends the results, disconnects.
   * Never rejects; a second call waits for the same end.
   */
  close(options?: { timeoutMs?: number }): Promise<void>;
}

/** Connects an agent to Mission Control and keeps it connected. Throws TypeError for options that cannot work. */
export function agent(options: AgentOptions): Agent {
  checkOptions(options);
  return new AgentProcess(options);
}

class AgentProcess implements Agent {
  readonly started: Promise<void>;
  state: AgentState = 'connecting';

  private readonly bootId = randomUUID();
  private readonly log: AgentLog;
  private readonly maxConcurrent: number;
  private readonly link: Link;
  private readonly outbox: Outbox;
  private readonly reporter: Reporter;
  private readonly pulse: Pulse;
  /** Leases that run or wait for their turn. */
  private readonly works = new Map<string, Work>();
  private readonly waiting: Work[] = [];
  private readonly seen = new SeenLeases(REMEMBERED_LEASES);
  private running = 0;
  private idle: (() => void)[] = [];
  private closing: Promise<void> | undefined;

  constructor(private readonly options: AgentOptions) {
    const log = (this.log = options.log ?? stderrLog);
    this.maxConcurrent = options.maxConcurrent ?? 1;
    let start: () => void = () => undefined;
    let refuse: (error: Error) => void = () => undefined;
    this.started = new Promise((resolve, reject) => {
      start = resolve;
      refuse = reject;
    });
    // A refusal is logged; it must not end a process that does not look at `started`.
    this.started.catch(() => undefined);
    this.link = new Link(
      options.url,
      options.token,
      {
        registration: () => this.registration(),
        registered: (answer) => {
          this.registered(answer);
          start();
        },
        dispatched: (message) => ({ accepted: this.accept(message.tasks) }),
        cancelled: (message) => {
          for (const { leaseId, reason } of message.leases) this.abandon(leaseId, reason);
        },
        offline: (reason) => {
          if (this.state !== 'online') return;
          this.state = 'offline';
          log.warn({ reason }, 'lost the gateway, connecting again; work goes on');
        },
        refused: (error) => {
          log.error({}, error.message);
          this.state = 'refused';
          this.stop();
          refuse(error);
        },
      },
      log,
    );
    this.outbox = new Outbox(
      (results) => this.link.results(results),
      () => this.link.online,
      log,
    );
    this.reporter = new Reporter(this.link, log);
    this.pulse = new Pulse(this.works, {
      beat: () => void this.heartbeat(),
      overdue: (work) => work.abort('the deadline of this attempt has passed'),
    });
    this.link.connect();
  }

  close(options: { timeoutMs?: number } = {}): Promise<void> {
    this.closing ??= this.closeDown(options.timeoutMs ?? 10_000);
    return this.closing;
  }

  private async closeDown(timeoutMs: number): Promise<void> {
    if (this.state === 'refused') return;
    this.state = 'closing';
    const patience = new Patience(timeoutMs);
    await patience.with(new Promise<void>((resolve) => (this.works.size === 0 ? resolve() : this.idle.push(resolve))));
    for (const work of this.works.values()) work.abort('the agent is closing');
    // Handlers that listen to their signal give up at once: their results still go out.
    await new Promise((resolve) => setImmediate(resolve));
    await new Patience(Math.max(1_000, patience.left())).with(this.outbox.empty());
    this.stop();
    this.state = 'closed';
  }

  private stop(): void {
    this.pulse.stop();
    this.reporter.close();
    this.outbox.close();
    this.link.close();
  }

  private registration(): Register {
    const { name } = this.options;
    return {
      protocol: PROTOCOL_VERSION,
      agentBootId: this.bootId,
      single: this.options.single ?? false,
      ...(name !== undefined && { name }),
      capabilities: Object.keys(this.options.capabilities),
      maxConcurrent: this.maxConcurrent,
      held: this.held(),
      sdk: SDK,
    };
  }

  private registered(answer: Registered): void {
    if (this.state !== 'closing') this.state = 'online';
    this.log.info({ agentId: answer.agentId, gatewayId: answer.gatewayId }, 'registered');
    for (const leaseId of answer.abandon) this.abandon(leaseId, 'the lease is no longer held');
    this.pulse.start(answer.heartbeatMs);
    this.outbox.resend();
    this.reporter.reconnected();
  }

  /** Leases that this process answers for: at work, or with a result that is not acknowledged. */
  private held(): string[] {
    const leases = this.outbox.leases();
    for (const work of this.works.values()) if (!work.abandoned) leases.push(work.leaseId);
    return leases;
  }

  private async heartbeat(): Promise<void> {
    const answer = await this.link.heartbeat(this.held());
    if (answer?.ok) for (const leaseId of answer.abandon) this.abandon(leaseId, 'the lease is no longer held');
    // Connected and silent for seconds: the other end is gone without a word.
    else if (answer === undefined && this.link.online) this.link.reset();
  }

  /** Which leases this process has, those that it had before included: a second dispatch is acknowledged and dropped. */
  private accept(tasks: readonly Task[]): string[] {
    const accepted: string[] = [];
    for (const task of tasks) {
      const known = this.works.has(task.leaseId) || this.seen.has(task.leaseId);
      if (!known && this.closing) continue;
      accepted.push(task.leaseId);
      if (known) continue;
      const work = new Work(task, this.log, this.reporter);
      this.works.set(work.leaseId, work);
      if (this.running >= this.maxConcurrent) this.waiting.push(work);
      else {
        this.running += 1;
        this.run(work);
      }
    }
    this.pulse.changed();
    return accepted;
  }

  private abandon(leaseId: string, reason: string): void {
    const work = this.works.get(leaseId);
    if (!work) return;
    work.abandoned = true;
    work.abort(reason);
  }

  private run(work: Work): void {
    const { task } = work;
    let returned: unknown;
    try {
      // It may have been cancelled while it waited for its turn.
      work.aborted?.throwIfAborted();
      checkApproval(task);
      const handler = this.options.capabilities[task.capability];
      if (!handler)
        throw new AgentError({
          class: 'internal',
          code: 'AGENT.NO_SUCH_CAPABILITY',
          message: `this agent does not offer "${task.capability}"`,
        });
      returned = handler(agentTaskOf(task), work);
    } catch (error) {
      return this.failed(work, error);
    }
    if (!isThenable(returned)) return this.completed(work, returned);
    returned.then(
      (output) => this.completed(work, output),
      (error: unknown) => this.failed(work, error),
    );
  }

  private completed(work: Work, returned: unknown): void {
    const { output, summary } = returned instanceof StepOutput ? returned : { output: returned, summary: '' };
    let bytes: number;
    try {
      const json = JSON.stringify(output);
      if (json === undefined) throw new TypeError('a handler must return an output; return null if there is none');
      bytes = Buffer.byteLength(json);
    } catch (error) {
      return this.failed(work, notAnOutput(error instanceof Error ? error.message : String(error)));
    }
    if (bytes > OUTPUT_BYTES)
      return this.failed(work, notAnOutput(`the output has ${bytes} bytes, more than the limit of ${OUTPUT_BYTES}`));
    this.deliver(work, { output, summary: text(summary, 2_000) }, bytes);
  }

  private failed(work: Work, thrown: unknown): void {
    const error: StepError = stepErrorOf(thrown, work.aborted);
    this.log.info({ leaseId: work.leaseId, code: error.code }, `step failed: ${error.message}`);
    this.deliver(work, { error, summary: '' }, 8_192);
  }

  /** A result goes out also when the lease was lost: it has no effect then, but what it cost is booked. */
  private deliver(work: Work, outcome: Pick<StepResult, 'output' | 'error' | 'summary'>, bytes: number): void {
    const usage = this.reporter.ended(work);
    const { runId, leaseId } = work.task;
    this.works.delete(leaseId);
    this.seen.add(leaseId);
    this.outbox.add({ runId, leaseId, resultId: randomUUID(), ...outcome, usage }, bytes + 300 + usage.length * 200);
    const next = this.waiting.shift();
    // Not called from here: a long queue of handlers that return at once would use up the stack.
    if (next) queueMicrotask(() => this.run(next));
    else this.running -= 1;
    if (this.works.size > 0) return;
    for (const resolve of this.idle) resolve();
    this.idle = [];
  }
}

/** The parameters that someone approved are the ones that are acted upon, or nothing is done. */
function checkApproval(task: Task): void {
  const { approval, inputs } = task.handoff;
  const asksAlways = task.tier === 'financial' || task.tier === 'irreversible';
  if (!approval && !asksAlways) return;
  if (approval && approvalHash(approval.nonce, inputs) === approval.paramsHash) return;
  throw new AgentError({
    class: 'approval',
    code: approval ? 'APPROVAL.OTHER_PARAMETERS' : 'APPROVAL.MISSING',
    message: approval
      ? 'the inputs are not those that were approved: their hash differs'
      : `a step of tier "${task.tier}" came without an approval`,
    retryable: false,
  });
}

function notAnOutput(message: string): AgentError {
  return new AgentError({ class: 'output', code: 'OUTPUT.INVALID', message, retryable: false });
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}

/** A time that may be spent waiting, in all. */
class Patience {
  private readonly until: number;
  constructor(ms: number) {
    this.until = performance.now() + ms;
  }
  left(): number {
    return Math.max(0, this.until - performance.now());
  }
  async with(promise: Promise<void>): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<void>((resolve) => (timer = setTimeout(resolve, this.left())));
    await Promise.race([promise, timeout]);
    clearTimeout(timer);
  }
}
