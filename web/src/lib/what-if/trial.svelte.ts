import type { TriedRun, TrialSums } from '$contract/policies.js';
import { call } from '../api/client.js';
import { problemOf, type Problem } from '../api/problem.js';

export interface TrialOrder {
  /** YAML or JSON; undefined: those of the current version of each workflow. */
  readonly policies: string | undefined;
  /** ISO 8601. */
  readonly since: string;
  readonly workflow: string | undefined;
}
type Page = Awaited<ReturnType<typeof call<'tryPolicies'>>>;

/** Runs that are listed; the sums are over all. */
export const MOST_LISTED = 200;

/** One trial: call after call, until all runs are done or somebody stops it. */
export class Trial {
  state = $state<'idle' | 'running' | 'stopped' | 'done'>('idle');
  sums = $state.raw<TrialSums | undefined>();
  /** Runs in which something would have been otherwise. */
  runs = $state.raw<readonly TriedRun[]>([]);
  /** How many of them are not listed. */
  more = $state(0);
  unread = $state(0);
  /** How many runs there are; with a plus when counting stopped. */
  total = $state<{ readonly count: number; readonly more: boolean } | undefined>();
  problem = $state.raw<Problem | undefined>();
  #reading: AbortController | undefined;

  async start({ policies, since, workflow }: TrialOrder): Promise<void> {
    this.stop();
    const reading = new AbortController();
    this.#reading = reading;
    const { signal } = reading;
    Object.assign(this, { state: 'running', sums: undefined, runs: [], more: 0, unread: 0, total: undefined });
    this.problem = undefined;
    try {
      this.total = await call('countRuns', { query: { startedFrom: since, workflow } }, { signal });
      let last: Page | undefined;
      do {
        const body = { policies, since, workflow, cursor: last?.next, soFar: last?.soFar };
        last = await call('tryPolicies', { body }, { signal });
        this.#take(last);
      } while (last.next !== undefined);
      this.state = 'done';
    } catch (error) {
      if (signal.aborted) return;
      this.problem = problemOf(error);
      this.state = 'stopped';
    }
  }

  /** What was found until now stays. */
  stop(): void {
    this.#reading?.abort();
    if (this.state === 'running') this.state = 'stopped';
  }

  #take({ items, soFar, skipped }: Page): void {
    const changed = items.filter(({ findings }) => findings.length > 0);
    const room = MOST_LISTED - this.runs.length;
    this.runs = [...this.runs, ...changed.slice(0, room)];
    this.more += Math.max(0, changed.length - room);
    this.unread += skipped.length;
    this.sums = soFar.sums;
  }
}
