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

export const WaitKind = z
  .enum(['approval', 'budget', 'retry', 'deadLetter', 'paused', 'halted', 'slot', 'agent'])
  .meta({ id: 'WaitKind' });
export type WaitKind = z.infer<typeof WaitKind>;

/** What a run waits for: never just "stuck". */
export const Wait = z
  .object({
    kind: WaitKind,
    /** Absent when several steps wait alike: then `steps` says how many. */
    stepKey: z.string().optional(),
    steps: z.int().optional().describe('For `agent` and `slot`: how many steps are ready.'),
    approvalId: z.string().optional(),
    until: At.optional(),
    /** For `agent`: a step is ready, and no agent that offers this has taken it yet. */
    capability: z.string().optional(),
    limit: z.int().optional().describe("For `slot`: the run's limit on steps at once."),
    heldByAttempt: z
      .int()
      .optional()
      .describe('For `budget`: an attempt whose lease is gone holds a part of it until `until`.'),
    reason: z.string().optional(),
    revision: z.int().optional().describe('The event that made it wait.'),
  })
  .meta({ id: 'Wait' });
export type Wait = z.infer<typeof Wait>;

export const Limit = z.object({ nanoUsd: Money.nullable(), tokens: z.int().nullable() }).meta({ id: 'Limit' });
export const Amount = z.object({ nanoUsd: Money, tokens: z.int() }).meta({ id: 'Amount' });

/** A run, and one of its events. */
export const RunSource = z.object({ runId: z.string(), revision: z.int() }).meta({ id: 'RunSource' });

export const RunSummary = z
  .object({
    runId: z.string(),
    workflowId: z.string(),
    workflowName: z.string(),
    version: z.int(),
    status: RunStatus,
    operatorId: z.string(),
    operatorName: z.string(),
    trigger: z.object({ kind: z.enum(['manual', 'schedule', 'webhook']), id: z.string() }),
    source: RunSource.nullable().describe('Of a replay: where it takes over.'),
    priority: z.int(),
    parallelism: z.int().describe('Steps that may run at once.'),
    startedAt: At,
    endedAt: At.nullable(),
    durationMs: z.int().nullable().describe('Of an ended run.'),
    deadlineAt: At.nullable(),
    limit: Limit,
    spent: Amount,
    reserved: Amount,
    steps: z.object({
      total: z.int(),
      done: z.int(),
      running: z.int(),
      failed: z.int().describe('Dead letters and abandoned steps.'),
      waiting: z.int().describe('For an approval or a budget.'),
      retrying: z.int(),
      skipped: z.int().describe('Among those that are done.'),
    }),
    pips: z
      .array(StepStatus)
      .nullable()
      .describe("Each step's status in the order of the definition; null when there are more than 24: draw `steps`."),
    current: z
      .object({
        stepKey: z.string(),
        name: z.string(),
        percent: z.number().nullable(),
        message: z.string().nullable(),
      })
      .nullable()
      .describe('The first of the steps that run now, with its progress.'),
    waits: z.array(Wait),
    waitsForPerson: z.boolean().describe('An approval, a budget or a dead letter holds it up.'),
    /** Why it is halted, paused, cancelled or failed. */
    reason: z.string().nullable(),
    revision: z.int().describe('The last event.'),
    position: Position,
    stateRevision: z.int().describe('The last event that changed the status of the run or of a step of it.'),
    statePosition: Position,
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
    estimate: Amount.describe("The definition's estimate of one attempt."),
    progress: z.object({ percent: z.number().nullable(), message: z.string().nullable() }).nullable(),
    error: z.object({ class: z.string(), code: z.string(), message: z.string() }).nullable(),
    summary: z.string().nullable(),
    /** Revision of the event that holds the output: `/api/runs/:runId/events/:revision`. */
    outputRevision: z.int().nullable(),
    carried: z
      .object({
        outcome: z.enum(['completed', 'skipped', 'given']).describe('`given`: by the operator who started the replay.'),
        runId: z.string(),
        revision: z.int(),
        nanoUsd: Money.describe('What the step had cost there; it is not part of what this run spent.'),
        tokens: z.int(),
      })
      .nullable()
      .describe('Of a result that a replay took over.'),
  })
  .meta({ id: 'Step' });
export type Step = z.infer<typeof Step>;

export const Run = z.object({ run: RunSummary, steps: z.array(Step) }).meta({ id: 'Run' });
export type Run = z.infer<typeof Run>;

export const AttemptOutcome = z
  .enum(['running', 'completed', 'failed', 'outputRejected', 'timedOut', 'leaseLost', 'stopped', 'revoked'])
  .meta({ id: 'AttemptOutcome' });
export type AttemptOutcome = z.infer<typeof AttemptOutcome>;

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
    dispatchedRevision: z.int(),
    deadlineAt: At,
    endedAt: At.nullable(),
    endedRevision: z.int().nullable(),
    outcome: AttemptOutcome.describe('`revoked`: the run was halted, cancelled or failed meanwhile.'),
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
    id: z.string(),
    type: z.string(),
    stepKey: z.string().nullable(),
    attempt: z.int().nullable(),
    actor: z.object({ kind: z.string(), id: z.string(), name: z.string() }),
    at: At,
    failure: z.boolean().describe('An attempt, a step or the run went wrong here.'),
    nanoUsd: Money.nullable().describe('Sum of the charges of this event; null when it has none.'),
    commandId: z.string().describe('Events of one command have the same.'),
    causationId: z.string().describe('Id of the event or command that caused it.'),
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
  dispatchedRevision: 1,
  deadlineAt: '2026-11-24T14:42:07.000Z',
  endedAt: '2026-11-24T14:32:07.412Z',
  endedRevision: 3,
  outcome: 'completed',
  late: false,
  spent: { nanoUsd: '0', tokens: 0 },
  error: null,
  fingerprint: null,
};

export const exampleStep: z.input<typeof Step> = {
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
  estimate: { nanoUsd: '0', tokens: 0 },
  progress: null,
  error: null,
  summary: '412 files, 38 commits',
  outputRevision: 3,
  carried: null,
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
    trigger: { kind: 'manual', id: 'admin' },
    source: null,
    priority: 50,
    parallelism: 100,
    startedAt: EXAMPLE.at,
    endedAt: null,
    durationMs: null,
    deadlineAt: null,
    limit: { nanoUsd: '1500000000', tokens: null },
    spent: { nanoUsd: '2145000', tokens: 5_120 },
    reserved: { nanoUsd: '0', tokens: 0 },
    steps: { total: 7, done: 6, running: 0, failed: 0, waiting: 1, retrying: 0, skipped: 0 },
    pips: ['completed', 'completed', 'completed', 'completed', 'completed', 'completed', 'awaitingApproval'],
    current: null,
    waits: [
      {
        kind: 'approval',
        stepKey: 'write-report',
        approvalId: EXAMPLE.approvalId,
        until: '2026-11-25T14:32:07.000Z',
        reason: 'writes 2 files to /work/project/report',
        revision: 31,
      },
    ],
    waitsForPerson: true,
    reason: null,
    revision: 31,
    position: EXAMPLE.position,
    stateRevision: 31,
    statePosition: EXAMPLE.position,
    incomplete: false,
  },
  steps: [exampleStep],
};

export const exampleRunEvent: z.input<typeof RunEvent> = {
  revision: 0,
  position: '1010',
  type: 'RunStarted',
  stepKey: null,
  attempt: null,
  id: '0d0c7f3a-4a59-5c0e-8f51-0f3d4a3f9a77',
  actor: { kind: 'operator', id: 'admin', name: 'Administrator' },
  at: EXAMPLE.at,
  failure: false,
  nanoUsd: null,
  commandId: '5a1f2a0c-11b4-5b5c-9d0e-5f6a7b8c9d0e',
  causationId: '5a1f2a0c-11b4-5b5c-9d0e-5f6a7b8c9d0e',
};
