import { isBlobRef } from "../kernel/payload.js";
const MOST_CHARACTERS = 16e6, QUIET = /* @__PURE__ */ new Set([
  "StepProgressed",
  "UsageCharged",
  "SideEffectRecorded",
  "ReservationExtended",
  "ReservationSettled",
  "LateResultRecorded",
  "RunBudgetChanged"
]);
class SideStory {
  input = { revision: 0, hash: "", value: void 0 };
  /** Why it failed, was cancelled or halted. */
  reason;
  work = /* @__PURE__ */ new Map();
  #open = /* @__PURE__ */ new Map();
  #room;
  constructor(room = MOST_CHARACTERS) {
    this.#room = room;
  }
  tell(event) {
    const at = Date.parse(event.metadata.at);
    switch ("step" in event.data && event.data.step && !QUIET.has(event.type) && (this.#workOf(event.data.step).revision = event.revision), event.type) {
      case "RunStarted":
        this.input = this.#kept(event.revision, event.data.inputHash, event.data.input);
        return;
      case "StepDispatched":
        return this.#dispatched(event, at);
      case "StepCompleted": {
        const { step, leaseId, output, outputHash } = event.data;
        this.#ended(leaseId, at), this.#workOf(step).output = this.#kept(event.revision, outputHash, output);
        return;
      }
      case "StepCarriedOver":
      case "StepSkipped": {
        const work = this.#workOf(event.data.step), { output, outputHash } = event.data;
        output !== void 0 && outputHash !== void 0 && (work.output = this.#kept(event.revision, outputHash, output)), event.type === "StepCarriedOver" && (work.keptFrom = event.data.from);
        return;
      }
      case "StepFailed":
      case "StepOutputRejected":
      case "StepTimedOut":
      case "LeaseLost":
      case "StepStopped":
        return this.#ended(event.data.leaseId, at);
      case "RunHalted":
      case "RunCancelled":
      case "RunFailed":
        this.reason = event.type === "RunFailed" ? event.data.message : event.data.reason;
        for (const leaseId of event.data.revoked) this.#ended(leaseId, at);
        return;
      case "RunResumed":
        this.reason = void 0;
        return;
      default:
    }
  }
  /** Attempts that are open at the event that is looked at have taken until then. */
  finish(at) {
    for (const { stepKey, since } of this.#open.values()) {
      const work = this.work.get(stepKey);
      work && (work.workedMs += at - since);
    }
    this.#open.clear();
  }
  #dispatched({ data, revision }, at) {
    const work = this.#workOf(data.step);
    work.attempts++, work.agentName = data.agent.name, work.model = data.model, work.inputs = this.#kept(revision, data.inputsHash, data.inputs), work.startedAt ??= at, work.endedAt = void 0, this.#open.set(data.leaseId, { stepKey: data.step.stepKey, since: at });
  }
  #ended(leaseId, at) {
    const open = this.#open.get(leaseId), work = open && this.work.get(open.stepKey);
    !open || !work || (this.#open.delete(leaseId), work.workedMs += at - open.since, work.endedAt = at);
  }
  #kept(revision, hash, value) {
    const characters = isBlobRef(value) ? 0 : JSON.stringify(value).length;
    return characters > this.#room ? { revision, hash, value: void 0 } : (this.#room -= characters, { revision, hash, value });
  }
  #workOf(step) {
    const known = this.work.get(step.stepKey);
    if (known) return known;
    const work = {
      step,
      attempts: 0,
      agentName: void 0,
      model: void 0,
      inputs: void 0,
      output: void 0,
      revision: 0,
      startedAt: void 0,
      endedAt: void 0,
      workedMs: 0,
      keptFrom: void 0
    };
    return this.work.set(step.stepKey, work), work;
  }
}
export {
  SideStory
};
//# sourceMappingURL=compared-side.js.map
