import { approvalOf, stepOf } from "../runs/document.js";
import { setStatus } from "../runs/step-status.js";
function projectApprovals(doc, event, position, changes) {
  const at = event.metadata.at, moment = { at, revision: event.revision, position };
  switch (event.type) {
    case "ApprovalRequested":
      return request(doc, event.data, moment, changes);
    case "ApprovalVoted": {
      const approval = approvalOf(doc, event.data.approvalId), { operatorId, operatorName, comment } = event.data;
      return approval.votes = [
        ...approval.votes.filter((vote) => vote.operatorId !== operatorId),
        { operatorId, operatorName, comment, at }
      ], changes.approvals.update(approval);
    }
    case "ApprovalGranted": {
      const { approvalId, by, comment } = event.data, { votes } = approvalOf(doc, approvalId), people = by.map((id) => ({ id, name: votes.find((vote) => vote.operatorId === id)?.operatorName ?? id }));
      return decide(doc, approvalId, { status: "granted", by: people, comment }, moment, changes);
    }
    case "ApprovalRejected": {
      const { approvalId, by, comment } = event.data, people = [{ id: by, name: event.metadata.actor.name }];
      return decide(doc, approvalId, { status: "rejected", by: people, comment }, moment, changes);
    }
    case "ApprovalExpired":
      return decide(doc, event.data.approvalId, { status: "expired", by: [], comment: null }, moment, changes);
    case "ApprovalWithdrawn":
      return decide(doc, event.data.approvalId, withdrawn(event.data.because), moment, changes);
    case "ApprovalEscalated": {
      const approval = approvalOf(doc, event.data.approvalId);
      approval.expiresAt = event.data.expiresAt, approval.escalated = !0, changes.approvals.update(approval);
      const step = doc.steps.get(approval.stepKey);
      step?.approvalId === approval.approvalId && setStatus(doc, step, step.status, at, changes, waitFor(approval));
      return;
    }
    case "StepDispatched": {
      if (!event.data.approval) return;
      const approval = approvalOf(doc, event.data.approval.id);
      return approval.usedAt = at, changes.approvals.update(approval);
    }
    case "RunHalted":
    case "RunCancelled":
      for (const id of event.data.withdrawn) decide(doc, id, withdrawn(event.data.reason), moment, changes);
      return;
    case "RunFailed":
      for (const id of event.data.withdrawn) decide(doc, id, withdrawn(event.data.message), moment, changes);
      return;
    default:
      return;
  }
}
const withdrawn = (because) => ({ status: "withdrawn", by: [], comment: because });
function request(doc, data, { at, revision, position }, changes) {
  const approval = {
    approvalId: data.approvalId,
    runId: doc.run.runId,
    workflowId: doc.run.workflowId,
    workflowName: doc.run.workflowName,
    workflowVersion: doc.run.workflowVersion,
    operatorId: doc.run.operatorId,
    operatorName: doc.run.operatorName,
    kind: data.kind,
    stepKey: data.step.stepKey,
    stepName: data.stepName,
    attempt: data.attempt,
    params: data.params,
    nonce: data.nonce,
    paramsHash: data.paramsHash,
    tier: data.tier,
    reason: data.reason,
    estimateNanoUsd: data.estimate.nanoUsd,
    estimateTokens: data.estimate.tokens,
    overrun: data.overrun ? { scope: data.overrun.scope, id: data.overrun.id, ...data.overrun.amount } : null,
    spentNanoUsd: data.spentNanoUsd,
    previousSummary: data.previousSummary,
    onReject: data.onReject,
    onExpire: data.onExpire,
    approvers: data.requires.n,
    notBy: data.requires.not,
    requestedAt: at,
    expiresAt: data.expiresAt,
    escalated: !1,
    edits: data.edits ?? null,
    votes: [],
    status: "pending",
    decidedBy: [],
    decidedByNames: [],
    decidedAt: null,
    comment: null,
    usedAt: null,
    revision,
    stateRevision: revision,
    statePosition: position
  };
  doc.approvals.set(approval.approvalId, approval), changes.approvals.insert(approval);
  const step = stepOf(doc, data.step, changes);
  step.approvalId = approval.approvalId, setStatus(doc, step, "awaitingApproval", at, changes, waitFor(approval));
}
const waitFor = (approval) => ({
  kind: "approval",
  approvalId: approval.approvalId,
  until: approval.expiresAt,
  reason: approval.reason,
  revision: approval.revision
});
function decide(doc, approvalId, { status, by, comment }, { at, revision, position }, changes) {
  const approval = approvalOf(doc, approvalId);
  approval.status = status, approval.decidedBy = by.map(({ id }) => id), approval.decidedByNames = by.map(({ name }) => name), approval.decidedAt = at, approval.comment = comment, approval.stateRevision = revision, approval.statePosition = position, status === "granted" && approval.kind === "overrun" && (approval.usedAt = at), changes.approvals.update(approval);
  const step = doc.steps.get(approval.stepKey);
  if (!step || step.approvalId !== approvalId) return;
  const approved = status === "granted" && approval.kind === "step";
  approved || (step.approvalId = null), step.status === "awaitingBudget" ? changes.steps.update(step) : setStatus(doc, step, approved ? "approved" : "pending", at, changes);
}
export {
  projectApprovals
};
//# sourceMappingURL=projection.js.map
