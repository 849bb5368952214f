import { z } from 'zod';
import type { Decider } from './decider.js';
import { DomainError } from './errors.js';
import type { DomainEvent, Recorded } from './envelope.js';
import { canonicalize } from './json.js';

/** All events of one command, as they stand in the log, the first one with `command` in its metadata. */
export type CommandEvents<Event extends DomainEvent> = readonly [Recorded<Event>, ...Recorded<Event>[]];

/** What the events of a command and its recorded facts do not say, so that it cannot be decided again. */
export class Undecidable {
  constructor(readonly because: string) {}
}

/** The facts that are recorded with a command: all that `decide` was given and its events do not show. */
export const RecordedFacts = z.looseObject({ now: z.int(), random: z.number().min(0).lt(1).optional() });
export type RecordedFacts = z.infer<typeof RecordedFacts>;

/** The first event that today's code would not write as it stands. */
export interface RedecisionDifference {
  readonly revision: number;
  /** Id of the event at that revision; absent where the record has none. */
  readonly eventId: string | undefined;
  readonly command: { readonly id: string; readonly name: string };
  /** Absent: the record has no such event, today's code would write one more. */
  readonly recorded: DomainEvent | undefined;
  /** Absent: today's code would not write it. */
  readonly decided: DomainEvent | undefined;
  /** When today's code refuses the command: the code and message of its error. */
  readonly refused: { readonly code: string; readonly message: string } | undefined;
}

/** Commands of one name that could not be decided again, for one reason. */
export interface NotDecided {
  readonly name: string;
  readonly because: string;
  readonly commands: number;
}

/** Told of the state after each event of a fold. It may look at it, not keep it: the fold goes on with it. */
export type StateObserver = (at: { readonly revision: number; readonly stateVersion: number }, state: unknown) => void;

/** What came of deciding all commands of a stream again. */
export interface StreamVerification {
  readonly stream: string;
  /** Of the last event that was looked at; -1: the stream has none. */
  readonly revision: number;
  /** Commands that were decided again, and events of theirs that came out as recorded. */
  readonly commands: number;
  readonly events: number;
  readonly notDecided: readonly NotDecided[];
  /** The first one; nothing behind it was looked at. */
  readonly difference: RedecisionDifference | undefined;
}

/**
 * Decides the recorded commands of one stream again, in their order, each on the state before it, and compares what comes of it with what is
 * recorded, exactly (RFC 8785). Pure: nothing is appended or sent. Give it the events of one command at a time (`CommandBoundaries`).
 */
export class Redecision<State, Command, Event extends DomainEvent> {
  state: State;
  /** Commands that were decided again. */
  commands = 0;
  /** Events that were compared. */
  events = 0;
  readonly #decider: Decider<State, Command, Event>;
  readonly #observe: StateObserver | undefined;
  readonly #notDecided = new Map<string, { name: string; because: string; commands: number }>();

  constructor(decider: Decider<State, Command, Event>, observe?: StateObserver) {
    this.#decider = decider;
    this.#observe = observe;
    this.state = decider.initialState();
  }

  /** `rebuild` makes the command of its events and of the state before it. Answers the first event that differs; the state goes on as recorded. */
  check(
    group: CommandEvents<Event>,
    rebuild: (state: State, facts: RecordedFacts) => Command | Undecidable,
  ): RedecisionDifference | undefined {
    const difference = this.#decideAgain(group, rebuild);
    for (const event of group) {
      this.state = this.#decider.evolve(this.state, event);
      this.#observe?.({ revision: event.revision, stateVersion: this.#decider.stateVersion }, this.state);
    }
    return difference;
  }

  /** By name and reason. */
  get notDecided(): readonly NotDecided[] {
    return [...this.#notDecided.values()];
  }

  #decideAgain(
    group: CommandEvents<Event>,
    rebuild: (state: State, facts: RecordedFacts) => Command | Undecidable,
  ): RedecisionDifference | undefined {
    const { command } = group[0].metadata;
    if (command === undefined) return this.#pass('(none)', 'the command is not recorded');
    const facts = RecordedFacts.safeParse(command.facts);
    if (!facts.success) return this.#pass(command.name, 'its facts are not recorded');
    const rebuilt = rebuild(this.state, facts.data);
    if (rebuilt instanceof Undecidable) return this.#pass(command.name, rebuilt.because);
    this.commands++;
    let decided: readonly Event[];
    try {
      decided = this.#decider.decide(this.state, rebuilt);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      return differenceAt(group, 0, [], { code: error.code, message: error.message });
    }
    for (let i = 0; i < Math.max(group.length, decided.length); i++) {
      if (textOf(group[i]) !== textOf(decided[i])) return differenceAt(group, i, decided, undefined);
      this.events++;
    }
    return undefined;
  }

  #pass(name: string, because: string): undefined {
    const key = `${name}\n${because}`;
    const known = this.#notDecided.get(key);
    if (known) known.commands++;
    else this.#notDecided.set(key, { name, because, commands: 1 });
  }
}

function differenceAt<Event extends DomainEvent>(
  group: CommandEvents<Event>,
  index: number,
  decided: readonly Event[],
  refused: RedecisionDifference['refused'],
): RedecisionDifference {
  const [first] = group;
  const recorded = group[index];
  const expected = decided[index];
  return {
    revision: first.revision + index,
    eventId: recorded?.id,
    command: { id: first.metadata.commandId, name: first.metadata.command?.name ?? '' },
    recorded: recorded && { type: recorded.type, data: recorded.data },
    decided: expected && { type: expected.type, data: expected.data },
    refused,
  };
}

const textOf = (event: DomainEvent | undefined): string | undefined =>
  event && canonicalize({ type: event.type, data: event.data });

/** Splits a stream's events into those of one command each. A command's events stand together: they were appended as one. */
export class CommandBoundaries<Event extends DomainEvent> {
  #open: [Recorded<Event>, ...Recorded<Event>[]] | undefined;

  /** The events of the command before, when this one begins another. */
  add(event: Recorded<Event>): CommandEvents<Event> | undefined {
    const open = this.#open;
    const goesOn =
      open !== undefined &&
      event.metadata.index === open.length &&
      event.metadata.commandId === open[0].metadata.commandId;
    if (goesOn) {
      open.push(event);
      return undefined;
    }
    this.#open = [event];
    return open;
  }

  /** The events of the last command. */
  end(): CommandEvents<Event> | undefined {
    const open = this.#open;
    this.#open = undefined;
    return open;
  }
}
