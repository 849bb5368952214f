import type { RunState } from '$contract/run-state.js';
import { call } from '../../api/client.js';
import { problemOf, type Problem } from '../../api/problem.js';

/** States that are kept; those looked at last. */
const MOST = 40;
/** An answer that was not there by then and is not wanted any more is not waited for. */
const STALE_MS = 120;

/**
 * The states of one run at the events that are looked at. What was looked at once is there at once; the neighbours are read ahead. While one reads,
 * the state before stays; of many events in a short time (a drag) as many are read as can be, and the last one always.
 */
class PastStates {
  /** Undefined in the present, and until the first one is there. */
  state = $state.raw<RunState | undefined>();
  error = $state.raw<Problem | undefined>();
  private runId = '';
  private wanted: number | undefined;
  private readonly kept = new Map<number, RunState>();
  private reading: { readonly at: number; readonly since: number; readonly abort: AbortController } | undefined;
  private ahead: AbortController | undefined;

  /** @param at the event; `undefined`: the present */
  show(runId: string, at: number | undefined): void {
    if (runId !== this.runId) {
      this.end();
      this.kept.clear();
      this.runId = runId;
      this.state = undefined;
    }
    this.wanted = at;
    this.error = undefined;
    if (at === undefined) {
      this.end();
      this.state = undefined;
      return;
    }
    this.ahead?.abort();
    const kept = this.kept.get(at);
    if (kept) {
      this.state = kept;
      void this.readAhead(at);
      return;
    }
    const { reading } = this;
    if (!reading) void this.read(at);
    else if (reading.at !== at && performance.now() - reading.since > STALE_MS) {
      reading.abort.abort();
      void this.read(at);
    }
  }

  /** The state after the next event, when it is known already. */
  known(at: number): RunState | undefined {
    return this.kept.get(at);
  }

  end(): void {
    this.reading?.abort.abort();
    this.reading = undefined;
    this.ahead?.abort();
  }

  private async read(at: number): Promise<void> {
    const abort = new AbortController();
    const reading = { at, since: performance.now(), abort };
    this.reading = reading;
    try {
      const state = await this.fetch(at, abort.signal);
      if (this.reading !== reading) return;
      this.state = state;
    } catch (error) {
      if (this.reading !== reading) return;
      if (at === this.wanted) this.error = problemOf(error);
    }
    this.reading = undefined;
    if (this.wanted === undefined) return;
    if (this.wanted !== at) this.show(this.runId, this.wanted);
    else if (!this.error) void this.readAhead(at);
  }

  /** Both neighbours, so that a step either way is there when it is asked for. */
  private async readAhead(at: number): Promise<void> {
    const abort = new AbortController();
    this.ahead = abort;
    const last = this.state?.last ?? at;
    for (const next of [at + 1, at - 1]) {
      if (abort.signal.aborted || next < 0 || next > last || this.kept.has(next)) continue;
      await this.fetch(next, abort.signal).catch(() => undefined);
    }
  }

  private async fetch(at: number, signal: AbortSignal): Promise<RunState> {
    const { runId } = this;
    const query = at > 0 ? { at, diff: at - 1 } : { at };
    const state = await call('getRunState', { params: { runId }, query }, { signal });
    if (runId !== this.runId) return state;
    this.kept.delete(at);
    this.kept.set(at, state);
    const oldest = this.kept.keys().next().value;
    if (this.kept.size > MOST && oldest !== undefined) this.kept.delete(oldest);
    return state;
  }
}

/** Of the run that is on the page. */
export const past = new PastStates();
