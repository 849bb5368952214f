import { assertNever } from "../kernel/errors.js";
import { totalTokens } from "./charge.js";
function evolve(state, event) {
  return event.type === "RunStarted" ? started(event.data, Date.parse(event.metadata.at)) : (state.status === "none" || apply(state, event), state);
}
function apply(run, event) {
  const at = Date.parse(event.metadata.at);
  switch (event.type) {
    case "RunStarted":
      return;
    case "StepDispatched":
      return dispatched(run, event.data, event.revision, at);
    case "StepProgressed":
      return withLease(run, event.data.leaseId, (lease) => {
        lease.progressAt = at;
      });
    case "UsageCharged":
      return withLease(run, event.data.leaseId, (lease) => {
        charge(run, lease, event.data.charges), lease.usageAt = at;
      });
    case "SideEffectRecorded":
      run.effects.add(event.data.effectId);
      return;
    case "LeaseMoved":
      return withLease(run, event.data.leaseId, (lease) => {
        lease.agent.gatewayId = event.data.gatewayId;
      });
    case "StepCompleted": {
      outcome(run, event.data, "completed");
      const step = stepOf(run, event.data.step);
      step.status = "completed", step.outputAt = event.revision, step.outputHash = event.data.outputHash, step.summary = event.data.summary, step.previousErrors = void 0, run.done++;
      return;
    }
    case "StepCarriedOver": {
      const step = stepOf(run, event.data.step);
      step.status = event.data.outcome === "skipped" ? "skipped" : "completed", step.outputAt = event.data.output === void 0 ? void 0 : event.revision, step.outputHash = event.data.outputHash, step.summary = event.data.summary, step.carriedCost = amount(event.data.cost), run.done++, run.carried++;
      return;
    }
    case "StepFailed":
      return failure(run, event.data, "failed", {
        class: event.data.class,
        code: event.data.code,
        message: event.data.message
      });
    case "StepOutputRejected":
      failure(run, event.data, "failed", {
        class: "outputRejected",
        code: "OUTPUT.REJECTED",
        message: event.data.errors[0]?.message ?? ""
      }), stepOf(run, event.data.step).previousErrors = event.data.errors;
      return;
    case "StepTimedOut":
      return failure(run, event.data, "timedOut", {
        class: "timeout",
        code: "ATTEMPT.TIMED_OUT",
        message: `no result by ${event.data.deadlineAt}`
      });
    case "LeaseLost":
      return failure(run, event.data, "lost", { class: "leaseLost", code: "LEASE.LOST", message: event.data.because });
    case "StepStopped":
      return failure(run, event.data, "stopped", {
        class: "stopped",
        code: "ATTEMPT.STOPPED",
        message: event.data.message
      });
    case "StepRetryScheduled": {
      const step = stepOf(run, event.data.step);
      step.status = "awaitingRetry", step.retryAt = Date.parse(event.data.at);
      return;
    }
    case "StepDeadLettered": {
      const step = stepOf(run, event.data.step);
      step.status = "deadLetter", step.lastCause = { class: event.data.class, code: event.data.code, message: event.data.message };
      return;
    }
    case "StepSkipped": {
      const step = stepOf(run, event.data.step);
      step.status = "skipped", step.outputAt = event.data.output === void 0 ? void 0 : event.revision, step.outputHash = event.data.outputHash, step.summary = event.data.reason, run.done++;
      return;
    }
    case "StepRedriven": {
      const step = stepOf(run, event.data.step);
      step.status = "pending", step.failures = 0;
      return;
    }
    case "StepAbandoned":
      stepOf(run, event.data.step).status = "abandoned";
      return;
    case "ApprovalRequested":
      return approvalRequested(run, event.data, event.revision);
    case "ApprovalVoted":
      run.approvals.get(event.data.approvalId)?.votes.set(event.data.operatorId, event.data.comment);
      return;
    case "ApprovalGranted":
      return settleApproval(
        run,
        event.data.approvalId,
        "granted",
        decision(event, event.data.by.join(", ")),
        "approved"
      );
    case "ApprovalRejected":
      return settleApproval(run, event.data.approvalId, "rejected", decision(event, event.data.by), "pending");
    case "ApprovalExpired":
      return settleApproval(run, event.data.approvalId, "expired", decision(event, void 0), "pending");
    case "ApprovalEscalated": {
      const approval = run.approvals.get(event.data.approvalId);
      approval && (approval.expiresAt = Date.parse(event.data.expiresAt), approval.escalated = !0);
      return;
    }
    case "ApprovalWithdrawn":
      return settleApproval(run, event.data.approvalId, "withdrawn", decision(event), "pending");
    case "BudgetExceeded": {
      const step = stepOf(run, event.data.step);
      step.status = "awaitingBudget", step.asked = amount(event.data.asked);
      return;
    }
    case "RunBudgetChanged": {
      const after = cap(event.data.after);
      event.data.step ? stepOf(run, event.data.step).limit = after : run.budget.limit = after;
      return;
    }
    case "ReservationExtended":
      return withLease(
        run,
        event.data.leaseId,
        (lease) => rebook(run, lease, () => {
          const more = reservedOf(event.data.reservations);
          lease.reserved = {
            nanoUsd: lease.reserved.nanoUsd + more.nanoUsd,
            tokens: lease.reserved.tokens + more.tokens
          };
        })
      );
    case "ReservationSettled":
      return withLease(run, event.data.leaseId, (lease) => {
        charge(run, lease, event.data.charges), close(run, lease);
      });
    case "RunPaused":
      run.status = "paused";
      return;
    case "RunResumed":
      run.status = "running", run.halt = void 0, run.controlRevision = event.data.controlRevision;
      return;
    case "RunHalted":
      return run.status = "halted", run.halt = { scope: event.data.scope, reason: event.data.reason }, revoke(run, event.data.revoked, event.data.withdrawn, decision(event));
    case "RunCancelled":
      return run.status = "cancelled", run.endedAt = at, revoke(run, event.data.revoked, event.data.withdrawn, decision(event));
    case "RunFailed":
      return run.status = "failed", run.endedAt = at, revoke(run, event.data.revoked, event.data.withdrawn, decision(event));
    case "RunCompleted":
      run.status = "completed", run.endedAt = at;
      return;
    case "LateResultRecorded":
      return withLease(run, event.data.leaseId, (lease) => {
        charge(run, lease, event.data.charges), event.data.settles.length > 0 && close(run, lease), lease.lateResultId = event.data.resultId;
      });
    default:
      assertNever(event);
  }
}
function started(data, at) {
  return {
    status: "running",
    runId: data.runId,
    rootRunId: data.rootRunId,
    workflow: data.workflow,
    operatorId: data.operatorId,
    operatorName: data.operatorName,
    priority: data.priority,
    startedAt: at,
    deadlineAt: data.deadlineAt === void 0 ? void 0 : Date.parse(data.deadlineAt),
    parallelism: data.limits.parallelism,
    policies: data.policies,
    source: data.source,
    carried: 0,
    controlRevision: data.controlRevision,
    halt: void 0,
    endedAt: void 0,
    budget: { limit: cap(data.budget), spent: zero(), reserved: zero() },
    steps: /* @__PURE__ */ new Map(),
    leases: /* @__PURE__ */ new Map(),
    approvals: /* @__PURE__ */ new Map(),
    effects: /* @__PURE__ */ new Set(),
    done: 0,
    running: 0
  };
}
function dispatched(run, data, revision, at) {
  const step = stepOf(run, data.step);
  if (step.status = "running", step.attempt = data.attempt, step.leaseId = data.leaseId, step.retryAt = void 0, step.asked = void 0, data.approval) {
    const approval = run.approvals.get(data.approval.id);
    approval && (approval.status = "used");
  }
  step.approvalId = void 0, run.running++;
  const lease = {
    leaseId: data.leaseId,
    stepKey: data.step.stepKey,
    stepId: data.step.stepId,
    iteration: data.step.iteration,
    attempt: data.attempt,
    taskId: data.taskId,
    agent: { ...data.agent },
    dispatchedAt: at,
    revision,
    deadlineAt: Date.parse(data.deadlineAt),
    heartbeatMs: data.heartbeatMs,
    status: "active",
    resultId: void 0,
    lateResultId: void 0,
    reserved: zero(),
    open: !0,
    charged: zero(),
    calls: /* @__PURE__ */ new Map(),
    usageAt: 0,
    progressAt: 0
  };
  run.leases.set(lease.leaseId, lease), rebook(run, lease, () => {
    lease.reserved = reservedOf(data.reservations);
  });
}
function outcome(run, data, status) {
  const step = stepOf(run, data.step);
  step.leaseId = void 0, run.running--, withLease(run, data.leaseId, (lease) => {
    lease.status = status, lease.resultId = data.resultId, charge(run, lease, data.charges), data.settles.length > 0 && close(run, lease);
  });
}
function failure(run, data, status, cause) {
  outcome(run, data, status);
  const step = stepOf(run, data.step);
  step.status = "pending", step.failures++, step.lastCause = cause;
}
function approvalRequested(run, data, revision) {
  const step = stepOf(run, data.step);
  step.status = "awaitingApproval", step.approvalId = data.approvalId, data.edits !== void 0 && (step.editedAt = revision), run.approvals.set(data.approvalId, {
    approvalId: data.approvalId,
    kind: data.kind,
    stepKey: data.step.stepKey,
    attempt: data.attempt,
    nonce: data.nonce,
    paramsHash: data.paramsHash,
    requestedAtRevision: revision,
    onReject: data.onReject,
    onExpire: data.onExpire,
    requires: data.requires,
    overrun: data.overrun === void 0 ? void 0 : amount(data.overrun.amount),
    overrunScope: data.overrun?.scope,
    expiresAt: Date.parse(data.expiresAt),
    escalated: !1,
    votes: /* @__PURE__ */ new Map(),
    status: "pending",
    decidedBy: void 0,
    decidedByName: void 0,
    decidedAt: void 0
  });
}
function decision(event, ...named) {
  const { actor, at } = event.metadata, person = actor.kind === "operator" ? actor : void 0;
  return { by: named.length > 0 ? named[0] : person?.id, name: person?.name, at: Date.parse(at) };
}
function settleApproval(run, id, status, { by, name, at }, next) {
  const approval = run.approvals.get(id);
  if (!approval) return;
  approval.status = approval.kind === "overrun" && status === "granted" ? "used" : status, approval.decidedBy = by, approval.decidedByName = name, approval.decidedAt = at;
  const step = run.steps.get(approval.stepKey);
  !step || step.approvalId !== id || (step.status !== "awaitingBudget" && (step.status = approval.kind === "overrun" ? "pending" : next), (next === "pending" || approval.kind === "overrun") && (step.approvalId = void 0));
}
function revoke(run, leases, approvals, because) {
  for (const id of leases)
    withLease(run, id, (lease) => {
      lease.status = "revoked", run.running--;
      const step = run.steps.get(lease.stepKey);
      step && (step.status = "pending", step.leaseId = void 0);
    });
  for (const id of approvals) settleApproval(run, id, "withdrawn", because, "pending");
}
function stepOf(run, ref) {
  const known = run.steps.get(ref.stepKey);
  if (known) return known;
  const step = newStep(ref.stepKey, ref.stepId, ref.iteration);
  return run.steps.set(ref.stepKey, step), step;
}
function newStep(stepKey, stepId, iteration) {
  return {
    stepKey,
    stepId,
    iteration,
    status: "pending",
    attempt: 0,
    failures: 0,
    leaseId: void 0,
    approvalId: void 0,
    retryAt: void 0,
    asked: void 0,
    editedAt: void 0,
    previousErrors: void 0,
    outputAt: void 0,
    outputHash: void 0,
    summary: void 0,
    carriedCost: void 0,
    lastCause: void 0,
    limit: void 0,
    spent: zero(),
    reserved: zero()
  };
}
function withLease(run, id, change) {
  const lease = run.leases.get(id);
  lease && change(lease);
}
function charge(run, lease, charges) {
  charges.length !== 0 && rebook(run, lease, () => {
    const step = run.steps.get(lease.stepKey);
    for (const one of charges) {
      const nanoUsd = BigInt(one.nanoUsd), tokens = totalTokens(one.tokens);
      for (const account of [lease.charged, run.budget.spent, ...step ? [step.spent] : []])
        account.nanoUsd += nanoUsd, account.tokens += tokens;
      const call = lease.calls.get(one.callId);
      if (!call) lease.calls.set(one.callId, { nanoUsd, tokens: { ...one.tokens } });
      else {
        call.nanoUsd += nanoUsd;
        for (const name of ["input", "cachedInput", "cacheWrite", "output", "reasoning"])
          call.tokens[name] += one.tokens[name];
      }
    }
  });
}
function close(run, lease) {
  rebook(run, lease, () => {
    lease.open = !1;
  });
}
function rebook(run, lease, change) {
  const before = heldBy(lease);
  change();
  const after = heldBy(lease), step = run.steps.get(lease.stepKey);
  for (const account of [run.budget.reserved, ...step ? [step.reserved] : []])
    account.nanoUsd += after.nanoUsd - before.nanoUsd, account.tokens += after.tokens - before.tokens;
}
function heldBy(lease) {
  if (!lease.open) return zero();
  const nanoUsd = lease.reserved.nanoUsd - lease.charged.nanoUsd;
  return { nanoUsd: nanoUsd > 0n ? nanoUsd : 0n, tokens: Math.max(0, lease.reserved.tokens - lease.charged.tokens) };
}
function reservedOf(reservations) {
  const widest = reservations.find((one) => one.scope === "run") ?? reservations[0];
  return widest ? amount(widest) : zero();
}
const zero = () => ({ nanoUsd: 0n, tokens: 0 }), amount = (from) => ({
  nanoUsd: BigInt(from.nanoUsd),
  tokens: from.tokens
}), cap = (from) => ({
  nanoUsd: from.nanoUsd === void 0 ? void 0 : BigInt(from.nanoUsd),
  tokens: from.tokens
});
export {
  evolve,
  heldBy
};
//# sourceMappingURL=evolve.js.map
