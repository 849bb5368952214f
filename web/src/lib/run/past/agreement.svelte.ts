import type { RunState } from '$contract/run-state.js';
import { call } from '../../api/client.js';

/** Asked when a run has not changed for this long: while it moves, the two are read at different events. */
const REST_MS = 2_000;

/** Whether the read model of the run on the page says what the log says. Undefined while that is not known. */
export class Agreement {
  differences = $state.raw<NonNullable<RunState['agrees']>['differences']>([]);

  /** @returns what ends it. @param revision of the last event that the page shows */
  watch(runId: string | undefined, revision: number | undefined): (() => void) | undefined {
    this.differences = [];
    if (runId === undefined || revision === undefined) return undefined;
    const abort = new AbortController();
    const timer = setTimeout(() => void this.ask(runId, abort.signal), REST_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }

  /** Not being able to ask is said elsewhere. */
  private async ask(runId: string, signal: AbortSignal): Promise<void> {
    const state = await call('getRunState', { params: { runId } }, { signal }).catch(() => undefined);
    if (!signal.aborted) this.differences = state?.agrees?.differences ?? [];
  }
}
