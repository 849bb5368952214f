import { call } from '../../api/client.js';
import { PastReader, type PastView } from './past-reader.js';

/** The past of the run that is on the page, as the page sees it. */
class PastStates {
  private view = $state.raw<PastView>({ state: undefined, error: undefined, aheadOf: undefined });
  private readonly reader = new PastReader(
    (runId, at, signal) =>
      call('getRunState', { params: { runId }, query: at > 0 ? { at, diff: at - 1 } : { at } }, { signal }),
    (view) => (this.view = view),
  );

  readonly state = $derived(this.view.state);
  readonly error = $derived(this.view.error);
  readonly aheadOf = $derived(this.view.aheadOf);

  /** What is to be seen at an event: its state, at once when it is known, until then the one that was seen before it. */
  seenAt(at: number | undefined): PastView['state'] {
    const { state } = this.view;
    return at === undefined ? undefined : (this.reader.known(at) ?? state);
  }

  /** @param at the event; `undefined`: the present */
  show(runId: string, at: number | undefined): void {
    this.reader.show(runId, at);
  }

  /** The state after an event, when it is known already. */
  known(at: number): PastView['state'] {
    return this.reader.known(at);
  }

  end(): void {
    this.reader.end();
  }
}

/** Of the run that is on the page. */
export const past = new PastStates();
