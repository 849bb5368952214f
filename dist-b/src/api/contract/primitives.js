import { z } from "zod";
import { Instant, RunId, ApprovalId, Slug, StepKey } from "../../domain/kernel/ids.js";
import { isInstant } from "../../domain/kernel/instant.js";
import { NanoUsd } from "../../domain/kernel/money.js";
import { nanoFromUsd } from "../../domain/kernel/money.js";
import { RiskTier } from "../../domain/workflow/definition.js";
const WRONG_POSITION = 'must be a position as a command answered it, for example "1042"', Position = z.string().regex(/^(0|[1-9]\d{0,18})$/, { error: WRONG_POSITION, abort: !0 }).refine((position) => BigInt(position) < 2n ** 63n, WRONG_POSITION).meta({ id: "Position", description: "A place in the log, as a decimal string." }), IDEMPOTENCY_KEY = /^[\x21-\x7e]([\x20-\x7e]{0,198}[\x21-\x7e])?$/, JsonValue = z.custom((value) => value !== void 0, "must be a JSON value"), Money = NanoUsd.meta({
  id: "NanoUsd",
  description: "Money: a whole number of nano-dollars (1e-9 USD) as a decimal string."
}), At = Instant.refine(isInstant, "must be a day and a time that there are, from 1970 to 9999").meta({
  id: "Instant",
  description: "ISO 8601 in UTC with milliseconds."
}), Reason = z.string("give a reason: it is recorded").trim().min(1, "give a reason: it is recorded").max(2e3), Dollars = z.union([z.string(), z.number()], 'must be an amount of dollars, for example "1.50"').refine(
  (value) => {
    try {
      return nanoFromUsd(value) >= 0n;
    } catch {
      return !1;
    }
  },
  { message: 'must be an amount of dollars, zero or more, with at most nine decimals, for example "1.50"' }
).meta({ id: "Usd", description: "Dollars with at most nine decimals, as a string (exact) or a number." }), BudgetInput = z.strictObject({ usd: Dollars.optional(), tokens: z.int().min(1).max(1e15).optional() }).refine((budget) => budget.usd !== void 0 || budget.tokens !== void 0, "give usd, tokens or both").meta({ id: "BudgetInput" }), Nothing = z.strictObject({}), NoBody = z.strictObject({}).optional(), WorkflowParams = z.strictObject({ workflowId: Slug }), RunParams = z.strictObject({ runId: RunId }), StepParams = z.strictObject({ runId: RunId, stepKey: StepKey }), ApprovalParams = z.strictObject({ approvalId: ApprovalId }), RunApprovalParams = z.strictObject({ runId: RunId, approvalId: ApprovalId }), MAX_NUMBER = 2 ** 31 - 1, VersionNumber = z.int().min(1).max(MAX_NUMBER), RevisionNumber = z.int().min(0).max(MAX_NUMBER), inAddress = () => z.coerce.number().int(), VersionInAddress = inAddress().min(1).max(MAX_NUMBER), RevisionInAddress = inAddress().min(0).max(MAX_NUMBER), readQuery = (shape) => z.strictObject({
  ...shape,
  atLeast: Position.optional().describe(
    "Wait up to 2 s until the read models have seen this position (503 READ.BEHIND if they have not)."
  )
}), Flag = z.union([z.boolean(), z.enum(["true", "false"])], "must be true or false").transform((value) => value === !0 || value === "true"), paging = {
  limit: z.coerce.number().int().min(1).max(500).default(50),
  cursor: z.string().max(500).optional().describe("`next` of the page before.")
}, page = (item) => z.object({ items: z.array(item), next: z.string().optional() }), listOf = (item) => z.object({ items: z.array(item) }), answer = {
  stream: z.string(),
  revision: z.int().min(-1),
  position: Position
}, Answered = z.object(answer).meta({ id: "Answered" }), TokenCounts = z.object({
  input: z.number(),
  cachedInput: z.number(),
  cacheWrite: z.number(),
  output: z.number(),
  reasoning: z.number()
}).meta({ id: "TokenCounts" }), Problem = z.object({ path: z.string(), message: z.string(), code: z.string().optional() }).meta({ id: "Problem", description: "One thing that is wrong with an input, and where." }), ProblemDetails = z.looseObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  /** Stable; programs branch on it. */
  code: z.string(),
  detail: z.string(),
  problems: z.array(Problem).optional(),
  instance: z.string().optional()
}).meta({ id: "ProblemDetails" }), EXAMPLE = {
  runId: "7c9e6679-7425-50de-944b-e07fc1f90ae7",
  approvalId: "2f1d9b5c-8a3e-5b0f-9d57-6a1c3e4f5b60",
  leaseId: "550e8400-e29b-51d4-a716-446655440000",
  haltId: "9b2b6f0e-54f7-5b44-8b25-1c8e0f1f7a11",
  at: "2026-11-24T14:32:07.000Z",
  position: "1042"
}, exampleAnswer = {
  stream: `run-${EXAMPLE.runId}`,
  revision: 12,
  position: EXAMPLE.position
};
export {
  Answered,
  ApprovalParams,
  At,
  BudgetInput,
  Dollars,
  EXAMPLE,
  Flag,
  IDEMPOTENCY_KEY,
  JsonValue,
  Money,
  NoBody,
  Nothing,
  Position,
  Problem,
  ProblemDetails,
  Reason,
  RevisionInAddress,
  RevisionNumber,
  RiskTier,
  RunApprovalParams,
  RunParams,
  StepParams,
  TokenCounts,
  VersionInAddress,
  VersionNumber,
  WorkflowParams,
  answer,
  exampleAnswer,
  listOf,
  page,
  paging,
  readQuery
};
//# sourceMappingURL=primitives.js.map
