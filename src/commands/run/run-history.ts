import { runStream } from '../../domain/catalog.js';
import type { Recorded } from '../../domain/kernel/envelope.js';
import { DomainError } from '../../domain/kernel/errors.js';
import type { EventStore, Head } from '../../domain/kernel/ports.js';
import type { RunEvent } from '../../domain/run/events.js';
import type { RunAt, RunHistory } from '../../domain/run/history.js';
import { noSuchRun } from '../../domain/run/rejections.js';
import { planOfRun } from '../../domain/run/run-plan.js';
import type { Run, RunState } from '../../domain/run/state.js';
import type { Plan } from '../../domain/workflow/plan.js';
import type { Folding } from '../aggregate.js';
import { eventOf, fold } from '../fold.js';
import { snapshotFrom } from '../snapshot-state.js';
import { copyState } from '../state-copy.js';
import { nothingLoaded, type Loaded } from '../stream-session.js';
import type { WriterDeps } from '../writer-deps.js';
import type { Definitions } from './definitions.js';
import { FoldCache, type Stretch } from './fold-cache.js';

export interface HistoryDeps extends Pick<WriterDeps, 'snapshots' | 'log'> {
  readonly store: Pick<EventStore, 'read' | 'readOne'>;
  readonly definitions: Pick<Definitions, 'get'>;
}

/** Events and states of the runs that were looked at last. */
const CACHE_BYTES = 64 * 1024 * 1024;
/** A state is kept at every so many events: what is between two is folded again. */
const STRETCH_EVENTS = 500;
/** Nearer than this, reading on is cheaper than looking for a snapshot. */
const NEAR = 150;

/** The history of runs from the log: the nearest usable snapshot at or before the event, then the writer's own fold. */
export class LoggedRunHistory implements RunHistory {
  readonly #folding: Folding<RunState, RunEvent, null>;
  readonly #deps: HistoryDeps;
  readonly #cache: FoldCache;
  /** One reader per run: of several that ask at once the first reads, the others find it read. */
  readonly #readers = new Map<string, Promise<unknown>>();

  constructor(folding: Folding<RunState, RunEvent, null>, deps: HistoryDeps, cacheBytes = CACHE_BYTES) {
    this.#folding = folding;
    this.#deps = deps;
    this.#cache = new FoldCache(cacheBytes);
  }

  async stateAt(runId: string, revision?: number): Promise<RunAt> {
    const stream = runStream(runId);
    const end = await this.#deps.store.readOne(stream, 'end');
    if (!end) throw noSuchRun(runId);
    const last = end.revision;
    const wanted = revision ?? last;
    if (!Number.isInteger(wanted) || wanted < 0 || wanted > last)
      throw new DomainError(
        'RUN.NO_SUCH_EVENT',
        'invalid',
        `Run ${runId} has no event ${wanted}: its events are 0 to ${last}.`,
        { first: 0, last },
      );
    const at = this.#known(stream, wanted) ?? (await this.#inTurn(stream, wanted));
    return { ...at, last };
  }

  async *events(runId: string, from = 0, through = Number.MAX_SAFE_INTEGER): AsyncIterable<Recorded<RunEvent>> {
    const { store } = this.#deps;
    const stream = runStream(runId);
    if (through < from) return;
    const before = from > 0 ? await store.readOne(stream, from - 1) : undefined;
    if (from > 0 && !before) return;
    const after: Head | undefined = before && { revision: before.revision, hash: before.metadata.hash };
    for await (const event of store.read(stream, { ...(after && { after }), maxCount: through - from + 1 }))
      yield eventOf(this.#folding, event);
  }

  async planOf({ workflow, source }: Run): Promise<Plan> {
    const { plan } = await this.#deps.definitions.get(workflow.hash, workflow.definition);
    return planOfRun(plan, source?.changes);
  }

  /** From what is kept; undefined when that does not reach so far. */
  #known(stream: string, wanted: number): Omit<RunAt, 'last'> | undefined {
    const stretch = this.#cache.before(stream, wanted);
    const event = stretch?.events[wanted - stretch.head.revision];
    if (!stretch || !event) return undefined;
    return at(this.#folded(stretch, wanted), event);
  }

  #inTurn(stream: string, wanted: number): Promise<Omit<RunAt, 'last'>> {
    const before = this.#readers.get(stream) ?? Promise.resolve();
    const turn = before
      .catch(() => undefined)
      .then(async () => this.#known(stream, wanted) ?? (await this.#read(stream, wanted)));
    this.#readers.set(stream, turn);
    const done = () => {
      if (this.#readers.get(stream) === turn) this.#readers.delete(stream);
    };
    turn.then(done, done);
    return turn;
  }

  /** Folds through the event, and keeps what it has read. */
  async #read(stream: string, wanted: number): Promise<Omit<RunAt, 'last'>> {
    const begun = await this.#begin(stream, wanted);
    const { loaded } = begun;
    let { stretch } = begun;
    let last = stretch?.events.at(-1);
    const maxCount = wanted - loaded.head.revision;
    if (maxCount > 0)
      for await (const recorded of this.#deps.store.read(stream, { after: loaded.head, maxCount })) {
        const event = eventOf(this.#folding, recorded);
        fold(this.#folding, loaded, null, event);
        if (!stretch || stretch.events.length >= STRETCH_EVENTS)
          stretch = this.#cache.open(event, copyState(runOf(loaded.state)));
        else this.#cache.add(stretch, event);
        last = event;
      }
    if (last?.revision === wanted) return at(loaded, last);
    throw new DomainError(
      'STORE.UNAVAILABLE',
      'unavailable',
      `The event store did not give event ${wanted} of stream ${stream}. Try again.`,
    );
  }

  /** Where to fold from: the end of what is kept, else the nearest snapshot, else the start. */
  async #begin(stream: string, wanted: number): Promise<{ loaded: Loaded<RunState>; stretch: Stretch | undefined }> {
    const kept = this.#cache.before(stream, wanted);
    const keptThrough = kept ? kept.head.revision + kept.events.length - 1 : -1;
    if (wanted - keptThrough > NEAR) {
      const loaded = nothingLoaded(this.#folding.decider.initialState());
      const event = await snapshotFrom(this.#folding, this.#deps, stream, loaded, wanted);
      if (event && event.revision > keptThrough)
        return { loaded, stretch: this.#cache.open(eventOf(this.#folding, event), copyState(runOf(loaded.state))) };
    }
    if (kept) return { loaded: this.#folded(kept, keptThrough), stretch: kept };
    return { loaded: nothingLoaded(this.#folding.decider.initialState()), stretch: undefined };
  }

  #folded({ state, head, events }: Stretch, through: number): Loaded<RunState> {
    const loaded: Loaded<RunState> = { ...nothingLoaded(copyState<RunState>(state)), head };
    for (const event of events.slice(1, through - head.revision + 1)) fold(this.#folding, loaded, null, event);
    return loaded;
  }
}

const at = ({ state, head }: Loaded<RunState>, event: Recorded<RunEvent>): Omit<RunAt, 'last'> => ({
  state: runOf(state),
  head,
  at: event.metadata.at,
  event,
});

/** After its first event a run is there. */
function runOf(state: RunState): Run {
  if (state.status !== 'none') return state;
  throw new DomainError('STREAM.UNREADABLE', 'unavailable', 'The stream of a run does not begin with its start.');
}
