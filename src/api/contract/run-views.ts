import { z } from 'zod';
import { At, EXAMPLE, JsonValue, Money, Position } from './primitives.js';

export const RunStatus = z
  .enum(['running', 'paused', 'halted', 'completed', 'failed', 'cancelled'])
  .meta({ id: 'RunStatus' });
export type RunStatus = z.infer<typeof RunStatus>;

export const StepStatus = z
  .enum([
    'pending',
    'awaitingApproval',
    'approved',
    'awaitingBudget',
    'running',
    'awaitingRetry',
    'deadLetter',
    'completed',
    'skipped',
    'abandoned',
  ])
  .meta({ id: 'StepStatus' });
export type StepStatus = z.infer<typeof StepStatus>;

/** What a run waits for: never just "stuck". */
export const Wait = z
  .object({
    kind: z.enum(['approval', 'budget', 'retry', 'deadLetter', 'paused', 'halted', 'agent']),
    stepKey: z.string().optional(),
    approvalId: z.string().optional(),
    until: At.optional(),
    /** For `agent`: a step is ready, and no agent that offers this has taken it yet. */
    capability: z.string().optional(),
    reason: z.string().optional(),
  })
  .meta({ id: 'Wait' });
export type Wait = z.infer<typeof Wait>;

const Limit = z.object({ nanoUsd: Money.nullable(), tokens: z.int().nullable() }).meta({ id: 'Limit' });
const Amount = z.object({ nanoUsd: Money, tokens: z.int() }).meta({ id: 'Amount' });

export const RunSummary = z
  .object({
    runId: z.string(),
    workflowId: z.string(),
    workflowName: z.string(),
    version: z.int(),
    status: RunStatus,
    operatorId: z.string(),
    operatorName: z.string(),
    priority: z.int(),
    startedAt: At,
    endedAt: At.nullable(),
    deadlineAt: At.nullable(),
    limit: Limit,
    spent: Amount,
    reserved: Amount,
    steps: z.object({
      total: z.int(),
      done: z.int(),
      running: z.int(),
      failed: z.int().describe('Dead letters and abandoned steps.'),
    }),
    waits: z.array(Wait),
    /** Why it is halted, paused, cancelled or failed. */
    reason: z.string().nullable(),
    revision: z.int(),
    position: Position,
    /** True while an event of this run could not be projected: figures may be short. */
    incomplete: z.boolean(),
  })
  .meta({ id: 'RunSummary' });
export type RunSummary = z.infer<typeof RunSummary>;

export const Step = z
  .object({
    stepKey: z.string(),
    stepId: z.string(),
    name: z.string(),
    /** Place in the definition. */
    order: z.int(),
    status: StepStatus,
    attempt: z.int().describe('The last attempt; 0 before the first.'),
    attempts: z.int().describe('Attempts that the retry policy allows.'),
    capability: z.string(),
    agentId: z.string().nullable(),
    agentName: z.string().nullable(),
    model: z.string().nullable(),
    tier: z.enum(['read', 'write', 'irreversible', 'financial']),
    dependsOn: z.array(z.string()),
    readyAt: At.nullable(),
    startedAt: At.nullable(),
    endedAt: At.nullable(),
    retryAt: At.nullable(),
    approvalId: z.string().nullable(),
    spent: Amount,
    reserved: Amount,
    limit: Limit.describe("The step's own budget."),
    progress: z.object({ percent: z.number().nullable(), message: z.string().nullable() }).nullable(),
    error: z.object({ class: z.string(), code: z.string(), message: z.string() }).nullable(),
    summary: z.string().nullable(),
    /** Revision of the event that holds the output: `/api/runs/:runId/events/:revision`. */
    outputRevision: z.int().nullable(),
  })
  .meta({ id: 'Step' });
export type Step = z.infer<typeof Step>;

export const Run = z.object({ run: RunSummary, steps: z.array(Step) }).meta({ id: 'Run' });
export type Run = z.infer<typeof Run>;

export const Attempt = z
  .object({
    stepKey: z.string(),
    attempt: z.int(),
    leaseId: z.string(),
    taskId: z.string(),
    agentId: z.string(),
    agentName: z.string(),
    model: z.string().nullable(),
    readyAt: At.nullable(),
    dispatchedAt: At,
    deadlineAt: At,
    endedAt: At.nullable(),
    outcome: z
      .enum(['running', 'completed', 'failed', 'outputRejected', 'timedOut', 'leaseLost', 'stopped', 'revoked'])
      .describe('`revoked`: the run was halted, cancelled or failed meanwhile.'),
    late: z.boolean().describe('A result came after the lease was gone; its cost is booked, nothing else.'),
    spent: Amount,
    error: z.object({ class: z.string(), code: z.string(), message: z.string() }).nullable(),
    fingerprint: z.string().nullable(),
  })
  .meta({ id: 'Attempt' });
export type Attempt = z.infer<typeof Attempt>;

export const RunEvent = z
  .object({
    revision: z.int(),
    position: Position,
    id: z.string().optional(),
    type: z.string(),
    stepKey: z.string().nullable(),
    attempt: z.int().nullable(),
    actor: z.object({ kind: z.string(), id: z.string(), name: z.string() }),
    at: At,
    /** With `view=full` only. */
    data: JsonValue.optional(),
    metadata: JsonValue.optional(),
  })
  .meta({ id: 'RunEvent' });
export type RunEvent = z.infer<typeof RunEvent>;

export const exampleAttempt: z.input<typeof Attempt> = {
  stepKey: 'collect',
  attempt: 1,
  leaseId: EXAMPLE.leaseId,
  taskId: EXAMPLE.leaseId,
  agentId: 'repository',
  agentName: 'repository',
  model: null,
  readyAt: EXAMPLE.at,
  dispatchedAt: EXAMPLE.at,
  deadlineAt: '2026-11-24T14:42:07.000Z',
  endedAt: '2026-11-24T14:32:07.412Z',
  outcome: 'completed',
  late: false,
  spent: { nanoUsd: '0', tokens: 0 },
  error: null,
  fingerprint: null,
};

export const exampleRun: z.input<typeof Run> = {
  run: {
    runId: EXAMPLE.runId,
    workflowId: 'repository-report',
    workflowName: 'Repository report',
    version: 3,
    status: 'running',
    operatorId: 'admin',
    operatorName: 'Administrator',
    priority: 50,
    startedAt: EXAMPLE.at,
    endedAt: null,
    deadlineAt: null,
    limit: { nanoUsd: '1500000000', tokens: null },
    spent: { nanoUsd: '2145000', tokens: 5_120 },
    reserved: { nanoUsd: '0', tokens: 0 },
    steps: { total: 7, done: 6, running: 0, failed: 0 },
    waits: [
      {
        kind: 'approval',
        stepKey: 'write-report',
        approvalId: EXAMPLE.approvalId,
        until: '2026-11-25T14:32:07.000Z',
        reason: 'writes 2 files to /work/project/report',
      },
    ],
    reason: null,
    revision: 31,
    position: EXAMPLE.position,
    incomplete: false,
  },
  steps: [
    {
      stepKey: 'collect',
      stepId: 'collect',
      name: 'Collect',
      order: 0,
      status: 'completed',
      attempt: 1,
      attempts: 3,
      capability: 'collect',
      agentId: 'repository',
      agentName: 'repository',
      model: null,
      tier: 'read',
      dependsOn: [],
      readyAt: EXAMPLE.at,
      startedAt: EXAMPLE.at,
      endedAt: '2026-11-24T14:32:07.412Z',
      retryAt: null,
      approvalId: null,
      spent: { nanoUsd: '0', tokens: 0 },
      reserved: { nanoUsd: '0', tokens: 0 },
      limit: { nanoUsd: null, tokens: null },
      progress: null,
      error: null,
      summary: '412 files, 38 commits',
      outputRevision: 3,
    },
  ],
};

export const exampleRunEvent: z.input<typeof RunEvent> = {
  revision: 0,
  position: '1010',
  type: 'RunStarted',
  stepKey: null,
  attempt: null,
  actor: { kind: 'operator', id: 'admin', name: 'Administrator' },
  at: EXAMPLE.at,
};
