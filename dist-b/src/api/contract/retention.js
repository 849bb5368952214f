import { z } from "zod";
import { Sha256 } from "../../domain/kernel/ids.js";
import { HoldScope, RetentionMonths } from "../../domain/retention/events.js";
import { endpoint } from "./endpoint.js";
import { answer, At, EXAMPLE, NoBody, Nothing, readQuery, Reason, RiskTier } from "./primitives.js";
const Months = RetentionMonths.meta({
  id: "RetentionMonths",
  description: "Whole months after a run has ended, by its class: the highest risk tier of its steps. A class without a number is kept for good."
}), Scope = HoldScope.meta({
  id: "HoldScope",
  description: "Which runs: all that fit every member that is given. Give at least one."
}), Hold = z.object({
  holdId: z.string(),
  scope: Scope,
  reason: z.string(),
  placedAt: At,
  placedBy: z.string(),
  lift: z.object({ by: z.string(), at: At, reason: z.string() }).nullable().describe("Who asks to lift it; another person must confirm.")
}).meta({ id: "Hold" }), RetentionView = z.object({
  months: Months.nullable().describe("null: there is no policy, and nothing is pruned."),
  floorMonths: z.int(),
  holds: z.array(Hold).describe("Open ones."),
  erased: z.int().describe("Persons whose keys were destroyed."),
  pruning: z.int().describe("Proofs whose runs are not wholly deleted yet."),
  policyAt: At.nullable().describe("When the policy was set."),
  nextAt: At.nullable().describe(
    "When the server applies the policy by itself (MC_RETENTION_EVERY), not before it has stood for a day; null: it does not."
  ),
  lastPrunedAt: At.nullable().describe("When runs were pruned last, by whomever."),
  progress: z.object({ pruned: z.int().describe("Archived and proven."), due: z.int() }).nullable().describe("While this server prunes."),
  last: z.object({ at: At, pruned: z.int(), held: z.int(), problem: z.string().nullable() }).nullable().describe("What it came to when this server did it last, since its start.")
}).meta({ id: "Retention" }), Expired = z.object({
  runId: z.string(),
  workflowId: z.string(),
  workflowName: z.string(),
  class: RiskTier,
  endedAt: At.nullable(),
  expiredAt: At,
  holds: z.array(z.string()).describe("Ids of the holds that it is under; with any, it is kept.")
}), PruningPlan = z.object({
  months: Months.nullable(),
  due: z.int().describe("Runs that would be pruned now."),
  held: z.int().describe("Runs that have expired and are kept by a hold."),
  more: z.boolean().describe("There are more than were looked at: apply again after this."),
  runs: z.array(Expired).describe("The first of both, the oldest first.")
}).meta({ id: "PruningPlan" }), Archive = z.object({ file: z.string(), sha256: Sha256, bytes: z.int() }), exampleAnswer = { stream: "retention", revision: 4, position: EXAMPLE.position }, exampleHold = {
  holdId: "c3f4a7d2-6c0e-5a59-9a50-2d9f6c1f0e11",
  scope: { workflowId: "invoice-triage" },
  reason: "audit of the tax office",
  placedAt: EXAMPLE.at,
  placedBy: "admin",
  lift: null
}, holdParams = z.strictObject({ holdId: z.string().min(1).max(64) }), subject = z.string().trim().min(1).max(500).describe("The id of the person, as the marked data name it."), retentionEndpoints = {
  getRetention: endpoint({
    method: "GET",
    path: "/api/retention",
    tag: "Retention",
    role: "auditor",
    command: !1,
    status: 200,
    params: Nothing,
    query: readQuery({}),
    body: z.undefined(),
    response: RetentionView,
    summary: "Retention policy and legal holds",
    description: "How long runs are kept, by class, and what is held.",
    example: {
      response: {
        months: { read: 6, financial: 84 },
        floorMonths: 6,
        holds: [exampleHold],
        erased: 2,
        pruning: 0,
        policyAt: EXAMPLE.at,
        nextAt: EXAMPLE.at,
        lastPrunedAt: EXAMPLE.at,
        progress: null,
        last: { at: EXAMPLE.at, pruned: 12, held: 1, problem: null }
      }
    }
  }),
  setRetentionPolicy: endpoint({
    method: "PUT",
    path: "/api/retention/policy",
    tag: "Retention",
    role: "admin",
    command: !0,
    status: 200,
    params: Nothing,
    query: Nothing,
    body: z.strictObject({ months: Months, reason: Reason }).meta({ id: "SetRetentionPolicy" }),
    response: z.object({ ...answer }),
    summary: "Set how long runs are kept",
    description: "By class, in months, at least six. Replaces the policy before. The server applies it once a day (MC_RETENTION_EVERY), the first time a day after it was set.",
    example: {
      body: { months: { read: 6, write: 12 }, reason: "the policy of 2026" },
      response: { ...exampleAnswer }
    }
  }),
  planPruning: endpoint({
    method: "GET",
    path: "/api/retention/plan",
    tag: "Retention",
    role: "auditor",
    command: !1,
    status: 200,
    params: Nothing,
    query: readQuery({}),
    body: z.undefined(),
    response: PruningPlan,
    summary: "What would be pruned now",
    description: "Runs that the policy lets expire, and those of them that a hold keeps. Does nothing.",
    example: {
      response: {
        months: { read: 6 },
        due: 1,
        held: 0,
        more: !1,
        runs: [
          {
            runId: EXAMPLE.runId,
            workflowId: "invoice-triage",
            workflowName: "Invoice triage",
            class: "read",
            endedAt: EXAMPLE.at,
            expiredAt: EXAMPLE.at,
            holds: []
          }
        ]
      }
    }
  }),
  applyRetention: endpoint({
    method: "POST",
    path: "/api/retention/apply",
    tag: "Retention",
    role: "admin",
    command: !0,
    status: 200,
    params: Nothing,
    query: Nothing,
    body: NoBody,
    response: z.object({
      pruned: z.int(),
      held: z.int().describe("Expired, and kept by a hold."),
      archives: z.array(Archive).describe("Evidence bundles in the archive folder of the server.")
    }),
    summary: "Prune what has expired",
    description: "Each run is archived as an evidence bundle first, then proven in stream `retention` (last revision, head hash, hash of the archive), then deleted. Read models are built anew without it.",
    example: {
      response: {
        pruned: 1,
        held: 0,
        archives: [{ file: "c3f4a7d2-6c0e-5a59-9a50-2d9f6c1f0e11.tar", sha256: "a".repeat(64), bytes: 40960 }]
      }
    }
  }),
  placeHold: endpoint({
    method: "POST",
    path: "/api/holds",
    tag: "Retention",
    role: "auditor",
    command: !0,
    status: 201,
    params: Nothing,
    query: Nothing,
    body: z.strictObject({ scope: Scope, reason: Reason }).meta({ id: "PlaceHold" }),
    response: z.object({ ...answer, holdId: z.string() }),
    summary: "Place a legal hold",
    description: "While it is open, no run in scope is pruned, and no person whose data such a run holds is erased.",
    example: {
      body: { scope: { workflowId: "invoice-triage" }, reason: "audit of the tax office" },
      response: { ...exampleAnswer, holdId: exampleHold.holdId }
    }
  }),
  requestHoldLift: endpoint({
    method: "POST",
    path: "/api/holds/:holdId/lift",
    tag: "Retention",
    role: "auditor",
    command: !0,
    status: 200,
    params: holdParams,
    query: Nothing,
    body: z.strictObject({ reason: Reason }).meta({ id: "RequestHoldLift" }),
    response: z.object({ ...answer }),
    summary: "Ask to lift a legal hold",
    description: "It holds until another person confirms.",
    example: { body: { reason: "the audit is over" }, response: { ...exampleAnswer } }
  }),
  confirmHoldLift: endpoint({
    method: "POST",
    path: "/api/holds/:holdId/confirm",
    tag: "Retention",
    role: "auditor",
    command: !0,
    status: 200,
    params: holdParams,
    query: Nothing,
    body: z.strictObject({ reason: Reason }).meta({ id: "ConfirmHoldLift" }),
    response: z.object({ ...answer }),
    summary: "Confirm that a legal hold is lifted",
    description: "By somebody who has neither placed it nor asked to lift it.",
    example: { body: { reason: "checked with legal" }, response: { ...exampleAnswer } }
  }),
  lookUpSubject: endpoint({
    method: "POST",
    path: "/api/subjects/lookup",
    tag: "Retention",
    role: "admin",
    command: !1,
    status: 200,
    params: Nothing,
    query: Nothing,
    body: z.strictObject({ subject }).meta({ id: "LookUpSubject" }),
    response: z.object({
      keyId: z.string().nullable().describe("null: nothing is stored under a key of this person."),
      runs: z.array(z.string()).describe("Runs that hold data of this person.")
    }),
    summary: "Where data of a person are",
    description: "A POST, so that the id of a person stands in no address and in no log.",
    example: {
      body: { subject: "customer-17" },
      response: { keyId: "ada7f4664dbfa858abde815234056017.e8f4dc41", runs: [EXAMPLE.runId] }
    }
  }),
  eraseSubject: endpoint({
    method: "POST",
    path: "/api/subjects/erase",
    tag: "Retention",
    role: "admin",
    command: !0,
    status: 200,
    params: Nothing,
    query: Nothing,
    body: z.strictObject({ subject, reason: Reason }).meta({ id: "EraseSubject" }),
    response: z.object({ ...answer }),
    summary: "Erase a person",
    description: "Destroys the key that everything about this person is encrypted with: in the log, payloads, read models, snapshots and archives it can never be read again. Chains and proofs stay valid. Refused while a hold is on a run with such data. The reason is recorded: do not name the person in it.",
    example: {
      body: { subject: "customer-17", reason: "asked for it on 24 November" },
      response: { ...exampleAnswer }
    }
  })
};
export {
  Hold,
  PruningPlan,
  RetentionView,
  retentionEndpoints
};
//# sourceMappingURL=retention.js.map
