import { runEvents } from "../domain/run/events.js";
class Backlog {
  #streams = /* @__PURE__ */ new Set();
  /** An attempt of it ended without a result. */
  #unsettled = /* @__PURE__ */ new Set();
  /** Takes the events of runs in the log's order. */
  note(event) {
    const { stream, type } = event;
    switch (type) {
      case "LeaseLost":
      case "StepTimedOut":
      case "StepStopped":
      case "RunHalted":
        this.#unsettled.add(stream);
        break;
      case "RunCompleted":
        return this.#ended(stream);
      case "RunFailed":
      case "RunCancelled": {
        const { revoked } = runEvents[type].parse(event.data);
        return revoked.length > 0 && this.#unsettled.add(stream), this.#ended(stream);
      }
      default:
    }
    this.#streams.add(stream);
  }
  #ended(stream) {
    this.#unsettled.has(stream) ? this.#streams.add(stream) : this.#streams.delete(stream);
  }
  get streams() {
    return [...this.#streams];
  }
}
export {
  Backlog
};
//# sourceMappingURL=backlog.js.map
