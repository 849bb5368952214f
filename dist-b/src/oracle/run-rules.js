import { holdsEncrypted } from "../domain/kernel/encrypted.js";
import { canonicalize } from "../domain/kernel/json.js";
import { isBlobRef } from "../domain/kernel/payload.js";
import { ApprovalRules } from "./approval-rules.js";
import { AttemptRules } from "./attempt-rules.js";
import { limitOf, MoneyRules } from "./money-rules.js";
import { sha256 } from "./stream-rules.js";
import { waitsOf } from "./waits.js";
const AFTER_THE_END = /* @__PURE__ */ new Set([
  "LateResultRecorded",
  "UsageCharged",
  "SideEffectRecorded",
  "ReservationSettled"
]);
class RunRules {
  constructor(data, definition, chargeIds, act, complain) {
    this.act = act;
    this.complain = complain;
    const { runId, operatorId, workflow, source, deadlineAt } = data;
    this.workflowId = workflow.id, this.#started = { runId, operatorId }, this.#toCarry = source?.steps ?? 0, this.#deadlineAt = deadlineAt === void 0 ? void 0 : Date.parse(deadlineAt), this.#attempts = new AttemptRules(definition, data.limits.parallelism, complain), this.#approvals = new ApprovalRules(complain), this.#money = new MoneyRules(chargeIds, complain), this.#money.limit(void 0, limitOf(data.budget));
    for (const [stepKey, { budget }] of definition ?? []) this.#money.limit(stepKey, budget);
  }
  act;
  complain;
  status = "running";
  workflowId;
  #attempts;
  #approvals;
  #money;
  #effects = /* @__PURE__ */ new Set();
  #started;
  #deadlineAt;
  #toCarry;
  #lastAt = 0;
  /** `params`: the parameters of a request, or the inputs of a gated dispatch, when they are a blob that could be read. */
  apply(fact, params) {
    const at = Date.parse(fact.metadata.at);
    this.#lastAt = at, this.#envelope(fact), this.status === "ended" && !AFTER_THE_END.has(fact.type) && this.complain("after-end", `expected nothing but late results and money after the end, found ${fact.type}`), this.#event(fact, at, params), this.status === "ended" && (this.#attempts.forget(), this.#approvals.forget(), this.#money.forget());
  }
  /** What it waits for; undefined when it has ended. */
  waits(now) {
    const { status } = this;
    if (status !== "ended")
      return waitsOf(
        {
          status,
          attempts: this.#attempts,
          approvals: this.#approvals,
          money: this.#money,
          toCarry: this.#toCarry,
          deadlineAt: this.#deadlineAt,
          lastAt: this.#lastAt
        },
        now
      );
  }
  /** Reservations that nobody has released though they were due before `before`. */
  unreleased(before) {
    return this.#money.held().filter((leaseId) => {
      const lease = this.#attempts.leases.get(leaseId);
      return lease !== void 0 && !lease.active && lease.deadlineAt + 2 * 6e4 < before;
    });
  }
  #envelope({ type, metadata: { correlationId, actor } }) {
    const { runId, operatorId } = this.#started;
    if (correlationId !== runId && this.complain("envelope", `expected correlation ${runId}, found ${correlationId}`), actor.kind === "operator") return;
    const behind = actor.id === "bulk" && actor.onBehalfOf !== void 0 ? actor.onBehalfOf : operatorId;
    actor.onBehalfOf !== behind && this.complain(
      "envelope",
      `expected ${type} by ${actor.id} on behalf of ${operatorId}, found ${actor.onBehalfOf ?? "nobody"}`
    );
  }
  #event(event, at, params) {
    const { revision } = event;
    switch (event.type) {
      case "RunStarted":
        return revision !== 0 ? this.complain("one-result", "expected the run to start once, found a second start") : (this.#hash("input", event.data.input, event.data.inputHash), this.act("started", event.data.controlRevision));
      case "StepCarriedOver":
        return this.#carriedOver(event.data, revision);
      case "StepDispatched":
        return this.#dispatched(event.data, at, params);
      case "StepCompleted":
      case "StepFailed":
      case "StepOutputRejected":
      case "StepTimedOut":
      case "LeaseLost":
      case "StepStopped":
        return this.#outcome(event, revision, at);
      case "LateResultRecorded":
        return this.#attempts.late(event.data), this.#moved(event.data, event.type);
      case "ReservationSettled":
        return this.#attempts.settled(event.data, at), this.#moved(event.data, void 0);
      case "UsageCharged":
        return this.#attempts.known(event.type, event.data.leaseId), this.#money.charged(event.data.leaseId, event.data.charges);
      case "ReservationExtended":
        return this.#attempts.held(event.type, event.data.leaseId), this.#money.extended(this.#started.runId, event.data.leaseId, event.data.reservations);
      case "StepProgressed":
      case "LeaseMoved":
        return this.#attempts.held(event.type, event.data.leaseId);
      case "SideEffectRecorded":
        this.#attempts.known(event.type, event.data.leaseId), this.#effects.has(event.data.effectId) && this.complain("one-result", `expected side effect ${event.data.effectId} once, found it for the second time`), this.#effects.add(event.data.effectId);
        return;
      case "StepRetryScheduled":
        return this.#attempts.retried(event.data);
      case "StepDeadLettered":
        return this.#attempts.deadLettered(event.data.step.stepKey);
      case "StepRedriven":
      case "StepAbandoned":
        return this.#attempts.takenUp(event.type, event.data.step.stepKey);
      case "StepSkipped":
        return event.data.output !== void 0 && this.#hash("output", event.data.output, event.data.outputHash), this.#attempts.skipped(event.data, revision);
      case "BudgetExceeded":
        this.#afterCarryOver(event.type), this.#attempts.step(event.data.step.stepKey).asked = event.data.asked;
        return;
      case "RunBudgetChanged":
        return this.#money.limit(event.data.scope === "run" ? void 0 : event.data.id, limitOf(event.data.after));
      case "ApprovalRequested":
        return this.#afterCarryOver(event.type), this.#approvals.requested(event.data, saltedHash(event.data.nonce, event.data.params, params));
      case "ApprovalVoted":
        return this.#approvals.voted(event.data, at);
      case "ApprovalGranted":
        return this.#approvals.granted(event.data, at);
      case "ApprovalRejected":
        return this.#approvals.rejected(event.data.approvalId, at);
      case "ApprovalExpired":
        return this.#approvals.expired(event.data.approvalId, at);
      case "ApprovalEscalated":
        return this.#approvals.escalated(event.data);
      case "ApprovalWithdrawn":
        return this.#approvals.withdrawn(
          event.data.approvalId,
          event.data.because === "superseded" ? "granted" : "pending"
        );
      case "RunPaused":
        this.status = "paused";
        return;
      case "RunResumed":
        return this.status = "running", this.act("resumed", event.data.controlRevision);
      case "RunHalted":
        return this.status = "halted", this.#stopped(event.type, event.data);
      case "RunCancelled":
      case "RunFailed":
        return this.status = "ended", this.#stopped(event.type, event.data);
      case "RunCompleted":
        this.#approvals.stopped(event.type), this.#attempts.completed(event.data.steps), this.#money.total(event.data), this.status = "ended";
        return;
    }
  }
  #carriedOver(data, revision) {
    const { stepKey } = data.step;
    this.status !== "running" && this.complain(
      "after-stop",
      `expected ${stepKey} to be carried over while the run is running, found it ${this.status}`
    ), this.#toCarry-- <= 0 && this.complain("one-result", `expected no more kept results, found ${stepKey}`), data.output !== void 0 && this.#hash("output", data.output, data.outputHash), this.#attempts.carriedOver(data, revision);
  }
  #afterCarryOver(type) {
    this.#toCarry > 0 && this.complain("dependencies", `expected ${this.#toCarry} more kept results first, found ${type}`);
  }
  #dispatched(data, at, params) {
    const { step, leaseId, approval, tier } = data;
    this.#afterCarryOver("StepDispatched"), this.status !== "running" && this.complain(
      "after-stop",
      `expected nothing to be dispatched while the run is ${this.status}, found ${step.stepKey}`
    ), this.act(`dispatched ${step.stepKey}`, data.controlRevision), this.#hash("inputs", data.inputs, data.inputsHash);
    const gated = this.#attempts.defined(step.stepKey)?.gated ?? (tier === "irreversible" || tier === "financial");
    this.#approvals.dispatched(
      data,
      gated,
      approval === void 0 ? void 0 : saltedHash(approval.nonce, data.inputs, params)
    ), this.#attempts.dispatched(data, at), this.#money.dispatched(this.#started.runId, leaseId, step.stepKey, data.reservations);
  }
  #outcome(event, revision, at) {
    this.#attempts.outcome(event, revision, at);
    const { type, data } = event;
    (type === "StepCompleted" || type === "StepOutputRejected") && this.#hash("output", data.output, data.outputHash), this.#moved(
      data,
      type === "StepCompleted" || type === "StepFailed" || type === "StepOutputRejected" ? type : void 0
    );
  }
  /** `answered`: by an agent, whose reservation is released with it. */
  #moved({ leaseId, charges, settles }, answered) {
    this.#money.charged(leaseId, charges), this.#money.settled(leaseId, settles, answered);
  }
  #stopped(type, { revoked, withdrawn }) {
    this.#attempts.revoked(type, revoked);
    for (const id of withdrawn) this.#approvals.withdrawn(id, void 0);
    this.#approvals.stopped(type);
  }
  #hash(what, payload, found) {
    const expected = isBlobRef(payload) ? payload.$blob.sha256 : sha256(canonicalize(payload));
    expected !== found && this.complain("payloads", `expected hash ${expected} of the ${what}, found ${found ?? "none"}`);
  }
}
function saltedHash(nonce, payload, read) {
  const value = isBlobRef(payload) ? read : payload;
  return value === void 0 || holdsEncrypted(value) ? void 0 : sha256(nonce + canonicalize(value));
}
export {
  RunRules
};
//# sourceMappingURL=run-rules.js.map
