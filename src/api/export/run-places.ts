import type { LogReader, StoredEvent } from '../../domain/kernel/ports.js';
import { numberOf, textOf } from './stored-fields.js';

/** Where an event belongs that names only a lease or an approval. */
export interface Place {
  readonly stepKey: string | null;
  readonly attempt: number | null;
  readonly agentId: string | null;
}
/** What the events of a run do not say again. */
export interface RunPlace {
  workflowId: string | null;
  /** By the id of a lease or an approval. */
  readonly introduced: Map<string, Place>;
}

/** What is kept, at most: runs, and leases and approvals in all of them. */
const RUNS = 10_000;
const INTRODUCED = 100_000;

/** Which events give an id its meaning, and which id. */
const INTRODUCES: Readonly<Record<string, string>> = { StepDispatched: 'leaseId', ApprovalRequested: 'approvalId' };

/**
 * What runs are about, found in the log as it is read in its order, and no read model: a run that is met in its middle is read from its start.
 * `whole`: leases and approvals too; else the workflow only, which the first event says.
 */
export class RunPlaces {
  readonly #reader: Pick<LogReader, 'readStream'>;
  readonly #whole: boolean;
  readonly #limits: { readonly runs: number; readonly introduced: number };
  readonly #runs = new Map<string, RunPlace>();
  #introduced = 0;

  constructor(
    reader: Pick<LogReader, 'readStream'>,
    whole: boolean,
    limits: { readonly runs: number; readonly introduced: number } = { runs: RUNS, introduced: INTRODUCED },
  ) {
    this.#reader = reader;
    this.#whole = whole;
    this.#limits = limits;
  }

  /** Of an event of a run. */
  async of(event: StoredEvent): Promise<RunPlace> {
    const { stream, revision } = event;
    let run = this.#runs.get(stream);
    if (run) this.#runs.delete(stream);
    else {
      run = { workflowId: null, introduced: new Map() };
      const maxCount = this.#whole ? revision : Math.min(revision, 1);
      if (maxCount > 0)
        for await (const before of this.#reader.readStream(stream, { maxCount })) this.#note(run, before);
    }
    // The one that was used last is the last to go.
    this.#runs.set(stream, run);
    this.#note(run, event);
    this.#trim(stream);
    return run;
  }

  #note(run: RunPlace, { revision, type, data }: StoredEvent): void {
    if (revision === 0) run.workflowId = textOf(data, 'workflow', 'id');
    const name = this.#whole && Object.hasOwn(INTRODUCES, type) ? INTRODUCES[type] : undefined;
    const id = name === undefined ? null : textOf(data, name);
    if (id === null || run.introduced.has(id)) return;
    this.#introduced++;
    run.introduced.set(id, {
      stepKey: textOf(data, 'step', 'stepKey'),
      attempt: numberOf(data, 'attempt'),
      agentId: textOf(data, 'agent', 'id'),
    });
  }

  #trim(current: string): void {
    for (const [stream, run] of this.#runs) {
      if (stream === current) return;
      if (this.#runs.size <= this.#limits.runs && this.#introduced <= this.#limits.introduced) return;
      this.#runs.delete(stream);
      this.#introduced -= run.introduced.size;
    }
  }
}
