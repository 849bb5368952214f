import type { DomainEvent, Foldable } from './envelope.js';

/**
 * The write side of one kind of stream: two pure functions and a value.
 *
 * `decide` holds the rules: the command with its facts (now, random, what was looked up) and the state give events, or a DomainError.
 * `evolve` holds none and never fails. It CONSUMES its state: it may change it in place and returns it, so that a fold of 10,000 events
 * does not copy 10,000 states. Who wants to keep a state while folding on keeps a snapshot of it (`toJson`).
 */
export interface Decider<State, Command, Event extends DomainEvent> {
  /** Raised whenever a state written by older code must not be trusted. */
  readonly stateVersion: number;
  initialState(): State;
  decide(state: State, command: Command): readonly Event[];
  evolve(state: State, event: Foldable<Event>): State;
}
