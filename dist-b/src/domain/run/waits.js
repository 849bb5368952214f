import { askOf, shortBudget } from "./budget.js";
import { heldBy } from "./evolve.js";
import { HOLD_MS } from "./lifecycle.js";
import { isReady, stepKeyOf } from "./readiness.js";
import { isEnded } from "./state.js";
function namedWaits(run) {
  const waits = [];
  if ((run.status === "paused" || run.status === "halted") && waits.push({ kind: run.status, ...run.reason === void 0 ? {} : { reason: run.reason } }), waits.push(...run.held), run.status !== "running") return waits;
  const full = run.running >= run.parallelism, ready = [...run.ready].filter(([, steps]) => steps.size > 0).sort(([a], [b]) => a < b ? -1 : 1);
  if (full && ready.length > 0)
    waits.push({ kind: "slot", limit: run.parallelism, ...alike(ready.map(([, steps]) => steps)) });
  else for (const [capability, steps] of ready) waits.push({ kind: "agent", capability, ...alike([steps]) });
  return waits;
}
function alike(groups) {
  const count = groups.reduce((sum, { size }) => sum + size, 0), [only] = groups[0] ?? [];
  return count === 1 && only !== void 0 ? { stepKey: only } : { steps: count };
}
const waitsForPerson = (waits) => waits.some(({ kind }) => kind === "approval" || kind === "budget" || kind === "deadLetter");
function waitsOf(state, plan, now) {
  if (state.status === "none" || isEnded(state)) return [];
  const held = [], ready = /* @__PURE__ */ new Map();
  for (const planStep of plan.steps) {
    const stepKey = stepKeyOf(planStep), step = state.steps.get(stepKey);
    if (step?.status === "awaitingApproval" && step.approvalId !== void 0) {
      const { approvalId } = step;
      held.push({ kind: "approval", stepKey, approvalId, until: state.approvals.get(approvalId)?.expiresAt ?? 0 });
    } else step?.status === "awaitingBudget" && shortBudget(state, planStep, step, askOf(planStep, step)) ? held.push({ kind: "budget", stepKey, ...heldFor(state) }) : step?.status === "awaitingRetry" && (step.retryAt ?? 0) > now ? held.push({ kind: "retry", stepKey, until: step.retryAt ?? 0 }) : step?.status === "deadLetter" ? held.push({ kind: "deadLetter", stepKey }) : isReady(state, plan, planStep, now) && addReady(ready, planStep.capability, stepKey);
  }
  const { status, running, parallelism } = state;
  return namedWaits({ status, reason: state.halt?.reason, running, parallelism, held, ready });
}
function addReady(ready, capability, stepKey) {
  const known = ready.get(capability);
  known ? known.add(stepKey) : ready.set(capability, /* @__PURE__ */ new Set([stepKey]));
}
function heldFor(run) {
  for (const lease of run.leases.values())
    if (lease.status !== "active" && heldBy(lease).nanoUsd > 0n)
      return { heldByAttempt: lease.attempt, until: lease.deadlineAt + HOLD_MS };
  return {};
}
export {
  addReady,
  namedWaits,
  waitsForPerson,
  waitsOf
};
//# sourceMappingURL=waits.js.map
