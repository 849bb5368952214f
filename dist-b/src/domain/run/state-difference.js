const STATE_FIELDS = [
  "status",
  "attempt",
  "agent",
  "spent",
  "reserved",
  "limit",
  "tokens",
  "summary",
  "output",
  "error",
  "retryAt",
  "expiresAt",
  "endedAt",
  "votes",
  "halt",
  "stepsDone"
];
function stateDifference(before, after) {
  const changes = changed(fieldsOfRun(before), fieldsOfRun(after), { about: "run", stepKey: null, approvalId: null });
  for (const stepKey of union(before.steps, after.steps))
    changes.push(
      ...changed(fieldsOfStep(before, before.steps.get(stepKey)), fieldsOfStep(after, after.steps.get(stepKey)), {
        about: "step",
        stepKey,
        approvalId: null
      })
    );
  for (const id of union(before.approvals, after.approvals)) {
    const about = { about: "approval", stepKey: (after.approvals.get(id) ?? before.approvals.get(id))?.stepKey ?? null, approvalId: id };
    changes.push(...changed(fieldsOfApproval(before, id), fieldsOfApproval(after, id), about));
  }
  return changes;
}
const union = (a, b) => /* @__PURE__ */ new Set([...a.keys(), ...b.keys()]), changed = (before, after, about) => after.flatMap(([field, value], i) => {
  const was = before[i]?.[1] ?? null;
  return was === value ? [] : [{ ...about, field, before: was, after: value }];
}), fieldsOfRun = ({ status, budget, halt, endedAt, done }) => [
  ["status", status],
  ["stepsDone", done],
  ["halt", halt?.reason ?? null],
  ["endedAt", instant(endedAt)],
  ...money(budget.spent, budget.reserved, budget.limit)
], fieldsOfStep = (run, step) => [
  ["status", step?.status ?? "pending"],
  ["attempt", step?.attempt ?? 0],
  ["agent", (step?.leaseId && run.leases.get(step.leaseId)?.agent.name) ?? null],
  ["summary", step?.summary ?? null],
  ["output", step?.outputHash ?? null],
  ["error", step?.lastCause?.message ?? null],
  ["retryAt", instant(step?.retryAt)],
  ...money(step?.spent, step?.reserved, step?.limit)
];
function fieldsOfApproval(run, id) {
  const approval = run.approvals.get(id);
  return [
    ["status", approval?.status ?? null],
    ["votes", approval?.votes.size ?? 0],
    ["expiresAt", instant(approval?.expiresAt)]
  ];
}
const money = (spent, reserved, limit) => [
  ["spent", String(spent?.nanoUsd ?? 0n)],
  ["tokens", spent?.tokens ?? 0],
  ["reserved", String(reserved?.nanoUsd ?? 0n)],
  ["limit", limit?.nanoUsd === void 0 ? null : String(limit.nanoUsd)]
], instant = (ms) => ms === void 0 ? null : new Date(ms).toISOString();
export {
  STATE_FIELDS,
  stateDifference
};
//# sourceMappingURL=state-difference.js.map
