import type { Decider } from '../domain/kernel/decider.js';
import type { Actor, DomainEvent, Recorded } from '../domain/kernel/envelope.js';
import type { Json } from '../domain/kernel/json.js';
import type { CommandContext, Head } from '../domain/kernel/ports.js';
import type { Named } from './named.js';
import type { PayloadSchemas, Protection } from './protection/protector.js';

/** What gathering facts may look at. `state` is the state that the command will be decided on; it changes after the call. */
export interface Gathering<State, Aux> {
  readonly stream: string;
  readonly state: State;
  readonly head: Head;
  /** Milliseconds; fixed per command over its retries, never before the stream's last event. */
  readonly now: number;
  readonly context: CommandContext;
  readonly aux: Aux;
  /** What was taken out of the request. Facts that take out more add to it. */
  readonly protection: Protection;
  /** Called when the events that follow are not appended after all: gives back what was taken. */
  onDiscard(undo: () => void): void;
}

/** What folding a kind of stream takes: the same for the writer and for whoever looks back. */
export interface Folding<State, Event extends DomainEvent, Aux> {
  readonly decider: Pick<Decider<State, never, Event>, 'stateVersion' | 'initialState' | 'evolve'>;
  /** Whether an event of the log is one of this kind of stream. */
  isEvent(event: Recorded): event is Recorded<Event>;
  /** Keeps at hand what the events say beside the state; called for loaded and for decided events. */
  remember?(event: Event & { readonly revision: number }, aux: Aux): void;
  stateToJson(state: State): Json;
  stateFromJson(json: Json): State;
}

/**
 * One kind of stream on the write side: its pure decider, and the impure part around it.
 * `Aux` is what is kept at hand per stream beside the state (payloads, the compiled definition); it can always be had again from the log.
 */
export interface Aggregate<
  State,
  Request extends Named,
  Command extends Named,
  Event extends DomainEvent,
  Aux,
> extends Folding<State, Event, Aux> {
  readonly kind: string;
  readonly decider: Decider<State, Command, Event>;
  newAux(): Aux;
  /** The request is the first of its stream: it is decided on a state without events, and the append (NO_STREAM) proves it. Saves the reads of a load. */
  creates?(request: Request): boolean;
  /** What is kept as its author wrote it: a request that holds a secret is refused instead of changed. */
  readonly refusesSecrets?: boolean;
  /** Schemas of parts of the request's payload, which may mark secrets in it. */
  schemas?(
    request: Request,
    gathering: Gathering<State, Aux>,
  ): PayloadSchemas | undefined | Promise<PayloadSchemas | undefined>;
  /**
   * Adds the facts. Rejects with a DomainError when the request cannot be decided at all. `asked` is the request as it came, secrets and all:
   * for verdicts on it only, nothing of it may get into a fact.
   */
  gather(request: Request, gathering: Gathering<State, Aux>, asked: Request): Command | Promise<Command>;
  /** What `decide` was given and its events do not show; recorded, so that every command can be decided again. */
  recordedFacts(command: Command): Json;
  /** What the state wants by itself: the scheduler's reaction, applied in the same append. Each is decided on the state as it is by then. */
  wants?(state: State, aux: Aux, now: number): readonly Request[] | Promise<readonly Request[]>;
  /** Whether more may be wanted once this is done: then the state is asked again, in the same append. */
  makesWay?(want: Request): boolean;
  /** Whether a want cannot be had in this look anyway: it is passed over, without its facts. Asked of each when its turn comes. */
  isHeldUp?(want: Request, state: State, aux: Aux): boolean;
  /** What was kept at hand is not wanted any more: the stream has ended, or its state is read anew. */
  release?(aux: Aux): void;
  /** Right before the append: whether what was decided may not be written any more, because what it was decided upon is old. Then it is decided anew. */
  isOutdated?(events: readonly Event[]): boolean;
  /** After the append: tell agents, timers and whoever else wants to know. Never throws. */
  published?(stream: string, events: readonly Recorded<Event>[], state: State, aux: Aux): void;
  /** After a load: the state as it stands, without new events. */
  loaded?(stream: string, state: State, aux: Aux): void;
  /** Root run of a run; else what the context says, or the command itself. */
  correlationId(state: State, context: CommandContext, stream: string): string;
  /** Who is written into the event: agents and the scheduler act on behalf of the run's operator. */
  actor(state: State, context: CommandContext): Actor;
  /** Bytes of the payloads in an event, to know when an append is full. */
  payloadBytes?(event: Event): number;
  /** No more commands are to be expected: the last snapshot is due. */
  isEnded?(state: State): boolean;
}
