import { numberOf, textOf } from "./stored-fields.js";
const RUNS = 1e4, INTRODUCED = 1e5, INTRODUCES = { StepDispatched: "leaseId", ApprovalRequested: "approvalId" };
class RunPlaces {
  #reader;
  #whole;
  #limits;
  #runs = /* @__PURE__ */ new Map();
  #introduced = 0;
  constructor(reader, whole, limits = { runs: RUNS, introduced: INTRODUCED }) {
    this.#reader = reader, this.#whole = whole, this.#limits = limits;
  }
  /** Of an event of a run. */
  async of(event) {
    const { stream, revision } = event;
    let run = this.#runs.get(stream);
    if (run) this.#runs.delete(stream);
    else {
      run = { workflowId: null, introduced: /* @__PURE__ */ new Map() };
      const maxCount = this.#whole ? revision : Math.min(revision, 1);
      if (maxCount > 0)
        for await (const before of this.#reader.readStream(stream, { maxCount })) this.#note(run, before);
    }
    return this.#runs.set(stream, run), this.#note(run, event), this.#trim(stream), run;
  }
  #note(run, { revision, type, data }) {
    revision === 0 && (run.workflowId = textOf(data, "workflow", "id"));
    const name = this.#whole && Object.hasOwn(INTRODUCES, type) ? INTRODUCES[type] : void 0, id = name === void 0 ? null : textOf(data, name);
    id === null || run.introduced.has(id) || (this.#introduced++, run.introduced.set(id, {
      stepKey: textOf(data, "step", "stepKey"),
      attempt: numberOf(data, "attempt"),
      agentId: textOf(data, "agent", "id")
    }));
  }
  #trim(current) {
    for (const [stream, run] of this.#runs) {
      if (stream === current || this.#runs.size <= this.#limits.runs && this.#introduced <= this.#limits.introduced) return;
      this.#runs.delete(stream), this.#introduced -= run.introduced.size;
    }
  }
}
export {
  RunPlaces
};
//# sourceMappingURL=run-places.js.map
