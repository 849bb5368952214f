import { CATALOG } from "../domain/catalog.js";
import { stateFromJson, stateToJson } from "./state-json.js";
function plainAggregate(kind, decider, hooks = {}) {
  return {
    kind,
    decider,
    newAux: () => null,
    isEvent: (event) => CATALOG.get(event.type)?.stream === kind,
    // The union of requests and the union of commands differ in `facts` only.
    gather: (request, { now, context }) => ({ ...request, facts: { now, actor: context.actor } }),
    recordedFacts: ({ facts }) => ({ now: facts.now }),
    published: (_, events, state) => hooks.changed?.(state, events.at(-1)?.revision ?? -1),
    correlationId: (_, context) => context.correlationId ?? context.commandId,
    actor: (_, { actor }) => actor,
    stateToJson,
    stateFromJson: (json) => stateFromJson(json)
  };
}
export {
  plainAggregate
};
//# sourceMappingURL=plain-aggregate.js.map
