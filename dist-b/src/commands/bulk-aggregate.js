import { bulkDecider } from "../domain/bulk/decide.js";
import { isOpen } from "../domain/bulk/state.js";
import { CATALOG } from "../domain/catalog.js";
import { bytesOf } from "./run/payloads.js";
import { stateFromJson, stateToJson } from "./state-json.js";
class BulkAggregate {
  constructor(payloads) {
    this.payloads = payloads;
  }
  payloads;
  kind = "bulk";
  decider = bulkDecider;
  #observers = [];
  observe(observer) {
    this.#observers.push(observer);
  }
  newAux = () => null;
  creates({ name }) {
    return name === "StartBulk";
  }
  isEvent(event) {
    return CATALOG.get(event.type)?.stream === "bulk";
  }
  async gather(request, { now, context }) {
    const facts = { now, actor: context.actor };
    if (request.name !== "StartBulk") return { ...request, facts };
    const { items, output } = request.payload, stored = await this.payloads.stored(items.map(itemJson)), substitute = output === void 0 ? void 0 : (await this.payloads.stored(output)).payload;
    return { ...request, facts: { ...facts, items: stored.payload, output: substitute } };
  }
  recordedFacts({ facts }) {
    return { now: facts.now };
  }
  published(stream, _, state) {
    for (const observer of this.#observers) observer(stream, state);
  }
  correlationId(_, context) {
    return context.correlationId ?? context.commandId;
  }
  actor(state, { actor }) {
    return actor.kind === "operator" || state.status === "none" ? actor : { ...actor, onBehalfOf: state.order.operatorId };
  }
  payloadBytes(event) {
    switch (event.type) {
      case "BulkStarted":
        return bytesOf(event.data.items) + bytesOf(event.data.output);
      case "BulkItemsDone":
        return event.data.outcomes.length * OUTCOME_BYTES;
      default:
        return 0;
    }
  }
  isEnded(state) {
    return state.status !== "none" && !isOpen(state);
  }
  stateToJson(state) {
    return stateToJson(state);
  }
  stateFromJson(json) {
    return stateFromJson(json);
  }
}
const OUTCOME_BYTES = 300, itemJson = ({ runId, stepKey }) => stepKey === void 0 ? { runId } : { runId, stepKey };
export {
  BulkAggregate
};
//# sourceMappingURL=bulk-aggregate.js.map
