class AttemptRules {
  constructor(definition, parallelism, complain) {
    this.definition = definition;
    this.parallelism = parallelism;
    this.complain = complain;
  }
  definition;
  parallelism;
  complain;
  leases = /* @__PURE__ */ new Map();
  #steps = /* @__PURE__ */ new Map();
  #outcomes = /* @__PURE__ */ new Set();
  #active = 0;
  get active() {
    return this.#active;
  }
  defined(stepKey) {
    const bracket = stepKey.indexOf("[");
    return this.definition?.get(bracket < 0 ? stepKey : stepKey.slice(0, bracket));
  }
  step(stepKey) {
    let step = this.#steps.get(stepKey);
    return step || (step = {
      attempt: 0,
      failures: 0,
      lastClass: void 0,
      running: !1,
      done: !1,
      deadLetter: !1,
      retryAt: 0,
      asked: void 0,
      outputAt: void 0,
      task: void 0
    }, this.#steps.set(stepKey, step)), step;
  }
  /** Everything that a step depends on is done. */
  isFree(stepKey) {
    return (this.defined(stepKey)?.dependsOn ?? []).every((before) => this.step(before).done);
  }
  dispatched(data, at) {
    const { stepKey } = data.step, step = this.step(stepKey);
    (step.running || step.done || step.deadLetter) && this.complain("one-result", `expected ${stepKey} to be open when it is dispatched, found it ${standing(step)}`), data.attempt !== step.attempt + 1 && this.complain("one-outcome", `expected attempt ${step.attempt + 1} of ${stepKey}, found attempt ${data.attempt}`), at < step.retryAt && this.complain("limits", `expected ${stepKey} again from ${instant(step.retryAt)} on, found it at ${instant(at)}`), this.leases.has(data.leaseId) && this.complain("leases", `expected a new lease, found ${data.leaseId} for the second time`), this.#active >= this.parallelism && this.complain("limits", `expected at most ${this.parallelism} steps at once, found ${this.#active + 1}`);
    const { inputsHash, taskId } = data;
    step.task?.inputsHash === inputsHash && step.task.taskId !== taskId && this.complain(
      "one-result",
      `expected ${stepKey} to act under ${step.task.taskId}, as its attempt before did with the same inputs, found ${taskId}`
    ), step.task = { inputsHash, taskId }, this.#dependencies(data), step.running = !0, step.attempt = data.attempt, step.retryAt = 0, step.asked = void 0, this.#active++;
    const deadlineAt = Date.parse(data.deadlineAt);
    this.leases.set(data.leaseId, { stepKey, attempt: data.attempt, deadlineAt, active: !0, late: !1 });
  }
  #dependencies({ step: { stepKey }, from, tier }) {
    for (const { stepKey: source, revision } of from) {
      const { outputAt } = this.step(source);
      outputAt !== revision && this.complain(
        "dependencies",
        `expected ${stepKey} to take the result of ${source} from event ${outputAt ?? "(none)"}, found event ${revision}`
      );
    }
    if (!this.definition) return;
    const defined = this.defined(stepKey);
    if (!defined) return this.complain("dependencies", `expected a step of the definition, found ${stepKey}`);
    defined.tier !== tier && this.complain("gates", `expected ${stepKey} to be of tier ${defined.tier}, as it is defined, found ${tier}`);
    for (const before of defined.dependsOn)
      this.step(before).done || this.complain(
        "dependencies",
        `expected ${before} to be done before ${stepKey} is dispatched, found it ${standing(this.step(before))}`
      );
  }
  outcome({ type, data }, revision, at) {
    const { stepKey } = data.step, step = this.step(stepKey), lease = this.leases.get(data.leaseId), key = `${stepKey} ${data.attempt}`;
    this.#outcomes.has(key) && this.complain("one-outcome", `expected one outcome of attempt ${data.attempt} of ${stepKey}, found ${type} too`), this.#outcomes.add(key), lease?.active || this.complain(
      "leases",
      `expected ${type} of ${stepKey} under a lease that is held, found ${data.leaseId}, which is ${lease ? "not held any more" : "unknown"}`
    ), lease && (lease.stepKey !== stepKey || lease.attempt !== data.attempt) && this.complain(
      "leases",
      `expected ${type} of attempt ${lease.attempt} of ${lease.stepKey} under its lease, found attempt ${data.attempt} of ${stepKey}`
    ), type === "StepTimedOut" && lease && at < lease.deadlineAt && this.complain(
      "limits",
      `expected ${stepKey} to time out from ${instant(lease.deadlineAt)} on, found ${instant(at)}`
    ), lease?.active && this.#end(lease), step.running = !1, type === "StepCompleted" ? (step.done && this.complain("one-result", `expected one accepted result of ${stepKey}, found a second one`), step.done = !0, step.outputAt = revision) : (step.failures++, step.lastClass = type === "StepFailed" ? data.class : void 0);
  }
  late({ leaseId, step }) {
    const lease = this.leases.get(leaseId);
    (!lease || lease.active) && this.complain(
      "leases",
      `expected a late result under a lease that has ended, found ${leaseId} of ${step.stepKey}`
    ), lease?.late && this.complain("leases", `expected one late result of lease ${leaseId}, found a second one`), lease && (lease.late = !0);
  }
  /** An event of an attempt that only its holder may send. */
  held(type, leaseId) {
    this.leases.get(leaseId)?.active || this.complain("leases", `expected ${type} under a lease that is held, found ${leaseId}`);
  }
  /** An event of an attempt that was dispatched, whether it is held or not. */
  known(type, leaseId) {
    this.leases.has(leaseId) || this.complain("leases", `expected ${type} of a dispatched lease, found ${leaseId}`);
  }
  settled({ leaseId }, at) {
    const lease = this.leases.get(leaseId);
    (!lease || lease.active) && this.complain(
      "reservations",
      `expected the lease to have ended when its reservation is released, found ${leaseId}`
    ), lease && at < lease.deadlineAt + 6e4 && this.complain(
      "reservations",
      `expected the reservation of ${leaseId} to be held until ${instant(lease.deadlineAt + 6e4)}, found it released at ${instant(at)}`
    );
  }
  retried({ step: { stepKey }, attempt, at }) {
    const step = this.step(stepKey), defined = this.defined(stepKey);
    (step.running || step.done) && this.complain("one-result", `expected a retry of a failed step, found ${stepKey}, which is ${standing(step)}`), attempt !== step.attempt + 1 && this.complain("limits", `expected attempt ${step.attempt + 1} of ${stepKey} to be next, found ${attempt}`), defined && step.failures >= defined.attempts && this.complain(
      "limits",
      `expected at most ${defined.attempts} attempts of ${stepKey}, found another one after ${step.failures}`
    ), step.lastClass !== void 0 && defined?.never.includes(step.lastClass) && this.complain("limits", `expected no retry of ${stepKey} after ${step.lastClass}, found one`), step.retryAt = Date.parse(at);
  }
  deadLettered(stepKey) {
    const step = this.step(stepKey);
    (step.running || step.done) && this.complain("one-result", `expected a dead letter that is open, found ${stepKey}, which is ${standing(step)}`), step.deadLetter = !0, step.retryAt = 0;
  }
  /** By a person: tried again, or given up. */
  takenUp(type, stepKey) {
    const step = this.step(stepKey);
    step.deadLetter || this.complain("one-result", `expected ${type} of a dead letter, found ${stepKey}, which is ${standing(step)}`), step.deadLetter = !1, step.failures = 0;
  }
  skipped({ step: { stepKey }, because, output }, revision) {
    const step = this.step(stepKey);
    (step.done || step.running) && this.complain("one-result", `expected an open step to be skipped, found ${stepKey}, which is ${standing(step)}`), because === "operator" && !step.deadLetter && this.complain("one-result", `expected a dead letter to be skipped by hand, found ${stepKey}`), step.done = !0, step.deadLetter = !1, step.outputAt = output === void 0 ? void 0 : revision;
  }
  carriedOver({ step: { stepKey }, output }, revision) {
    const step = this.step(stepKey);
    (step.done || step.attempt > 0) && this.complain(
      "one-result",
      `expected ${stepKey} to be carried over before anything else, found it ${standing(step)}`
    ), step.done = !0, step.outputAt = output === void 0 ? void 0 : revision;
  }
  /** A stop takes back every lease there is. */
  revoked(type, revoked) {
    for (const id of revoked) {
      const lease = this.leases.get(id);
      lease?.active || this.complain("leases", `expected ${type} to take back leases that are held, found ${id}`), lease?.active && (this.#end(lease), this.step(lease.stepKey).running = !1);
    }
    if (this.#active !== 0)
      for (const { active, stepKey } of this.leases.values())
        active && this.complain("after-stop", `expected ${type} to take back every lease, found ${stepKey} left running`);
  }
  completed(steps) {
    if (this.#active > 0 && this.complain(
      "after-stop",
      `expected nothing to run when the run completes, found ${this.#active} steps running`
    ), !!this.definition) {
      for (const stepKey of this.definition.keys()) {
        const step = this.step(stepKey);
        step.done || this.complain(
          "dependencies",
          `expected every step to be done when the run completes, found ${stepKey} ${standing(step)}`
        );
      }
      steps !== this.definition.size && this.complain("dependencies", `expected ${this.definition.size} steps in RunCompleted, found ${steps}`);
    }
  }
  /** Once the run has ended only its leases are needed, for what comes late. */
  forget() {
    this.#steps.clear(), this.#outcomes.clear();
  }
  #end(lease) {
    lease.active = !1, this.#active--;
  }
}
function standing({ running, done, deadLetter, attempt }) {
  return done ? "done" : running ? "running" : deadLetter ? "a dead letter" : attempt === 0 ? "not begun" : "not done";
}
const instant = (at) => new Date(at).toISOString();
export {
  AttemptRules
};
//# sourceMappingURL=attempt-rules.js.map
