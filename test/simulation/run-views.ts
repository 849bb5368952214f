import { isRunEvent, RunInvariants } from '../support/run-invariants.js';
import { runStream, STREAMS } from '../../src/domain/catalog.js';
import type { Recorded } from '../../src/domain/kernel/envelope.js';
import { evolve } from '../../src/domain/run/evolve.js';
import type { Run, RunState } from '../../src/domain/run/state.js';
import type { Plan } from '../../src/domain/workflow/plan.js';

/** One run as its events say, and whether they keep the rules. */
export class RunView {
  readonly events: Recorded[] = [];
  readonly invariants: RunInvariants;
  #state: RunState = { status: 'none' };
  #folded = 0;

  constructor(
    readonly runId: string,
    readonly plan: Plan,
  ) {
    this.invariants = new RunInvariants(plan);
  }

  get run(): Run | undefined {
    for (const event of this.events.slice(this.#folded))
      if (isRunEvent(event)) this.#state = evolve(this.#state, structuredClone(event));
    this.#folded = this.events.length;
    return this.#state.status === 'none' ? undefined : this.#state;
  }
}

/** The log in the order of the log, by stream, as it grows. */
export class LogView {
  readonly streams = new Map<string, Recorded[]>();
  readonly runs = new Map<string, RunView>();
  #seen = 0;

  constructor(
    readonly log: readonly Recorded[],
    /** Plan of the workflow of a run. */
    readonly planOf: (workflowId: string) => Plan,
  ) {}

  /** Takes in what is new. */
  look(): this {
    for (; this.#seen < this.log.length; this.#seen++) {
      const event = this.log[this.#seen];
      if (event) this.#take(event);
    }
    return this;
  }

  #take(event: Recorded): void {
    const known = this.streams.get(event.stream);
    if (known) known.push(event);
    else this.streams.set(event.stream, [event]);
    if (!event.stream.startsWith(STREAMS.run)) return;
    const runId = event.stream.slice(STREAMS.run.length);
    let view = this.runs.get(runId);
    if (!view && isRunEvent(event) && event.type === 'RunStarted')
      this.runs.set(runId, (view = new RunView(runId, this.planOf(event.data.workflow.id))));
    view?.events.push(event);
  }

  run(runId: string): Run | undefined {
    return this.runs.get(runId)?.run;
  }
  eventsOf(runId: string): readonly Recorded[] {
    return this.streams.get(runStream(runId)) ?? [];
  }
}
