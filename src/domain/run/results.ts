import { totalTokens, type Charge } from './charge.js';
import { chargesFor, finalSettlement, settlesFor } from './charging.js';
import type { ChanceFacts, ResultFacts, RunCommandOf } from './commands.js';
import { completion } from './ending.js';
import type { RunEvent, StepRef } from './events.js';
import { formatUsd, max } from '../kernel/money.js';
import { reservationsFor, roomLeft } from './budget.js';
import { activeLease, leaseNotHeld, leaseOf, planStepOf, startedRun } from './rejections.js';
import { afterFailure } from './retry.js';
import { isEnded, type Amount, type LeaseState, type Run, type RunState } from './state.js';
import type { Limit, PlanStep } from '../workflow/plan.js';

const USAGE_EVERY_MS = 5_000;
const PROGRESS_EVERY_MS = 5_000;

export const refOf = (lease: LeaseState): StepRef => ({
  stepKey: lease.stepKey,
  stepId: lease.stepId,
  ...(lease.iteration === undefined ? {} : { iteration: lease.iteration }),
});
const attemptOf = (lease: LeaseState): { step: StepRef; attempt: number; leaseId: LeaseState['leaseId'] } => ({
  step: refOf(lease),
  attempt: lease.attempt,
  leaseId: lease.leaseId,
});

export function completeStep(state: RunState, { payload, facts }: RunCommandOf<'CompleteStep'>): readonly RunEvent[] {
  const run = startedRun(state);
  const lease = leaseOf(run, payload.leaseId, facts.actor);
  const known = alreadyTaken(lease, payload.resultId);
  if (known) return known;
  if (lease.status !== 'active' && !MUTANT.noLeaseFence)
    return lateResult(run, lease, payload.resultId, 'completed', facts, facts.outputHash);
  const { charges, settles } = money(run, lease, facts);
  const head = { ...attemptOf(lease), resultId: payload.resultId, charges, settles };
  const planStep = planStepOf(facts.plan, lease.stepKey);
  if (facts.errors.length > 0) {
    const rejected: RunEvent = {
      type: 'StepOutputRejected',
      data: {
        ...head,
        output: facts.output,
        outputHash: facts.outputHash,
        schemaHash: facts.schemaHash,
        errors: [...facts.errors],
        fingerprint: facts.fingerprint,
      },
    };
    const message = facts.errors.map((error) => `${error.path}: ${error.message}`).join('; ');
    const cause = {
      class: 'outputRejected',
      code: 'OUTPUT.REJECTED',
      message,
      fingerprint: facts.fingerprint,
      retryable: true,
    };
    return [rejected, ...afterFailure(run, planStep, head.step, lease.attempt, cause, facts)];
  }
  const completed: RunEvent = {
    type: 'StepCompleted',
    data: {
      ...head,
      output: facts.output,
      outputHash: facts.outputHash,
      summary: payload.summary,
      verdict: { schemaHash: facts.schemaHash, valid: true },
    },
  };
  const spent = run.budget.spent.nanoUsd + charges.reduce((sum, charge) => sum + BigInt(charge.nanoUsd), 0n);
  const tokens = run.budget.spent.tokens + charges.reduce((sum, charge) => sum + totalTokens(charge.tokens), 0);
  return [completed, ...completion(run, facts.plan.steps.length, spent, tokens)];
}

export function failStep(state: RunState, { payload, facts }: RunCommandOf<'FailStep'>): readonly RunEvent[] {
  const run = startedRun(state);
  const lease = leaseOf(run, payload.leaseId, facts.actor);
  const known = alreadyTaken(lease, payload.resultId);
  if (known) return known;
  if (lease.status !== 'active' && !MUTANT.noLeaseFence)
    return lateResult(run, lease, payload.resultId, 'failed', facts);
  const { class: kind, code, message, retryable } = payload.error;
  const cause = { class: kind, code, message, fingerprint: facts.fingerprint, retryable };
  const failed: RunEvent = {
    type: 'StepFailed',
    data: {
      ...attemptOf(lease),
      resultId: payload.resultId,
      ...money(run, lease, facts),
      ...cause,
      ...(facts.details === undefined ? {} : { details: facts.details }),
    },
  };
  return [
    failed,
    ...afterFailure(run, planStepOf(facts.plan, lease.stepKey), refOf(lease), lease.attempt, cause, facts),
  ];
}

/** The same result again: the same answer and no event. A late one is recorded once per lease, and refused from then on. */
function alreadyTaken(lease: LeaseState, resultId: string): readonly RunEvent[] | undefined {
  if (lease.resultId === resultId && !MUTANT.duplicateResultAccepted) return [];
  if (lease.lateResultId !== undefined) throw leaseNotHeld(lease);
  return undefined;
}

/** A result under a lease that is no longer held never advances the run; its cost is still booked. */
function lateResult(
  run: Run,
  lease: LeaseState,
  resultId: string,
  result: 'completed' | 'failed',
  facts: ResultFacts,
  outputHash?: string,
): RunEvent[] {
  return [
    {
      type: 'LateResultRecorded',
      data: {
        ...attemptOf(lease),
        resultId,
        ...(MUTANT.lateCostForgotten ? { charges: [], settles: [] } : money(run, lease, facts)),
        result,
        ...(outputHash === undefined ? {} : { outputHash }),
      },
    },
  ];
}

function money(
  run: Run,
  lease: LeaseState,
  facts: Pick<ResultFacts, 'priced'>,
): { charges: Charge[]; settles: ReturnType<typeof settlesFor> } {
  const charges = chargesFor(lease, facts.priced);
  return { charges, settles: settlesFor(run, lease, charges) };
}

export function reportProgress(
  state: RunState,
  { payload, facts }: RunCommandOf<'ReportProgress'>,
): readonly RunEvent[] {
  const lease = activeLease(startedRun(state), payload.leaseId, facts.actor);
  if (facts.now - lease.progressAt < PROGRESS_EVERY_MS) return [];
  return [
    {
      type: 'StepProgressed',
      data: {
        ...attemptOf(lease),
        ...(payload.percent === undefined ? {} : { percent: payload.percent }),
        ...(payload.message === undefined ? {} : { message: payload.message }),
        ...(facts.payload === undefined ? {} : { data: facts.payload }),
      },
    },
  ];
}

/** Charged as it comes, but at most every 5 s or 5 % of the reservation. When the reservation is used up it is extended, or the attempt is stopped. */
export function reportUsage(state: RunState, { payload, facts }: RunCommandOf<'ReportUsage'>): readonly RunEvent[] {
  const run = startedRun(state);
  const lease = leaseOf(run, payload.leaseId, facts.actor);
  const charges = chargesFor(lease, facts.priced);
  if (charges.length === 0) return [];
  const due = charges.reduce((sum, charge) => sum + BigInt(charge.nanoUsd), 0n);
  const dueTokens = charges.reduce((sum, charge) => sum + totalTokens(charge.tokens), 0);
  const charged = { nanoUsd: lease.charged.nanoUsd + due, tokens: lease.charged.tokens + dueTokens };
  const planStep = planStepOf(facts.plan, lease.stepKey);
  const room = roomLeft(run, planStep, run.steps.get(lease.stepKey));
  // Where no budget sets a limit there is nothing to be used up.
  const usedUp =
    (room.nanoUsd !== undefined && charged.nanoUsd > lease.reserved.nanoUsd) ||
    (room.tokens !== undefined && charged.tokens > lease.reserved.tokens);
  const small = lease.reserved.nanoUsd === 0n || due * 20n < lease.reserved.nanoUsd;
  if (lease.status === 'active' && !usedUp && small && facts.now - lease.usageAt < USAGE_EVERY_MS) return [];
  const usage: RunEvent = { type: 'UsageCharged', data: { ...attemptOf(lease), charges } };
  if (lease.status !== 'active' || !usedUp) return [usage];
  const more = extension(lease, charged, room);
  if (!more) return [usage, ...stopped(run, planStep, lease, facts)];
  const reservations = reservationsFor(run, lease.stepKey, more);
  return [usage, { type: 'ReservationExtended', data: { ...attemptOf(lease), reservations } }];
}

/**
 * What is to be set aside for an attempt that was charged beyond its reservation: what was overdrawn and as much again as this report overdraws,
 * as far as the budgets have room. undefined when they have none.
 */
function extension(lease: LeaseState, charged: Amount, room: Limit): Amount | undefined {
  // What was overdrawn before is part of `spent` already.
  const over = max(0n, charged.nanoUsd - max(lease.reserved.nanoUsd, lease.charged.nanoUsd));
  const overTokens = Math.max(0, charged.tokens - Math.max(lease.reserved.tokens, lease.charged.tokens));
  const left = room.nanoUsd === undefined ? over : room.nanoUsd - over;
  const leftTokens = room.tokens === undefined ? overTokens : room.tokens - overTokens;
  if ((over > 0n && left <= 0n) || (overTokens > 0 && leftTokens <= 0)) return undefined;
  return {
    nanoUsd: max(0n, charged.nanoUsd - lease.reserved.nanoUsd) + max(0n, over < left ? over : left),
    tokens: Math.max(0, charged.tokens - lease.reserved.tokens) + Math.max(0, Math.min(overTokens, leftTokens)),
  };
}

function stopped(run: Run, planStep: PlanStep, lease: LeaseState, facts: ChanceFacts): RunEvent[] {
  const message = `The reservation of ${formatUsd(lease.reserved.nanoUsd)} and ${lease.reserved.tokens} tokens is used up and no budget has room to extend it.`;
  const event: RunEvent = {
    type: 'StepStopped',
    data: { ...attemptOf(lease), charges: [], settles: [], because: 'reservationUsedUp', message },
  };
  const cause = {
    class: 'budget',
    code: 'BUDGET.RESERVATION_USED_UP',
    message,
    fingerprint: 'budget:reservationUsedUp',
    retryable: true,
  };
  return [event, ...afterFailure(run, planStep, refOf(lease), lease.attempt, cause, facts)];
}

/** Recorded once per effect, also after the lease ended or the run did: what was done in the world was done. */
export function recordSideEffect(
  state: RunState,
  { payload, facts }: RunCommandOf<'RecordSideEffect'>,
): readonly RunEvent[] {
  const run = startedRun(state);
  const lease = leaseOf(run, payload.leaseId, facts.actor);
  if (run.effects.has(payload.effectId)) return [];
  const { effectId, kind, target } = payload;
  return [
    {
      type: 'SideEffectRecorded',
      data: { ...attemptOf(lease), effectId, kind, target, receipt: facts.payload ?? null },
    },
  ];
}

export function moveLease(state: RunState, { payload, facts }: RunCommandOf<'MoveLease'>): readonly RunEvent[] {
  const lease = activeLease(startedRun(state), payload.leaseId, facts.actor);
  return lease.agent.gatewayId === payload.gatewayId
    ? []
    : [{ type: 'LeaseMoved', data: { leaseId: lease.leaseId, gatewayId: payload.gatewayId } }];
}

/** A guess that may be wrong wastes work, never safety: the lease fences what comes later. */
export function loseLease(state: RunState, { payload, facts }: RunCommandOf<'LoseLease'>): readonly RunEvent[] {
  const run = startedRun(state);
  const lease = run.leases.get(payload.leaseId);
  if (lease?.status !== 'active' || isEnded(run)) return [];
  const { because } = payload;
  // Another boot of an agent that runs once proves that the one before is dead: nothing more will be reported.
  const closing = because === 'agentRestarted' ? finalSettlement(run, lease) : { charges: [], settles: [] };
  const lost: RunEvent = { type: 'LeaseLost', data: { ...attemptOf(lease), ...closing, because } };
  const cause = {
    class: 'leaseLost',
    code: 'LEASE.LOST',
    message: `Agent "${lease.agent.name}" lost its lease (${because}).`,
    fingerprint: `leaseLost:${because}`,
    retryable: true,
  };
  return [lost, ...afterFailure(run, planStepOf(facts.plan, lease.stepKey), refOf(lease), lease.attempt, cause, facts)];
}

export function timeOutAttempt(
  state: RunState,
  { payload, facts }: RunCommandOf<'TimeOutAttempt'>,
): readonly RunEvent[] {
  const run = startedRun(state);
  const lease = run.leases.get(payload.leaseId);
  if (lease?.status !== 'active' || isEnded(run)) return [];
  if (facts.now < lease.deadlineAt && !MUTANT.staleTimerTrusted) return [];
  const deadlineAt = new Date(lease.deadlineAt).toISOString();
  const timedOut: RunEvent = {
    type: 'StepTimedOut',
    data: { ...attemptOf(lease), charges: [], settles: [], deadlineAt },
  };
  const cause = {
    class: 'timeout',
    code: 'ATTEMPT.TIMED_OUT',
    message: `No result by ${deadlineAt}.`,
    fingerprint: 'timeout:attempt',
    retryable: true,
  };
  return [
    timedOut,
    ...afterFailure(run, planStepOf(facts.plan, lease.stepKey), refOf(lease), lease.attempt, cause, facts),
  ];
}
