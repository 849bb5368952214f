import type { RunState } from '$contract/run-state.js';
import { problemOf, type Problem } from '../../api/problem.js';

/** States that are kept; those looked at last. */
const MOST = 40;
/** An answer that was not there by then and is not wanted any more is not waited for. */
const STALE_MS = 120;

/** What is to be seen of the past. */
export interface PastView {
  /** Undefined in the present, and until the first one is there. */
  readonly state: RunState | undefined;
  readonly error: Problem | undefined;
  /** The event of which it is known what comes after it: how long it was until the next one, or that it cannot be known. */
  readonly aheadOf: number | undefined;
}

/**
 * The states of one run at the events that are looked at. What was looked at once is there at once; the neighbours are read ahead. While one reads,
 * the state before stays; of many events in a short time (a drag) as many are read as can be, and the last one always.
 */
export class PastReader {
  private runId = '';
  private wanted: number | undefined;
  private view: PastView = { state: undefined, error: undefined, aheadOf: undefined };
  private readonly kept = new Map<number, RunState>();
  private reading: { readonly at: number; readonly since: number; readonly abort: AbortController } | undefined;
  private ahead: AbortController | undefined;

  /**
   * @param read reads the state of a run at an event, with what differs from the event before it
   * @param changed is told each time that there is something else to be seen
   */
  constructor(
    private readonly read: (runId: string, at: number, signal: AbortSignal) => Promise<RunState>,
    private readonly changed: (view: PastView) => void,
  ) {}

  /** @param at the event; `undefined`: the present */
  show(runId: string, at: number | undefined): void {
    if (runId !== this.runId) {
      this.end();
      this.kept.clear();
      this.runId = runId;
      this.see({ state: undefined, aheadOf: undefined });
    }
    this.wanted = at;
    this.see({ error: undefined });
    if (at === undefined) {
      this.end();
      this.see({ state: undefined, aheadOf: undefined });
      return;
    }
    this.ahead?.abort();
    const kept = this.kept.get(at);
    if (kept) {
      this.see({ state: kept });
      void this.readAhead(at);
      return;
    }
    const { reading } = this;
    if (!reading) void this.readAt(at);
    else if (reading.at !== at && performance.now() - reading.since > STALE_MS) {
      reading.abort.abort();
      void this.readAt(at);
    }
  }

  /** The state after an event, when it is known already. */
  known(at: number): RunState | undefined {
    return this.kept.get(at);
  }

  end(): void {
    this.reading?.abort.abort();
    this.reading = undefined;
    this.ahead?.abort();
  }

  private see(change: Partial<PastView>): void {
    this.view = { ...this.view, ...change };
    this.changed(this.view);
  }

  private async readAt(at: number): Promise<void> {
    const abort = new AbortController();
    const reading = { at, since: performance.now(), abort };
    this.reading = reading;
    try {
      const state = await this.fetch(at, abort.signal);
      if (this.reading !== reading) return;
      this.see({ state });
    } catch (error) {
      if (this.reading !== reading) return;
      if (at === this.wanted) this.see({ error: problemOf(error) });
    }
    this.reading = undefined;
    if (this.wanted === undefined) return;
    if (this.wanted !== at) this.show(this.runId, this.wanted);
    else if (!this.view.error) void this.readAhead(at);
  }

  /** Both neighbours, so that a step either way is there when it is asked for; the next one first: playing waits for it. */
  private async readAhead(at: number): Promise<void> {
    const abort = new AbortController();
    this.ahead = abort;
    const last = this.view.state?.last ?? at;
    const readable = (next: number): boolean => next >= 0 && next <= last && !this.kept.has(next);
    for (const next of [at + 1, at - 1]) {
      if (readable(next)) await this.fetch(next, abort.signal).catch(() => undefined);
      if (abort.signal.aborted) return;
      if (next > at) this.see({ aheadOf: at });
    }
  }

  private async fetch(at: number, signal: AbortSignal): Promise<RunState> {
    const { runId } = this;
    const state = await this.read(runId, at, signal);
    if (runId !== this.runId) return state;
    this.kept.delete(at);
    this.kept.set(at, state);
    const oldest = this.kept.keys().next().value;
    if (this.kept.size > MOST && oldest !== undefined) this.kept.delete(oldest);
    return state;
  }
}
