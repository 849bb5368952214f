import { CATALOG, type StreamKind } from '../domain/catalog.js';
import type { Decider } from '../domain/kernel/decider.js';
import type { Actor, DomainEvent, Recorded } from '../domain/kernel/envelope.js';
import type { Aggregate } from './aggregate.js';
import type { Named } from './named.js';
import { stateFromJson, stateToJson } from './state-json.js';

interface PlainFacts {
  readonly now: number;
  readonly actor: Actor;
}

/** An aggregate whose decider wants to know nothing but the time and who asks. */
export function plainAggregate<
  State,
  Request extends Named,
  Command extends Request & { readonly facts: PlainFacts },
  Event extends DomainEvent,
>(
  kind: StreamKind,
  decider: Decider<State, Command, Event>,
  hooks: { changed?(state: State, revision: number): void } = {},
): Aggregate<State, Request, Command, Event, null> {
  return {
    kind,
    decider,
    newAux: () => null,
    isEvent: (event): event is Recorded<Event> => CATALOG.get(event.type)?.stream === kind,
    // The union of requests and the union of commands differ in `facts` only.
    gather: (request, { now, context }) => ({ ...request, facts: { now, actor: context.actor } }) as unknown as Command,
    recordedFacts: ({ facts }) => ({ now: facts.now }),
    published: (_, events, state) => hooks.changed?.(state, events.at(-1)?.revision ?? -1),
    correlationId: (_, context) => context.correlationId ?? context.commandId,
    actor: (_, { actor }) => actor,
    stateToJson,
    stateFromJson: (json) => stateFromJson(json) as State,
  };
}
