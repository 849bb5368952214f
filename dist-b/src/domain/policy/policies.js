import { z } from "zod";
import { Slug } from "../kernel/ids.js";
import { Budget, Duration } from "../workflow/definition.js";
const byStep = (value) => z.record(Slug, value).optional(), Retry = z.strictObject({
  /** Attempts in all, the first one included. */
  attempts: z.int().min(1).max(20).optional(),
  /** Error classes that are never tried again. */
  never: z.array(z.string().min(1).max(64)).max(50).optional()
}), Ask = z.enum(["ask", "run"]), AlwaysAsks = z.literal("ask", 'always asks: leave it out, or write "ask"'), Policies = z.strictObject({
  budgets: z.strictObject({
    run: Budget.optional(),
    /** Of each step. */
    step: Budget.optional(),
    steps: byStep(Budget),
    /** Of all runs of a workflow on one day, in UTC. */
    workflowDay: Budget.optional(),
    /** Of everything on one day, in UTC. */
    everythingDay: Budget.optional()
  }).optional(),
  retry: Retry.extend({ steps: byStep(Retry) }).optional(),
  timeouts: z.strictObject({
    /** Of each attempt. */
    attempt: Duration.optional(),
    steps: byStep(Duration),
    /** Of a run, from its start. */
    run: Duration.optional()
  }).optional(),
  approvals: z.strictObject({
    read: Ask.optional(),
    write: Ask.optional(),
    irreversible: AlwaysAsks.optional(),
    financial: AlwaysAsks.optional(),
    steps: byStep(Ask)
  }).optional()
}).refine((policies) => Object.keys(policies).length > 0, "give at least one of budgets, retry, timeouts, approvals");
export {
  Policies
};
//# sourceMappingURL=policies.js.map
