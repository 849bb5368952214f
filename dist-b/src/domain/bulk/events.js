import { z } from "zod";
import { RunId, StepKey } from "../kernel/ids.js";
import { Payload } from "../kernel/payload.js";
const BulkAction = z.enum(["cancel", "halt", "pause", "resume", "retry", "skip", "abandon"]), BulkItem = z.strictObject({ runId: RunId, stepKey: StepKey.optional() }), BulkOutcome = z.strictObject({
  item: BulkItem,
  outcome: z.enum(["done", "skipped", "refused"]),
  /** Why not: the code and message of the command's answer. */
  code: z.string().optional(),
  message: z.string().optional(),
  /** Where the effect stands in the log, when there is one. */
  stream: z.string().optional(),
  revision: z.int().min(0).optional()
}), MAX_OUTCOMES = 100, bulkId = z.string(), bulkEvents = {
  BulkStarted: z.strictObject({
    bulkId,
    action: BulkAction,
    /** In the order in which they are taken: BulkItem[], or where it is stored. */
    items: Payload,
    total: z.int().min(1),
    /** What they were picked by, for people; absent when they were named one by one. */
    filter: z.string().optional(),
    /** Of the log: the read models that were asked stood here. */
    position: z.string(),
    reason: z.string(),
    /** In place of each step's output; of a skip only. */
    output: Payload.optional(),
    operatorId: z.string(),
    operatorName: z.string(),
    /** The key that it was ordered with, or that is behind the session: with it goes what is not done yet. Absent: none. */
    keyId: z.string().optional()
  }),
  /** Items `from` to `from + outcomes.length - 1`: every item before them has its outcome already. */
  BulkItemsDone: z.strictObject({
    bulkId,
    from: z.int().min(0),
    outcomes: z.array(BulkOutcome).min(1).max(MAX_OUTCOMES)
  }),
  BulkPaused: z.strictObject({ bulkId, reason: z.string() }),
  BulkResumed: z.strictObject({ bulkId, reason: z.string() }),
  /** No further item is taken; those in flight still get their outcome. */
  BulkStopped: z.strictObject({ bulkId, reason: z.string() }),
  BulkCompleted: z.strictObject({ bulkId })
};
export {
  BulkAction,
  BulkItem,
  BulkOutcome,
  MAX_OUTCOMES,
  bulkEvents
};
//# sourceMappingURL=events.js.map
