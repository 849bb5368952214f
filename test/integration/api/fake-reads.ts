import type { Reads } from '../../../src/api/ports.js';
import { DomainError } from '../../../src/domain/kernel/errors.js';
import type {
  AuditRow,
  Bucket,
  BulkItemRow,
  BulkQuestion,
  BulkRow,
  FrozenItem,
} from '../../../src/projections/queries.js';
import type * as row from '../../../src/projections/rows.js';

const AT = '2026-11-24T14:32:07.000Z';
export const RUN_ID = '7c9e6679-7425-50de-944b-e07fc1f90ae7';
export const APPROVAL_ID = '2f1d9b5c-8a3e-5b0f-9d57-6a1c3e4f5b60';

export const BULK_ID = '3b5c1a1e-6f0d-5a52-9a4e-7d0f4a8a2c11';
const bulkRow: BulkRow = {
  bulkId: BULK_ID,
  action: 'cancel',
  status: 'paused',
  filter: null,
  position: '7',
  total: 3,
  done: 1,
  skipped: 0,
  refused: 0,
  reason: 'wrong file',
  operatorId: 'admin',
  operatorName: 'Admin',
  startedAt: AT,
  endedAt: null,
  changedAt: AT,
  changedBy: 'ada',
  changeReason: 'look',
  revision: 2,
};
const bulkItemRow: BulkItemRow = {
  bulkId: BULK_ID,
  index: 0,
  runId: RUN_ID,
  stepKey: null,
  outcome: 'done',
  code: null,
  message: null,
  stream: `run-${RUN_ID}`,
  revision: 4,
  at: AT,
};

export const runRow: row.RunSummary = {
  runId: RUN_ID,
  workflowId: 'hello',
  workflowName: 'Hello',
  workflowVersion: 1,
  definitionHash: 'a'.repeat(64),
  status: 'running',
  operatorId: 'admin',
  operatorName: 'Admin',
  triggerKind: 'manual',
  sourceRunId: null,
  sourceRevision: null,
  stepsToCarry: 0,
  triggerId: 'admin',
  priority: 50,
  parallelism: 100,
  startedAt: AT,
  endedAt: null,
  durationMs: null,
  endedNanoUsd: null,
  deadlineAt: null,
  limitNanoUsd: '1500000000',
  limitTokens: null,
  spentNanoUsd: '10',
  spentTokens: 3,
  reservedNanoUsd: '0',
  reservedTokens: 0,
  stepsTotal: 1,
  stepsDone: 0,
  stepsFailed: 0,
  stepsRunning: 0,
  stepsWaiting: 0,
  stepsRetrying: 0,
  stepsSkipped: 0,
  pips: ['pending'],
  current: { stepKey: 'greet', name: 'Greet', percent: null, message: 'reading' },
  waitsForPerson: false,
  waits: [{ kind: 'agent', stepKey: 'greet', capability: 'greet' }],
  reason: null,
  revision: 0,
  position: '7',
  stateRevision: 0,
  statePosition: '7',
  incomplete: false,
};
export const stepRow: row.StepRow = {
  runId: RUN_ID,
  stepKey: 'greet',
  stepId: 'greet',
  name: 'Greet',
  order: 0,
  status: 'pending',
  capability: 'greet',
  tier: 'read',
  dependsOn: [],
  maxAttempts: 3,
  estimateNanoUsd: '0',
  estimateTokens: 0,
  attempt: 0,
  agentId: null,
  agentName: null,
  model: null,
  readyAt: AT,
  startedAt: null,
  endedAt: null,
  retryAt: null,
  approvalId: null,
  spentNanoUsd: '0',
  spentTokens: 0,
  reservedNanoUsd: '0',
  reservedTokens: 0,
  limitNanoUsd: null,
  limitTokens: null,
  progressPercent: null,
  progressMessage: null,
  error: null,
  wait: null,
  summary: null,
  outputRevision: null,
  carried: null,
};
const attemptRow: row.AttemptRow = {
  runId: RUN_ID,
  stepKey: 'greet',
  attempt: 1,
  leaseId: '550e8400-e29b-51d4-a716-446655440000',
  taskId: '550e8400-e29b-51d4-a716-446655440001',
  agentId: 'repo',
  agentName: 'repo',
  agentBootId: 'b',
  gatewayId: 'g',
  capability: 'greet',
  model: null,
  tier: 'read',
  readyAt: AT,
  dispatchedAt: AT,
  dispatchedRevision: 1,
  deadlineAt: AT,
  endedAt: null,
  endedRevision: null,
  outcome: 'running',
  late: false,
  fingerprint: null,
  error: null,
  charges: 0,
  spentNanoUsd: '0',
  spentTokens: 0,
  setAsideNanoUsd: '0',
  setAsideTokens: 0,
  reservationOpen: true,
};
const approvalRow: row.ApprovalRow = {
  approvalId: APPROVAL_ID,
  runId: RUN_ID,
  workflowId: 'hello',
  workflowName: 'Hello',
  workflowVersion: 1,
  operatorId: 'admin',
  operatorName: 'Admin',
  kind: 'step',
  stepKey: 'greet',
  stepName: 'Greet',
  attempt: 1,
  params: { $blob: { sha256: 'b'.repeat(64), size: 100_000, mediaType: 'application/json' } },
  nonce: 'n',
  paramsHash: 'c'.repeat(64),
  tier: 'write',
  reason: 'writes',
  estimateNanoUsd: '0',
  estimateTokens: 0,
  overrun: { scope: 'run', id: RUN_ID, nanoUsd: '5', tokens: 0 },
  spentNanoUsd: '0',
  previousSummary: '',
  onReject: 'fail',
  onExpire: 'reject',
  approvers: 1,
  notBy: [],
  requestedAt: AT,
  expiresAt: AT,
  escalated: false,
  edits: null,
  votes: [{ operatorId: 'ada', operatorName: 'Ada', comment: '', at: AT }],
  status: 'pending',
  decidedBy: [],
  decidedByNames: [],
  decidedAt: null,
  comment: null,
  usedAt: null,
  revision: 3,
  stateRevision: 3,
  statePosition: '12',
};
const auditRow: AuditRow = {
  position: '7',
  stream: `run-${RUN_ID}`,
  revision: 0,
  eventId: 'e',
  type: 'RunStarted',
  at: AT,
  actorKind: 'operator',
  actorId: 'admin',
  actorName: 'Admin',
  runId: RUN_ID,
  rootRunId: RUN_ID,
  workflowId: 'hello',
  stepKey: null,
  attempt: null,
  agentId: null,
  operatorId: 'admin',
  nanoUsd: null,
  mark: 'lifecycle',
  markKind: 'start',
  commandId: 'c',
  correlationId: RUN_ID,
  causationId: 'c',
  introduces: null,
  about: null,
  summary: 'hello@1, by Admin',
  text: 'RunStarted Admin hello',
  ids: null,
};
const recordBucket: Bucket = {
  index: 0,
  at: AT,
  events: 1,
  nanoUsd: '10',
  firstPosition: '7',
  lastPosition: '7',
  firstRevision: null,
  lastRevision: null,
  marks: { start: { count: 1, last: '7' } },
};
const sums = {
  inputTokens: 1,
  cachedInputTokens: 0,
  cacheWriteTokens: 0,
  outputTokens: 2,
  reasoningTokens: 0,
  nanoUsd: '10',
  charges: 1,
  estimatedCharges: 0,
  unknownCharges: 0,
};
const token = { name: 'laptop', issuedAt: AT, issuedBy: 'admin', revokedAt: null, revokedBecause: null };
const versionRow: row.WorkflowVersionRow = {
  workflowId: 'hello',
  version: 1,
  name: 'Hello',
  description: '',
  hash: 'a'.repeat(64),
  steps: 1,
  warnings: [],
  definition: {
    id: 'hello',
    name: 'Hello',
    steps: [{ id: 'greet', agent: 'greet', output: { type: 'object' } }],
  },
  source: { format: 'yaml', text: 'id: hello\n' },
  savedAt: AT,
  savedBy: 'admin',
};

const figures = {
  workflowId: 'hello',
  total: 1,
  open: 1,
  completed: 0,
  failed: 0,
  cancelled: 0,
  medianDurationMs: null,
  spentNanoUsd: '10',
  averageNanoUsd: null,
  lastRunId: RUN_ID,
  lastStatus: 'running',
  lastStartedAt: AT,
} as const;

const eventRow = {
  runId: RUN_ID,
  revision: 0,
  position: '7',
  eventId: 'e',
  type: 'RunStarted',
  stepKey: null,
  attempt: null,
  actorKind: 'operator',
  actorId: 'admin',
  actorName: 'Admin',
  at: AT,
  commandId: 'c',
  causationId: 'c',
  nanoUsd: null,
} as const;
const tokens = { inputTokens: 1, cachedInputTokens: 0, cacheWriteTokens: 0, outputTokens: 2, reasoningTokens: 0 };
const runSums = { ...tokens, nanoUsd: '10', charges: 1, estimated: 0, unknown: 0 };
const chargeRow = {
  ...tokens,
  runId: RUN_ID,
  revision: 3,
  index: 0,
  position: '10',
  chargeId: 'charge',
  callId: 'call',
  stepKey: 'greet',
  stepId: 'greet',
  attempt: 1,
  agentId: 'repo',
  model: 'demo/rules-1',
  workflowId: 'hello',
  operatorId: 'admin',
  priceId: 'demo/rules-1@2026',
  nanoUsd: '10',
  source: 'measured',
  at: AT,
} as const;

export interface FakeReads extends Reads {
  /** How far the read models have seen the log. */
  seen: bigint;
  waited: bigint[];
  /** The same with the group that was waited for. */
  waitedFor: string[];
  current: row.ProjectionStatus;
  /** What a bulk action finds, and what it asked. */
  matching: FrozenItem[];
  asked: BulkQuestion[];
  /** PostgreSQL is there. */
  up: boolean;
  rebuilds: number;
}

/** Read models that hold one row of each kind. */
export function fakeReads(): FakeReads {
  const ifUp = <T>(value: T): Promise<T> =>
    fake.up
      ? Promise.resolve(value)
      : Promise.reject(new DomainError('READ.UNAVAILABLE', 'unavailable', 'PostgreSQL is away.'));
  const fake: FakeReads = {
    seen: 1_000n,
    waited: [],
    waitedFor: [],
    up: true,
    rebuilds: 0,
    matching: [],
    asked: [],
    current: {
      state: 'live',
      problem: null,
      schema: 'rm_1',
      format: 1,
      epoch: '1',
      position: '1000',
      end: '1000',
      lag: '0',
      rebuilding: null,
      parkedStreams: 0,
      parkedEvents: 0,
      deadLettered: [],
      skippedTypes: [],
    },
    waitFor(position, _, group = 'main') {
      fake.waited.push(position);
      fake.waitedFor.push(`${group} ${position}`);
      return position <= fake.seen
        ? Promise.resolve()
        : Promise.reject(new DomainError('READ.BEHIND', 'unavailable', 'The read models are behind.', { lag: '5' }));
    },
    about: () => ifUp({ version: '18.4' }),
    status: () => ifUp(fake.current),
    rebuild() {
      fake.rebuilds++;
      return Promise.resolve('rebuilt');
    },
    stopRebuild: () => ifUp(true),
    retryParked: () => ifUp({ streams: 1, events: 2, stillParked: 0 }),
    listRuns: () => ifUp({ items: [runRow], next: 'more' }),
    getRun: (runId) => ifUp(runId === RUN_ID ? { run: runRow, steps: [stepRow] } : undefined),
    listAttempts: (runId) => ifUp(runId === RUN_ID ? [attemptRow] : []),
    listRunEvents: ({ runId, from = 0 }) => ifUp(runId === RUN_ID && from === 0 ? [eventRow] : []),
    countRuns: () => ifUp({ count: 1, more: false }),
    getStep: (runId, stepKey) =>
      ifUp(
        runId === RUN_ID && stepKey === 'greet'
          ? {
              step: stepRow,
              dependents: [],
              attempts: [{ ...attemptRow, tokens }],
              approvals: [approvalRow],
              charges: [chargeRow],
              events: [eventRow],
              moreEvents: false,
            }
          : undefined,
      ),
    runTimeline: (runId) =>
      ifUp({
        attempts:
          runId === RUN_ID
            ? [
                {
                  stepKey: 'greet',
                  attempt: 1,
                  agentId: 'repo',
                  agentName: 'repo',
                  model: null,
                  readyAt: AT,
                  dispatchedAt: AT,
                  dispatchedRevision: 1,
                  endedAt: null,
                  endedRevision: null,
                  outcome: 'running',
                  late: false,
                  spentNanoUsd: '0',
                  setAsideNanoUsd: '0',
                },
              ]
            : [],
        waits: [],
        more: false,
      }),
    runCharges: () =>
      ifUp({
        total: runSums,
        steps: new Map([['greet', runSums]]),
        attempts: new Map([['greet', 1]]),
        agents: [{ key: 'repo', ...runSums }],
        models: [{ key: 'demo/rules-1', ...runSums }],
        items: [chargeRow],
      }),
    runPayload: (runId, sha256) =>
      ifUp(
        runId === RUN_ID && sha256 === 'a'.repeat(64)
          ? { runId, sha256, revision: 0, field: 'input', size: 1, mediaType: 'application/json' }
          : undefined,
      ),
    lastGoodStep: () => ifUp(undefined),
    sameFailure: () => ifUp({ deadLetters: 0, runs: 0, since: null, items: [] }),
    overview: () =>
      ifUp({
        position: '7',
        open: {
          running: 1,
          paused: 0,
          halted: 0,
          stepsInFlight: 1,
          waitForBudget: 0,
          limitNanoUsd: '1500000000',
          spentNanoUsd: '10',
          reservedNanoUsd: '0',
          withoutLimit: 0,
        },
        agentsConnected: 1,
        failed: { failed: 0, ended: 0, causes: 0 },
        hours: [{ hour: 0, nanoUsd: '10', charges: 1 }],
        approvals: [approvalRow],
        deadLetters: [],
        deadLettersTotal: 0,
        shortOfBudget: [],
        goneAgents: [],
        unoffered: [],
        halts: [],
        parked: [],
        recent: [{ ...eventRow, workflowId: 'hello', workflowName: 'Hello', workflowVersion: 1 }],
      }),
    listApprovals: () => ifUp({ items: [approvalRow] }),
    getApproval: (id) => ifUp(id === APPROVAL_ID ? approvalRow : undefined),
    lastApproved: () =>
      ifUp({
        ...approvalRow,
        approvalId: RUN_ID,
        params: { path: 'x' },
        status: 'granted',
        decidedBy: ['ada'],
      } as const),
    listDeadLetters: () =>
      ifUp({
        items: [
          {
            runId: RUN_ID,
            revision: 4,
            workflowId: 'hello',
            workflowName: 'Hello',
            stepKey: 'greet',
            stepId: 'greet',
            attempt: 3,
            class: 'tool',
            code: 'X',
            message: 'broken',
            fingerprint: 'f',
            attempts: 3,
            at: AT,
            status: 'open',
            closedAt: null,
            closedBy: null,
            statePosition: '13',
          } as const,
        ],
      }),
    listDeadLetterGroups: () =>
      ifUp({
        groups: [
          {
            fingerprint: 'f',
            workflowId: 'hello',
            workflowName: 'Hello',
            stepId: 'greet',
            class: 'tool',
            code: 'X',
            message: 'broken',
            count: 1,
            runs: 1,
            firstAt: AT,
            lastAt: AT,
            sample: [{ runId: RUN_ID, stepKey: 'greet', revision: 4, statePosition: '4', at: AT }],
          },
        ],
        total: 1,
        letters: 1,
      }),
    costs: ({ by }) => ifUp({ rows: [{ kind: by, key: '2026-11-24', ...sums }], total: sums, incomplete: false }),
    costMatrix: () =>
      ifUp({
        cells: [{ bucket: '2026-11-24T00:00:00Z', key: 'hello', ...sums }],
        runs: new Map([['hello', 1]]),
        names: new Map([['hello', 'Hello']]),
        runsInAll: 1,
        incomplete: false,
      }),
    listRunCosts: () =>
      ifUp([
        {
          runId: RUN_ID,
          workflowId: 'hello',
          workflowName: 'Hello',
          workflowVersion: 1,
          status: 'running',
          startedAt: AT,
          operatorId: 'admin',
          operatorName: 'Admin',
          limitNanoUsd: null,
          position: '7',
          nanoUsd: '10',
          charges: 1,
        } as const,
      ]),
    listCostEstimates: () =>
      ifUp([
        {
          workflowId: 'hello',
          workflowName: 'Hello',
          stepId: 'greet',
          stepName: 'Greet',
          steps: 1,
          runs: 1,
          estimatedNanoUsd: '8',
          realNanoUsd: '10',
          p50NanoUsd: '10',
          p90NanoUsd: '10',
        },
      ]),
    listAgentLeases: () =>
      ifUp([
        {
          agentId: 'repo',
          runId: RUN_ID,
          workflowId: 'hello',
          workflowName: 'Hello',
          stepKey: 'greet',
          attempt: 1,
          leaseId: '550e8400-e29b-51d4-a716-446655440000',
          dispatchedAt: AT,
          deadlineAt: AT,
        },
      ]),
    listWantedCapabilities: () => ifUp([{ capability: 'translate', runs: 1, since: AT, sample: [RUN_ID] }]),
    listAgents: () =>
      ifUp([
        {
          agentId: 'repo',
          name: 'repo',
          capabilities: ['greet'],
          maxConcurrent: 2,
          single: false,
          sdkName: 'sdk',
          sdkVersion: '1',
          connections: [
            { name: 'repo', bootId: 'b', gatewayId: 'g', since: AT, maxConcurrent: 2, capabilities: ['greet'] },
          ],
          tokens: [{ id: 'abcdefgh1234', ...token }],
          lastConnectedAt: AT,
          lastDisconnectedAt: null,
          statePosition: '3',
          leasesHeld: 1,
          completed: 2,
          failed: 0,
          spentNanoUsd: '10',
          recentlyCompleted: 1,
          recentlyFailed: 0,
          recentlySpentNanoUsd: '5',
        },
      ]),
    listWorkflows: () =>
      ifUp([
        {
          workflowId: 'hello',
          name: 'Hello',
          description: '',
          latestVersion: 1,
          hash: 'a'.repeat(64),
          steps: 1,
          updatedAt: AT,
          updatedBy: 'admin',
        },
      ]),
    getWorkflow: (id, version = 1) => ifUp(id === 'hello' && version === 1 ? versionRow : undefined),
    listWorkflowVersions: (id) => ifUp(id === 'hello' ? [versionRow] : []),
    listRunFigures: () => ifUp([{ ...figures, version: null }]),
    listVersionFigures: () => ifUp([{ ...figures, version: 1 }]),
    openWorkIn: () =>
      ifUp({
        workflows: [{ workflowId: 'hello', workflowName: 'Hello', runs: 1, halted: 0, leases: 1, approvals: null }],
        agents: ['repo'],
      }),
    heldWork: () => ifUp({ workflows: [{ workflowId: 'hello', workflowName: 'Hello', runs: 1 }], readySteps: 1 }),
    listHalts: () =>
      ifUp([
        {
          haltId: 'h1',
          workflowId: null,
          reason: 'stop',
          orderedAt: AT,
          orderedBy: 'admin',
          liftedAt: null,
          liftedBy: null,
          liftReason: null,
        },
      ]),
    listOperators: () =>
      ifUp([
        {
          operatorId: 'admin',
          name: 'Admin',
          roles: ['admin'] as const,
          createdAt: AT,
          disabledAt: null,
          disabledBecause: null,
          keys: [{ id: 'abcdefgh1234', roles: ['admin'] as const, ...token }],
        },
      ]),
    listSessions: ({ operatorId = 'admin' }) =>
      ifUp([
        {
          sessionId: 'abcdefgh1234',
          operatorId,
          name: 'Admin',
          linkId: null,
          keyId: 'abcdefgh1234',
          roles: ['admin'] as const,
          device: '',
          startedAt: AT,
          expiresAt: AT,
        },
      ]),
    listViews: () => ifUp([{ viewId: 'mine', page: 'runs', name: 'Mine', query: 'status=failed', savedAt: AT }]),
    listHints: () => ifUp(['first-run']),
    freezeBulk(question) {
      fake.asked.push(question);
      return ifUp({ items: fake.matching, position: '990' });
    },
    listBulks: () => ifUp({ items: [bulkRow], next: 'more' }),
    getBulk: (id) => ifUp(id === BULK_ID ? bulkRow : undefined),
    listBulkItems: ({ from, limit, outcome }) =>
      ifUp([bulkItemRow].filter((item) => item.index >= from && (outcome ?? 'done') === item.outcome).slice(0, limit)),
    searchAudit: () => ifUp({ items: [auditRow], next: 'more', head: '1000' }),
    countAudit: () => ifUp({ count: 1, capped: false, total: 9, since: AT, head: '1000' }),
    auditEntry: (position) =>
      ifUp(
        position === auditRow.position
          ? { event: auditRow, causes: [auditRow], sameCommand: [], effects: [auditRow], moreEffects: false }
          : undefined,
      ),
    recordByTime: () =>
      ifUp({
        slots: { from: Date.parse(AT), to: Date.parse(AT) + 60_000, slotMs: 60_000, slots: 1 },
        buckets: [recordBucket],
        marks: [{ ...auditRow, kind: 'start' as const, index: 0 }],
        capped: false,
        head: auditRow,
      }),
    recordOfRun: () =>
      ifUp({
        slots: 1,
        slotEvents: 1,
        buckets: [{ ...recordBucket, firstRevision: 0, lastRevision: 0 }],
        marks: [],
        head: auditRow,
      }),
  };
  return fake;
}
