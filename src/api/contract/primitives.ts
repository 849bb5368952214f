import { z } from 'zod';
import { Instant, RunId, ApprovalId, Slug, StepKey } from '../../domain/kernel/ids.js';
import { isInstant } from '../../domain/kernel/instant.js';
import type { Json } from '../../domain/kernel/json.js';
import { NanoUsd } from '../../domain/kernel/money.js';
import { nanoFromUsd } from '../../domain/kernel/money.js';

export { RiskTier } from '../../domain/workflow/definition.js';

const WRONG_POSITION = 'must be a position as a command answered it, for example "1042"';
/** A place in the log, as a decimal string: what commands answer and what `?atLeast=` takes. */
export const Position = z
  .string()
  .regex(/^(0|[1-9]\d{0,18})$/, { error: WRONG_POSITION, abort: true })
  .refine((position) => BigInt(position) < 2n ** 63n, WRONG_POSITION)
  .meta({ id: 'Position', description: 'A place in the log, as a decimal string.' });

/** 1 to 200 printable ASCII characters, as a header carries them. */
export const IDEMPOTENCY_KEY = /^[\x21-\x7e]([\x20-\x7e]{0,198}[\x21-\x7e])?$/;

export const JsonValue = z.custom<Json>((value) => value !== undefined, 'must be a JSON value');
export const Money = NanoUsd.meta({
  id: 'NanoUsd',
  description: 'Money: a whole number of nano-dollars (1e-9 USD) as a decimal string.',
});
export const At = Instant.refine(isInstant, 'must be a day and a time that there are, from 1970 to 9999').meta({
  id: 'Instant',
  description: 'ISO 8601 in UTC with milliseconds.',
});
export const Reason = z
  .string('give a reason: it is recorded')
  .trim()
  .min(1, 'give a reason: it is recorded')
  .max(2_000);

/** Dollars as people write them: `1.5` or `"1.50"`. */
export const Dollars = z
  .union([z.string(), z.number()], 'must be an amount of dollars, for example "1.50"')
  .refine(
    (value) => {
      try {
        return nanoFromUsd(value) >= 0n;
      } catch {
        return false;
      }
    },
    { message: 'must be an amount of dollars, zero or more, with at most nine decimals, for example "1.50"' },
  )
  .meta({ id: 'Usd', description: 'Dollars with at most nine decimals, as a string (exact) or a number.' });

export const BudgetInput = z
  .strictObject({ usd: Dollars.optional(), tokens: z.int().min(1).max(1e15).optional() })
  .refine((budget) => budget.usd !== undefined || budget.tokens !== undefined, 'give usd, tokens or both')
  .meta({ id: 'BudgetInput' });

export const Nothing = z.strictObject({});
export const NoBody = z.strictObject({}).optional();

export const WorkflowParams = z.strictObject({ workflowId: Slug });
export const RunParams = z.strictObject({ runId: RunId });
export const StepParams = z.strictObject({ runId: RunId, stepKey: StepKey });
export const ApprovalParams = z.strictObject({ approvalId: ApprovalId });
export const RunApprovalParams = z.strictObject({ runId: RunId, approvalId: ApprovalId });

/** Revisions and version numbers have 32 bits. */
const MAX_NUMBER = 2 ** 31 - 1;
/** The number of a version of a workflow, from 1; in a body. */
export const VersionNumber = z.int().min(1).max(MAX_NUMBER);
/** The revision of an event in its stream, from 0; in a body. */
export const RevisionNumber = z.int().min(0).max(MAX_NUMBER);
const inAddress = () => z.coerce.number<number | string>().int();
/** The same in an address, where everything is text. */
export const VersionInAddress = inAddress().min(1).max(MAX_NUMBER);
export const RevisionInAddress = inAddress().min(0).max(MAX_NUMBER);

/** Query parameters of a read: its own, and the position that the read must have seen. */
export const readQuery = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.strictObject({
    ...shape,
    atLeast: Position.optional().describe(
      'Wait up to 2 s until the read models have seen this position (503 READ.BEHIND if they have not).',
    ),
  });
/** `?mine=true`: everything in a query is text. */
export const Flag = z
  .union([z.boolean(), z.enum(['true', 'false'])], 'must be true or false')
  .transform((value) => value === true || value === 'true');
export const paging = {
  limit: z.coerce.number<number | string>().int().min(1).max(500).default(50),
  cursor: z.string().max(500).optional().describe('`next` of the page before.'),
};
/** A page of a list; `next` is absent on the last page. */
export const page = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), next: z.string().optional() });
export const listOf = <Item extends z.ZodType>(item: Item) => z.object({ items: z.array(item) });

/** What every command answers: the stream that it was about, where it stands, and the log's position to read at. */
export const answer = {
  stream: z.string(),
  revision: z.int().min(-1),
  position: Position,
};
export const Answered = z.object(answer).meta({ id: 'Answered' });
export type Answered = z.infer<typeof Answered>;

export const TokenCounts = z
  .object({
    input: z.number(),
    cachedInput: z.number(),
    cacheWrite: z.number(),
    output: z.number(),
    reasoning: z.number(),
  })
  .meta({ id: 'TokenCounts' });

export const Problem = z
  .object({ path: z.string(), message: z.string(), code: z.string().optional() })
  .meta({ id: 'Problem', description: 'One thing that is wrong with an input, and where.' });

/** RFC 9457: the body of every error. */
export const ProblemDetails = z
  .looseObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    /** Stable; programs branch on it. */
    code: z.string(),
    detail: z.string(),
    problems: z.array(Problem).optional(),
    instance: z.string().optional(),
  })
  .meta({ id: 'ProblemDetails' });
export type ProblemDetails = z.infer<typeof ProblemDetails>;

/** Ids as the examples show them. */
export const EXAMPLE = {
  runId: '7c9e6679-7425-50de-944b-e07fc1f90ae7',
  approvalId: '2f1d9b5c-8a3e-5b0f-9d57-6a1c3e4f5b60',
  leaseId: '550e8400-e29b-51d4-a716-446655440000',
  haltId: '9b2b6f0e-54f7-5b44-8b25-1c8e0f1f7a11',
  at: '2026-11-24T14:32:07.000Z',
  position: '1042',
} as const;
export const exampleAnswer = {
  stream: `run-${EXAMPLE.runId}`,
  revision: 12,
  position: EXAMPLE.position,
} as const;
