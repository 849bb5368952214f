function takenBack(run, except) {
  const revoked = [];
  for (const lease of run.leases.values())
    lease.status === "active" && lease.stepKey !== except && revoked.push(lease.leaseId);
  const withdrawn = [];
  for (const approval of run.approvals.values())
    (approval.status === "pending" || approval.status === "granted") && approval.stepKey !== except && withdrawn.push(approval.approvalId);
  return { revoked, withdrawn };
}
function ending(run, cause, except) {
  return { type: "RunFailed", data: { ...cause, ...takenBack(run, except) } };
}
function halting(run, scope, reason, except) {
  return { type: "RunHalted", data: { scope, reason, ...takenBack(run, except) } };
}
function completion(run, steps, spent, tokens) {
  return run.done + 1 < steps ? [] : [{ type: "RunCompleted", data: { spentNanoUsd: spent.toString(), tokens, steps } }];
}
export {
  completion,
  ending,
  halting,
  takenBack
};
//# sourceMappingURL=ending.js.map
