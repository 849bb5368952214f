import { limitOf } from "./money-rules.js";
const GRACE_MS = 6e4;
function waitsOf(run, now) {
  const { attempts, approvals, status } = run, names = /* @__PURE__ */ new Set(), overdue = now === void 0 ? [] : overdueOf(run, now - GRACE_MS);
  status !== "running" && names.add(status), attempts.active > 0 && names.add("running");
  for (const { status: standing } of approvals.open) standing === "pending" && names.add("approval");
  run.toCarry > 0 && status === "running" && names.add("carryOver");
  for (const stepKey of attempts.definition?.keys() ?? []) {
    const wait = stepWait(run, stepKey, now);
    wait !== void 0 && names.add(wait);
  }
  const [late] = overdue;
  return late !== void 0 ? { names: [...names], stuck: `expected ${late.what} by ${instant(late.at)}, found nothing` } : names.size === 0 && attempts.definition !== void 0 ? {
    names: [],
    stuck: "expected the run to have ended or to wait for something, found nothing that it waits for"
  } : { names: [...names], stuck: void 0 };
}
function stepWait(run, stepKey, now) {
  const { attempts, money, status } = run, step = attempts.step(stepKey);
  if (step.deadLetter) return "deadLetter";
  if (!(step.done || step.running || isAsking(run, stepKey)))
    return step.retryAt > (now ?? run.lastAt) ? "retry" : step.asked !== void 0 && money.isShort(stepKey, wanted(step.asked)) ? "budget" : status === "running" && run.toCarry === 0 && attempts.isFree(stepKey) ? "agent" : void 0;
}
const wanted = (asked) => {
  const { nanoUsd, tokens } = limitOf(asked);
  return { nanoUsd: nanoUsd ?? 0n, tokens: tokens ?? 0 };
}, isAsking = ({ approvals }, stepKey) => {
  for (const request of approvals.open) if (request.stepKey === stepKey && request.status === "pending") return !0;
  return !1;
};
function overdueOf(run, before) {
  const { attempts, approvals, status } = run, due = [];
  for (const { active, stepKey, attempt, deadlineAt } of attempts.leases.values())
    active && due.push({ what: `an outcome of attempt ${attempt} of ${stepKey}`, at: deadlineAt });
  for (const { status: standing, approvalId, expiresAt } of approvals.open)
    standing === "pending" && due.push({ what: `a decision on request ${approvalId}`, at: expiresAt });
  if (run.deadlineAt !== void 0 && due.push({ what: "the end of the run", at: run.deadlineAt }), status === "running")
    if (run.toCarry > 0) due.push({ what: `${run.toCarry} more kept results`, at: run.lastAt });
    else
      for (const stepKey of attempts.definition?.keys() ?? [])
        asksNext(run, stepKey) && due.push({
          what: `a request for approval of ${stepKey}`,
          at: Math.max(run.lastAt, attempts.step(stepKey).retryAt)
        });
  return due.filter(({ at }) => at < before).sort((a, b) => a.at - b.at);
}
function asksNext(run, stepKey) {
  const { attempts, approvals, money } = run, step = attempts.step(stepKey);
  if (attempts.defined(stepKey)?.gated !== !0 || step.done || step.running || step.deadLetter) return !1;
  for (const request of approvals.open) if (request.stepKey === stepKey) return !1;
  return step.asked !== void 0 && money.isShort(stepKey, wanted(step.asked)) ? !1 : attempts.isFree(stepKey);
}
const instant = (at) => new Date(at).toISOString();
export {
  waitsOf
};
//# sourceMappingURL=waits.js.map
