import { randomBytes } from "node:crypto";
import { derived } from "../../domain/kernel/ids.js";
import { canonicalize } from "../../domain/kernel/json.js";
import { redact } from "../../domain/kernel/redaction.js";
import { askOf, shortBudget } from "../../domain/run/budget.js";
import { stepKeyOf } from "../../domain/run/readiness.js";
import { planStepOf } from "../../domain/run/rejections.js";
import { hashOf, saltedHash, uuidV5 } from "../hashing.js";
import { mapInputs } from "./mapped-inputs.js";
import { failpoint } from "../../faults/failpoint.js";
const MAX_SUMMARY = 2e3;
function isHeldUp(control, run, plan, stepKey, noSlot) {
  if (control.haltedBecause(run.workflow.id) !== void 0) return !0;
  const planStep = planStepOf(plan, stepKey);
  if (planStep.approval.required || run.running < run.parallelism && !noSlot.has(slotOf(planStep))) return !1;
  const step = run.steps.get(stepKey);
  return shortBudget(run, planStep, step, askOf(planStep, step)) === void 0;
}
const slotOf = ({ capability, agentName }) => agentName === void 0 ? capability : `${capability}@${agentName}`;
async function dispatchFacts(deps, payload, run, compiled, gathering) {
  const { plan } = compiled, { stepKey } = payload, planStep = planStepOf(plan, stepKey), step = run.steps.get(stepKey), approval = step?.approvalId === void 0 ? void 0 : run.approvals.get(step.approvalId), granted = approval?.status === "granted" ? approval : void 0, mapped = mapInputs(deps, run, planStep, compiled, gathering), inputs = mapped instanceof Promise ? await mapped : mapped, asks = planStep.approval.required || run.policies.onBudget === "approval", nonce = granted ? await deps.payloads.personal.openText(granted.nonce) : asks ? newNonce() : "", { commandId, actor } = gathering.context, leaseId = derived.leaseId(uuidV5(commandId, "lease")), common = {
    now: gathering.now,
    actor,
    plan,
    leaseId,
    taskId: taskIdOf(run, stepKey, void 0),
    approvalId: derived.approvalId(uuidV5(commandId, "approval")),
    nonce: granted?.nonce ?? recordedNonce(deps, nonce, inputs, commandId),
    schemaHash: compiled.schemaHashes.get(planStep.id) ?? "",
    parentSummary: summaryBefore(run, plan, planStep),
    controlRevision: deps.control.revision,
    haltedBecause: deps.control.haltedBecause(run.workflow.id)
  };
  if (!inputs.ok) {
    const failed = {
      ...common,
      inputs: { ok: !1, message: inputs.message, fingerprint: hashOf(["mapping", planStep.id]).slice(0, 16) },
      offer: void 0
    };
    return { name: "DispatchStep", payload, facts: failed };
  }
  const clean = redact(inputs.value);
  gathering.protection.redacted = clean.found.map(({ path, rule }) => ({ path: `inputs.${path}`, rule })), gathering.protection.keys = inputs.keys.map(({ id }) => id);
  const pending = deps.payloads.stored(inputs.keys.length > 0 ? redact(inputs.kept).value : clean.value), stored = pending instanceof Promise ? await pending : pending, given = inputs.keys.length > 0 ? canonicalize(clean.value) : stored.canonical, paramsHash = nonce === "" ? stored.hash : saltedHash(nonce, given), mayGo = common.haltedBecause === void 0 && run.running < run.parallelism && (!planStep.approval.required || granted?.paramsHash === paramsHash || !1) && shortBudget(run, planStep, step, askOf(planStep, step)) === void 0, offer = mayGo ? deps.pool.take({
    stream: gathering.stream,
    leaseId,
    capability: planStep.capability,
    agentName: planStep.agentName,
    priority: run.priority,
    startedAt: run.startedAt
  }) : void 0;
  mayGo && !offer && gathering.aux.noSlot.add(slotOf(planStep)), offer && (gathering.aux.handedOver.set(leaseId, { inputs: clean.value, nonce }), gathering.onDiscard(() => {
    gathering.aux.handedOver.delete(leaseId), deps.pool.release(leaseId);
  }));
  const facts = {
    ...common,
    taskId: taskIdOf(run, stepKey, stored.hash),
    inputs: { ok: !0, payload: stored.payload, hash: stored.hash, paramsHash, from: inputs.from },
    offer
  };
  return { name: "DispatchStep", payload, facts };
}
const newNonce = () => randomBytes(16).toString("hex");
function recordedNonce({ payloads }, nonce, inputs, commandId) {
  return nonce === "" || !inputs.ok || inputs.keys.length === 0 ? nonce : payloads.personal.sealText(inputs.keys, `${commandId}
nonce`, nonce);
}
function taskIdOf({ runId, source }, stepKey, inputsHash) {
  return source?.tasks.find((task) => task.stepKey === stepKey && task.inputsHash === inputsHash)?.taskId ?? derived.taskId(uuidV5(runId, stepKey));
}
function summaryBefore(run, plan, planStep) {
  const lines = [];
  for (const id of planStep.dependsOn) {
    const before = plan.byId.get(id), summary = before && run.steps.get(stepKeyOf(before))?.summary;
    before && summary && lines.push(`${before.name}: ${summary}`);
  }
  const text = lines.join(`
`);
  return text.length > MAX_SUMMARY ? `${text.slice(0, MAX_SUMMARY - 1)}\u2026` : text;
}
export {
  dispatchFacts,
  isHeldUp,
  newNonce,
  summaryBefore
};
//# sourceMappingURL=dispatch-facts.js.map
