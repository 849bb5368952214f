import { assertNever } from '../kernel/errors.js';
import type { ApprovalId, LeaseId, StepKey } from '../kernel/ids.js';
import type { Foldable } from '../kernel/envelope.js';
import { totalTokens, type Charge } from './charge.js';
import type { Reservation, RunEvent, RunEventData, StepRef } from './events.js';
import type { Amount, Cap, LeaseState, LeaseStatus, Run, RunState, StepState } from './state.js';

/** Folds one event. Consumes its state (see Decider); holds no rule and never looks into a payload. */
export function evolve(state: RunState, event: Foldable<RunEvent>): RunState {
  if (event.type === 'RunStarted') return started(event.data, Date.parse(event.metadata.at));
  if (state.status === 'none') return state;
  apply(state, event);
  return state;
}

function apply(run: Run, event: Foldable<RunEvent>): void {
  const at = Date.parse(event.metadata.at);
  switch (event.type) {
    case 'RunStarted':
      return;
    case 'StepDispatched':
      return dispatched(run, event.data, event.revision, at);
    case 'StepProgressed':
      return withLease(run, event.data.leaseId, (lease) => void (lease.progressAt = at));
    case 'UsageCharged':
      return withLease(run, event.data.leaseId, (lease) => {
        charge(run, lease, event.data.charges);
        lease.usageAt = at;
      });
    case 'SideEffectRecorded':
      run.effects.add(event.data.effectId);
      return;
    case 'LeaseMoved':
      return withLease(run, event.data.leaseId, (lease) => void (lease.agent.gatewayId = event.data.gatewayId));

    case 'StepCompleted': {
      outcome(run, event.data, 'completed');
      const step = stepOf(run, event.data.step);
      step.status = 'completed';
      step.outputAt = event.revision;
      step.outputHash = event.data.outputHash;
      step.summary = event.data.summary;
      step.previousErrors = undefined;
      run.done++;
      return;
    }
    case 'StepCarriedOver': {
      const step = stepOf(run, event.data.step);
      step.status = event.data.outcome === 'skipped' ? 'skipped' : 'completed';
      step.outputAt = event.data.output === undefined ? undefined : event.revision;
      step.outputHash = event.data.outputHash;
      step.summary = event.data.summary;
      step.carriedCost = amount(event.data.cost);
      run.done++;
      run.carried++;
      return;
    }
    case 'StepFailed':
      return failure(run, event.data, 'failed', {
        class: event.data.class,
        code: event.data.code,
        message: event.data.message,
      });
    case 'StepOutputRejected':
      failure(run, event.data, 'failed', {
        class: 'outputRejected',
        code: 'OUTPUT.REJECTED',
        message: event.data.errors[0]?.message ?? '',
      });
      stepOf(run, event.data.step).previousErrors = event.data.errors;
      return;
    case 'StepTimedOut':
      return failure(run, event.data, 'timedOut', {
        class: 'timeout',
        code: 'ATTEMPT.TIMED_OUT',
        message: `no result by ${event.data.deadlineAt}`,
      });
    case 'LeaseLost':
      return failure(run, event.data, 'lost', { class: 'leaseLost', code: 'LEASE.LOST', message: event.data.because });
    case 'StepStopped':
      return failure(run, event.data, 'stopped', {
        class: 'stopped',
        code: 'ATTEMPT.STOPPED',
        message: event.data.message,
      });
    case 'StepRetryScheduled': {
      const step = stepOf(run, event.data.step);
      step.status = 'awaitingRetry';
      step.retryAt = Date.parse(event.data.at);
      return;
    }
    case 'StepDeadLettered': {
      const step = stepOf(run, event.data.step);
      step.status = 'deadLetter';
      step.lastCause = { class: event.data.class, code: event.data.code, message: event.data.message };
      return;
    }
    case 'StepSkipped': {
      const step = stepOf(run, event.data.step);
      step.status = 'skipped';
      step.outputAt = event.data.output === undefined ? undefined : event.revision;
      step.outputHash = event.data.outputHash;
      step.summary = event.data.reason;
      run.done++;
      return;
    }
    case 'StepRedriven': {
      const step = stepOf(run, event.data.step);
      step.status = 'pending';
      step.failures = 0;
      return;
    }
    case 'StepAbandoned':
      stepOf(run, event.data.step).status = 'abandoned';
      return;

    case 'ApprovalRequested':
      return approvalRequested(run, event.data, event.revision);
    case 'ApprovalVoted':
      run.approvals.get(event.data.approvalId)?.votes.set(event.data.operatorId, event.data.comment);
      return;
    case 'ApprovalGranted':
      return settleApproval(
        run,
        event.data.approvalId,
        'granted',
        decision(event, event.data.by.join(', ')),
        'approved',
      );
    case 'ApprovalRejected':
      return settleApproval(run, event.data.approvalId, 'rejected', decision(event, event.data.by), 'pending');
    case 'ApprovalExpired':
      return settleApproval(run, event.data.approvalId, 'expired', decision(event, undefined), 'pending');
    case 'ApprovalEscalated': {
      const approval = run.approvals.get(event.data.approvalId);
      if (approval) {
        approval.expiresAt = Date.parse(event.data.expiresAt);
        approval.escalated = true;
      }
      return;
    }
    case 'ApprovalWithdrawn':
      return settleApproval(run, event.data.approvalId, 'withdrawn', decision(event), 'pending');

    case 'BudgetExceeded': {
      const step = stepOf(run, event.data.step);
      step.status = 'awaitingBudget';
      step.asked = amount(event.data.asked);
      return;
    }
    case 'RunBudgetChanged': {
      const after = cap(event.data.after);
      if (event.data.step) stepOf(run, event.data.step).limit = after;
      else run.budget.limit = after;
      return;
    }
    case 'ReservationExtended':
      return withLease(run, event.data.leaseId, (lease) =>
        rebook(run, lease, () => {
          const more = reservedOf(event.data.reservations);
          lease.reserved = {
            nanoUsd: lease.reserved.nanoUsd + more.nanoUsd,
            tokens: lease.reserved.tokens + more.tokens,
          };
        }),
      );
    case 'ReservationSettled':
      return withLease(run, event.data.leaseId, (lease) => {
        charge(run, lease, event.data.charges);
        close(run, lease);
      });

    case 'RunPaused':
      run.status = 'paused';
      return;
    case 'RunResumed':
      run.status = 'running';
      run.halt = undefined;
      run.controlRevision = event.data.controlRevision;
      return;
    case 'RunHalted':
      run.status = 'halted';
      run.halt = { scope: event.data.scope, reason: event.data.reason };
      return revoke(run, event.data.revoked, event.data.withdrawn, decision(event));
    case 'RunCancelled':
      run.status = 'cancelled';
      run.endedAt = at;
      return revoke(run, event.data.revoked, event.data.withdrawn, decision(event));
    case 'RunFailed':
      run.status = 'failed';
      run.endedAt = at;
      return revoke(run, event.data.revoked, event.data.withdrawn, decision(event));
    case 'RunCompleted':
      run.status = 'completed';
      run.endedAt = at;
      return;
    case 'LateResultRecorded':
      return withLease(run, event.data.leaseId, (lease) => {
        charge(run, lease, event.data.charges);
        if (event.data.settles.length > 0) close(run, lease);
        lease.lateResultId = event.data.resultId;
      });
    default:
      assertNever(event);
  }
}

function started(data: RunEventData<'RunStarted'>, at: number): Run {
  return {
    status: 'running',
    runId: data.runId,
    rootRunId: data.rootRunId,
    workflow: data.workflow,
    operatorId: data.operatorId,
    operatorName: data.operatorName,
    priority: data.priority,
    startedAt: at,
    deadlineAt: data.deadlineAt === undefined ? undefined : Date.parse(data.deadlineAt),
    parallelism: data.limits.parallelism,
    policies: data.policies,
    source: data.source,
    carried: 0,
    controlRevision: data.controlRevision,
    halt: undefined,
    endedAt: undefined,
    budget: { limit: cap(data.budget), spent: zero(), reserved: zero() },
    steps: new Map(),
    leases: new Map(),
    approvals: new Map(),
    effects: new Set(),
    done: 0,
    running: 0,
  };
}

function dispatched(run: Run, data: RunEventData<'StepDispatched'>, revision: number, at: number): void {
  const step = stepOf(run, data.step);
  step.status = 'running';
  step.attempt = data.attempt;
  step.leaseId = data.leaseId;
  step.retryAt = undefined;
  step.asked = undefined;
  if (data.approval) {
    const approval = run.approvals.get(data.approval.id);
    if (approval) approval.status = 'used';
  }
  step.approvalId = undefined;
  run.running++;
  const lease: LeaseState = {
    leaseId: data.leaseId,
    stepKey: data.step.stepKey,
    stepId: data.step.stepId,
    iteration: data.step.iteration,
    attempt: data.attempt,
    taskId: data.taskId,
    agent: { ...data.agent },
    dispatchedAt: at,
    revision,
    deadlineAt: Date.parse(data.deadlineAt),
    heartbeatMs: data.heartbeatMs,
    status: 'active',
    resultId: undefined,
    lateResultId: undefined,
    reserved: zero(),
    open: true,
    charged: zero(),
    calls: new Map(),
    usageAt: 0,
    progressAt: 0,
  };
  run.leases.set(lease.leaseId, lease);
  rebook(run, lease, () => void (lease.reserved = reservedOf(data.reservations)));
}

interface Outcome {
  readonly step: StepRef;
  readonly leaseId: LeaseId;
  readonly resultId?: string | undefined;
  readonly charges: readonly Charge[];
  readonly settles: readonly unknown[];
}

function outcome(run: Run, data: Outcome, status: LeaseStatus): void {
  const step = stepOf(run, data.step);
  step.leaseId = undefined;
  run.running--;
  withLease(run, data.leaseId, (lease) => {
    lease.status = status;
    lease.resultId = data.resultId;
    charge(run, lease, data.charges);
    if (data.settles.length > 0) close(run, lease);
  });
}

function failure(run: Run, data: Outcome, status: LeaseStatus, cause: NonNullable<StepState['lastCause']>): void {
  outcome(run, data, status);
  const step = stepOf(run, data.step);
  step.status = 'pending';
  step.failures++;
  step.lastCause = cause;
}

function approvalRequested(run: Run, data: RunEventData<'ApprovalRequested'>, revision: number): void {
  const step = stepOf(run, data.step);
  step.status = 'awaitingApproval';
  step.approvalId = data.approvalId;
  if (data.edits !== undefined) step.editedAt = revision;
  run.approvals.set(data.approvalId, {
    approvalId: data.approvalId,
    kind: data.kind,
    stepKey: data.step.stepKey,
    attempt: data.attempt,
    nonce: data.nonce,
    paramsHash: data.paramsHash,
    requestedAtRevision: revision,
    onReject: data.onReject,
    onExpire: data.onExpire,
    requires: data.requires,
    overrun: data.overrun === undefined ? undefined : amount(data.overrun.amount),
    overrunScope: data.overrun?.scope,
    expiresAt: Date.parse(data.expiresAt),
    escalated: false,
    votes: new Map(),
    status: 'pending',
    decidedBy: undefined,
    decidedByName: undefined,
    decidedAt: undefined,
  });
}

/** Who ended a request, and when. */
interface Decision {
  readonly by: string | undefined;
  readonly name: string | undefined;
  readonly at: number;
}

/** Of the event's own actor, when that is a person and nobody else is named. */
function decision(event: Foldable<RunEvent>, ...named: readonly (string | undefined)[]): Decision {
  const { actor, at } = event.metadata;
  const person = actor.kind === 'operator' ? actor : undefined;
  return { by: named.length > 0 ? named[0] : person?.id, name: person?.name, at: Date.parse(at) };
}

/** One outcome per approval; the step goes on as `next`. An overrun that was granted leaves its step ready: the budget was raised with it. */
function settleApproval(
  run: Run,
  id: ApprovalId,
  status: 'granted' | 'rejected' | 'expired' | 'withdrawn',
  { by, name, at }: Decision,
  next: 'approved' | 'pending',
): void {
  const approval = run.approvals.get(id);
  if (!approval) return;
  approval.status = approval.kind === 'overrun' && status === 'granted' ? 'used' : status;
  approval.decidedBy = by;
  approval.decidedByName = name;
  approval.decidedAt = at;
  const step = run.steps.get(approval.stepKey);
  if (!step || step.approvalId !== id) return;
  // A grant that is taken back while the budget is short leaves the step waiting for the budget.
  if (step.status !== 'awaitingBudget') step.status = approval.kind === 'overrun' ? 'pending' : next;
  if (next === 'pending' || approval.kind === 'overrun') step.approvalId = undefined;
}

function revoke(run: Run, leases: readonly LeaseId[], approvals: readonly ApprovalId[], because: Decision): void {
  for (const id of leases)
    withLease(run, id, (lease) => {
      lease.status = 'revoked';
      run.running--;
      const step = run.steps.get(lease.stepKey);
      if (step) {
        step.status = 'pending';
        step.leaseId = undefined;
      }
    });
  for (const id of approvals) settleApproval(run, id, 'withdrawn', because, 'pending');
}

/** The step's entry, made at its first event. */
function stepOf(run: Run, ref: StepRef): StepState {
  const known = run.steps.get(ref.stepKey);
  if (known) return known;
  const step = newStep(ref.stepKey, ref.stepId, ref.iteration);
  run.steps.set(ref.stepKey, step);
  return step;
}

function newStep(stepKey: StepKey, stepId: string, iteration: number | undefined): StepState {
  return {
    stepKey,
    stepId,
    iteration,
    status: 'pending',
    attempt: 0,
    failures: 0,
    leaseId: undefined,
    approvalId: undefined,
    retryAt: undefined,
    asked: undefined,
    editedAt: undefined,
    previousErrors: undefined,
    outputAt: undefined,
    outputHash: undefined,
    summary: undefined,
    carriedCost: undefined,
    lastCause: undefined,
    limit: undefined,
    spent: zero(),
    reserved: zero(),
  };
}

function withLease(run: Run, id: LeaseId, change: (lease: LeaseState) => void): void {
  const lease = run.leases.get(id);
  if (lease) change(lease);
}

function charge(run: Run, lease: LeaseState, charges: readonly Charge[]): void {
  if (charges.length === 0) return;
  rebook(run, lease, () => {
    const step = run.steps.get(lease.stepKey);
    for (const one of charges) {
      const nanoUsd = BigInt(one.nanoUsd);
      const tokens = totalTokens(one.tokens);
      for (const account of [lease.charged, run.budget.spent, ...(step ? [step.spent] : [])]) {
        account.nanoUsd += nanoUsd;
        account.tokens += tokens;
      }
      const call = lease.calls.get(one.callId);
      if (!call) lease.calls.set(one.callId, { nanoUsd, tokens: { ...one.tokens } });
      else {
        call.nanoUsd += nanoUsd;
        for (const name of ['input', 'cachedInput', 'cacheWrite', 'output', 'reasoning'] as const)
          call.tokens[name] += one.tokens[name];
      }
    }
  });
}

function close(run: Run, lease: LeaseState): void {
  rebook(run, lease, () => void (lease.open = false));
}

/** A charge eats its own lease's reservation first: reserved = Σ max(0, reservation − charged) over open leases. */
function rebook(run: Run, lease: LeaseState, change: () => void): void {
  const before = heldBy(lease);
  change();
  const after = heldBy(lease);
  const step = run.steps.get(lease.stepKey);
  for (const account of [run.budget.reserved, ...(step ? [step.reserved] : [])]) {
    account.nanoUsd += after.nanoUsd - before.nanoUsd;
    account.tokens += after.tokens - before.tokens;
  }
}

export function heldBy(lease: LeaseState): Amount {
  if (!lease.open) return zero();
  const nanoUsd = lease.reserved.nanoUsd - lease.charged.nanoUsd;
  return { nanoUsd: nanoUsd > 0n ? nanoUsd : 0n, tokens: Math.max(0, lease.reserved.tokens - lease.charged.tokens) };
}

function reservedOf(reservations: readonly Reservation[]): Amount {
  const widest = reservations.find((one) => one.scope === 'run') ?? reservations[0];
  return widest ? amount(widest) : zero();
}

const zero = (): Amount => ({ nanoUsd: 0n, tokens: 0 });
const amount = (from: { readonly nanoUsd: string; readonly tokens: number }): Amount => ({
  nanoUsd: BigInt(from.nanoUsd),
  tokens: from.tokens,
});
const cap = (from: { readonly nanoUsd?: string | undefined; readonly tokens?: number | undefined }): Cap => ({
  nanoUsd: from.nanoUsd === undefined ? undefined : BigInt(from.nanoUsd),
  tokens: from.tokens,
});
