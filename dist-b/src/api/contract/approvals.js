import { z } from "zod";
import { RunId, Slug } from "../../domain/kernel/ids.js";
import { endpoint } from "./endpoint.js";
import {
  answer,
  Answered,
  ApprovalParams,
  At,
  EXAMPLE,
  exampleAnswer,
  Flag,
  JsonValue,
  Money,
  Nothing,
  page,
  paging,
  Position,
  readQuery,
  RunApprovalParams,
  RiskTier
} from "./primitives.js";
import { StepStatus } from "./run-views.js";
const Amount = z.object({ nanoUsd: Money, tokens: z.int() }), ApprovalStatus = z.enum(["pending", "granted", "rejected", "expired", "withdrawn"]).meta({ id: "ApprovalStatus" }), Approval = z.object({
  approvalId: z.string(),
  runId: z.string(),
  workflowId: z.string(),
  workflowName: z.string(),
  version: z.int(),
  /** Who started the run. */
  operatorId: z.string(),
  operatorName: z.string(),
  kind: z.enum(["step", "overrun"]),
  status: ApprovalStatus,
  stepKey: z.string(),
  stepName: z.string(),
  attempt: z.int(),
  /** The attempt's whole inputs, exactly as they will be handed over; a reference when they are large. */
  params: JsonValue,
  paramsHash: z.string(),
  tier: RiskTier,
  reason: z.string(),
  estimate: Amount,
  overrun: z.object({ scope: z.enum(["run", "step"]), id: z.string(), amount: Amount }).nullable(),
  spentNanoUsd: Money,
  previousSummary: z.string(),
  onReject: z.enum(["fail", "skip", "halt"]),
  onExpire: z.enum(["reject", "escalate", "halt"]),
  requires: z.object({ n: z.int(), not: z.array(z.string()).describe("Operators who may not approve.") }),
  votes: z.array(z.object({ operatorId: z.string(), operatorName: z.string(), comment: z.string(), at: At })),
  requestedAt: At,
  expiresAt: At,
  escalated: z.boolean(),
  decidedAt: At.nullable(),
  decidedBy: z.array(z.string()),
  decidedByNames: z.array(z.string()).describe("In the same order."),
  comment: z.string().nullable(),
  usedAt: At.nullable().describe("When an attempt was dispatched on it: it is used once."),
  /** The request that this one replaces: its parameters were edited. */
  edits: z.string().nullable(),
  /** Revision in the run's stream, and position in the log, of the event that made it what it is. */
  stateRevision: z.int(),
  statePosition: Position,
  /** Revision of its ApprovalRequested. */
  revision: z.int(),
  /** Whether the one who asks may approve it now; else why not. Rejecting needs the role and a pending request only. */
  mayDecide: z.object({
    yes: z.boolean(),
    code: z.enum(["DECIDED", "EXPIRED", "ROLE", "FOUR_EYES", "VOTED"]).nullable().describe("Why not, for programs; null when they may."),
    reason: z.string().nullable().describe("The same for people.")
  })
}).meta({ id: "Approval" }), JsonDifference = z.object({
  path: z.string().describe("`entries[0].cents`; empty: the whole value."),
  before: JsonValue.optional().describe("Absent when it is new."),
  after: JsonValue.optional().describe("Absent when it is gone.")
}).meta({ id: "JsonDifference" }), ApprovalDetail = Approval.extend({
  /** The newest granted request of the same step of the same workflow, in any run. */
  lastApproved: z.object({
    approvalId: z.string(),
    runId: z.string(),
    version: z.int(),
    params: JsonValue,
    paramsHash: z.string(),
    at: At,
    by: z.array(z.object({ operatorId: z.string(), operatorName: z.string() }))
  }).nullable(),
  differences: z.array(JsonDifference).nullable().describe("From the parameters of `lastApproved` to these, at most 1,000; null when there is none."),
  /** Steps that it depends on directly, as they ended. */
  stepsBefore: z.array(
    z.object({
      stepKey: z.string(),
      name: z.string(),
      status: StepStatus,
      summary: z.string().nullable(),
      endedAt: At.nullable(),
      outputRevision: z.int().nullable()
    })
  ),
  /** Steps that cannot start without it, directly or not: what a rejection keeps from happening. */
  stepsAfter: z.array(z.object({ stepKey: z.string(), name: z.string() })),
  /** The run's budget now; null limits mean none. */
  budget: z.object({
    limit: z.object({ nanoUsd: Money.nullable(), tokens: z.int().nullable() }),
    spent: Amount,
    reserved: Amount
  }),
  /** What the agents asked for first, when its parameters were edited since. */
  original: z.object({
    approvalId: z.string(),
    differences: z.array(JsonDifference).describe("From those parameters to these, at most 1,000.")
  }).nullable(),
  /** The requests of the same chain of edits, oldest first, this one included. */
  editedFrom: z.array(z.object({ approvalId: z.string(), requestedAt: At, reason: z.string() }))
}).meta({ id: "ApprovalDetail" }), Comment = z.string().trim().max(2e3), example = {
  approvalId: EXAMPLE.approvalId,
  runId: EXAMPLE.runId,
  workflowId: "repository-report",
  workflowName: "Repository report",
  version: 3,
  operatorId: "admin",
  operatorName: "Administrator",
  kind: "step",
  status: "pending",
  stepKey: "write-report",
  stepName: "Write report",
  attempt: 1,
  params: { path: "/work/project/report", files: [{ name: "report.md", size: 8123 }] },
  paramsHash: "a".repeat(64),
  tier: "write",
  reason: "writes files outside of the data folder",
  estimate: { nanoUsd: "0", tokens: 0 },
  overrun: null,
  spentNanoUsd: "2145000",
  previousSummary: "2 files, 8,123 bytes",
  onReject: "fail",
  onExpire: "reject",
  requires: { n: 1, not: [] },
  votes: [],
  requestedAt: EXAMPLE.at,
  expiresAt: "2026-11-25T14:32:07.000Z",
  escalated: !1,
  decidedAt: null,
  decidedBy: [],
  decidedByNames: [],
  comment: null,
  usedAt: null,
  edits: null,
  stateRevision: 14,
  statePosition: EXAMPLE.position,
  revision: 14,
  mayDecide: { yes: !0, code: null, reason: null }
}, detail = {
  ...example,
  lastApproved: {
    approvalId: "3a0c8e1d-1111-5222-8333-444455556666",
    runId: EXAMPLE.runId,
    version: 2,
    params: { path: "/work/project/report", files: [{ name: "report.md", size: 8001 }] },
    paramsHash: "b".repeat(64),
    at: "2026-11-23T09:00:00.000Z",
    by: [{ operatorId: "admin", operatorName: "Administrator" }]
  },
  differences: [{ path: "files[0].size", before: 8001, after: 8123 }],
  stepsBefore: [
    {
      stepKey: "render",
      name: "Render",
      status: "completed",
      summary: "2 files, 8,123 bytes",
      endedAt: EXAMPLE.at,
      outputRevision: 13
    }
  ],
  stepsAfter: [],
  budget: {
    limit: { nanoUsd: "1500000000", tokens: null },
    spent: { nanoUsd: "2145000", tokens: 5120 },
    reserved: { nanoUsd: "0", tokens: 0 }
  },
  original: null,
  editedFrom: [{ approvalId: EXAMPLE.approvalId, requestedAt: EXAMPLE.at, reason: "writes files" }]
}, decision = (verb, summary, description) => endpoint({
  method: "POST",
  path: `/api/runs/:runId/approvals/:approvalId/${verb}`,
  tag: "Approvals",
  role: "approver",
  command: !0,
  status: 200,
  params: RunApprovalParams,
  query: Nothing,
  body: z.strictObject({ comment: Comment.default("") }),
  response: Answered,
  summary,
  description,
  example: { body: { comment: "path and size checked" }, response: exampleAnswer }
}), approvalEndpoints = {
  listApprovals: endpoint({
    method: "GET",
    path: "/api/approvals",
    tag: "Approvals",
    role: "viewer",
    command: !1,
    status: 200,
    params: Nothing,
    query: readQuery({
      status: z.union([ApprovalStatus, z.literal("decided"), z.literal("all")]).default("pending").describe("`decided`: everything but pending."),
      mine: Flag.default(!1).describe("Pending ones that the caller may approve now; else it means nothing."),
      run: RunId.optional(),
      workflow: Slug.optional(),
      ...paging
    }),
    body: z.undefined(),
    response: page(Approval),
    summary: "List approvals",
    description: "Pending ones by deadline, then risk; `decided` newest decision first; any others newest request first.",
    example: { response: { items: [example] } }
  }),
  getApproval: endpoint({
    method: "GET",
    path: "/api/approvals/:approvalId",
    tag: "Approvals",
    role: "viewer",
    command: !1,
    status: 200,
    params: ApprovalParams,
    query: readQuery({}),
    body: z.undefined(),
    response: ApprovalDetail,
    summary: "Show an approval",
    description: "With the exact parameters, also when they are stored beside the log, what differs from the last approved ones, and what the steps before it concluded.",
    example: { response: detail }
  }),
  approve: decision(
    "approve",
    "Approve",
    "Allows one attempt with exactly these parameters. When more than one person must approve, it is a vote. Whoever comes second gets 409 APPROVAL.DECIDED with `decision`, `decidedBy`, `decidedByName` and `decidedAt`."
  ),
  reject: decision("reject", "Reject", "What follows is the step's `onReject` policy."),
  editApproval: endpoint({
    method: "POST",
    path: "/api/runs/:runId/approvals/:approvalId/edit",
    tag: "Approvals",
    role: "approver",
    command: !0,
    status: 200,
    params: RunApprovalParams,
    query: Nothing,
    body: z.strictObject({
      params: z.record(z.string(), JsonValue).describe("The attempt's whole inputs, as they shall be."),
      comment: Comment.default("")
    }).meta({ id: "EditApproval" }),
    response: z.object({ ...answer, approvalId: z.string().optional().describe("The new request.") }),
    summary: "Edit the parameters",
    description: "Withdraws this request and makes a new one with the edited parameters, which must be approved in turn. Who edited may approve: the same people as before may (four eyes still keeps out who started the run), and earlier votes do not count.",
    example: {
      body: { params: { path: "/work/project/out", files: [] }, comment: "other folder" },
      response: { ...exampleAnswer, approvalId: "3a0c8e1d-1111-5222-8333-444455556666" }
    }
  })
};
export {
  Approval,
  ApprovalDetail,
  ApprovalStatus,
  JsonDifference,
  approvalEndpoints
};
//# sourceMappingURL=approvals.js.map
