import type { Answer, CallUsage, Done, SideEffect, StepProgress } from '../../../src/gateway/protocol.js';
import { AgentError } from './errors.js';
import { isTransient, type Link } from './link.js';
import type { AgentLog } from './log.js';
import type { Reports, Work } from './step-context.js';

const PAUSE_MS = 100;
const RETRY_MS = 500;
const CALLS_PER_MESSAGE = 1_000;

/**
 * What handlers tell while they work. Progress and usage are merged and leave at most ten times a second per step: a lost
 * one heals, since usage is cumulative and travels with the result once more. Side effects are sent until acknowledged.
 */
export class Reporter implements Reports {
  private readonly progressOf = new Map<Work, Omit<StepProgress, 'runId' | 'leaseId'>>();
  private readonly usageOf = new Map<Work, Set<string>>();
  private timer: NodeJS.Timeout | undefined;
  private wake: (() => void)[] = [];
  private closed = false;

  constructor(
    private readonly link: Link,
    private readonly log: AgentLog,
  ) {}

  progress(work: Work, report: Omit<StepProgress, 'runId' | 'leaseId'>): void {
    this.progressOf.set(work, { ...this.progressOf.get(work), ...report });
    this.flushLater();
  }

  usage(work: Work, callId: string): void {
    const changed = this.usageOf.get(work) ?? new Set<string>();
    this.usageOf.set(work, changed.add(callId));
    this.flushLater();
  }

  async sideEffect(effect: SideEffect): Promise<void> {
    while (!this.closed) {
      const answer = await this.link.sideEffect(effect);
      if (answer?.ok) return;
      if (answer && (answer.problems || !isTransient(answer.code)))
        throw new AgentError({
          class: 'internal',
          code: answer.code,
          message: `the side effect was refused: ${answer.message}`,
          retryable: false,
        });
      await this.reconnectedOrLater();
    }
    throw new AgentError({ class: 'internal', code: 'AGENT.CLOSED', message: 'the agent was closed' });
  }

  /** The result carries all usage: nothing is left to tell about this work but calls that do not fit into it. */
  ended(work: Work): CallUsage[] {
    this.progressOf.delete(work);
    this.usageOf.delete(work);
    if (work.calls.size === 0) return [];
    const calls = [...work.calls.values()];
    for (let from = 0; from < calls.length - CALLS_PER_MESSAGE; from += CALLS_PER_MESSAGE)
      this.sendUsage(work, calls.slice(from, Math.min(from + CALLS_PER_MESSAGE, calls.length - CALLS_PER_MESSAGE)));
    return calls.slice(-CALLS_PER_MESSAGE);
  }

  reconnected(): void {
    for (const wake of this.wake) wake();
    this.wake = [];
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
    this.reconnected();
  }

  private flushLater(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.flush();
    }, PAUSE_MS);
  }

  private flush(): void {
    for (const [work, report] of this.progressOf)
      void this.told('progress', this.link.progress({ runId: work.task.runId, leaseId: work.leaseId, ...report }));
    this.progressOf.clear();
    for (const [work, changed] of this.usageOf) {
      const calls = [...changed].flatMap((callId) => work.calls.get(callId) ?? []);
      for (let from = 0; from < calls.length; from += CALLS_PER_MESSAGE)
        this.sendUsage(work, calls.slice(from, from + CALLS_PER_MESSAGE));
    }
    this.usageOf.clear();
  }

  private sendUsage(work: Work, calls: CallUsage[]): void {
    void this.told('usage', this.link.usage({ runId: work.task.runId, leaseId: work.leaseId, calls }));
  }

  private async told(what: string, answer: Promise<Answer<Done> | undefined>): Promise<void> {
    const done = await answer;
    if (done && !done.ok)
      this.log.warn({ code: done.code }, `the gateway did not take a report (${what}): ${done.message}`);
  }

  private reconnectedOrLater(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, RETRY_MS);
      this.wake.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }
}
