import { z } from 'zod';
import { Instant, RunId, Sha256 } from '../kernel/ids.js';
import { RiskTier } from '../workflow/definition.js';

/** Whole months after a run's end. A class without a number is kept for good. */
export const RetentionMonths = z.partialRecord(RiskTier, z.int().min(1).max(1_200));
export type RetentionMonths = z.infer<typeof RetentionMonths>;

/** Which runs a hold is for: all that fit every member that is there; at least one is. */
export const HoldScope = z.strictObject({
  runIds: z.array(RunId).min(1).max(1_000).optional(),
  workflowId: z.string().optional(),
  operatorId: z.string().optional(),
  agentId: z.string().optional(),
  /** Of the run's start, both inclusive. */
  startedFrom: Instant.optional(),
  startedTo: Instant.optional(),
});
export type HoldScope = z.infer<typeof HoldScope>;

/** What a hold or a policy asks of a run. */
export const RetainedRun = z.strictObject({
  runId: RunId,
  /** The highest risk tier of its steps. */
  class: RiskTier,
  workflowId: z.string(),
  operatorId: z.string(),
  agentIds: z.array(z.string()),
  startedAt: Instant,
  endedAt: Instant.optional(),
});
export type RetainedRun = z.infer<typeof RetainedRun>;

/** What stays of a run that was pruned: enough to show that the archive holds all of it, unchanged. */
export const PrunedRun = z.strictObject({
  runId: RunId,
  class: RiskTier,
  endedAt: Instant,
  /** Revision of its last event; the first is 0. */
  last: z.int().min(0),
  headHash: Sha256,
});
export type PrunedRun = z.infer<typeof PrunedRun>;

export const Archive = z.strictObject({ file: z.string(), sha256: Sha256, bytes: z.int().min(0) });
export type Archive = z.infer<typeof Archive>;

/** Runs in one proof, at most. */
export const MAX_PRUNED = 100;

const holdId = z.string();
const pruneId = z.string();
const reason = z.string();
/** Events of `retention`: how long runs are kept, what may not be pruned or erased, and the proofs of what was. */
export const retentionEvents = {
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
    months: RetentionMonths,
  }),
  /** The streams of these runs are deleted. */
  PruningFinished: z.strictObject({ pruneId }),
} as const;
export type RetentionEvent = {
  [T in keyof typeof retentionEvents]: { readonly type: T; readonly data: z.infer<(typeof retentionEvents)[T]> };
}[keyof typeof retentionEvents];
export type RetentionEventData<T extends RetentionEvent['type']> = z.infer<(typeof retentionEvents)[T]>;
