import { randomUUID } from 'node:crypto';
import type { Answer, ResultAnswer, ResultAnswers, StepError, StepResult } from '../../../src/gateway/protocol.js';
import { isTransient } from './link.js';
import type { AgentLog } from './log.js';

const FRAME_BYTES = 512 * 1024;
const FRAME_RESULTS = 1_000;
const FIRST_DELAY_MS = 50;
const LAST_DELAY_MS = 5_000;

interface Entry {
  readonly result: StepResult;
  readonly bytes: number;
  tries: number;
  /** Which sending the entry waits for: an answer to an earlier one says nothing about silence. */
  sending: number;
}

/**
 * Results that the gateway has not acknowledged. Those that are ready in one turn of the event loop travel in one frame;
 * silence and 503 are sent again with back-off, and a new connection sends all of them.
 */
export class Outbox {
  private readonly pending = new Map<string, Entry>();
  private ready: Entry[] = [];
  private sendings = 0;
  private flushing: NodeJS.Immediate | undefined;
  private readonly retries = new Set<NodeJS.Timeout>();
  private emptied: (() => void)[] = [];

  constructor(
    private readonly send: (results: StepResult[]) => Promise<Answer<ResultAnswers> | undefined>,
    private readonly isOnline: () => boolean,
    private readonly log: AgentLog,
  ) {}

  /** `bytes`: about the size of its JSON. */
  add(result: StepResult, bytes: number): void {
    const entry: Entry = { result, bytes, tries: 0, sending: 0 };
    this.pending.set(result.resultId, entry);
    this.enqueue(entry);
  }

  leases(): string[] {
    return Array.from(this.pending.values(), (entry) => entry.result.leaseId);
  }

  /** A new connection: whatever was sent over the old one may be lost. */
  resend(): void {
    this.dropRetries();
    this.ready = [...this.pending.values()];
    for (const entry of this.ready) entry.sending = 0;
    this.flushSoon();
  }

  /** Resolves when every result has a definite answer. */
  empty(): Promise<void> {
    if (this.pending.size === 0) return Promise.resolve();
    return new Promise((resolve) => this.emptied.push(resolve));
  }

  close(): void {
    this.dropRetries();
    clearImmediate(this.flushing);
  }

  private enqueue(entry: Entry): void {
    this.ready.push(entry);
    this.flushSoon();
  }

  private flushSoon(): void {
    this.flushing ??= setImmediate(() => {
      this.flushing = undefined;
      this.flush();
    });
  }

  private flush(): void {
    if (!this.isOnline()) return;
    const entries = this.ready;
    this.ready = [];
    let frame: Entry[] = [];
    let bytes = 0;
    for (const entry of entries) {
      if (frame.length > 0 && (frame.length >= FRAME_RESULTS || bytes + entry.bytes > FRAME_BYTES)) {
        void this.sendFrame(frame);
        frame = [];
        bytes = 0;
      }
      frame.push(entry);
      bytes += entry.bytes;
    }
    if (frame.length > 0) void this.sendFrame(frame);
  }

  private async sendFrame(entries: Entry[]): Promise<void> {
    const sending = ++this.sendings;
    for (const entry of entries) entry.sending = sending;
    const answer = await this.send(entries.map((entry) => entry.result));
    if (answer !== undefined && 'answers' in answer) for (const one of answer.answers) this.answered(one);
    else if (answer?.problems || (answer !== undefined && !isTransient(answer.code))) {
      this.frameRefused(entries, answer.message, answer.code);
    }
    for (const entry of entries) {
      if (entry.sending === sending && this.pending.has(entry.result.resultId)) this.retryLater(entry);
    }
  }

  private answered(answer: ResultAnswer): void {
    const entry = this.pending.get(answer.resultId);
    if (!entry || answer.status === 503) return;
    if (answer.status === 422) this.replace(entry, answer.message ?? 'malformed', answer.code ?? 'RESULT.MALFORMED');
    else this.settle(entry);
    if (answer.status === 404 || answer.status === 409)
      this.log.warn({ leaseId: answer.leaseId, status: answer.status }, 'a result came too late and has no effect');
  }

  /** One bad result spoils its frame: each is sent alone, and the bad one is then known. */
  private frameRefused(entries: Entry[], message: string, code: string): void {
    const [first, ...others] = entries;
    if (first && others.length === 0) return this.replace(first, message, code);
    for (const entry of entries) if (this.pending.has(entry.result.resultId)) void this.sendFrame([entry]);
  }

  /** A result that the gateway cannot take becomes a failure that says so, else the step would hang until its deadline. */
  private replace(entry: Entry, message: string, code: string): void {
    this.log.error({ leaseId: entry.result.leaseId, code }, `the gateway refused a result: ${message}`);
    if (!this.pending.has(entry.result.resultId)) return;
    if (entry.result.error) return this.settle(entry);
    this.pending.delete(entry.result.resultId);
    const error: StepError = { class: 'output', code, message: `refused by the gateway: ${message}`, retryable: true };
    const { runId, leaseId } = entry.result;
    this.add({ runId, leaseId, resultId: randomUUID(), error, summary: '', usage: entry.result.usage }, 1_024);
  }

  private settle(entry: Entry): void {
    this.pending.delete(entry.result.resultId);
    if (this.pending.size > 0) return;
    for (const resolve of this.emptied) resolve();
    this.emptied = [];
  }

  private retryLater(entry: Entry): void {
    const delay = Math.min(LAST_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(entry.tries++, 10));
    const timer = setTimeout(
      () => {
        this.retries.delete(timer);
        if (this.pending.has(entry.result.resultId)) this.enqueue(entry);
      },
      delay * (0.5 + Math.random() / 2),
    );
    this.retries.add(timer);
  }

  private dropRetries(): void {
    for (const timer of this.retries) clearTimeout(timer);
    this.retries.clear();
  }
}
