import { GENESIS } from '../domain/kernel/envelope.js';
import { DomainError } from '../domain/kernel/errors.js';
import type { CommandAnswer, CommandContext, Head } from '../domain/kernel/ports.js';

/** An event without its payload, about. */
export const EVENT_BYTES = 1_000;

/** An operator's command that is in the log: the same id gets the same answer. */
export interface KnownCommand {
  readonly payloadHash: string;
  firstRevision: number;
  lastRevision: number;
}

/** A stream's state at hand. Speculative while an append is in flight; dropped when that fails. */
export interface Loaded<State> {
  state: State;
  head: Head;
  position: bigint;
  /** `at` of the last event, in milliseconds. */
  at: number;
  readonly commands: Map<string, KnownCommand>;
  eventsSinceSnapshot: number;
  bytesSinceSnapshot: number;
  snapshotBytes: number;
}

/** A stream without events. */
export const nothingLoaded = <State>(state: State): Loaded<State> => ({
  state,
  head: { revision: -1, hash: GENESIS },
  position: 0n,
  at: 0,
  commands: new Map(),
  eventsSinceSnapshot: 0,
  bytesSinceSnapshot: 0,
  snapshotBytes: 0,
});

/** A command that waits for its answer. */
export interface Pending<Request> {
  readonly request: Request;
  readonly context: CommandContext;
  readonly receivedAt: number;
  inFlight: boolean;
  settled: boolean;
  resolve(answer: CommandAnswer): void;
  reject(error: unknown): void;
}

export type Look<State, Aux> = (loaded: Loaded<State>, aux: Aux) => void;

/** The queue of one stream: its commands are decided one by one, and what waits at once leaves as one append. */
export class StreamSession<State, Request, Aux> {
  loaded: Loaded<State> | undefined;
  aux: Aux;
  busy = false;
  /** Look again at what the state wants, though no command came. */
  nudged = false;
  /** Another instance appended while this one was busy: what is at hand is old, and may have run ahead of the log. */
  stale = false;
  /** Another instance appended: what is at hand is right as far as it goes. */
  behind = false;
  snapshotDue = false;
  /** It had so few events a moment ago that there is no snapshot of it. */
  isShort = false;
  /** Reactions in a row that could not be had. */
  failedReactions = 0;
  reactingAgain = false;
  readonly queue: Pending<Request>[] = [];
  readonly looks: { look: Look<State, Aux>; fail: (error: unknown) => void }[] = [];

  constructor(
    readonly stream: string,
    aux: Aux,
  ) {
    this.aux = aux;
  }

  get idle(): boolean {
    return !this.busy && !this.nudged && this.queue.length === 0 && this.looks.length === 0;
  }
}

export const storeUnavailable = (): DomainError =>
  new DomainError(
    'STORE.UNAVAILABLE',
    'unavailable',
    'The event store does not answer. Nothing was done; try again with the same Idempotency-Key.',
    { retryAfterSeconds: 2 },
  );
export const outcomeUnknown = (): DomainError =>
  new DomainError(
    'STORE.OUTCOME_UNKNOWN',
    'unavailable',
    'The event store did not say whether this was written. Try again with the same Idempotency-Key: it will be done once.',
    { retryAfterSeconds: 2 },
  );
