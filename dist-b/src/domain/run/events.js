import { z } from "zod";
import { ApprovalId, Instant, LeaseId, RunId, Sha256, StepKey, TaskId } from "../kernel/ids.js";
import { NanoUsd } from "../kernel/money.js";
import { BlobRef, Payload } from "../kernel/payload.js";
import { RiskTier } from "../workflow/definition.js";
import { Charge } from "./charge.js";
const StepRef = z.strictObject({ stepKey: StepKey, stepId: z.string(), iteration: z.int().min(0).optional() }), attemptNumber = z.int().min(1), amount = { nanoUsd: NanoUsd, tokens: z.int().min(0) }, optionalLimit = z.strictObject({ nanoUsd: NanoUsd.optional(), tokens: z.int().min(0).optional() }), BudgetScope = z.enum(["run", "step"]), Reservation = z.strictObject({ scope: BudgetScope, id: z.string(), ...amount }), Settlement = z.strictObject({
  scope: BudgetScope,
  id: z.string(),
  reservedNanoUsd: NanoUsd,
  spentNanoUsd: NanoUsd
}), attempt = { step: StepRef, attempt: attemptNumber, leaseId: LeaseId }, outcome = { ...attempt, resultId: z.string().optional(), charges: z.array(Charge), settles: z.array(Settlement) }, cause = { class: z.string(), code: z.string(), message: z.string(), fingerprint: z.string() }, reason = z.string().max(2e3), revoked = { revoked: z.array(LeaseId), withdrawn: z.array(ApprovalId) }, Verdict = z.strictObject({ schemaHash: Sha256, valid: z.literal(!0) }), SchemaError = z.strictObject({ path: z.string(), message: z.string() }), HaltScope = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("run") }),
  z.strictObject({ kind: z.literal("workflow"), id: z.string(), haltId: z.string() }),
  z.strictObject({ kind: z.literal("everything"), haltId: z.string() })
]), Policies = z.strictObject({
  version: z.int(),
  onDeadLetter: z.enum(["wait", "fail"]),
  onReject: z.enum(["fail", "skip", "halt"]),
  onBudget: z.enum(["pause", "approval", "halt", "fail"]),
  overrides: z.array(z.string())
}), ReplaySource = z.strictObject({
  runId: RunId,
  /** The last event of the origin that is taken over, and the head of its chain there. */
  revision: z.int().min(0),
  headHash: Sha256,
  /** The results that are kept (`KeptResults`): a StepCarriedOver each follows, and nothing is dispatched before the last. */
  carried: BlobRef,
  steps: z.int().min(0),
  /** Attempts of the origin that were not done: with the same inputs the step keeps its key for side effects outside. */
  tasks: z.array(z.strictObject({ stepKey: StepKey, taskId: TaskId, inputsHash: Sha256 })),
  changes: z.strictObject({
    /** Whether the input is another one than the origin's. */
    input: z.boolean(),
    /** The origin's version, when this run is of another. */
    versionBefore: z.int().min(1).optional(),
    /** Whether the budget was given, in place of the definition's. */
    budget: z.boolean(),
    /** By step: the agent in place of any with the capability, and the model in place of the pinned one. With those that the origin had. */
    agents: z.record(z.string(), z.string()),
    models: z.record(z.string(), z.string()),
    /** Steps whose results were given by the operator. */
    outputs: z.array(StepKey)
  })
}), runEvents = {
  RunStarted: z.strictObject({
    runId: RunId,
    rootRunId: RunId,
    workflow: z.strictObject({
      id: z.string(),
      name: z.string(),
      version: z.int().min(1),
      definition: BlobRef,
      hash: Sha256
    }),
    input: Payload,
    inputHash: Sha256,
    trigger: z.strictObject({
      kind: z.enum(["manual", "schedule", "webhook"]),
      id: z.string(),
      context: Payload.optional()
    }),
    operatorId: z.string(),
    operatorName: z.string(),
    priority: z.int(),
    budget: optionalLimit,
    limits: z.strictObject({ parallelism: z.int().min(1) }),
    deadlineAt: Instant.optional(),
    controlRevision: z.int().min(-1),
    policies: Policies,
    /** Of a run that takes over from another. */
    source: ReplaySource.optional()
  }),
  /** A result that this run did not work for: of its origin, or given by the operator when the replay was started. It costs nothing here. */
  StepCarriedOver: z.strictObject({
    step: StepRef,
    /** Where the result stands in the origin; of a given one: the event from which is replayed. */
    from: z.strictObject({ runId: RunId, revision: z.int().min(0) }),
    outcome: z.enum(["completed", "skipped", "given"]),
    output: Payload.optional(),
    outputHash: Sha256.optional(),
    summary: z.string(),
    /** Of the schema that it was accepted under; a skipped step has none. */
    verdict: Verdict.optional(),
    /** What the step had cost in the origin. For information: it is not charged to this run. */
    cost: z.strictObject(amount)
  }),
  StepDispatched: z.strictObject({
    ...attempt,
    taskId: TaskId,
    agent: z.strictObject({
      id: z.string(),
      name: z.string(),
      bootId: z.string(),
      gatewayId: z.string(),
      single: z.boolean()
    }),
    capability: z.string(),
    model: z.string().optional(),
    tier: RiskTier,
    inputs: Payload,
    inputsHash: Sha256,
    /** Where the inputs came from: results of this run. */
    from: z.array(z.strictObject({ stepKey: StepKey, revision: z.int() })),
    constraints: z.strictObject({
      outputSchema: z.strictObject({ hash: Sha256 }),
      /** Why the attempt before was refused: the exact errors, to be mended by this one. */
      previousErrors: z.array(SchemaError).optional()
    }),
    parentSummary: z.string(),
    deadlineAt: Instant,
    heartbeatMs: z.int(),
    reservations: z.array(Reservation),
    approval: z.strictObject({ id: ApprovalId, nonce: z.string(), paramsHash: Sha256 }).optional(),
    controlRevision: z.int().min(-1),
    why: z.strictObject({ policyVersion: z.int(), estimate: z.strictObject(amount) })
  }),
  StepProgressed: z.strictObject({
    ...attempt,
    percent: z.number().min(0).max(100).optional(),
    message: z.string().max(500).optional(),
    data: Payload.optional()
  }),
  UsageCharged: z.strictObject({ ...attempt, charges: z.array(Charge) }),
  SideEffectRecorded: z.strictObject({
    ...attempt,
    effectId: z.string(),
    kind: z.string(),
    target: z.string(),
    receipt: Payload
  }),
  LeaseMoved: z.strictObject({ leaseId: LeaseId, gatewayId: z.string() }),
  StepCompleted: z.strictObject({
    ...outcome,
    resultId: z.string(),
    output: Payload,
    outputHash: Sha256,
    summary: z.string(),
    verdict: Verdict
  }),
  StepFailed: z.strictObject({
    ...outcome,
    ...cause,
    retryable: z.boolean(),
    details: Payload.optional(),
    actionHash: Sha256.optional()
  }),
  StepOutputRejected: z.strictObject({
    ...outcome,
    resultId: z.string(),
    output: Payload,
    outputHash: Sha256,
    schemaHash: Sha256,
    errors: z.array(SchemaError),
    fingerprint: z.string()
  }),
  StepTimedOut: z.strictObject({ ...outcome, deadlineAt: Instant }),
  LeaseLost: z.strictObject({
    ...outcome,
    because: z.enum(["heartbeat", "disconnected", "agentRestarted", "notHeld"])
  }),
  StepStopped: z.strictObject({
    ...outcome,
    because: z.enum(["noProgress", "reservationUsedUp"]),
    message: z.string()
  }),
  StepRetryScheduled: z.strictObject({
    step: StepRef,
    attempt: attemptNumber,
    at: Instant,
    delayMs: z.int(),
    because: z.string()
  }),
  StepDeadLettered: z.strictObject({ step: StepRef, attempt: attemptNumber, ...cause, attempts: z.int() }),
  StepSkipped: z.strictObject({
    step: StepRef,
    because: z.enum(["operator", "rejected", "expired"]),
    reason,
    output: Payload.optional(),
    outputHash: Sha256.optional()
  }),
  StepRedriven: z.strictObject({ step: StepRef, reason }),
  StepAbandoned: z.strictObject({ step: StepRef, reason }),
  ApprovalRequested: z.strictObject({
    approvalId: ApprovalId,
    kind: z.enum(["step", "overrun"]),
    step: StepRef,
    stepName: z.string(),
    attempt: attemptNumber,
    /** The attempt's whole inputs, exactly as they will be handed over. */
    params: Payload,
    nonce: z.string(),
    /** SHA-256(nonce ‖ JCS(params)): salted, so that it tells nothing of the parameters once they are erased. */
    paramsHash: Sha256,
    tier: RiskTier,
    reason: z.string(),
    estimate: z.strictObject(amount),
    /** For an overrun: which budget is short, and by how much. */
    overrun: z.strictObject({ scope: BudgetScope, id: z.string(), amount: z.strictObject(amount) }).optional(),
    spentNanoUsd: NanoUsd,
    previousSummary: z.string(),
    onReject: z.enum(["fail", "skip", "halt"]),
    onExpire: z.enum(["reject", "escalate", "halt"]),
    requires: z.strictObject({ n: z.int().min(1), not: z.array(z.string()) }),
    expiresAt: Instant,
    /** The request that this one replaces: its parameters were edited. */
    edits: ApprovalId.optional()
  }),
  ApprovalVoted: z.strictObject({
    approvalId: ApprovalId,
    operatorId: z.string(),
    operatorName: z.string(),
    comment: z.string(),
    votes: z.int()
  }),
  ApprovalGranted: z.strictObject({ approvalId: ApprovalId, by: z.array(z.string()), comment: z.string() }),
  ApprovalRejected: z.strictObject({ approvalId: ApprovalId, by: z.string(), comment: z.string() }),
  ApprovalExpired: z.strictObject({ approvalId: ApprovalId }),
  ApprovalEscalated: z.strictObject({ approvalId: ApprovalId, expiresAt: Instant }),
  ApprovalWithdrawn: z.strictObject({ approvalId: ApprovalId, because: z.enum(["edited", "superseded"]) }),
  BudgetExceeded: z.strictObject({
    scope: BudgetScope,
    id: z.string(),
    step: StepRef,
    attempt: attemptNumber,
    limit: optionalLimit,
    spent: z.strictObject(amount),
    reserved: z.strictObject(amount),
    asked: z.strictObject(amount),
    policy: z.enum(["pause", "approval", "halt", "fail"])
  }),
  /** A step's budget is part of the run's: it is raised by the same event, with its scope and key. */
  RunBudgetChanged: z.strictObject({
    scope: BudgetScope,
    id: z.string(),
    step: StepRef.optional(),
    before: optionalLimit,
    after: optionalLimit,
    reason
  }),
  ReservationExtended: z.strictObject({ ...attempt, reservations: z.array(Reservation) }),
  ReservationSettled: z.strictObject({ ...attempt, charges: z.array(Charge), settles: z.array(Settlement) }),
  RunPaused: z.strictObject({ reason }),
  RunResumed: z.strictObject({ reason, controlRevision: z.int().min(-1) }),
  RunHalted: z.strictObject({ scope: HaltScope, reason, ...revoked }),
  RunCancelled: z.strictObject({ reason, ...revoked }),
  LateResultRecorded: z.strictObject({
    ...outcome,
    resultId: z.string(),
    result: z.enum(["completed", "failed"]),
    outputHash: Sha256.optional()
  }),
  RunCompleted: z.strictObject({ spentNanoUsd: NanoUsd, tokens: z.int(), steps: z.int() }),
  RunFailed: z.strictObject({
    because: z.enum(["deadLetter", "abandoned", "rejected", "expired", "budget", "deadline"]),
    step: StepRef.optional(),
    message: z.string(),
    ...revoked
  })
};
export {
  BudgetScope,
  HaltScope,
  Policies,
  ReplaySource,
  Reservation,
  SchemaError,
  Settlement,
  StepRef,
  Verdict,
  runEvents
};
//# sourceMappingURL=events.js.map
