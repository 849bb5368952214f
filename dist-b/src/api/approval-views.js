import { jsonDifferences } from "../domain/kernel/json-difference.js";
import { mayApprove } from "../domain/run/may-approve.js";
import { neighboursOf } from "../domain/workflow/neighbours.js";
const MAX_DIFFERENCES = 1e3, amount = (nanoUsd, tokens) => ({ nanoUsd, tokens }), approvalView = (approval, viewer) => ({
  approvalId: approval.approvalId,
  runId: approval.runId,
  workflowId: approval.workflowId,
  workflowName: approval.workflowName,
  version: approval.workflowVersion,
  operatorId: approval.operatorId,
  operatorName: approval.operatorName,
  kind: approval.kind,
  status: approval.status,
  stepKey: approval.stepKey,
  stepName: approval.stepName,
  attempt: approval.attempt,
  params: approval.params,
  paramsHash: approval.paramsHash,
  tier: approval.tier,
  reason: approval.reason,
  estimate: amount(approval.estimateNanoUsd, approval.estimateTokens),
  overrun: approval.overrun && {
    scope: approval.overrun.scope,
    id: approval.overrun.id,
    amount: amount(approval.overrun.nanoUsd, approval.overrun.tokens)
  },
  spentNanoUsd: approval.spentNanoUsd,
  previousSummary: approval.previousSummary,
  onReject: approval.onReject,
  onExpire: approval.onExpire,
  requires: { n: approval.approvers, not: [...approval.notBy] },
  votes: approval.votes.map((vote) => ({ ...vote })),
  requestedAt: approval.requestedAt,
  expiresAt: approval.expiresAt,
  escalated: approval.escalated,
  decidedAt: approval.decidedAt,
  decidedBy: [...approval.decidedBy],
  decidedByNames: [...approval.decidedByNames],
  comment: approval.comment,
  usedAt: approval.usedAt,
  edits: approval.edits,
  stateRevision: approval.stateRevision,
  statePosition: approval.statePosition,
  revision: approval.revision,
  mayDecide: { ...mayApprove(approval, viewer, viewer.now) }
});
function approvalDetail(approval, viewer, context) {
  const { params, run, last, original, requests } = context, step = run?.steps.find(({ stepKey }) => stepKey === approval.stepKey), { before, after } = step && run ? neighboursOf(run.steps, step) : { before: [], after: [] };
  return {
    ...approvalView(approval, viewer),
    params,
    lastApproved: last ? {
      approvalId: last.approval.approvalId,
      runId: last.approval.runId,
      version: last.approval.workflowVersion,
      params: last.params,
      paramsHash: last.approval.paramsHash,
      at: last.approval.decidedAt ?? last.approval.requestedAt,
      by: last.approval.decidedBy.map((operatorId, i) => ({
        operatorId,
        operatorName: last.approval.decidedByNames[i] ?? operatorId
      }))
    } : null,
    differences: last ? jsonDifferences(last.params, params, MAX_DIFFERENCES) : null,
    stepsBefore: before.map(({ stepKey, name, status, summary, endedAt, outputRevision }) => ({
      stepKey,
      name,
      status,
      summary,
      endedAt,
      outputRevision
    })),
    stepsAfter: after.map(({ stepKey, name }) => ({ stepKey, name })),
    budget: {
      limit: { nanoUsd: run?.run.limitNanoUsd ?? null, tokens: run?.run.limitTokens ?? null },
      spent: amount(run?.run.spentNanoUsd ?? approval.spentNanoUsd, run?.run.spentTokens ?? 0),
      reserved: amount(run?.run.reservedNanoUsd ?? "0", run?.run.reservedTokens ?? 0)
    },
    original: original ? {
      approvalId: original.approval.approvalId,
      differences: jsonDifferences(original.params, params, MAX_DIFFERENCES)
    } : null,
    editedFrom: chainOf(approval, requests).map(({ approvalId, requestedAt, reason }) => ({
      approvalId,
      requestedAt,
      reason
    }))
  };
}
function chainOf(approval, requests) {
  const known = new Map(requests.map((one) => [one.approvalId, one])), chain = [approval];
  for (let at = approval.edits; at !== null && chain.length <= known.size; ) {
    const before = known.get(at);
    if (!before) break;
    chain.unshift(before), at = before.edits;
  }
  return chain;
}
export {
  approvalDetail,
  approvalView,
  chainOf
};
//# sourceMappingURL=approval-views.js.map
