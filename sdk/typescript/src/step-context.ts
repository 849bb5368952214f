import { randomUUID } from 'node:crypto';
import type { CallUsage, SideEffect, StepProgress, Task } from '../../../src/gateway/protocol.js';
import { text } from './errors.js';
import type { AgentLog } from './log.js';

/** Cumulative usage of one model call. `input` excludes cached and cache-write tokens, `output` excludes reasoning tokens. */
export interface UsageReport {
  /** One per call; report the same id again as the call goes on. A new one is made when it is left out. */
  readonly callId?: string;
  readonly model: string;
  readonly input?: number;
  readonly cachedInput?: number;
  readonly cacheWrite?: number;
  readonly output?: number;
  readonly reasoning?: number;
  readonly latencyMs?: number;
  /** `estimated` when the provider gave no count. Default `measured`. */
  readonly source?: 'measured' | 'estimated';
}

export interface SideEffectReport {
  /** Made once per effect: reporting the same id again is the same effect. Default: a new one. */
  readonly effectId?: string;
  /** file, http, payment, email ... */
  readonly kind: string;
  readonly target: string;
  /** What proves it: JSON. */
  readonly receipt: unknown;
}

export interface ProgressReport {
  /** 0 to 100. */
  readonly percent?: number;
  readonly message?: string;
  readonly data?: unknown;
}

/** What a handler can tell while it works. */
export interface StepContext {
  readonly taskId: string;
  readonly attempt: number;
  /** Aborted when the step is cancelled, its deadline has passed or its lease is lost: stop, nothing will come of it. */
  readonly signal: AbortSignal;
  readonly log: AgentLog;
  /** Never waits; what comes faster than the gateway takes it is merged. */
  progress(report: ProgressReport): void;
  /** Never waits; throws RangeError for a count that is not a whole number of zero or more. */
  usage(call: UsageReport): void;
  /** Waits until the effect is recorded, over reconnects. Throws AgentError when it is refused. */
  sideEffect(effect: SideEffectReport): Promise<void>;
}

/** Where a work's reports go. */
export interface Reports {
  progress(work: Work, report: Omit<StepProgress, 'runId' | 'leaseId'>): void;
  usage(work: Work, callId: string): void;
  sideEffect(effect: SideEffect): Promise<void>;
}

/** One lease that this process holds: the task, what it used so far, and the means to stop it. */
export class Work implements StepContext {
  readonly leaseId: string;
  readonly deadlineMs: number;
  readonly calls = new Map<string, CallUsage>();
  /** The gateway has said to drop it: no longer held, its result is late. */
  abandoned = false;
  private controller: AbortController | undefined;

  constructor(
    readonly task: Task,
    readonly log: AgentLog,
    private readonly reports: Reports,
  ) {
    this.leaseId = task.leaseId;
    this.deadlineMs = Date.parse(task.deadlineAt);
  }

  get taskId(): string {
    return this.task.handoff.taskId;
  }
  get attempt(): number {
    return this.task.attempt;
  }
  /** Made when first asked for: most short steps never do. */
  get signal(): AbortSignal {
    this.controller ??= new AbortController();
    return this.controller.signal;
  }
  get aborted(): AbortSignal | undefined {
    return this.controller?.signal;
  }
  abort(reason: string): void {
    if (this.controller?.signal.aborted) return;
    this.controller ??= new AbortController();
    this.controller.abort(new DOMException(reason, 'AbortError'));
  }

  progress(report: ProgressReport): void {
    this.reports.progress(this, {
      ...(report.percent !== undefined && { percent: Math.min(100, Math.max(0, report.percent)) }),
      ...(report.message !== undefined && { message: text(report.message, 500) }),
      ...(report.data !== undefined && { data: report.data }),
    });
  }

  usage(call: UsageReport): void {
    const callId = call.callId ?? randomUUID();
    this.calls.set(callId, {
      callId,
      model: call.model,
      input: count('input', call.input),
      cachedInput: count('cachedInput', call.cachedInput),
      cacheWrite: count('cacheWrite', call.cacheWrite),
      output: count('output', call.output),
      reasoning: count('reasoning', call.reasoning),
      ...(call.latencyMs !== undefined && { latencyMs: Math.max(0, call.latencyMs) }),
      source: call.source ?? 'measured',
    });
    this.reports.usage(this, callId);
  }

  sideEffect(effect: SideEffectReport): Promise<void> {
    return this.reports.sideEffect({
      runId: this.task.runId,
      leaseId: this.leaseId,
      effectId: effect.effectId ?? randomUUID(),
      kind: effect.kind,
      target: text(effect.target, 2_000),
      receipt: effect.receipt ?? null,
    });
  }
}

function count(name: string, value = 0): number {
  if (!Number.isSafeInteger(value) || value < 0 || value > 1e15)
    throw new RangeError(`usage: "${name}" must be a whole number of tokens, zero or more, not ${value}`);
  return value;
}
