import { settleDueAt } from "../run/lifecycle.js";
import { isEnded } from "../run/state.js";
function nextDue(state) {
  let next = 1 / 0;
  const at = (time) => {
    time !== void 0 && time < next && (next = time);
  };
  if (state.status !== "none") {
    for (const lease of state.leases.values()) at(lease.status === "active" ? lease.deadlineAt : settleDueAt(lease));
    if (!isEnded(state)) {
      at(state.deadlineAt);
      for (const approval of state.approvals.values()) approval.status === "pending" && at(approval.expiresAt);
      if (state.status === "running")
        for (const step of state.steps.values()) step.status === "awaitingRetry" && at(step.retryAt);
    }
    return next === 1 / 0 ? void 0 : next;
  }
}
function dueCommands(state, now) {
  if (state.status === "none") return [];
  const due = [];
  !isEnded(state) && state.deadlineAt !== void 0 && state.deadlineAt <= now && due.push({ name: "FailOnDeadline", payload: {} });
  for (const lease of state.leases.values()) {
    const { leaseId } = lease;
    if (lease.status === "active")
      lease.deadlineAt <= now && due.push({ name: "TimeOutAttempt", payload: { leaseId } });
    else {
      const settleAt = settleDueAt(lease);
      settleAt !== void 0 && settleAt <= now && due.push({ name: "SettleReservation", payload: { leaseId } });
    }
  }
  if (!isEnded(state))
    for (const { approvalId, status, expiresAt } of state.approvals.values())
      status === "pending" && expiresAt <= now && due.push({ name: "ExpireApproval", payload: { approvalId } });
  return due;
}
export {
  dueCommands,
  nextDue
};
//# sourceMappingURL=due.js.map
