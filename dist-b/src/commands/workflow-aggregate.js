import { CATALOG } from "../domain/catalog.js";
import { workflowDecider } from "../domain/workflow/decide.js";
import { canonicalize } from "../domain/kernel/json.js";
import { sha256 } from "./hashing.js";
import { stateFromJson, stateToJson } from "./state-json.js";
class WorkflowAggregate {
  constructor(payloads, warningsOf) {
    this.payloads = payloads;
    this.warningsOf = warningsOf;
  }
  payloads;
  warningsOf;
  kind = "workflow";
  refusesSecrets = !0;
  decider = workflowDecider;
  newAux = () => null;
  isEvent(event) {
    return CATALOG.get(event.type)?.stream === "workflow";
  }
  async gather(request, { now, context }) {
    const { definition } = request.payload, canonical = canonicalize(definition), hash = sha256(canonical), blob = await this.payloads.blobs.put(canonical, hash), warnings = this.warningsOf(definition), { source } = request.payload, text = source && (await this.payloads.stored(source.text)).payload;
    return {
      ...request,
      facts: {
        now,
        actor: context.actor,
        blob,
        hash,
        warnings,
        source: source && text !== void 0 ? { format: source.format, text } : void 0
      }
    };
  }
  recordedFacts({ facts }) {
    return { now: facts.now };
  }
  correlationId(_, context) {
    return context.correlationId ?? context.commandId;
  }
  actor(_, { actor }) {
    return actor;
  }
  stateToJson(state) {
    return stateToJson(state);
  }
  stateFromJson(json) {
    return stateFromJson(json);
  }
}
export {
  WorkflowAggregate
};
//# sourceMappingURL=workflow-aggregate.js.map
