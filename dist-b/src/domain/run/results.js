import { totalTokens } from "./charge.js";
import { chargesFor, finalSettlement, settlesFor } from "./charging.js";
import { completion } from "./ending.js";
import { formatUsd, max } from "../kernel/money.js";
import { reservationsFor, roomLeft } from "./budget.js";
import { activeLease, leaseNotHeld, leaseOf, planStepOf, startedRun } from "./rejections.js";
import { afterFailure } from "./retry.js";
import { isEnded } from "./state.js";
const USAGE_EVERY_MS = 5e3, PROGRESS_EVERY_MS = 5e3, refOf = (lease) => ({
  stepKey: lease.stepKey,
  stepId: lease.stepId,
  ...lease.iteration === void 0 ? {} : { iteration: lease.iteration }
}), attemptOf = (lease) => ({
  step: refOf(lease),
  attempt: lease.attempt,
  leaseId: lease.leaseId
});
function completeStep(state, { payload, facts }) {
  const run = startedRun(state), lease = leaseOf(run, payload.leaseId, facts.actor), known = alreadyTaken(lease, payload.resultId);
  if (known) return known;
  if (lease.status !== "active")
    return lateResult(run, lease, payload.resultId, "completed", facts, facts.outputHash);
  const { charges, settles } = money(run, lease, facts), head = { ...attemptOf(lease), resultId: payload.resultId, charges, settles }, planStep = planStepOf(facts.plan, lease.stepKey);
  if (facts.errors.length > 0) {
    const rejected = {
      type: "StepOutputRejected",
      data: {
        ...head,
        output: facts.output,
        outputHash: facts.outputHash,
        schemaHash: facts.schemaHash,
        errors: [...facts.errors],
        fingerprint: facts.fingerprint
      }
    }, cause = {
      class: "outputRejected",
      code: "OUTPUT.REJECTED",
      message: facts.errors.map((error) => `${error.path}: ${error.message}`).join("; "),
      fingerprint: facts.fingerprint,
      retryable: !0
    };
    return [rejected, ...afterFailure(run, planStep, head.step, lease.attempt, cause, facts)];
  }
  const completed = {
    type: "StepCompleted",
    data: {
      ...head,
      output: facts.output,
      outputHash: facts.outputHash,
      summary: payload.summary,
      verdict: { schemaHash: facts.schemaHash, valid: !0 }
    }
  }, spent = run.budget.spent.nanoUsd + charges.reduce((sum, charge) => sum + BigInt(charge.nanoUsd), 0n), tokens = run.budget.spent.tokens + charges.reduce((sum, charge) => sum + totalTokens(charge.tokens), 0);
  return [completed, ...completion(run, facts.plan.steps.length, spent, tokens)];
}
function failStep(state, { payload, facts }) {
  const run = startedRun(state), lease = leaseOf(run, payload.leaseId, facts.actor), known = alreadyTaken(lease, payload.resultId);
  if (known) return known;
  if (lease.status !== "active")
    return lateResult(run, lease, payload.resultId, "failed", facts);
  const { class: kind, code, message, retryable } = payload.error, cause = { class: kind, code, message, fingerprint: facts.fingerprint, retryable };
  return [
    {
      type: "StepFailed",
      data: {
        ...attemptOf(lease),
        resultId: payload.resultId,
        ...money(run, lease, facts),
        ...cause,
        ...facts.details === void 0 ? {} : { details: facts.details }
      }
    },
    ...afterFailure(run, planStepOf(facts.plan, lease.stepKey), refOf(lease), lease.attempt, cause, facts)
  ];
}
function alreadyTaken(lease, resultId) {
  if (lease.resultId === resultId) return [];
  if (lease.lateResultId !== void 0) throw leaseNotHeld(lease);
}
function lateResult(run, lease, resultId, result, facts, outputHash) {
  return [
    {
      type: "LateResultRecorded",
      data: {
        ...attemptOf(lease),
        resultId,
        ...money(run, lease, facts),
        result,
        ...outputHash === void 0 ? {} : { outputHash }
      }
    }
  ];
}
function money(run, lease, facts) {
  const charges = chargesFor(lease, facts.priced);
  return { charges, settles: settlesFor(run, lease, charges) };
}
function reportProgress(state, { payload, facts }) {
  const lease = activeLease(startedRun(state), payload.leaseId, facts.actor);
  return facts.now - lease.progressAt < PROGRESS_EVERY_MS ? [] : [
    {
      type: "StepProgressed",
      data: {
        ...attemptOf(lease),
        ...payload.percent === void 0 ? {} : { percent: payload.percent },
        ...payload.message === void 0 ? {} : { message: payload.message },
        ...facts.payload === void 0 ? {} : { data: facts.payload }
      }
    }
  ];
}
function reportUsage(state, { payload, facts }) {
  const run = startedRun(state), lease = leaseOf(run, payload.leaseId, facts.actor), charges = chargesFor(lease, facts.priced);
  if (charges.length === 0) return [];
  const due = charges.reduce((sum, charge) => sum + BigInt(charge.nanoUsd), 0n), dueTokens = charges.reduce((sum, charge) => sum + totalTokens(charge.tokens), 0), charged = { nanoUsd: lease.charged.nanoUsd + due, tokens: lease.charged.tokens + dueTokens }, planStep = planStepOf(facts.plan, lease.stepKey), room = roomLeft(run, planStep, run.steps.get(lease.stepKey)), usedUp = room.nanoUsd !== void 0 && charged.nanoUsd > lease.reserved.nanoUsd || room.tokens !== void 0 && charged.tokens > lease.reserved.tokens, small = lease.reserved.nanoUsd === 0n || due * 20n < lease.reserved.nanoUsd;
  if (lease.status === "active" && !usedUp && small && facts.now - lease.usageAt < USAGE_EVERY_MS) return [];
  const usage = { type: "UsageCharged", data: { ...attemptOf(lease), charges } };
  if (lease.status !== "active" || !usedUp) return [usage];
  const more = extension(lease, charged, room);
  if (!more) return [usage, ...stopped(run, planStep, lease, facts)];
  const reservations = reservationsFor(run, lease.stepKey, more);
  return [usage, { type: "ReservationExtended", data: { ...attemptOf(lease), reservations } }];
}
function extension(lease, charged, room) {
  const over = max(0n, charged.nanoUsd - max(lease.reserved.nanoUsd, lease.charged.nanoUsd)), overTokens = Math.max(0, charged.tokens - Math.max(lease.reserved.tokens, lease.charged.tokens)), left = room.nanoUsd === void 0 ? over : room.nanoUsd - over, leftTokens = room.tokens === void 0 ? overTokens : room.tokens - overTokens;
  if (!(over > 0n && left <= 0n || overTokens > 0 && leftTokens <= 0))
    return {
      nanoUsd: max(0n, charged.nanoUsd - lease.reserved.nanoUsd) + max(0n, over < left ? over : left),
      tokens: Math.max(0, charged.tokens - lease.reserved.tokens) + Math.max(0, Math.min(overTokens, leftTokens))
    };
}
function stopped(run, planStep, lease, facts) {
  const message = `The reservation of ${formatUsd(lease.reserved.nanoUsd)} and ${lease.reserved.tokens} tokens is used up and no budget has room to extend it.`, event = {
    type: "StepStopped",
    data: { ...attemptOf(lease), charges: [], settles: [], because: "reservationUsedUp", message }
  }, cause = {
    class: "budget",
    code: "BUDGET.RESERVATION_USED_UP",
    message,
    fingerprint: "budget:reservationUsedUp",
    retryable: !0
  };
  return [event, ...afterFailure(run, planStep, refOf(lease), lease.attempt, cause, facts)];
}
function recordSideEffect(state, { payload, facts }) {
  const run = startedRun(state), lease = leaseOf(run, payload.leaseId, facts.actor);
  if (run.effects.has(payload.effectId)) return [];
  const { effectId, kind, target } = payload;
  return [
    {
      type: "SideEffectRecorded",
      data: { ...attemptOf(lease), effectId, kind, target, receipt: facts.payload ?? null }
    }
  ];
}
function moveLease(state, { payload, facts }) {
  const lease = activeLease(startedRun(state), payload.leaseId, facts.actor);
  return lease.agent.gatewayId === payload.gatewayId ? [] : [{ type: "LeaseMoved", data: { leaseId: lease.leaseId, gatewayId: payload.gatewayId } }];
}
function loseLease(state, { payload, facts }) {
  const run = startedRun(state), lease = run.leases.get(payload.leaseId);
  if (lease?.status !== "active" || isEnded(run)) return [];
  const { because } = payload, closing = because === "agentRestarted" ? finalSettlement(run, lease) : { charges: [], settles: [] }, lost = { type: "LeaseLost", data: { ...attemptOf(lease), ...closing, because } }, cause = {
    class: "leaseLost",
    code: "LEASE.LOST",
    message: `Agent "${lease.agent.name}" lost its lease (${because}).`,
    fingerprint: `leaseLost:${because}`,
    retryable: !0
  };
  return [lost, ...afterFailure(run, planStepOf(facts.plan, lease.stepKey), refOf(lease), lease.attempt, cause, facts)];
}
function timeOutAttempt(state, { payload, facts }) {
  const run = startedRun(state), lease = run.leases.get(payload.leaseId);
  if (lease?.status !== "active" || isEnded(run)) return [];
  if (facts.now < lease.deadlineAt) return [];
  const deadlineAt = new Date(lease.deadlineAt).toISOString(), timedOut = {
    type: "StepTimedOut",
    data: { ...attemptOf(lease), charges: [], settles: [], deadlineAt }
  }, cause = {
    class: "timeout",
    code: "ATTEMPT.TIMED_OUT",
    message: `No result by ${deadlineAt}.`,
    fingerprint: "timeout:attempt",
    retryable: !0
  };
  return [
    timedOut,
    ...afterFailure(run, planStepOf(facts.plan, lease.stepKey), refOf(lease), lease.attempt, cause, facts)
  ];
}
export {
  completeStep,
  failStep,
  loseLease,
  moveLease,
  recordSideEffect,
  refOf,
  reportProgress,
  reportUsage,
  timeOutAttempt
};
//# sourceMappingURL=results.js.map
