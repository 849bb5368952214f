import type { Recorded } from '../domain/kernel/envelope.js';
import { runEvents } from '../domain/run/events.js';

/**
 * The runs of a part of the log that have something left to do at its end: those that are open, and those that ended while a lease may still hold
 * money. Who has a long log to go through looks at these, instead of at every run that ever was. Names a run too many rather than one too few.
 */
export class Backlog {
  readonly #streams = new Set<string>();
  /** An attempt of it ended without a result. */
  readonly #unsettled = new Set<string>();

  /** Takes the events of runs in the log's order. */
  note(event: Recorded): void {
    const { stream, type } = event;
    switch (type) {
      case 'LeaseLost':
      case 'StepTimedOut':
      case 'StepStopped':
      case 'RunHalted':
        this.#unsettled.add(stream);
        break;
      case 'RunCompleted':
        return this.#ended(stream);
      case 'RunFailed':
      case 'RunCancelled': {
        const { revoked } = runEvents[type].parse(event.data);
        if (revoked.length > 0) this.#unsettled.add(stream);
        return this.#ended(stream);
      }
      default:
    }
    this.#streams.add(stream);
  }

  #ended(stream: string): void {
    if (this.#unsettled.has(stream)) this.#streams.add(stream);
    else this.#streams.delete(stream);
  }

  get streams(): readonly string[] {
    return [...this.#streams];
  }
}
