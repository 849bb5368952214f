import { operatorIdOf } from "../domain/kernel/envelope.js";
import { NO_TOKENS } from "../domain/run/charge.js";
const MAX_LISTED = 2e3, listed = () => ({ rows: [], count: 0 });
function list(into, row) {
  into.count++, into.rows.length < MAX_LISTED && into.rows.push(row);
}
class RunStory {
  constructor(started, startedAt) {
    this.started = started;
    this.startedAt = startedAt;
  }
  started;
  startedAt;
  steps = /* @__PURE__ */ new Map();
  approvals = /* @__PURE__ */ new Map();
  effects = listed();
  failures = listed();
  /** What people, deadlines and budgets did to the run as a whole. */
  incidents = listed();
  models = /* @__PURE__ */ new Map();
  status = "running";
  endedAt;
  nanoUsd = 0n;
  events = 0;
  add(event) {
    const { at } = event.metadata, by = event.metadata.actor.kind === "operator" ? event.metadata.actor.name : operatorIdOf(event.metadata.actor);
    switch (this.events++, "charges" in event.data && this.#charge(event.data.charges, "step" in event.data ? event.data.step.stepKey : ""), event.type) {
      case "StepDispatched": {
        const { step, attempt, agent, model, tier } = event.data, story = this.steps.get(step.stepKey) ?? {
          stepKey: step.stepKey,
          status: "running",
          attempts: 0,
          agents: /* @__PURE__ */ new Set(),
          model,
          tier,
          startedAt: at,
          endedAt: void 0,
          nanoUsd: 0n,
          summary: ""
        };
        Object.assign(story, { status: "running", attempts: attempt, model, endedAt: void 0 }), story.agents.add(agent.name), this.steps.set(step.stepKey, story);
        return;
      }
      case "StepCompleted":
        return this.#ended(event.data.step.stepKey, "completed", at, event.data.summary);
      case "StepCarriedOver":
        return this.#ended(event.data.step.stepKey, "carried over", at, event.data.summary);
      case "StepSkipped":
        return this.#ended(event.data.step.stepKey, "skipped", at, event.data.reason);
      case "StepAbandoned":
        return this.#ended(event.data.step.stepKey, "abandoned", at, event.data.reason);
      case "StepFailed":
        return this.#failed(event, `${event.data.class}: ${event.data.message}`);
      case "StepOutputRejected":
        return this.#failed(
          event,
          event.data.errors.map(({ path, message }) => `${path} ${message}`.trim()).join("; ")
        );
      case "StepTimedOut":
        return this.#failed(event, `not done by ${event.data.deadlineAt}`);
      case "LeaseLost":
        return this.#failed(event, `the agent was lost (${event.data.because})`);
      case "StepStopped":
        return this.#failed(event, event.data.message);
      case "StepDeadLettered":
        return this.#ended(event.data.step.stepKey, "dead letter", at, event.data.message), this.#failed(event, `out of attempts after ${event.data.attempts}: ${event.data.message}`);
      case "SideEffectRecorded": {
        const { step, attempt, kind, target, receipt } = event.data;
        return list(this.effects, { at, stepKey: step.stepKey, attempt, kind, target, receipt });
      }
      case "ApprovalRequested":
        this.approvals.set(event.data.approvalId, {
          request: event.data,
          at,
          outcome: "pending",
          decidedAt: void 0,
          votes: []
        });
        return;
      case "ApprovalVoted": {
        const { approvalId, operatorId, operatorName, comment } = event.data;
        this.approvals.get(approvalId)?.votes.push({ by: operatorId, name: operatorName, verdict: "approve", comment, at });
        return;
      }
      case "ApprovalGranted":
        return this.#decided(event.data.approvalId, "granted", at, { by, event, verdict: "approve" });
      case "ApprovalRejected":
        return this.#decided(event.data.approvalId, "rejected", at, { by, event, verdict: "reject" });
      case "ApprovalExpired":
        return this.#decided(event.data.approvalId, "expired", at);
      case "ApprovalWithdrawn":
        return this.#decided(event.data.approvalId, "withdrawn", at);
      case "BudgetExceeded":
        return list(this.incidents, {
          at,
          type: event.type,
          by: "the budget",
          detail: `${event.data.scope} budget, for ${event.data.step.stepKey}`
        });
      case "RunBudgetChanged":
      case "RunPaused":
      case "RunResumed":
        return this.status = event.type === "RunPaused" ? "paused" : event.type === "RunResumed" ? "running" : this.status, list(this.incidents, { at, type: event.type, by, detail: event.data.reason });
      case "RunHalted":
        return this.status = "halted", list(this.incidents, { at, type: event.type, by, detail: event.data.reason });
      case "RunCancelled":
        return this.#over("cancelled", at), list(this.incidents, { at, type: event.type, by, detail: event.data.reason });
      case "RunFailed":
        return this.#over("failed", at), list(this.incidents, { at, type: event.type, by, detail: event.data.message });
      case "RunCompleted":
        return this.#over("completed", at);
      // Work as usual: it stands in the events.
      default:
    }
  }
  #over(status, at) {
    this.status = status, this.endedAt = at;
  }
  #ended(stepKey, status, at, summary) {
    const step = this.steps.get(stepKey);
    step ? Object.assign(step, { status, endedAt: at, summary }) : this.steps.set(stepKey, {
      stepKey,
      status,
      attempts: 0,
      agents: /* @__PURE__ */ new Set(),
      model: void 0,
      tier: "",
      startedAt: at,
      endedAt: at,
      nanoUsd: 0n,
      summary
    });
  }
  #failed(event, message) {
    const { at } = event.metadata, { step, attempt } = event.data;
    list(this.failures, { at, stepKey: step.stepKey, attempt, type: event.type, message });
    const story = this.steps.get(step.stepKey);
    story && event.type !== "StepDeadLettered" && Object.assign(story, { status: "failed", endedAt: at });
  }
  #decided(approvalId, outcome, at, vote) {
    const approval = this.approvals.get(approvalId);
    if (!approval || (Object.assign(approval, { outcome, decidedAt: at }), !vote)) return;
    const { actor } = vote.event.metadata;
    approval.votes.some(({ by, verdict }) => by === operatorIdOf(actor) && verdict === vote.verdict) || approval.votes.push({
      by: operatorIdOf(actor),
      name: vote.by,
      verdict: vote.verdict,
      comment: vote.event.data.comment,
      at
    });
  }
  #charge(charges, stepKey) {
    for (const { model, nanoUsd, tokens, source } of charges) {
      const amount = BigInt(nanoUsd);
      this.nanoUsd += amount;
      const step = this.steps.get(stepKey);
      step && (step.nanoUsd += amount);
      let cost = this.models.get(model);
      cost || this.models.set(model, cost = { nanoUsd: 0n, charges: 0, tokens: NO_TOKENS, sources: /* @__PURE__ */ new Set() }), cost.nanoUsd += amount, cost.charges++, cost.sources.add(source), cost.tokens = {
        input: cost.tokens.input + tokens.input,
        cachedInput: cost.tokens.cachedInput + tokens.cachedInput,
        cacheWrite: cost.tokens.cacheWrite + tokens.cacheWrite,
        output: cost.tokens.output + tokens.output,
        reasoning: cost.tokens.reasoning + tokens.reasoning
      };
    }
  }
}
export {
  RunStory
};
//# sourceMappingURL=run-story.js.map
