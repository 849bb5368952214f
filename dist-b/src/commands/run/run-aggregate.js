import { runDecider } from "../../domain/run/decide.js";
import { readySteps } from "../../domain/run/readiness.js";
import { isCarryingOver, isEnded } from "../../domain/run/state.js";
import { isHeldUp } from "./dispatch-facts.js";
import { payloadSchemas } from "./payload-schemas.js";
import { bytesOf } from "./payloads.js";
import { newRunAux, referredPayload } from "./run-aux.js";
import { runFolding } from "./run-folding.js";
import { RunFactsGatherer } from "./run-facts.js";
import { taskOf } from "./task.js";
class RunAggregate {
  constructor(deps) {
    this.deps = deps;
    this.facts = new RunFactsGatherer(deps);
  }
  deps;
  kind = "run";
  decider = runDecider;
  facts;
  #observers = [];
  observe(observer) {
    this.#observers.push(observer);
  }
  newAux = newRunAux;
  creates({ name }) {
    return name === "StartRun" || name === "ReplayRun";
  }
  isEvent(event) {
    return runFolding.isEvent(event);
  }
  schemas(request, gathering) {
    return payloadSchemas(this.facts, request, gathering);
  }
  gather(request, gathering, asked) {
    return this.facts.gather(request, gathering, asked);
  }
  recordedFacts({ facts }) {
    return "random" in facts ? { now: facts.now, random: facts.random } : { now: facts.now };
  }
  wants(state, aux, now) {
    if (aux.noSlot.clear(), state.status !== "running") return [];
    if (isCarryingOver(state)) return carryOversOf(state);
    aux.kept = void 0;
    const compiled = this.facts.compiled(state, aux);
    return compiled instanceof Promise ? compiled.then(({ plan }) => readySteps(state, plan, now).map(dispatchOf)) : readySteps(state, compiled.plan, now).map(dispatchOf);
  }
  /** The last kept result makes way for the first steps. */
  makesWay({ name }) {
    return name === "CarryOverResult";
  }
  isHeldUp({ name, payload }, state, aux) {
    return name !== "DispatchStep" || state.status === "none" || !aux.compiled ? !1 : isHeldUp(this.deps.control, state, aux.compiled.plan, payload.stepKey, aux.noSlot);
  }
  remember(event, aux) {
    const payload = referredPayload(event);
    payload !== void 0 && this.deps.atHand.keep(aux, event.revision, payload);
  }
  release(aux) {
    this.deps.atHand.drop(aux);
  }
  /** An emergency stop that became known while facts were gathered, or a process that was stopped meanwhile: no start and no dispatch goes out upon what was known before. */
  isOutdated(events) {
    const { control } = this.deps;
    return events.some(
      (event) => (event.type === "StepDispatched" || event.type === "RunStarted") && (event.data.controlRevision !== control.revision || !control.isConfirmed())
    );
  }
  published(stream, events, state, aux) {
    if (state.status !== "none") {
      for (const event of events) this.#tellAgents(event, state, aux);
      for (const observer of this.#observers) observer.runChanged(stream, state, events);
    }
  }
  loaded(stream, state) {
    if (state.status !== "none")
      for (const observer of this.#observers) observer.runChanged(stream, state, []);
  }
  #tellAgents(event, run, aux) {
    const { pool } = this.deps;
    switch (event.type) {
      case "StepDispatched": {
        const { leaseId, agent } = event.data, handed = aux.handedOver.get(leaseId);
        aux.handedOver.delete(leaseId), aux.compiled && handed !== void 0 && pool.dispatch(agent.bootId, taskOf(run, event.data, aux.compiled, handed));
        return;
      }
      case "StepCompleted":
      case "StepFailed":
      case "StepOutputRejected":
        return pool.release(event.data.leaseId);
      case "StepTimedOut":
        return this.#cancel(run, event.data.leaseId, "The attempt timed out.");
      case "LeaseLost":
        return this.#cancel(run, event.data.leaseId, "The lease was lost.");
      case "StepStopped":
        return this.#cancel(run, event.data.leaseId, event.data.message);
      case "RunHalted":
      case "RunCancelled":
        for (const leaseId of event.data.revoked) this.#cancel(run, leaseId, event.data.reason);
        return;
      case "RunFailed":
        for (const leaseId of event.data.revoked) this.#cancel(run, leaseId, event.data.message);
        return;
      default:
    }
  }
  #cancel(run, leaseId, reason) {
    this.deps.pool.release(leaseId);
    for (const lease of run.leases.values())
      lease.leaseId === leaseId && this.deps.pool.cancel(lease.agent.bootId, leaseId, reason);
  }
  correlationId(state, context, stream) {
    return state.status === "none" ? context.correlationId ?? stream.slice(4) : state.rootRunId;
  }
  actor(state, { actor }) {
    return actor.kind === "operator" || state.status === "none" ? actor : { onBehalfOf: state.operatorId, ...actor };
  }
  payloadBytes(event) {
    return ("charges" in event.data ? event.data.charges.length * CHARGE_BYTES : 0) + payloadOf(event);
  }
  isEnded(state) {
    return state.status !== "none" && isEnded(state);
  }
  stateToJson(state) {
    return runFolding.stateToJson(state);
  }
  stateFromJson(json) {
    return runFolding.stateFromJson(json);
  }
}
const CHARGE_BYTES = 500, textBytes = (text) => text.length * 3;
function payloadOf({ type, data }) {
  switch (type) {
    case "StepDispatched":
      return bytesOf(data.inputs) + textBytes(data.parentSummary);
    case "StepCompleted":
    case "StepCarriedOver":
      return bytesOf(data.output) + textBytes(data.summary);
    case "StepOutputRejected":
      return bytesOf(data.output) + bytesOf(data.errors);
    case "ApprovalRequested":
      return bytesOf(data.params) + textBytes(data.previousSummary);
    case "StepFailed":
      return bytesOf(data.details) + textBytes(data.message);
    case "StepProgressed":
      return bytesOf(data.data);
    case "SideEffectRecorded":
      return bytesOf(data.receipt);
    default:
      return 0;
  }
}
const carryOversOf = ({ source, carried }) => Array.from({ length: (source?.steps ?? 0) - carried }, (_, i) => ({
  name: "CarryOverResult",
  payload: { index: carried + i }
})), dispatchOf = (stepKey) => ({
  name: "DispatchStep",
  payload: { stepKey }
});
export {
  RunAggregate
};
//# sourceMappingURL=run-aggregate.js.map
