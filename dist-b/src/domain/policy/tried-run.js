import { asked, shortBy } from "../run/budget.js";
import { totalTokens } from "../run/charge.js";
import { evolve } from "../run/evolve.js";
import { dayOf, EVERYTHING } from "./day-accounts.js";
const FINDINGS = ["stopped", "asked", "notAsked", "notRetried", "retried", "timedOut", "goesOn"], LIMITS = ["run", "step", "workflowDay", "everythingDay", "deadline"], OUTCOMES = ["same", "asked", "unknown", "stopped"], MOST = 50, NOTHING = { nanoUsd: 0n, tokens: 0 };
class TriedRun {
  constructor(plan, rules, days) {
    this.plan = plan;
    this.rules = rules;
    this.days = days;
  }
  plan;
  rules;
  days;
  findings = [];
  counts = /* @__PURE__ */ new Map();
  spent = 0n;
  notSpent = 0n;
  #notSpentTokens = 0;
  #state = { status: "none" };
  /** The finding after which nothing of the run would have been dispatched. */
  #stop;
  /** Steps that would not have been tried any more, and because of what. */
  #gone = /* @__PURE__ */ new Map();
  /** Attempts that would not have been dispatched: what they cost is what would not have been spent. Those that ran at a stop are paid. */
  #refused = /* @__PURE__ */ new Map();
  /** Steps whose last failure the agent called final. */
  #final = /* @__PURE__ */ new Set();
  get outcome() {
    if (this.#stop) return "stopped";
    const had = (kind) => this.counts.has(kind);
    return had("stopped") || had("notRetried") || had("retried") || had("timedOut") || had("goesOn") ? "unknown" : had("asked") ? "asked" : "same";
  }
  tell(event) {
    const run = this.#state.status === "none" ? void 0 : this.#state;
    if (run && !this.#stop && this.#before(run, event), event.type === "StepDispatched") {
      const because = this.#stop ?? this.#gone.get(event.data.step.stepId);
      because && this.#refused.set(event.data.leaseId, because);
    }
    this.#state = evolve(this.#state, event), this.#state.status !== "none" && ("charges" in event.data && this.#charged(event, event.data.leaseId, event.data.charges), this.#stop || this.#after(this.#state, event));
  }
  /** What would have hindered the event. */
  #before(run, event) {
    const { deadlineMs } = this.rules;
    if (deadlineMs !== void 0 && run.endedAt === void 0 && msOf(event) > run.startedAt + deadlineMs) {
      this.#stop = this.#found(event, "stopped", { limit: "deadline" });
      return;
    }
    switch (event.type) {
      case "StepDispatched":
        return this.#dispatch(run, event);
      case "ApprovalRequested": {
        const { kind, step, tier, attempt } = event.data;
        kind === "step" && !this.#gone.has(step.stepId) && this.rules.asks(step.stepId, tier) === !1 && this.#found(event, "notAsked", { step, attempt });
        return;
      }
      case "StepCompleted":
      case "StepFailed":
      case "StepOutputRejected":
      case "StepTimedOut":
        return this.#timeout(run, event);
      default:
    }
  }
  #dispatch(run, event) {
    const { step, attempt, tier, approval } = event.data;
    if (this.#gone.has(step.stepId)) return;
    const limit = this.#shortAt(run, event, step);
    limit === "step" ? this.#leave(step.stepId, this.#found(event, "stopped", { limit, step, attempt })) : limit ? this.#stop = this.#found(event, "stopped", { limit, step, attempt }) : !approval && this.rules.asks(step.stepId, tier) === !0 && this.#found(event, "asked", { step, attempt });
  }
  /** The first budget that has no room for the attempt, narrow to wide. */
  #shortAt(run, { metadata }, { stepKey, stepId }) {
    const state = run.steps.get(stepKey), planStep = this.plan.byId.get(stepId), own = { spent: state?.spent ?? NOTHING, reserved: state?.reserved ?? NOTHING }, stepLimit = this.rules.step(stepId), ask = planStep ? asked(planStep.estimate, { ...own, limit: stepLimit ?? state?.limit ?? planStep.budget }) : NOTHING, isShort = (limit, account) => limit !== void 0 && (reached(limit, account.spent) || shortBy({ limit, ...account }, ask) !== void 0);
    if (isShort(stepLimit, own)) return "step";
    const paid = {
      nanoUsd: run.budget.spent.nanoUsd - this.notSpent,
      tokens: run.budget.spent.tokens - this.#notSpentTokens
    };
    if (isShort(this.rules.run, { spent: paid, reserved: run.budget.reserved })) return "run";
    const day = dayOf(metadata.at), reserved = run.budget.reserved;
    return isShort(this.rules.workflowDay, { spent: this.days.spent(run.workflow.id, day), reserved }) ? "workflowDay" : isShort(this.rules.everythingDay, { spent: this.days.spent(EVERYTHING, day), reserved }) ? "everythingDay" : void 0;
  }
  #timeout(run, event) {
    const { step, attempt, leaseId } = event.data, timeoutMs = this.rules.timeoutMs(step.stepId), lease = run.leases.get(leaseId);
    if (timeoutMs === void 0 || !lease || this.#gone.has(step.stepId)) return;
    const tookMs = msOf(event) - lease.dispatchedAt;
    event.type === "StepTimedOut" ? timeoutMs > lease.deadlineAt - lease.dispatchedAt && this.#found(event, "goesOn", { step, attempt }) : tookMs > timeoutMs && this.#found(event, "timedOut", { step, attempt });
  }
  /** What would have come of the event. */
  #after(run, event) {
    if (event.type === "StepFailed" && (event.data.retryable ? this.#final.delete(event.data.step.stepKey) : this.#final.add(event.data.step.stepKey)), event.type !== "StepRetryScheduled" && event.type !== "StepDeadLettered") return;
    const { step, attempt } = event.data, retry = this.rules.retry(step.stepId), state = run.steps.get(step.stepKey);
    if (!retry || !state || this.#gone.has(step.stepId)) return;
    const again = state.failures < retry.attempts && !retry.never.includes(state.lastCause?.class ?? "");
    event.type === "StepRetryScheduled" ? again || this.#leave(step.stepId, this.#found(event, "notRetried", { step, attempt })) : again && !this.#final.has(step.stepKey) && event.data.class !== "mapping" && this.#found(event, "retried", { step, attempt });
  }
  /** The step would not have been tried again, nor what depends on it, until a person acts. */
  #leave(stepId, because) {
    this.#gone.set(stepId, because);
    const open = [stepId];
    for (let id = open.pop(); id !== void 0; id = open.pop())
      for (const next of this.plan.steps)
        next.dependsOn.includes(id) && !this.#gone.has(next.id) && (this.#gone.set(next.id, because), open.push(next.id));
  }
  #charged({ metadata }, leaseId, charges) {
    if (charges.length === 0 || this.#state.status === "none") return;
    const amount = { nanoUsd: 0n, tokens: 0 };
    for (const charge of charges)
      amount.nanoUsd += BigInt(charge.nanoUsd), amount.tokens += totalTokens(charge.tokens);
    this.spent += amount.nanoUsd;
    const because = this.#refused.get(leaseId);
    if (because) {
      because.notSpent += amount.nanoUsd, this.notSpent += amount.nanoUsd, this.#notSpentTokens += amount.tokens;
      return;
    }
    const day = dayOf(metadata.at);
    this.rules.workflowDay && this.days.add(this.#state.workflow.id, day, amount), this.rules.everythingDay && this.days.add(EVERYTHING, day, amount);
  }
  #found({ revision, metadata }, kind, { limit, step, attempt }) {
    const finding = {
      kind,
      limit,
      stepKey: step?.stepKey,
      attempt,
      revision,
      at: metadata.at,
      notSpent: 0n,
      // Where a day's budget ends depends on how runs overlapped; what a retry or a longer time gives is not recorded.
      estimated: limit === "workflowDay" || limit === "everythingDay" || UNKNOWN.has(kind)
    };
    return this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1), this.findings.length < MOST && this.findings.push(finding), finding;
  }
}
const UNKNOWN = /* @__PURE__ */ new Set(["retried", "timedOut", "goesOn"]), msOf = ({ metadata }) => Date.parse(metadata.at), reached = ({ nanoUsd, tokens }, spent) => nanoUsd !== void 0 && spent.nanoUsd >= nanoUsd || tokens !== void 0 && spent.tokens >= tokens;
export {
  FINDINGS,
  LIMITS,
  OUTCOMES,
  TriedRun
};
//# sourceMappingURL=tried-run.js.map
