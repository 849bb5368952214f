import type { Json } from '../domain/kernel/json.js';
import { jsonDifferences } from '../domain/kernel/json-difference.js';
import type { Role } from '../domain/operator/events.js';
import { mayApprove } from '../domain/run/may-approve.js';
import { neighboursOf } from '../domain/workflow/neighbours.js';
import type * as row from '../projections/rows.js';
import type { Approval, ApprovalDetail } from './contract/approvals.js';

/** Who looks, and when: what they may do depends on both. */
export interface Viewer {
  readonly operatorId: string;
  readonly roles: readonly Role[];
  /** Milliseconds since the epoch. */
  readonly now: number;
}

const MAX_DIFFERENCES = 1_000;
const amount = (nanoUsd: string, tokens: number): { nanoUsd: string; tokens: number } => ({ nanoUsd, tokens });

export const approvalView = (approval: row.ApprovalRow, viewer: Viewer): Approval => ({
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
    amount: amount(approval.overrun.nanoUsd, approval.overrun.tokens),
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
  mayDecide: { ...mayApprove(approval, viewer, viewer.now) },
});

/** What one needs beside the request itself. Payloads are looked up already. */
export interface ApprovalContext {
  readonly params: Json;
  readonly run: { readonly run: row.RunSummary; readonly steps: readonly row.StepRow[] } | undefined;
  readonly last: { readonly approval: row.ApprovalRow; readonly params: Json } | undefined;
  /** The first request of its chain of edits; undefined when it is that itself. */
  readonly original: { readonly approval: row.ApprovalRow; readonly params: Json } | undefined;
  /** All requests of the run. */
  readonly requests: readonly row.ApprovalRow[];
}

export function approvalDetail(approval: row.ApprovalRow, viewer: Viewer, context: ApprovalContext): ApprovalDetail {
  const { params, run, last, original, requests } = context;
  const step = run?.steps.find(({ stepKey }) => stepKey === approval.stepKey);
  const { before, after } = step && run ? neighboursOf(run.steps, step) : { before: [], after: [] };
  return {
    ...approvalView(approval, viewer),
    params,
    lastApproved: last
      ? {
          approvalId: last.approval.approvalId,
          runId: last.approval.runId,
          version: last.approval.workflowVersion,
          params: last.params,
          paramsHash: last.approval.paramsHash,
          at: last.approval.decidedAt ?? last.approval.requestedAt,
          by: last.approval.decidedBy.map((operatorId, i) => ({
            operatorId,
            operatorName: last.approval.decidedByNames[i] ?? operatorId,
          })),
        }
      : null,
    differences: last ? jsonDifferences(last.params, params, MAX_DIFFERENCES) : null,
    stepsBefore: before.map(({ stepKey, name, status, summary, endedAt, outputRevision }) => ({
      stepKey,
      name,
      status,
      summary,
      endedAt,
      outputRevision,
    })),
    stepsAfter: after.map(({ stepKey, name }) => ({ stepKey, name })),
    budget: {
      limit: { nanoUsd: run?.run.limitNanoUsd ?? null, tokens: run?.run.limitTokens ?? null },
      spent: amount(run?.run.spentNanoUsd ?? approval.spentNanoUsd, run?.run.spentTokens ?? 0),
      reserved: amount(run?.run.reservedNanoUsd ?? '0', run?.run.reservedTokens ?? 0),
    },
    original: original
      ? {
          approvalId: original.approval.approvalId,
          differences: jsonDifferences(original.params, params, MAX_DIFFERENCES),
        }
      : null,
    editedFrom: chainOf(approval, requests).map(({ approvalId, requestedAt, reason }) => ({
      approvalId,
      requestedAt,
      reason,
    })),
  };
}

/** The requests that a request came of by edits, oldest first, itself last. */
export function chainOf(approval: row.ApprovalRow, requests: readonly row.ApprovalRow[]): row.ApprovalRow[] {
  const known = new Map(requests.map((one) => [one.approvalId, one]));
  const chain = [approval];
  for (let at = approval.edits; at !== null && chain.length <= known.size;) {
    const before = known.get(at);
    if (!before) break;
    chain.unshift(before);
    at = before.edits;
  }
  return chain;
}
