import type { DomainEvent, Recorded } from '../domain/kernel/envelope.js';
import { DomainError, messageOf } from '../domain/kernel/errors.js';
import type { CommandAnswer, CommandContext } from '../domain/kernel/ports.js';
import type { Aggregate } from './aggregate.js';
import type { Named } from './named.js';
import {
  nothingLoaded,
  outcomeUnknown,
  storeUnavailable,
  StreamSession,
  type Loaded,
  type Look,
  type Pending,
} from './stream-session.js';
import { fold } from './fold.js';
import { MAX_WANTED, Round } from './round.js';
import type { WriterDeps } from './writer-deps.js';
import { snapshotFrom, snapshotOf } from './snapshot-state.js';
import { failpoint } from '../faults/failpoint.js';

/** Commands that leave as one append, at most. */
const MAX_BATCH = 500;
const MAX_CONFLICTS = 50;
/** Snapshots are due when the tail has this many events. */
const SNAPSHOT_EVERY = 50;
/** A snapshot waits this long: it must not stand in the way of what comes next, and nobody wants it while the state is at hand. */
const SNAPSHOT_AFTER_MS = 1_000;
/** A command that is still unanswered after this long while the store is away is answered "unavailable". */
const PATIENCE_MS = 1_700;
const MAX_SESSIONS = 20_000;
/** Of streams that have ended: little is asked of them, and their states are the largest. */
const MAX_ENDED = 500;
const MAX_LOADS = 32;
const MAX_REFUSED = 10_000;
/** A reaction that could not be had is tried again after this long, doubling. */
const REACT_AGAIN_MS = 200;
const REACT_AGAIN_MAX_MS = 10_000;

/** `away`: the store does not answer, try again. `refused`: trying again soon will not mend it. */
export type Looked = 'done' | 'away' | 'refused';

/**
 * The write side of one kind of stream in this process: a queue per stream. Load, gather facts, decide, append at the revision read, resolve conflicts;
 * commands that wait for one stream are decided one by one on the state at hand and leave as ONE append. A command is answered after the append that it was decided on.
 */
export class Writer<State, Request extends Named, Command extends Named, Event extends DomainEvent, Aux> {
  readonly #sessions = new Map<string, StreamSession<State, Request, Aux>>();
  readonly #pending = new Set<Pending<Request>>();
  readonly #sweeper: NodeJS.Timeout;
  readonly #onTheirWay = new Set<Promise<unknown>>();
  /** Streams that have ended and are still at hand, in the order in which they did. */
  readonly #ended = new Set<string>();
  #loads = 0;
  #rounds = 0;
  #closed = false;
  /** What was said of streams that cannot be looked at: once is enough. */
  readonly #refused = new Set<string>();
  readonly #waitingLoads: (() => void)[] = [];

  constructor(
    readonly aggregate: Aggregate<State, Request, Command, Event, Aux>,
    readonly deps: WriterDeps,
  ) {
    this.#sweeper = setInterval(() => this.#answerTheImpatient(), 100);
    this.#sweeper.unref();
  }

  close(): void {
    clearInterval(this.#sweeper);
    this.#closed = true;
  }

  /** Rejects with a DomainError: the decider's, or STORE.UNAVAILABLE, STORE.OUTCOME_UNKNOWN, IDEMPOTENCY.MISMATCH. */
  execute(stream: string, request: Request, context: CommandContext): Promise<CommandAnswer> {
    if (!this.deps.store.available()) return Promise.reject(storeUnavailable());
    return new Promise((resolve, reject) => {
      const pending: Pending<Request> = {
        request,
        context,
        receivedAt: MUTANT.clockOfAgent && context.actor.kind === 'agent' ? Date.now() : this.deps.clock.now(),
        inFlight: false,
        settled: false,
        resolve,
        reject,
      };
      this.#pending.add(pending);
      const session = this.#session(stream);
      session.queue.push(pending);
      this.#wake(session);
    });
  }

  /**
   * Looks again at what a stream's state wants. Settles when that was appended, or there was nothing.
   *
   * @param revision of its last event, as far as the caller knows; it may be older. Spares the look for a snapshot of a short stream
   */
  async nudge(stream: string, revision?: number): Promise<Looked> {
    const session = this.#session(stream);
    session.nudged = true;
    session.isShort = !session.loaded && revision !== undefined && revision + 1 < SNAPSHOT_EVERY;
    try {
      return await this.look(stream, (): Looked => 'done');
    } catch (error) {
      return this.#whyNot(stream, error);
    }
  }

  /** What is refused is said once: whoever looks at the stream again and again hears the same each time. */
  #whyNot(stream: string, error: unknown): Exclude<Looked, 'done'> {
    if (willMend(error)) return 'away';
    const code = error instanceof DomainError ? error.code : 'INTERNAL';
    const said = `${stream} ${code}`;
    if (this.#refused.has(said)) return 'refused';
    if (this.#refused.size >= MAX_REFUSED) this.#refused.clear();
    this.#refused.add(said);
    this.deps.log.error(
      { stream, code, reason: messageOf(error) },
      'a stream cannot be looked at: nothing is done on it until that is mended',
    );
    return 'refused';
  }

  /** Reads something off a stream's state when no append is in flight. What it returns must be a copy: the state changes in place. */
  look<T>(stream: string, read: (state: State, loaded: Loaded<State>, aux: Aux) => T): Promise<T> {
    const session = this.#session(stream);
    return new Promise((resolve, reject) => {
      const look: Look<State, Aux> = (loaded, aux) => resolve(read(loaded.state, loaded, aux));
      session.looks.push({ look, fail: reject });
      this.#wake(session);
    });
  }

  /** Revision of a stream's head as far as this process knows; undefined when it is not at hand. */
  knownRevision(stream: string): number | undefined {
    return this.#sessions.get(stream)?.loaded?.head.revision;
  }

  /** Another instance appended: what is at hand is old. */
  forget(stream: string): void {
    const session = this.#sessions.get(stream);
    if (session?.busy) session.stale = true;
    else if (session?.loaded) session.behind = true;
  }

  /** Settles when every append that is on its way now has been answered. */
  async settled(): Promise<void> {
    await Promise.allSettled([...this.#onTheirWay]);
  }

  #session(stream: string): StreamSession<State, Request, Aux> {
    let session = this.#sessions.get(stream);
    if (session) {
      if (this.#sessions.size > MAX_SESSIONS / 2) {
        this.#sessions.delete(stream);
        this.#sessions.set(stream, session);
      }
      return session;
    }
    session = new StreamSession(stream, this.aggregate.newAux());
    this.#sessions.set(stream, session);
    if (this.#sessions.size > MAX_SESSIONS) this.#evict();
    return session;
  }

  #evict(): void {
    for (const [stream, session] of this.#sessions) {
      if (this.#sessions.size <= MAX_SESSIONS * 0.9) return;
      if (!session.idle) continue;
      this.#sessions.delete(stream);
      this.aggregate.release?.(session.aux);
    }
  }

  /** What comes in the same turn of the event loop joins the same append. */
  #wake(session: StreamSession<State, Request, Aux>): void {
    if (session.busy) return;
    session.busy = true;
    queueMicrotask(() => void this.#pump(session));
  }

  async #pump(session: StreamSession<State, Request, Aux>): Promise<void> {
    try {
      while (session.queue.length > 0 || session.looks.length > 0 || session.nudged) {
        const { nudged } = session;
        const batch = session.queue.splice(0, MAX_BATCH).filter((pending) => !pending.settled);
        const looks = session.looks.splice(0);
        try {
          await this.#append(session, batch);
          const { loaded } = session;
          if (loaded) for (const { look } of looks) look(loaded, session.aux);
          else for (const { fail } of looks) fail(storeUnavailable());
        } catch (error) {
          this.#drop(session);
          if (nudged) this.#reactAgain(session, error);
          for (const pending of batch) this.#reject(pending, error);
          for (const { fail } of looks) fail(error);
        }
      }
    } finally {
      session.busy = false;
    }
  }

  /** What is at hand ran ahead of a log that went another way. */
  #drop(session: StreamSession<State, Request, Aux>): void {
    session.loaded = undefined;
    session.stale = false;
    session.behind = false;
    this.#letGo(session);
  }

  /** The newest ones stay at hand, for what comes late. */
  #hasEnded(session: StreamSession<State, Request, Aux>): void {
    this.#letGo(session);
    this.#ended.delete(session.stream);
    this.#ended.add(session.stream);
    for (const stream of this.#ended) {
      if (this.#ended.size <= MAX_ENDED) return;
      if (this.#sessions.get(stream)?.idle === false) continue;
      this.#ended.delete(stream);
      this.#sessions.delete(stream);
    }
  }

  #letGo(session: StreamSession<State, Request, Aux>): void {
    this.aggregate.release?.(session.aux);
    session.aux = this.aggregate.newAux();
  }

  /** One append for what waits, as much as fits; again after each conflict. Throws when it cannot be: then nothing was written. */
  async #append(session: StreamSession<State, Request, Aux>, batch: readonly Pending<Request>[]): Promise<void> {
    const react = this.deps.inline || session.nudged;
    session.nudged = false;
    let most = { commands: batch.length, wants: MAX_WANTED };
    let mustLoad = false;
    for (let conflicts = 0; ;) {
      if (session.stale) this.#drop(session);
      if (session.behind) await this.#catchUp(session);
      const atHand = session.loaded;
      const first = batch.find((pending) => !pending.settled);
      const assumed = !atHand && !mustLoad && first !== undefined && this.aggregate.creates?.(first.request) === true;
      const loaded =
        atHand ?? (assumed ? (session.loaded = this.#empty()) : await this.#loading(() => this.#load(session)));
      mustLoad = true;
      // Who was told meanwhile that nothing was done must find nothing done.
      const waiting = batch.filter((pending) => !pending.settled);
      for (const pending of waiting) pending.inFlight = true;
      const round = new Round(session, loaded, this.aggregate, this.deps, ++this.#rounds);
      let taken: number;
      let full = false;
      try {
        taken = await round.decideAll(waiting.slice(0, most.commands));
        if (react && taken < waiting.length) full = true;
        else if (react) full = await this.#react(round, most.wants);
      } catch (error) {
        round.discard();
        throw error;
      }
      if (assumed && round.events.length === 0) {
        round.discard();
        this.#drop(session);
        continue;
      }
      if (atHand && round.isDoubtful && (await this.#isBehind(session.stream, atHand))) {
        this.#drop(session);
        continue;
      }
      if (round.isOutdated) {
        round.discard();
        this.#drop(session);
        continue;
      }
      const outcome = await this.#send(session, round, loaded).catch((error: unknown) => {
        round.discard();
        const smaller =
          error instanceof DomainError && error.code === 'STORE.TOO_LARGE' ? smallerThan(most) : undefined;
        if (!smaller) throw error;
        most = smaller;
        return { kind: 'tooLarge' } as const;
      });
      if (outcome.kind === 'appended') {
        session.queue.unshift(...waiting.slice(taken));
        if (full) session.nudged = true;
        if (react && !session.reactingAgain) session.failedReactions = 0;
        if (FAILPOINTS) await failpoint('reply.before');
        await this.#answer(round, session, outcome.events, loaded.position);
        if (FAILPOINTS) await failpoint('reply.after');
        if (outcome.events.length > 0) this.#snapshot(session, loaded);
        return;
      }
      round.discard();
      this.#drop(session);
      if (outcome.kind === 'conflict' && conflicts++ === MAX_CONFLICTS)
        throw new DomainError(
          'STREAM.CONTENDED',
          'unavailable',
          `Stream ${session.stream} is written by too many at once. Try again.`,
        );
    }
  }

  /** What was decided does not wait for a reaction that cannot be had now, such as a payload that cannot be read. */
  async #react(round: Round<State, Request, Command, Event, Aux>, most: number): Promise<boolean> {
    try {
      return await round.decideWants(most);
    } catch (error) {
      const nothingElse = round.events.length === 0 && round.verdicts.length === 0;
      if (!(error instanceof DomainError) || nothingElse) throw error;
      this.#reactAgain(round.session, error);
      return false;
    }
  }

  /** Nothing else may ever look at this stream again: a reaction that failed is not forgotten, unless trying again will not mend it. */
  #reactAgain(session: StreamSession<State, Request, Aux>, error: unknown): void {
    const { stream } = session;
    if (this.#whyNot(stream, error) === 'refused' || session.reactingAgain || this.#closed) return;
    const wait = Math.min(REACT_AGAIN_MAX_MS, REACT_AGAIN_MS * 2 ** session.failedReactions++);
    this.deps.log.warn({ stream, reason: messageOf(error), wait }, 'what a stream wants is tried again');
    session.reactingAgain = true;
    setTimeout(() => {
      session.reactingAgain = false;
      if (!this.#closed) void this.nudge(stream);
    }, wait).unref();
  }

  /** An append proves that the state it was decided on was the newest; without one, another instance may have written meanwhile. */
  async #isBehind(stream: string, { head }: Loaded<State>): Promise<boolean> {
    for await (const event of this.deps.store.read(stream, { after: head, maxCount: 1 }))
      return event.revision > head.revision;
    return false;
  }

  async #send(
    session: StreamSession<State, Request, Aux>,
    round: Round<State, Request, Command, Event, Aux>,
    loaded: Loaded<State>,
  ): Promise<{ kind: 'appended'; events: readonly Recorded<Event>[] } | { kind: 'conflict' }> {
    if (round.events.length === 0) return { kind: 'appended', events: [] };
    if (FAILPOINTS) await failpoint('append.before');
    const sent = this.deps.store.append(session.stream, round.headBefore, round.events);
    this.#onTheirWay.add(sent);
    const outcome = await sent.finally(() => this.#onTheirWay.delete(sent));
    if (FAILPOINTS) await failpoint('append.after');
    if (outcome.kind === 'conflict') return outcome;
    loaded.head = outcome.head;
    loaded.position = outcome.position;
    loaded.eventsSinceSnapshot += round.events.length;
    loaded.bytesSinceSnapshot += round.bytes;
    const events = round.recorded(outcome.events);
    this.aggregate.published?.(session.stream, events, loaded.state, session.aux);
    if (this.aggregate.isEnded?.(loaded.state)) this.#hasEnded(session);
    return { kind: 'appended', events };
  }

  async #answer(
    round: Round<State, Request, Command, Event, Aux>,
    session: StreamSession<State, Request, Aux>,
    recorded: readonly Recorded<Event>[],
    position: bigint,
  ): Promise<void> {
    const revision = session.loaded?.head.revision ?? -1;
    for (const verdict of round.verdicts) {
      if (verdict.kind === 'refused') this.#reject(verdict.pending, verdict.error);
      else if (verdict.kind === 'known') {
        const { pending } = verdict;
        await this.#knownAnswer(session.stream, verdict, position).then(
          (answer) => this.#resolve(pending, answer),
          (error: unknown) => this.#reject(pending, error),
        );
      } else {
        const events = recorded.slice(verdict.from, verdict.to);
        this.#resolve(verdict.pending, {
          stream: session.stream,
          revision: events.at(-1)?.revision ?? revision,
          position,
          events,
        });
      }
    }
  }

  /** The same key again: the same answer, read back from the log. */
  async #knownAnswer(
    stream: string,
    known: { readonly firstRevision: number; readonly lastRevision: number },
    position: bigint,
  ): Promise<CommandAnswer> {
    const events: Recorded[] = [];
    for (let revision = known.firstRevision; revision <= known.lastRevision; revision++) {
      const event = await this.deps.store.readOne(stream, revision);
      if (event) events.push(event);
    }
    return { stream, revision: known.lastRevision, position: events.at(-1)?.position ?? position, events };
  }

  #empty(): Loaded<State> {
    return nothingLoaded(this.aggregate.decider.initialState());
  }

  /** At most so many streams are read at once: a connection carries 100 calls, the next ones wait for theirs without a word. */
  async #loading<T>(load: () => Promise<T>): Promise<T> {
    if (this.#loads >= MAX_LOADS) await new Promise<void>((resolve) => this.#waitingLoads.push(resolve));
    this.#loads++;
    try {
      return await load();
    } finally {
      this.#loads--;
      this.#waitingLoads.shift()?.();
    }
  }

  async #load(session: StreamSession<State, Request, Aux>): Promise<Loaded<State>> {
    const { stream } = session;
    if (!this.deps.store.available()) throw storeUnavailable();
    const loaded = this.#empty();
    if (!session.isShort) await snapshotFrom(this.aggregate, this.deps, stream, loaded);
    await this.#foldTail(session, loaded);
    session.isShort = false;
    return loaded;
  }

  /** Reads what another instance has appended after what is at hand. */
  async #catchUp(session: StreamSession<State, Request, Aux>): Promise<void> {
    session.behind = false;
    const { loaded } = session;
    if (!loaded) return;
    // A fold that breaks off leaves nothing at hand.
    session.loaded = undefined;
    await this.#loading(() => this.#foldTail(session, loaded));
  }

  async #foldTail(session: StreamSession<State, Request, Aux>, loaded: Loaded<State>): Promise<void> {
    const { stream } = session;
    for await (const event of this.deps.store.read(stream, { after: loaded.head }))
      fold(this.aggregate, loaded, session.aux, event);
    session.loaded = loaded;
    this.aggregate.loaded?.(stream, loaded.state, session.aux);
    if (this.aggregate.isEnded?.(loaded.state)) this.#hasEnded(session);
  }

  /**
   * After the reply, and when nothing is in flight. Due when the tail has 50 events and its bytes reach those of the last snapshot
   * (a large state is not rewritten at every 50 events), and when a run of 50 events or more ends.
   */
  #snapshot(session: StreamSession<State, Request, Aux>, loaded: Loaded<State>): void {
    const ended = this.aggregate.isEnded?.(loaded.state) === true && loaded.head.revision + 1 >= SNAPSHOT_EVERY;
    const long = loaded.eventsSinceSnapshot >= SNAPSHOT_EVERY && loaded.bytesSinceSnapshot >= loaded.snapshotBytes;
    if ((!ended && !long) || session.snapshotDue) return;
    session.snapshotDue = true;
    setTimeout(() => {
      session.snapshotDue = false;
      this.look(session.stream, (_, now) => this.#saveSnapshot(session.stream, now)).catch(() => undefined);
    }, SNAPSHOT_AFTER_MS).unref();
  }

  #saveSnapshot(stream: string, loaded: Loaded<State>): void {
    const snapshot = snapshotOf(this.aggregate, loaded);
    loaded.eventsSinceSnapshot = 0;
    loaded.bytesSinceSnapshot = 0;
    loaded.snapshotBytes = JSON.stringify(snapshot).length;
    this.deps.snapshots
      .save(stream, this.aggregate.decider.stateVersion, loaded.head, snapshot)
      .catch((error: unknown) => this.deps.log.warn({ stream, reason: String(error) }, 'a snapshot was not written'));
  }

  #resolve(pending: Pending<Request>, answer: CommandAnswer): void {
    this.#pending.delete(pending);
    if (pending.settled) return;
    pending.settled = true;
    pending.resolve(answer);
  }

  #reject(pending: Pending<Request>, error: unknown): void {
    this.#pending.delete(pending);
    if (pending.settled) return;
    pending.settled = true;
    pending.reject(error);
  }

  /** While the store is away nobody waits without an answer: what may have been written is "unknown", the rest was not done. */
  #answerTheImpatient(): void {
    if (this.#pending.size === 0 || this.deps.store.available()) return;
    const since = this.deps.clock.now() - PATIENCE_MS;
    for (const pending of this.#pending)
      if (pending.receivedAt <= since) this.#reject(pending, pending.inFlight ? outcomeUnknown() : storeUnavailable());
  }
}

/** Whether trying again soon may help: the store is away, or others were faster too often. */
const willMend = (error: unknown): boolean =>
  error instanceof DomainError &&
  error.kind === 'unavailable' &&
  (error.code.startsWith('STORE.') || error.code === 'STREAM.CONTENDED');

/** Half of it, when an append was larger than it seemed; undefined when there is nothing left to leave out. */
function smallerThan({ commands, wants }: { readonly commands: number; readonly wants: number }) {
  if (commands > 1) return { commands: Math.ceil(commands / 2), wants };
  return wants > 1 - commands ? { commands, wants: Math.floor(wants / 2) } : undefined;
}
