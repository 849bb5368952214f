import type { DomainEvent, Recorded } from '../domain/kernel/envelope.js';
import { DomainError } from '../domain/kernel/errors.js';
import type { NewEvent } from '../domain/kernel/ports.js';
import type { Folding } from './aggregate.js';
import { EVENT_BYTES, type Loaded } from './stream-session.js';

/** An event of the log as one of this kind of stream. Throws STREAM.NEWER (unavailable) when it is none. */
export function eventOf<State, Event extends DomainEvent, Aux>(
  folding: Pick<Folding<State, Event, Aux>, 'isEvent'>,
  event: Recorded,
): Recorded<Event> {
  if (folding.isEvent(event)) return event;
  throw new DomainError(
    'STREAM.NEWER',
    'unavailable',
    `Stream ${event.stream} holds a ${event.type} at revision ${event.revision}, which does not belong there.`,
  );
}

/** Folds an event of the log into what is at hand. */
export function fold<State, Event extends DomainEvent, Aux>(
  aggregate: Folding<State, Event, Aux>,
  loaded: Loaded<State>,
  aux: Aux,
  event: Recorded,
): void {
  const known = eventOf(aggregate, event);
  loaded.state = aggregate.decider.evolve(loaded.state, known);
  aggregate.remember?.(known, aux);
  loaded.head = { revision: event.revision, hash: event.metadata.hash };
  loaded.position = event.position ?? loaded.position;
  loaded.at = Math.max(loaded.at, Date.parse(event.metadata.at));
  loaded.eventsSinceSnapshot++;
  loaded.bytesSinceSnapshot += EVENT_BYTES;
  noteCommand(loaded, event);
}

export function noteCommand<State>(
  loaded: Loaded<State>,
  event: { readonly revision: number; readonly metadata: NewEvent['metadata'] },
): void {
  const { commandId, command } = event.metadata;
  const known = loaded.commands.get(commandId);
  if (known) known.lastRevision = event.revision;
  else if (command?.hash !== undefined)
    loaded.commands.set(commandId, {
      payloadHash: command.hash,
      firstRevision: event.revision,
      lastRevision: event.revision,
    });
}
