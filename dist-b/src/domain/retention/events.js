import { z } from "zod";
import { Instant, RunId, Sha256 } from "../kernel/ids.js";
import { RiskTier } from "../workflow/definition.js";
const RetentionMonths = z.partialRecord(RiskTier, z.int().min(1).max(1200)), HoldScope = z.strictObject({
  runIds: z.array(RunId).min(1).max(1e3).optional(),
  workflowId: z.string().optional(),
  operatorId: z.string().optional(),
  agentId: z.string().optional(),
  /** Of the run's start, both inclusive. */
  startedFrom: Instant.optional(),
  startedTo: Instant.optional()
}), RetainedRun = z.strictObject({
  runId: RunId,
  /** The highest risk tier of its steps. */
  class: RiskTier,
  workflowId: z.string(),
  operatorId: z.string(),
  agentIds: z.array(z.string()),
  startedAt: Instant,
  endedAt: Instant.optional()
}), PrunedRun = z.strictObject({
  runId: RunId,
  class: RiskTier,
  endedAt: Instant,
  /** Revision of its last event; the first is 0. */
  last: z.int().min(0),
  headHash: Sha256
}), Archive = z.strictObject({ file: z.string(), sha256: Sha256, bytes: z.int().min(0) }), MAX_PRUNED = 100, holdId = z.string(), pruneId = z.string(), reason = z.string(), retentionEvents = {
  RetentionPolicySet: z.strictObject({ months: RetentionMonths, reason }),
  HoldPlaced: z.strictObject({ holdId, scope: HoldScope, reason }),
  /** One person asks, another confirms. */
  HoldLiftRequested: z.strictObject({ holdId, reason }),
  HoldLifted: z.strictObject({ holdId, requestedBy: z.string(), reason }),
  /** The key of a person's data is destroyed: what it encrypted can never be read again. It does not say whose it was. */
  SubjectErased: z.strictObject({ keyId: z.string(), reason }),
  /** Written after the archive is on disk, before anything is deleted. */
  RunsPruned: z.strictObject({
    pruneId,
    runs: z.array(PrunedRun).min(1).max(MAX_PRUNED),
    archive: Archive,
    /** By the policy of that day. */
    months: RetentionMonths
  }),
  /** The streams of these runs are deleted. */
  PruningFinished: z.strictObject({ pruneId })
};
export {
  Archive,
  HoldScope,
  MAX_PRUNED,
  PrunedRun,
  RetainedRun,
  RetentionMonths,
  retentionEvents
};
//# sourceMappingURL=events.js.map
