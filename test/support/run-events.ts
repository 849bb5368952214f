import { ApprovalId, LeaseId, RunId, StepKey, TaskId } from '../../src/domain/kernel/ids.js';
import type { Charge } from '../../src/domain/run/charge.js';
import type { ReplaySource, RunEvent, RunEventData, RunEventType } from '../../src/domain/run/events.js';
import type { KeptResult } from '../../src/domain/run/kept-results.js';
import type { ReportedCall } from '../../src/domain/run/commands.js';
import type { PricedCall } from '../../src/domain/run/charge.js';

/** Valid events of a run, each with what a test wants to say of it and defaults for the rest. */

export const T0 = Date.parse('2026-11-24T12:00:00.000Z');
export const instant = (ms: number): string => new Date(T0 + ms).toISOString();
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

const hex = (text: string): string => [...text].map((char) => char.charCodeAt(0).toString(16)).join('');
const uuid = (name: string): string =>
  `00000000-0000-5000-8000-${(hex(name.replaceAll('-', '')) + '0'.repeat(12)).slice(0, 12)}`;
export const hash = (char: string): string => char.repeat(64);
export const RUN = RunId.parse(uuid('run'));
export const ORIGIN = RunId.parse(uuid('orig'));
export const key = (stepKey: string): StepKey => StepKey.parse(stepKey);
/** The lease of an attempt: `lease('a', 2)`. */
export const lease = (stepKey: string, attempt = 1): LeaseId => LeaseId.parse(uuid(`l${attempt}${stepKey}`));
export const approvalId = (name: string): ApprovalId => ApprovalId.parse(uuid(`ap${name}`));
export const ref = (stepKey: string): { stepKey: StepKey; stepId: string } => ({
  stepKey: key(stepKey),
  stepId: stepKey,
});

type Some<T extends RunEventType> = Partial<RunEventData<T>>;
type EventOf<T extends RunEventType> = Extract<RunEvent, { type: T }>;
const attemptOf = (stepKey: string, attempt: number) => ({
  step: ref(stepKey),
  attempt,
  leaseId: lease(stepKey, attempt),
});
const nothingMoved = { charges: [], settles: [] };
const cause = { class: 'internal', code: 'BROKEN', message: 'it broke', fingerprint: 'f' };

export const started = (more: Some<'RunStarted'> = {}): EventOf<'RunStarted'> => ({
  type: 'RunStarted',
  data: {
    runId: RUN,
    rootRunId: RUN,
    workflow: {
      id: 'w',
      name: 'W',
      version: 1,
      definition: { $blob: { sha256: hash('d'), size: 1, mediaType: 'application/json' } },
      hash: hash('d'),
    },
    input: {},
    inputHash: hash('i'),
    trigger: { kind: 'manual', id: 'test' },
    operatorId: 'ada',
    operatorName: 'Ada',
    priority: 50,
    budget: {},
    limits: { parallelism: 100 },
    controlRevision: -1,
    policies: { version: 1, onDeadLetter: 'wait', onReject: 'fail', onBudget: 'pause', overrides: [] },
    ...more,
  },
});
/** Of a replay from event 5 of another run, with so many kept results. */
export const replaySource = (steps = 1, more: Partial<ReplaySource> = {}): ReplaySource => ({
  runId: ORIGIN,
  revision: 5,
  headHash: hash('c'),
  carried: { $blob: { sha256: hash('b'), size: 1, mediaType: 'application/json' } },
  steps,
  tasks: [],
  changes: { input: false, budget: false, agents: {}, models: {}, outputs: [] },
  ...more,
});
export const keptResult = (stepKey: string, more: Partial<KeptResult> = {}): KeptResult => ({
  step: ref(stepKey),
  from: { runId: ORIGIN, revision: 2 },
  outcome: 'completed',
  output: { ok: true },
  outputHash: hash('e'),
  summary: 'done before',
  verdict: { schemaHash: hash('b'), valid: true },
  cost: { nanoUsd: '70', tokens: 7 },
  ...more,
});
export const carriedOver = (stepKey: string, more: Partial<KeptResult> = {}): EventOf<'StepCarriedOver'> => ({
  type: 'StepCarriedOver',
  data: keptResult(stepKey, more),
});
/** A run whose policies differ from the defaults. */
export const startedWith = (
  policies: Partial<RunEventData<'RunStarted'>['policies']>,
  more: Some<'RunStarted'> = {},
): EventOf<'RunStarted'> => {
  const { data } = started();
  return started({ ...more, policies: { ...data.policies, ...policies } });
};

/** `holds`: nano-dollars set aside, in the step's and in the run's budget; `tokens` likewise. */
export const dispatched = (
  stepKey: string,
  { attempt = 1, holds = 0, tokens = 0, ...more }: Some<'StepDispatched'> & { holds?: number; tokens?: number } = {},
): EventOf<'StepDispatched'> => ({
  type: 'StepDispatched',
  data: {
    ...attemptOf(stepKey, attempt),
    taskId: TaskId.parse(uuid(`t${stepKey}`)),
    agent: { id: 'agent-one', name: 'Agent One', bootId: 'boot-1', gatewayId: 'gateway-1', single: false },
    capability: 'work',
    tier: 'read',
    inputs: {},
    inputsHash: hash('a'),
    from: [],
    constraints: { outputSchema: { hash: hash('b') } },
    parentSummary: '',
    deadlineAt: instant(10 * MINUTE),
    heartbeatMs: 30_000,
    reservations: reservations(stepKey, holds, tokens),
    controlRevision: -1,
    why: { policyVersion: 1, estimate: { nanoUsd: '0', tokens: 0 } },
    ...more,
  },
});
export const reservations = (
  stepKey: string,
  nano: number,
  tokens = 0,
): RunEventData<'StepDispatched'>['reservations'] =>
  nano === 0 && tokens === 0
    ? []
    : [
        { scope: 'step', id: stepKey, nanoUsd: String(nano), tokens },
        { scope: 'run', id: RUN, nanoUsd: String(nano), tokens },
      ];
export const settles = (stepKey: string, reserved: number, spent: number): RunEventData<'StepCompleted'>['settles'] => [
  { scope: 'step', id: stepKey, reservedNanoUsd: String(reserved), spentNanoUsd: String(spent) },
  { scope: 'run', id: RUN, reservedNanoUsd: String(reserved), spentNanoUsd: String(spent) },
];

/** A charge of so many nano-dollars, one a token. */
export const charge = (nano: number, callId = 'call', id = `${callId}-${nano}`): Charge => ({
  id,
  callId,
  model: 'test/one',
  priceId: 'p',
  tokens: { input: nano, cachedInput: 0, cacheWrite: 0, output: 0, reasoning: 0 },
  nanoUsd: String(nano),
  source: 'measured',
});
/** A call's usage so far, one nano-dollar a token unless said otherwise. */
export const priced = (tokens: number, callId = 'call', nanoUsd = BigInt(tokens)): PricedCall => ({
  callId,
  model: 'test/one',
  priceId: 'p',
  prices: undefined,
  tokens: { input: tokens, cachedInput: 0, cacheWrite: 0, output: 0, reasoning: 0 },
  nanoUsd,
  source: 'measured',
});
export const NO_USAGE: readonly ReportedCall[] = [];

export const completed = (
  stepKey: string,
  { attempt = 1, ...more }: Some<'StepCompleted'> = {},
): EventOf<'StepCompleted'> => ({
  type: 'StepCompleted',
  data: {
    ...attemptOf(stepKey, attempt),
    resultId: `${stepKey}-${attempt}`,
    ...nothingMoved,
    output: {},
    outputHash: hash('e'),
    summary: '',
    verdict: { schemaHash: hash('b'), valid: true },
    ...more,
  },
});
export const failed = (stepKey: string, { attempt = 1, ...more }: Some<'StepFailed'> = {}): EventOf<'StepFailed'> => ({
  type: 'StepFailed',
  data: {
    ...attemptOf(stepKey, attempt),
    resultId: `${stepKey}-${attempt}`,
    ...nothingMoved,
    ...cause,
    retryable: true,
    ...more,
  },
});
export const outputRejected = (
  stepKey: string,
  { attempt = 1, ...more }: Some<'StepOutputRejected'> = {},
): EventOf<'StepOutputRejected'> => ({
  type: 'StepOutputRejected',
  data: {
    ...attemptOf(stepKey, attempt),
    resultId: `${stepKey}-${attempt}`,
    ...nothingMoved,
    output: {},
    outputHash: hash('e'),
    schemaHash: hash('b'),
    errors: [{ path: 'ok', message: 'is required' }],
    fingerprint: 'f',
    ...more,
  },
});
export const timedOut = (stepKey: string, attempt = 1): EventOf<'StepTimedOut'> => ({
  type: 'StepTimedOut',
  data: { ...attemptOf(stepKey, attempt), ...nothingMoved, deadlineAt: instant(10 * MINUTE) },
});
export const leaseLost = (stepKey: string, attempt = 1): EventOf<'LeaseLost'> => ({
  type: 'LeaseLost',
  data: { ...attemptOf(stepKey, attempt), ...nothingMoved, because: 'heartbeat' },
});
export const retryScheduled = (stepKey: string, attempt: number, delayMs = 1_000): EventOf<'StepRetryScheduled'> => ({
  type: 'StepRetryScheduled',
  data: { step: ref(stepKey), attempt, at: instant(delayMs), delayMs, because: 'internal: BROKEN' },
});
export const deadLettered = (stepKey: string, attempt = 1): EventOf<'StepDeadLettered'> => ({
  type: 'StepDeadLettered',
  data: { step: ref(stepKey), attempt, ...cause, attempts: attempt },
});
export const lateResult = (
  stepKey: string,
  { attempt = 1, ...more }: Some<'LateResultRecorded'> = {},
): EventOf<'LateResultRecorded'> => ({
  type: 'LateResultRecorded',
  data: { ...attemptOf(stepKey, attempt), resultId: 'late', ...nothingMoved, result: 'completed', ...more },
});
export const usageCharged = (stepKey: string, charges: readonly Charge[], attempt = 1): EventOf<'UsageCharged'> => ({
  type: 'UsageCharged',
  data: { ...attemptOf(stepKey, attempt), charges: [...charges] },
});

export const approvalRequested = (
  stepKey: string,
  more: Some<'ApprovalRequested'> = {},
): EventOf<'ApprovalRequested'> => ({
  type: 'ApprovalRequested',
  data: {
    approvalId: approvalId(stepKey),
    kind: 'step',
    step: ref(stepKey),
    stepName: stepKey,
    attempt: 1,
    params: {},
    nonce: 'nonce',
    paramsHash: hash('1'),
    tier: 'financial',
    reason: 'A financial step asks first.',
    estimate: { nanoUsd: '0', tokens: 0 },
    spentNanoUsd: '0',
    previousSummary: '',
    onReject: 'fail',
    onExpire: 'reject',
    requires: { n: 1, not: [] },
    expiresAt: instant(24 * HOUR),
    ...more,
  },
});
export const voted = (name: string, operatorId: string, votes = 1): EventOf<'ApprovalVoted'> => ({
  type: 'ApprovalVoted',
  data: { approvalId: approvalId(name), operatorId, operatorName: operatorId, comment: '', votes },
});
export const granted = (name: string, by = ['ada']): EventOf<'ApprovalGranted'> => ({
  type: 'ApprovalGranted',
  data: { approvalId: approvalId(name), by, comment: '' },
});
export const budgetExceeded = (stepKey: string, more: Some<'BudgetExceeded'> = {}): EventOf<'BudgetExceeded'> => ({
  type: 'BudgetExceeded',
  data: {
    scope: 'run',
    id: RUN,
    step: ref(stepKey),
    attempt: 1,
    limit: { nanoUsd: '100' },
    spent: { nanoUsd: '0', tokens: 0 },
    reserved: { nanoUsd: '0', tokens: 0 },
    asked: { nanoUsd: '150', tokens: 0 },
    policy: 'pause',
    ...more,
  },
});
export const runPaused: EventOf<'RunPaused'> = { type: 'RunPaused', data: { reason: 'wait' } };
export const runHalted = (more: Some<'RunHalted'> = {}): EventOf<'RunHalted'> => ({
  type: 'RunHalted',
  data: { scope: { kind: 'run' }, reason: 'stop', revoked: [], withdrawn: [], ...more },
});
export const runResumed: EventOf<'RunResumed'> = { type: 'RunResumed', data: { reason: 'go', controlRevision: -1 } };
export const runCancelled = (more: Some<'RunCancelled'> = {}): EventOf<'RunCancelled'> => ({
  type: 'RunCancelled',
  data: { reason: 'enough', revoked: [], withdrawn: [], ...more },
});
