import { z } from 'zod';

/** Names that people choose (workflow, step, agent, operator ids): lower case, digits, dash; plain ASCII so that they are safe in a stream's name. */
export const Slug = z
  .string()
  .max(64)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'use lower-case letters, digits and single dashes, for example "risk-summary"');

/** Ids that the product derives (UUIDs). */
const uuid = z
  .string()
  .regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/, 'must be a lower-case UUID');

export const RunId = uuid.brand<'RunId'>();
export type RunId = z.infer<typeof RunId>;
export const LeaseId = uuid.brand<'LeaseId'>();
export type LeaseId = z.infer<typeof LeaseId>;
export const ApprovalId = uuid.brand<'ApprovalId'>();
export type ApprovalId = z.infer<typeof ApprovalId>;
export const CommandId = uuid.brand<'CommandId'>();
export type CommandId = z.infer<typeof CommandId>;
/** uuid v5(runId, stepKey): the same over all attempts of a step; the idempotency key for side effects outside. */
export const TaskId = uuid.brand<'TaskId'>();
export type TaskId = z.infer<typeof TaskId>;

/** `parse`, or `parse[12]` for an iteration of a map step. */
export const StepKey = z
  .string()
  .max(80)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*(\[\d+\])?$/, 'must be a step id, or step-id[n]')
  .brand<'StepKey'>();
export type StepKey = z.infer<typeof StepKey>;

/** Ids that this process has derived itself: known to be UUIDs, so they are named and not parsed (they stand in the hot path). */
export const derived = {
  runId: (uuid: string): RunId => uuid as RunId,
  leaseId: (uuid: string): LeaseId => uuid as LeaseId,
  approvalId: (uuid: string): ApprovalId => uuid as ApprovalId,
  commandId: (uuid: string): CommandId => uuid as CommandId,
  taskId: (uuid: string): TaskId => uuid as TaskId,
} as const;

/** SHA-256 as lower-case hex. */
export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in lower-case hex');
/** ISO 8601 in UTC with milliseconds, as Date.prototype.toISOString writes it. */
export const Instant = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/, {
  error: 'must be an instant such as 2026-11-24T14:32:07.000Z',
  abort: true,
});
