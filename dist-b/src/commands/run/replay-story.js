class ReplayStory {
  constructor(runId, revision) {
    this.runId = runId;
    this.revision = revision;
  }
  runId;
  revision;
  input = null;
  inputHash = "";
  /** The last result of each step by N. */
  results = /* @__PURE__ */ new Map();
  /** The last attempt of each step by N, in this run or, when there was none, in the one that it replays. */
  tasks = /* @__PURE__ */ new Map();
  /** All of them, also after N. */
  effects = [];
  /** How long the attempt took that gave the step's result, also after N. */
  durations = /* @__PURE__ */ new Map();
  #dispatchedAt = /* @__PURE__ */ new Map();
  tell(event) {
    const at = Date.parse(event.metadata.at);
    switch (event.type) {
      case "RunStarted":
        this.input = event.data.input, this.inputHash = event.data.inputHash;
        for (const { stepKey, ...task } of event.data.source?.tasks ?? []) this.tasks.set(stepKey, task);
        return;
      case "StepDispatched": {
        const { step, taskId, inputsHash, leaseId } = event.data;
        event.revision <= this.revision && this.tasks.set(step.stepKey, { taskId, inputsHash }), this.#dispatchedAt.set(leaseId, at);
        return;
      }
      case "SideEffectRecorded": {
        this.effects.push(effectOf(event.data, event.revision, { runId: this.runId, revision: this.revision }));
        return;
      }
      case "StepCompleted": {
        const { step, leaseId } = event.data, since = this.#dispatchedAt.get(leaseId);
        return since !== void 0 && this.durations.set(step.stepKey, at - since), this.#result(event, { ...event.data, outcome: "completed" });
      }
      case "StepSkipped":
        return this.#result(event, { ...event.data, outcome: "skipped", summary: event.data.reason });
      case "StepCarriedOver":
        return this.#result(event, event.data);
      default:
    }
  }
  #result({ revision }, data) {
    if (revision > this.revision) return;
    const { step, outcome, output, outputHash, summary, verdict } = data;
    this.results.set(step.stepKey, {
      step,
      outcome,
      summary,
      revision,
      ...output === void 0 ? {} : { output },
      ...outputHash === void 0 ? {} : { outputHash },
      ...verdict === void 0 ? {} : { verdict }
    });
  }
}
const effectOf = ({ step: { stepKey }, attempt, kind, target }, revision, from) => ({ runId: from.runId, stepKey, attempt, kind, target, revision, later: revision > from.revision });
export {
  ReplayStory,
  effectOf
};
//# sourceMappingURL=replay-story.js.map
