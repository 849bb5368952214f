import { z } from 'zod';
import { RunId } from '../../domain/kernel/ids.js';
import { endpoint } from './endpoint.js';
import {
  answer,
  Answered,
  ApprovalParams,
  At,
  EXAMPLE,
  exampleAnswer,
  JsonValue,
  Money,
  Nothing,
  page,
  paging,
  readQuery,
  RunApprovalParams,
} from './primitives.js';

const Amount = z.object({ nanoUsd: Money, tokens: z.int() });
export const ApprovalStatus = z
  .enum(['pending', 'granted', 'rejected', 'expired', 'withdrawn'])
  .meta({ id: 'ApprovalStatus' });

export const Approval = z
  .object({
    approvalId: z.string(),
    runId: z.string(),
    workflowId: z.string(),
    workflowName: z.string(),
    /** Who started the run. */
    operatorId: z.string(),
    kind: z.enum(['step', 'overrun']),
    status: ApprovalStatus,
    stepKey: z.string(),
    stepName: z.string(),
    attempt: z.int(),
    /** The attempt's whole inputs, exactly as they will be handed over; a reference when they are large. */
    params: JsonValue,
    paramsHash: z.string(),
    tier: z.enum(['read', 'write', 'irreversible', 'financial']),
    reason: z.string(),
    estimate: Amount,
    overrun: z.object({ scope: z.enum(['run', 'step']), id: z.string(), amount: Amount }).nullable(),
    spentNanoUsd: Money,
    previousSummary: z.string(),
    onReject: z.enum(['fail', 'skip', 'halt']),
    onExpire: z.enum(['reject', 'escalate', 'halt']),
    requires: z.object({ n: z.int(), not: z.array(z.string()).describe('Operators who may not approve.') }),
    votes: z.array(z.object({ operatorId: z.string(), operatorName: z.string(), comment: z.string(), at: At })),
    requestedAt: At,
    expiresAt: At,
    escalated: z.boolean(),
    decidedAt: At.nullable(),
    decidedBy: z.array(z.string()),
    comment: z.string().nullable(),
    usedAt: At.nullable().describe('When an attempt was dispatched on it: it is used once.'),
    /** The request that this one replaces: its parameters were edited. */
    edits: z.string().nullable(),
  })
  .meta({ id: 'Approval' });
export type Approval = z.infer<typeof Approval>;

const Comment = z.string().trim().max(2_000);
const example: z.input<typeof Approval> = {
  approvalId: EXAMPLE.approvalId,
  runId: EXAMPLE.runId,
  workflowId: 'repository-report',
  workflowName: 'Repository report',
  operatorId: 'admin',
  kind: 'step',
  status: 'pending',
  stepKey: 'write-report',
  stepName: 'Write report',
  attempt: 1,
  params: { path: '/work/project/report', files: [{ name: 'report.md', size: 8123 }] },
  paramsHash: 'a'.repeat(64),
  tier: 'write',
  reason: 'writes files outside of the data folder',
  estimate: { nanoUsd: '0', tokens: 0 },
  overrun: null,
  spentNanoUsd: '2145000',
  previousSummary: '2 files, 8,123 bytes',
  onReject: 'fail',
  onExpire: 'reject',
  requires: { n: 1, not: [] },
  votes: [],
  requestedAt: EXAMPLE.at,
  expiresAt: '2026-11-25T14:32:07.000Z',
  escalated: false,
  decidedAt: null,
  decidedBy: [],
  comment: null,
  usedAt: null,
  edits: null,
};

const decision = <Verb extends 'approve' | 'reject'>(verb: Verb, summary: string, description: string) =>
  endpoint({
    method: 'POST',
    path: `/api/runs/:runId/approvals/:approvalId/${verb}`,
    tag: 'Approvals',
    role: 'approver',
    command: true,
    status: 200,
    params: RunApprovalParams,
    query: Nothing,
    body: z.strictObject({ comment: Comment.default('') }),
    response: Answered,
    summary,
    description,
    example: { body: { comment: 'path and size checked' }, response: exampleAnswer },
  });

export const approvalEndpoints = {
  listApprovals: endpoint({
    method: 'GET',
    path: '/api/approvals',
    tag: 'Approvals',
    role: 'viewer',
    command: false,
    status: 200,
    params: Nothing,
    query: readQuery({
      status: z.union([ApprovalStatus, z.literal('all')]).default('pending'),
      run: RunId.optional(),
      ...paging,
    }),
    body: z.undefined(),
    response: page(Approval),
    summary: 'List approvals',
    description: 'The queue: pending ones by deadline, then risk.',
    example: { response: { items: [example] } },
  }),
  getApproval: endpoint({
    method: 'GET',
    path: '/api/approvals/:approvalId',
    tag: 'Approvals',
    role: 'viewer',
    command: false,
    status: 200,
    params: ApprovalParams,
    query: readQuery({}),
    body: z.undefined(),
    response: Approval,
    summary: 'Show an approval',
    description: 'With the exact parameters, also when they are stored beside the log.',
    example: { response: example },
  }),
  approve: decision(
    'approve',
    'Approve',
    'Allows one attempt with exactly these parameters. When more than one person must approve, it is a vote.',
  ),
  reject: decision('reject', 'Reject', "What follows is the step's `onReject` policy."),
  editApproval: endpoint({
    method: 'POST',
    path: '/api/runs/:runId/approvals/:approvalId/edit',
    tag: 'Approvals',
    role: 'approver',
    command: true,
    status: 200,
    params: RunApprovalParams,
    query: Nothing,
    body: z
      .strictObject({
        params: z.record(z.string(), JsonValue).describe("The attempt's whole inputs, as they shall be."),
        comment: Comment.default(''),
      })
      .meta({ id: 'EditApproval' }),
    response: z.object({ ...answer, approvalId: z.string().optional().describe('The new request.') }),
    summary: 'Edit the parameters',
    description:
      'Withdraws this request and makes a new one with the edited parameters, which must be approved in turn.',
    example: {
      body: { params: { path: '/work/project/out', files: [] }, comment: 'other folder' },
      response: { ...exampleAnswer, approvalId: '3a0c8e1d-1111-5222-8333-444455556666' },
    },
  }),
};
