import { z } from "zod";
import { nanoFromUsd } from "../kernel/money.js";
import { Slug } from "../kernel/ids.js";
const RiskTier = z.enum(["read", "write", "irreversible", "financial"]), UNIT_MS = { ms: 1, s: 1e3, m: 6e4, h: 36e5, d: 864e5 }, Duration = z.string().regex(/^[1-9]\d{0,8}(ms|s|m|h|d)$/, 'use a number and a unit, for example "30s", "10m", "2h"');
function durationMs(duration) {
  const match = /^(\d+)(ms|s|m|h|d)$/.exec(duration);
  if (!match) throw new RangeError(`"${duration}" is not a duration`);
  const unit = match[2];
  if (unit !== "ms" && unit !== "s" && unit !== "m" && unit !== "h" && unit !== "d")
    throw new RangeError(`"${duration}" is not a duration`);
  return Number(match[1]) * UNIT_MS[unit];
}
const Usd = z.union([z.string(), z.number()]).refine(
  (value) => {
    try {
      return nanoFromUsd(value) >= 0n;
    } catch {
      return !1;
    }
  },
  { message: 'must be an amount of dollars, zero or more, with at most nine decimals, for example "0.25"' }
), Budget = z.strictObject({ usd: Usd.optional(), tokens: z.int().min(1).max(1e15).optional() }).refine((budget) => budget.usd !== void 0 || budget.tokens !== void 0, "give usd, tokens or both"), JsonSchema = z.union([
  z.boolean(),
  z.record(
    z.string(),
    z.custom((value) => value !== void 0)
  )
]), AgentSelector = z.union([
  Slug.describe("a capability that any agent may offer"),
  z.strictObject({ capability: Slug, name: Slug.describe("this agent and no other").optional() })
]), ApprovalPolicy = z.strictObject({
  /** Ask before a `write` step; `irreversible` and `financial` steps always ask, `read` steps never do. */
  required: z.boolean().optional(),
  reason: z.string().max(500).optional(),
  expiresAfter: Duration.optional(),
  onExpire: z.enum(["reject", "escalate", "halt"]).optional(),
  onReject: z.enum(["fail", "skip", "halt"]).optional(),
  /** How many different people must approve. */
  approvers: z.int().min(1).max(10).optional(),
  /** Who started the run cannot approve. */
  fourEyes: z.boolean().optional()
}), RetryPolicy = z.strictObject({
  /** Attempts in all, the first one included. */
  attempts: z.int().min(1).max(20).optional(),
  initial: Duration.optional(),
  factor: z.number().min(1).max(10).optional(),
  max: Duration.optional(),
  /** Error classes that are never tried again, beside what an agent calls not retryable. */
  never: z.array(z.string().min(1).max(64)).max(20).optional()
}), StepDefinition = z.strictObject({
  id: Slug,
  name: z.string().min(1).max(120).optional(),
  description: z.string().max(2e3).optional(),
  agent: AgentSelector,
  /** Pinned model, as the price table names it. */
  model: z.string().min(1).max(120).optional(),
  dependsOn: z.array(Slug).max(1e3).optional(),
  /** Input name -> CEL expression over `input` (the run's) and `steps.<id>.output` of steps before it. */
  inputs: z.record(
    z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,63}$/, "an input name is an identifier"),
    z.string().min(1).max(2e3)
  ).optional(),
  output: JsonSchema,
  tier: RiskTier.optional(),
  approval: ApprovalPolicy.optional(),
  budget: Budget.optional(),
  estimate: z.strictObject({ usd: Usd.optional(), tokens: z.int().min(0).max(1e15).optional(), duration: Duration.optional() }).optional(),
  timeout: Duration.optional(),
  heartbeat: Duration.optional(),
  retry: RetryPolicy.optional()
}), RunPolicies = z.strictObject({
  /** A step out of attempts: wait for a person (default), or fail the run. */
  onDeadLetter: z.enum(["wait", "fail"]).optional(),
  onReject: z.enum(["fail", "skip", "halt"]).optional(),
  /** A budget that is short: wait until it is raised (default), ask for approval of an overrun, halt, or fail. */
  onBudget: z.enum(["pause", "approval", "halt", "fail"]).optional(),
  /** Whether `write` steps ask when the step itself does not say. */
  approveWrites: z.boolean().optional()
}), WorkflowDefinition = z.strictObject({
  id: Slug,
  name: z.string().min(1).max(120),
  description: z.string().max(4e3).optional(),
  /** JSON Schema of a run's input. */
  input: JsonSchema.optional(),
  budget: Budget.optional(),
  deadline: Duration.optional(),
  /** 0 (last) to 100 (first); default 50. */
  priority: z.int().min(0).max(100).optional(),
  limits: z.strictObject({ parallelism: z.int().min(1).max(1e3).optional() }).optional(),
  policies: RunPolicies.optional(),
  steps: z.array(StepDefinition).min(1, "a workflow needs at least one step").max(1e3, "a workflow has at most 1,000 steps")
});
export {
  AgentSelector,
  ApprovalPolicy,
  Budget,
  Duration,
  JsonSchema,
  RetryPolicy,
  RiskTier,
  RunPolicies,
  StepDefinition,
  Usd,
  WorkflowDefinition,
  durationMs
};
//# sourceMappingURL=definition.js.map
