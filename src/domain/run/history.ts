import type { Plan } from '../workflow/plan.js';
import type { Recorded } from '../kernel/envelope.js';
import type { Head } from '../kernel/ports.js';
import type { RunEvent } from './events.js';
import type { Run } from './state.js';

/** A run as it was right after one of its events. */
export interface RunAt {
  /** The caller's own: `evolve` may consume it. */
  readonly state: Run;
  /** Revision and hash of that event. */
  readonly head: Head;
  /** When that event was recorded, ISO 8601. */
  readonly at: string;
  readonly event: Recorded<RunEvent>;
  /** Revision of the last event that the run has by now. */
  readonly last: number;
}

/** Any run as it was at any of its events, by the fold of the live server. Revisions count from 0. */
export interface RunHistory {
  /**
   * The state after an event; default: the last one. Rejects with RUN.NOT_FOUND (notFound), RUN.NO_SUCH_EVENT (invalid), or what reading the
   * log says: STORE.UNAVAILABLE, STREAM.BROKEN_CHAIN, STREAM.NEWER (unavailable).
   */
  stateAt(runId: string, revision?: number): Promise<RunAt>;
  /** The run's events from one revision through another, both inclusive and optional, with their hash chain verified. A run that is not there has none. */
  events(runId: string, from?: number, through?: number): AsyncIterable<Recorded<RunEvent>>;
  /** The plan that the run follows. Rejects with BLOB.MISSING, WORKFLOW.UNREADABLE (unavailable). */
  planOf(run: Run): Promise<Plan>;
}
