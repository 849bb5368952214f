import { z } from 'zod';
import { nanoFromUsd } from '../kernel/money.js';
import { Slug } from '../kernel/ids.js';
import type { Json } from '../kernel/json.js';

/** Steps that a workflow has at most, and steps that one of them depends on. */
export const MAX_STEPS = 10_000;

/** What an agent does to the world: it decides who must be asked first. */
export const RiskTier = z.enum(['read', 'write', 'irreversible', 'financial']);
export type RiskTier = z.infer<typeof RiskTier>;

const UNIT_MS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
/** `500ms`, `30s`, `10m`, `2h`, `1d`. */
export const Duration = z
  .string()
  .regex(/^[1-9]\d{0,8}(ms|s|m|h|d)$/, 'use a number and a unit, for example "30s", "10m", "2h"');
export function durationMs(duration: string): number {
  const match = /^(\d+)(ms|s|m|h|d)$/.exec(duration);
  if (!match) throw new RangeError(`"${duration}" is not a duration`);
  const unit = match[2];
  if (unit !== 'ms' && unit !== 's' && unit !== 'm' && unit !== 'h' && unit !== 'd')
    throw new RangeError(`"${duration}" is not a duration`);
  return Number(match[1]) * UNIT_MS[unit];
}

/** Dollars as an author writes them: `0.25` or `"0.25"`; at most nine decimals. */
export const Usd = z.union([z.string(), z.number()]).refine(
  (value) => {
    try {
      return nanoFromUsd(value) >= 0n;
    } catch {
      return false;
    }
  },
  { message: 'must be an amount of dollars, zero or more, with at most nine decimals, for example "0.25"' },
);

/** A limit on money, on tokens, or on both. */
export const Budget = z
  .strictObject({ usd: Usd.optional(), tokens: z.int().min(1).max(1e15).optional() })
  .refine((budget) => budget.usd !== undefined || budget.tokens !== undefined, 'give usd, tokens or both');
export type Budget = z.infer<typeof Budget>;

/** A JSON Schema 2020-12; which keywords and sizes are allowed is checked when the workflow is saved. */
export const JsonSchema = z.union([
  z.boolean(),
  z.record(
    z.string(),
    z.custom<Json>((value) => value !== undefined),
  ),
]);
export type JsonSchema = z.infer<typeof JsonSchema>;

export const AgentSelector = z.union([
  Slug.describe('a capability that any agent may offer'),
  z.strictObject({ capability: Slug, name: Slug.describe('this agent and no other').optional() }),
]);

export const ApprovalPolicy = z.strictObject({
  /** Ask before a `write` step; `irreversible` and `financial` steps always ask, `read` steps never do. */
  required: z.boolean().optional(),
  reason: z.string().max(500).optional(),
  expiresAfter: Duration.optional(),
  onExpire: z.enum(['reject', 'escalate', 'halt']).optional(),
  onReject: z.enum(['fail', 'skip', 'halt']).optional(),
  /** How many different people must approve. */
  approvers: z.int().min(1).max(10).optional(),
  /** Who started the run cannot approve. */
  fourEyes: z.boolean().optional(),
});

export const RetryPolicy = z.strictObject({
  /** Attempts in all, the first one included. */
  attempts: z.int().min(1).max(20).optional(),
  initial: Duration.optional(),
  factor: z.number().min(1).max(10).optional(),
  max: Duration.optional(),
  /** Error classes that are never tried again, beside what an agent calls not retryable. */
  never: z.array(z.string().min(1).max(64)).max(20).optional(),
});

export const StepDefinition = z.strictObject({
  id: Slug,
  name: z.string().min(1).max(120).optional(),
  description: z.string().max(2_000).optional(),
  agent: AgentSelector,
  /** Pinned model, as the price table names it. */
  model: z.string().min(1).max(120).optional(),
  dependsOn: z.array(Slug).max(MAX_STEPS).optional(),
  /** Input name -> CEL expression over `input` (the run's) and `steps.<id>.output` of steps before it. */
  inputs: z
    .record(
      z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,63}$/, 'an input name is an identifier'),
      z.string().min(1).max(2_000),
    )
    .optional(),
  output: JsonSchema,
  tier: RiskTier.optional(),
  approval: ApprovalPolicy.optional(),
  budget: Budget.optional(),
  estimate: z
    .strictObject({ usd: Usd.optional(), tokens: z.int().min(0).max(1e15).optional(), duration: Duration.optional() })
    .optional(),
  timeout: Duration.optional(),
  heartbeat: Duration.optional(),
  retry: RetryPolicy.optional(),
});
export type StepDefinition = z.infer<typeof StepDefinition>;

export const RunPolicies = z.strictObject({
  /** A step out of attempts: wait for a person (default), or fail the run. */
  onDeadLetter: z.enum(['wait', 'fail']).optional(),
  onReject: z.enum(['fail', 'skip', 'halt']).optional(),
  /** A budget that is short: wait until it is raised (default), ask for approval of an overrun, halt, or fail. */
  onBudget: z.enum(['pause', 'approval', 'halt', 'fail']).optional(),
  /** Whether `write` steps ask when the step itself does not say. */
  approveWrites: z.boolean().optional(),
});

/** A workflow as its author writes it, in JSON or YAML. Saved versions are never changed. */
export const WorkflowDefinition = z.strictObject({
  id: Slug,
  name: z.string().min(1).max(120),
  description: z.string().max(4_000).optional(),
  /** JSON Schema of a run's input. */
  input: JsonSchema.optional(),
  budget: Budget.optional(),
  deadline: Duration.optional(),
  /** 0 (last) to 100 (first); default 50. */
  priority: z.int().min(0).max(100).optional(),
  limits: z.strictObject({ parallelism: z.int().min(1).max(1_000).optional() }).optional(),
  policies: RunPolicies.optional(),
  steps: z
    .array(StepDefinition)
    .min(1, 'a workflow needs at least one step')
    .max(MAX_STEPS, `a workflow has at most ${MAX_STEPS.toLocaleString('en')} steps`),
});
export type WorkflowDefinition = z.infer<typeof WorkflowDefinition>;
