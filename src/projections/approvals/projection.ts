import type { Recorded } from '../../domain/kernel/envelope.js';
import type { RunEvent, RunEventData } from '../../domain/run/events.js';
import type { Changes } from '../batch/changes.js';
import type { ApprovalRow, ApprovalStatus } from '../rows.js';
import { approvalOf, stepOf, type RunDocument } from '../runs/document.js';
import { setStatus } from '../runs/step-status.js';

/** The queue of what people are asked: every request with its exact parameters, its votes, and its one outcome. */
export function projectApprovals(
  doc: RunDocument,
  event: Recorded<RunEvent>,
  position: string,
  changes: Changes,
): void {
  const at = event.metadata.at;
  const moment: Moment = { at, revision: event.revision, position };
  switch (event.type) {
    case 'ApprovalRequested':
      return request(doc, event.data, moment, changes);
    case 'ApprovalVoted': {
      const approval = approvalOf(doc, event.data.approvalId);
      const { operatorId, operatorName, comment } = event.data;
      approval.votes = [
        ...approval.votes.filter((vote) => vote.operatorId !== operatorId),
        { operatorId, operatorName, comment, at },
      ];
      return changes.approvals.update(approval);
    }
    case 'ApprovalGranted': {
      const { approvalId, by, comment } = event.data;
      const { votes } = approvalOf(doc, approvalId);
      const people = by.map((id) => ({ id, name: votes.find((vote) => vote.operatorId === id)?.operatorName ?? id }));
      return decide(doc, approvalId, { status: 'granted', by: people, comment }, moment, changes);
    }
    case 'ApprovalRejected': {
      const { approvalId, by, comment } = event.data;
      const people = [{ id: by, name: event.metadata.actor.name }];
      return decide(doc, approvalId, { status: 'rejected', by: people, comment }, moment, changes);
    }
    case 'ApprovalExpired':
      return decide(doc, event.data.approvalId, { status: 'expired', by: [], comment: null }, moment, changes);
    case 'ApprovalWithdrawn':
      return decide(doc, event.data.approvalId, withdrawn(event.data.because), moment, changes);
    case 'ApprovalEscalated': {
      const approval = approvalOf(doc, event.data.approvalId);
      approval.expiresAt = event.data.expiresAt;
      approval.escalated = true;
      changes.approvals.update(approval);
      const step = doc.steps.get(approval.stepKey);
      if (step?.approvalId === approval.approvalId) setStatus(doc, step, step.status, at, changes, waitFor(approval));
      return;
    }
    case 'StepDispatched': {
      if (!event.data.approval) return;
      const approval = approvalOf(doc, event.data.approval.id);
      approval.usedAt = at;
      return changes.approvals.update(approval);
    }
    case 'RunHalted':
    case 'RunCancelled':
      for (const id of event.data.withdrawn) decide(doc, id, withdrawn(event.data.reason), moment, changes);
      return;
    case 'RunFailed':
      for (const id of event.data.withdrawn) decide(doc, id, withdrawn(event.data.message), moment, changes);
      return;
    default:
      return;
  }
}

/** When and where in the log something was said. */
interface Moment {
  readonly at: string;
  readonly revision: number;
  readonly position: string;
}
interface Outcome {
  readonly status: Exclude<ApprovalStatus, 'pending'>;
  readonly by: readonly { readonly id: string; readonly name: string }[];
  readonly comment: string | null;
}
const withdrawn = (because: string): Outcome => ({ status: 'withdrawn', by: [], comment: because });

function request(
  doc: RunDocument,
  data: RunEventData<'ApprovalRequested'>,
  { at, revision, position }: Moment,
  changes: Changes,
): void {
  const approval: ApprovalRow = {
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
    escalated: false,
    edits: data.edits ?? null,
    votes: [],
    status: 'pending',
    decidedBy: [],
    decidedByNames: [],
    decidedAt: null,
    comment: null,
    usedAt: null,
    revision,
    stateRevision: revision,
    statePosition: position,
  };
  doc.approvals.set(approval.approvalId, approval);
  changes.approvals.insert(approval);
  const step = stepOf(doc, data.step, changes);
  step.approvalId = approval.approvalId;
  setStatus(doc, step, 'awaitingApproval', at, changes, waitFor(approval));
}

const waitFor = (approval: ApprovalRow) => ({
  kind: 'approval' as const,
  approvalId: approval.approvalId,
  until: approval.expiresAt,
  reason: approval.reason,
  revision: approval.revision,
});

/** One outcome per approval; an overrun that was granted leaves its step ready, since the budget was raised with it. */
function decide(
  doc: RunDocument,
  approvalId: string,
  { status, by, comment }: Outcome,
  { at, revision, position }: Moment,
  changes: Changes,
): void {
  const approval = approvalOf(doc, approvalId);
  approval.status = status;
  approval.decidedBy = by.map(({ id }) => id);
  approval.decidedByNames = by.map(({ name }) => name);
  approval.decidedAt = at;
  approval.comment = comment;
  approval.stateRevision = revision;
  approval.statePosition = position;
  if (status === 'granted' && approval.kind === 'overrun') approval.usedAt = at;
  changes.approvals.update(approval);
  const step = doc.steps.get(approval.stepKey);
  if (!step || step.approvalId !== approvalId) return;
  const approved = status === 'granted' && approval.kind === 'step';
  if (!approved) step.approvalId = null;
  // A grant that is taken back while the budget is short leaves the step waiting for the budget.
  if (step.status === 'awaitingBudget') changes.steps.update(step);
  else setStatus(doc, step, approved ? 'approved' : 'pending', at, changes);
}
