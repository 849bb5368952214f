import type { Recorded } from '../../domain/kernel/envelope.js';
import type { RunId, StepKey, TaskId } from '../../domain/kernel/ids.js';
import type { Payload } from '../../domain/kernel/payload.js';
import type { RunEvent, RunEventData } from '../../domain/run/events.js';
import type { KeptResult } from '../../domain/run/kept-results.js';
import type { Effect } from '../../domain/run/replay-plan.js';

/** A result as the origin's event says it. */
export type Result = Pick<KeptResult, 'step' | 'outcome' | 'output' | 'outputHash' | 'summary' | 'verdict'> & {
  readonly revision: number;
};

/** What a replay wants to know of its origin beside the state at N: told by one pass over its events. */
export class ReplayStory {
  input: Payload = null;
  inputHash = '';
  /** The last result of each step by N. */
  readonly results = new Map<StepKey, Result>();
  /** The last attempt of each step by N, in this run or, when there was none, in the one that it replays. */
  readonly tasks = new Map<StepKey, { readonly taskId: TaskId; readonly inputsHash: string }>();
  /** All of them, also after N. */
  readonly effects: Effect[] = [];
  /** How long the attempt took that gave the step's result, also after N. */
  readonly durations = new Map<StepKey, number>();
  readonly #dispatchedAt = new Map<string, number>();

  constructor(
    readonly runId: RunId,
    readonly revision: number,
  ) {}

  tell(event: Recorded<RunEvent>): void {
    const at = Date.parse(event.metadata.at);
    switch (event.type) {
      case 'RunStarted':
        this.input = event.data.input;
        this.inputHash = event.data.inputHash;
        // Of a replay: what its origin had begun, and it had not come to yet.
        for (const { stepKey, ...task } of event.data.source?.tasks ?? []) this.tasks.set(stepKey, task);
        return;
      case 'StepDispatched': {
        const { step, taskId, inputsHash, leaseId } = event.data;
        if (event.revision <= this.revision) this.tasks.set(step.stepKey, { taskId, inputsHash });
        this.#dispatchedAt.set(leaseId, at);
        return;
      }
      case 'SideEffectRecorded': {
        this.effects.push(effectOf(event.data, event.revision, { runId: this.runId, revision: this.revision }));
        return;
      }
      case 'StepCompleted': {
        const { step, leaseId } = event.data;
        const since = this.#dispatchedAt.get(leaseId);
        if (since !== undefined) this.durations.set(step.stepKey, at - since);
        return this.#result(event, { ...event.data, outcome: 'completed' });
      }
      case 'StepSkipped':
        return this.#result(event, { ...event.data, outcome: 'skipped', summary: event.data.reason });
      case 'StepCarriedOver':
        return this.#result(event, event.data);
      default:
    }
  }

  #result({ revision }: Recorded<RunEvent>, data: Omit<RunEventData<'StepCarriedOver'>, 'from' | 'cost'>): void {
    if (revision > this.revision) return;
    const { step, outcome, output, outputHash, summary, verdict } = data;
    this.results.set(step.stepKey, {
      step,
      outcome,
      summary,
      revision,
      ...(output === undefined ? {} : { output }),
      ...(outputHash === undefined ? {} : { outputHash }),
      ...(verdict === undefined ? {} : { verdict }),
    });
  }
}

/** A side effect of a run that is replayed from an event. */
export const effectOf = (
  { step: { stepKey }, attempt, kind, target }: RunEventData<'SideEffectRecorded'>,
  revision: number,
  from: { readonly runId: RunId; readonly revision: number },
): Effect => ({ runId: from.runId, stepKey, attempt, kind, target, revision, later: revision > from.revision });
