import { ApprovalId, LeaseId, RunId, TaskId } from "../kernel/ids.js";
import { Undecidable } from "../kernel/redecide.js";
import { UNKNOWN_CALL } from "./charging.js";
function recordedRunCommand(state, group, recorded, plan) {
  const { command, actor } = group[0].metadata, name = command?.name ?? "";
  if (!isCommandName(name)) return new Undecidable("this version has no such command");
  try {
    return REBUILD[name]({ group, state, facts: { now: recorded.now, actor, plan }, random: recorded.random });
  } catch (error) {
    if (error instanceof NotShown) return new Undecidable(error.message);
    throw error;
  }
}
class NotShown extends Error {
}
const isCommandName = (name) => Object.hasOwn(REBUILD, name), isOf = (type) => (event) => event.type === type, find = ({ group }, type) => group.find(isOf(type));
function shown(recording, type) {
  const event = find(recording, type);
  if (!event) throw new NotShown(`it gave ${recording.group[0].type}, and no ${type}`);
  return event;
}
function chance({ facts, random }) {
  if (random === void 0) throw new NotShown("its random number is not recorded");
  return { ...facts, random };
}
function priced({ state }, leaseId, charges) {
  const calls = state.status === "none" ? void 0 : state.leases.get(leaseId)?.calls;
  return charges.filter(({ callId }) => callId !== UNKNOWN_CALL).map(({ callId, model, priceId, prices, tokens, nanoUsd, source }) => {
    const before = calls?.get(callId);
    return {
      callId,
      model,
      priceId,
      prices,
      tokens: {
        input: tokens.input + (before?.tokens.input ?? 0),
        cachedInput: tokens.cachedInput + (before?.tokens.cachedInput ?? 0),
        cacheWrite: tokens.cacheWrite + (before?.tokens.cacheWrite ?? 0),
        output: tokens.output + (before?.tokens.output ?? 0),
        reasoning: tokens.reasoning + (before?.tokens.reasoning ?? 0)
      },
      nanoUsd: BigInt(nanoUsd) + (before?.nanoUsd ?? 0n),
      source
    };
  });
}
const NO_HASH = "";
function completeStep(recording) {
  const late = find(recording, "LateResultRecorded")?.data, rejected = find(recording, "StepOutputRejected")?.data, result = late ?? rejected ?? shown(recording, "StepCompleted").data, { leaseId, resultId, charges } = result, output = "output" in result ? result.output : null;
  return {
    name: "CompleteStep",
    payload: { leaseId, resultId, output: null, summary: "summary" in result ? result.summary : "", usage: [] },
    facts: {
      ...chance(recording),
      priced: priced(recording, leaseId, charges),
      output,
      outputHash: result.outputHash ?? NO_HASH,
      schemaHash: rejected?.schemaHash ?? find(recording, "StepCompleted")?.data.verdict.schemaHash ?? NO_HASH,
      errors: rejected?.errors ?? [],
      fingerprint: rejected?.fingerprint ?? ""
    }
  };
}
function failStep(recording) {
  const failed = find(recording, "StepFailed")?.data, { leaseId, resultId, charges } = failed ?? shown(recording, "LateResultRecorded").data;
  if (resultId === void 0) throw new NotShown("its result has no id");
  const { class: kind = "", code = "", message = "", retryable = !1, fingerprint = "" } = failed ?? {};
  return {
    name: "FailStep",
    payload: { leaseId, resultId, error: { class: kind, code, message, retryable }, usage: [] },
    facts: {
      ...chance(recording),
      priced: priced(recording, leaseId, charges),
      fingerprint,
      details: failed?.details
    }
  };
}
function dispatchStep(recording) {
  const { group, facts } = recording, { commandId } = group[0].metadata, dispatched = find(recording, "StepDispatched")?.data, requested = find(recording, "ApprovalRequested")?.data, letter = find(recording, "StepDeadLettered")?.data, step = (dispatched ?? requested ?? letter ?? shown(recording, "BudgetExceeded").data).step, inputs = () => letter ? { ok: !1, message: letter.message, fingerprint: letter.fingerprint } : {
    ok: !0,
    payload: dispatched?.inputs ?? requested?.params ?? null,
    hash: dispatched?.inputsHash ?? NO_HASH,
    paramsHash: dispatched?.approval?.paramsHash ?? requested?.paramsHash ?? dispatched?.inputsHash ?? NO_HASH,
    from: dispatched?.from ?? []
  };
  return {
    name: "DispatchStep",
    payload: { stepKey: step.stepKey },
    facts: {
      ...facts,
      leaseId: dispatched?.leaseId ?? LeaseId.parse(commandId),
      taskId: dispatched?.taskId ?? TaskId.parse(commandId),
      approvalId: requested?.approvalId ?? ApprovalId.parse(commandId),
      nonce: requested?.nonce ?? "",
      inputs: inputs(),
      schemaHash: dispatched?.constraints.outputSchema.hash ?? NO_HASH,
      parentSummary: dispatched?.parentSummary ?? requested?.previousSummary ?? "",
      offer: dispatched && { agent: dispatched.agent },
      controlRevision: dispatched?.controlRevision ?? -1,
      haltedBecause: void 0
    }
  };
}
function beginning(recording) {
  const { data } = shown(recording, "RunStarted"), { workflow, input, inputHash, controlRevision, trigger } = data;
  return {
    data,
    // Of the stream's name, which is not the event's own word.
    runId: RunId.parse(recording.group[0].stream.slice(4)),
    budget: data.policies.overrides.includes("budget") ? data.budget : void 0,
    facts: {
      ...recording.facts,
      workflow,
      input,
      inputHash,
      context: trigger.context,
      controlRevision,
      haltedBecause: void 0
    }
  };
}
const REBUILD = {
  StartRun: (recording) => {
    const { data, runId, budget, facts } = beginning(recording), { kind, id } = data.trigger, priority = data.policies.overrides.includes("priority") ? data.priority : void 0;
    return { name: "StartRun", payload: { runId, workflowId: data.workflow.id, input: null, trigger: { kind, id }, budget, priority }, facts };
  },
  ReplayRun: (recording) => {
    const { data, runId, budget, facts } = beginning(recording), { source, trigger } = data;
    if (!source) throw new NotShown("its first event does not say what it takes over");
    const origin = { runId: source.runId, revision: source.revision };
    return { name: "ReplayRun", payload: { runId, origin, changes: { agents: {}, models: {}, outputs: {} }, budget, operatorId: trigger.id }, facts: { ...facts, source } };
  },
  CarryOverResult: (recording) => {
    const kept = shown(recording, "StepCarriedOver").data, { state } = recording;
    return { name: "CarryOverResult", payload: { index: state.status === "none" ? 0 : state.carried }, facts: { ...recording.facts, kept } };
  },
  CancelRun: (recording) => {
    const { reason } = shown(recording, "RunCancelled").data;
    return { name: "CancelRun", payload: { reason }, facts: recording.facts };
  },
  HaltRun: (recording) => {
    const { reason, scope } = shown(recording, "RunHalted").data;
    return { name: "HaltRun", payload: { reason, scope }, facts: recording.facts };
  },
  ResumeRun: (recording) => {
    const { reason, controlRevision } = shown(recording, "RunResumed").data, facts = { ...recording.facts, controlRevision, haltedBecause: void 0 };
    return { name: "ResumeRun", payload: { reason }, facts };
  },
  PauseRun: (recording) => {
    const { reason } = shown(recording, "RunPaused").data;
    return { name: "PauseRun", payload: { reason }, facts: recording.facts };
  },
  ChangeRunBudget: (recording) => {
    const { after, step, reason } = shown(recording, "RunBudgetChanged").data;
    return { name: "ChangeRunBudget", payload: { budget: after, stepKey: step?.stepKey, reason }, facts: recording.facts };
  },
  Approve: (recording) => {
    const { approvalId, comment } = shown(recording, "ApprovalVoted").data;
    return { name: "Approve", payload: { approvalId, comment }, facts: recording.facts };
  },
  Reject: (recording) => {
    const { approvalId, comment } = shown(recording, "ApprovalRejected").data;
    return { name: "Reject", payload: { approvalId, comment }, facts: recording.facts };
  },
  EditApproval: (recording) => {
    const request = shown(recording, "ApprovalRequested").data, { approvalId, nonce, params, paramsHash, previousSummary, reason, edits } = request;
    if (edits === void 0) throw new NotShown("its request does not say which one it replaces");
    return {
      name: "EditApproval",
      // A comment stands as the reason; without one the reason is made up, and is the same when it is given as the comment.
      payload: { approvalId: edits, params: null, comment: reason },
      facts: { ...recording.facts, approvalId, nonce, params, paramsHash, previousSummary }
    };
  },
  RetryStep: (recording) => {
    const { step, reason } = shown(recording, "StepRedriven").data;
    return { name: "RetryStep", payload: { stepKey: step.stepKey, reason }, facts: recording.facts };
  },
  SkipStep: (recording) => {
    const { step, reason, output, outputHash } = shown(recording, "StepSkipped").data, facts = { ...recording.facts, output, outputHash, errors: [] };
    return { name: "SkipStep", payload: { stepKey: step.stepKey, reason }, facts };
  },
  AbandonStep: (recording) => {
    const { step, reason } = shown(recording, "StepAbandoned").data;
    return { name: "AbandonStep", payload: { stepKey: step.stepKey, reason }, facts: recording.facts };
  },
  CompleteStep: completeStep,
  FailStep: failStep,
  ReportProgress: (recording) => {
    const { leaseId, percent, message, data } = shown(recording, "StepProgressed").data, facts = { ...recording.facts, payload: data };
    return { name: "ReportProgress", payload: { leaseId, percent, message }, facts };
  },
  ReportUsage: (recording) => {
    const { leaseId, charges } = shown(recording, "UsageCharged").data, facts = { ...chance(recording), priced: priced(recording, leaseId, charges) };
    return { name: "ReportUsage", payload: { leaseId, usage: [] }, facts };
  },
  RecordSideEffect: (recording) => {
    const { leaseId, effectId, kind, target, receipt } = shown(recording, "SideEffectRecorded").data, facts = { ...recording.facts, payload: receipt };
    return { name: "RecordSideEffect", payload: { leaseId, effectId, kind, target, receipt: null }, facts };
  },
  MoveLease: (recording) => {
    const { leaseId, gatewayId } = shown(recording, "LeaseMoved").data;
    return { name: "MoveLease", payload: { leaseId, gatewayId }, facts: recording.facts };
  },
  DispatchStep: dispatchStep,
  LoseLease: (recording) => {
    const { leaseId, because } = shown(recording, "LeaseLost").data;
    return { name: "LoseLease", payload: { leaseId, because }, facts: chance(recording) };
  },
  TimeOutAttempt: (recording) => {
    const { leaseId } = shown(recording, "StepTimedOut").data;
    return { name: "TimeOutAttempt", payload: { leaseId }, facts: chance(recording) };
  },
  ExpireApproval: (recording) => {
    const { approvalId } = find(recording, "ApprovalEscalated")?.data ?? shown(recording, "ApprovalExpired").data;
    return { name: "ExpireApproval", payload: { approvalId }, facts: recording.facts };
  },
  FailOnDeadline: (recording) => (shown(recording, "RunFailed"), { name: "FailOnDeadline", payload: {}, facts: recording.facts }),
  SettleReservation: (recording) => {
    const { leaseId } = shown(recording, "ReservationSettled").data;
    return { name: "SettleReservation", payload: { leaseId }, facts: recording.facts };
  }
};
export {
  recordedRunCommand
};
//# sourceMappingURL=recorded-command.js.map
