import { POLICY_VERSION, type PlanStep } from '../workflow/plan.js';
import type { DispatchFacts, RunCommandOf } from './commands.js';
import { amountJson, askOf, capJson, reservationsFor, shortBudget, type ScopeAccount } from './budget.js';
import { ending, halting } from './ending.js';
import type { RunEvent, StepRef } from './events.js';
import { planStepOf, stepIdOf } from './rejections.js';
import { deadLetter } from './retry.js';
import { isReady } from './readiness.js';
import type { Amount, ApprovalState, Run, RunState, StepState } from './state.js';

/**
 * The want of the scheduler: dispatch this step. Gives StepDispatched, or what stands before it (a request for approval, a budget that is short),
 * or nothing: the step is not ready (any more), or no agent has a free slot.
 */
export function dispatchStep(state: RunState, { payload, facts }: RunCommandOf<'DispatchStep'>): readonly RunEvent[] {
  // A want before it, in the same append, may have ended the run.
  if (state.status !== 'running') return [];
  const run = state;
  const planStep = planStepOf(facts.plan, payload.stepKey);
  const step = run.steps.get(payload.stepKey);
  if (facts.haltedBecause !== undefined || !isReady(run, facts.plan, planStep, facts.now)) return [];
  const ref: StepRef = { stepKey: payload.stepKey, stepId: stepIdOf(payload.stepKey) };
  const attempt = (step?.attempt ?? 0) + 1;
  if (!facts.inputs.ok) {
    const cause = {
      class: 'mapping',
      code: 'MAPPING.FAILED',
      message: facts.inputs.message,
      fingerprint: facts.inputs.fingerprint,
    };
    return deadLetter(run, ref, attempt, cause, step?.failures ?? 0);
  }
  const ask = askOf(planStep, step);
  const short = shortBudget(run, planStep, step, ask);
  if (short) return budgetShort(run, planStep, ref, attempt, step, ask, short, facts, facts.inputs);
  const granted = grantedFor(run, step, facts.inputs.paramsHash);
  if (planStep.approval.required && !granted) {
    return [...superseded(run, step), approvalRequest(run, planStep, ref, attempt, facts, facts.inputs, ask)];
  }
  if (facts.offer === undefined || run.running >= run.parallelism) return [];
  return [dispatched(run, planStep, ref, attempt, step, ask, granted, facts, facts.offer, facts.inputs)];
}

type Inputs = Extract<DispatchFacts['inputs'], { ok: true }>;

/** The granted request of this step for exactly these parameters; anything else asks anew. */
function grantedFor(run: Run, step: StepState | undefined, paramsHash: string): ApprovalState | undefined {
  const approval = step?.approvalId === undefined ? undefined : run.approvals.get(step.approvalId);
  return approval?.status === 'granted' &&
    approval.kind === 'step' &&
    (MUTANT.approvalWithoutHash || approval.paramsHash === paramsHash)
    ? approval
    : undefined;
}

/** A grant for other parameters than those at hand is of no use any more. */
function superseded(run: Run, step: StepState | undefined): RunEvent[] {
  const approval = step?.approvalId === undefined ? undefined : run.approvals.get(step.approvalId);
  return approval?.status === 'granted'
    ? [{ type: 'ApprovalWithdrawn', data: { approvalId: approval.approvalId, because: 'superseded' } }]
    : [];
}

function dispatched(
  run: Run,
  planStep: PlanStep,
  step: StepRef,
  attempt: number,
  state: StepState | undefined,
  ask: Amount,
  approval: ApprovalState | undefined,
  facts: DispatchFacts,
  offer: NonNullable<DispatchFacts['offer']>,
  inputs: Inputs,
): RunEvent {
  const deadline = Math.min(facts.now + planStep.timeoutMs, run.deadlineAt ?? Infinity);
  return {
    type: 'StepDispatched',
    data: {
      step,
      attempt,
      leaseId: facts.leaseId,
      taskId: facts.taskId,
      agent: offer.agent,
      capability: planStep.capability,
      ...(planStep.model === undefined ? {} : { model: planStep.model }),
      tier: planStep.tier,
      inputs: inputs.payload,
      inputsHash: inputs.hash,
      from: [...inputs.from],
      constraints: {
        outputSchema: { hash: facts.schemaHash },
        ...(state?.previousErrors === undefined ? {} : { previousErrors: [...state.previousErrors] }),
      },
      parentSummary: facts.parentSummary,
      deadlineAt: new Date(deadline).toISOString(),
      heartbeatMs: planStep.heartbeatMs,
      reservations: reservationsFor(run, step.stepKey, ask),
      ...(approval === undefined
        ? {}
        : { approval: { id: approval.approvalId, nonce: approval.nonce, paramsHash: approval.paramsHash } }),
      controlRevision: facts.controlRevision,
      why: { policyVersion: POLICY_VERSION, estimate: amountJson(ask) },
    },
  };
}

function approvalRequest(
  run: Run,
  planStep: PlanStep,
  step: StepRef,
  attempt: number,
  facts: DispatchFacts,
  inputs: Inputs,
  ask: Amount,
  overrun?: { readonly account: ScopeAccount; readonly by: Amount },
): RunEvent {
  const policy = planStep.approval;
  return {
    type: 'ApprovalRequested',
    data: {
      approvalId: facts.approvalId,
      kind: overrun ? 'overrun' : 'step',
      step,
      stepName: planStep.name,
      attempt,
      params: inputs.payload,
      nonce: facts.nonce,
      paramsHash: inputs.paramsHash,
      tier: planStep.tier,
      reason: overrun
        ? `The ${overrun.account.scope} budget is short.`
        : (policy.reason ?? `A ${planStep.tier} step asks first.`),
      estimate: amountJson(ask),
      ...(overrun
        ? { overrun: { scope: overrun.account.scope, id: overrun.account.id, amount: amountJson(overrun.by) } }
        : {}),
      spentNanoUsd: run.budget.spent.nanoUsd.toString(),
      previousSummary: facts.parentSummary,
      onReject: policy.onReject,
      onExpire: policy.onExpire,
      requires: { n: policy.approvers, not: policy.fourEyes ? [run.operatorId] : [] },
      expiresAt: new Date(facts.now + policy.expiresAfterMs).toISOString(),
    },
  };
}

/** Nothing is dispatched; the policy says what follows. Recorded once for the same ask against the same limit. */
function budgetShort(
  run: Run,
  planStep: PlanStep,
  step: StepRef,
  attempt: number,
  state: StepState | undefined,
  ask: Amount,
  short: { readonly account: ScopeAccount; readonly by: Amount },
  facts: DispatchFacts,
  inputs: Inputs,
): RunEvent[] {
  if (state?.status === 'awaitingBudget') return [];
  const { account } = short;
  const policy = run.policies.onBudget;
  const exceeded: RunEvent = {
    type: 'BudgetExceeded',
    data: {
      scope: account.scope,
      id: account.id,
      step,
      attempt,
      limit: capJson(account.limit),
      spent: amountJson(account.spent),
      reserved: amountJson(account.reserved),
      asked: amountJson(ask),
      policy,
    },
  };
  switch (policy) {
    case 'pause':
      return [exceeded];
    case 'approval':
      return [
        exceeded,
        ...superseded(run, state),
        approvalRequest(run, planStep, step, attempt, facts, inputs, ask, short),
      ];
    case 'halt':
      return [
        exceeded,
        halting(run, { kind: 'run' }, `The ${account.scope} budget is short for step "${step.stepKey}".`),
      ];
    case 'fail':
      return [
        exceeded,
        ending(run, {
          because: 'budget',
          step,
          message: `The ${account.scope} budget is short for step "${step.stepKey}".`,
        }),
      ];
  }
}
