import { DomainError } from '../kernel/errors.js';
import type { RunCommandOf, RunPayloads, StartFacts } from './commands.js';
import { capJson } from './budget.js';
import { finalSettlement } from './charging.js';
import { completion, ending, halting, takenBack } from './ending.js';
import { heldBy } from './evolve.js';
import type { RunEvent, RunEventData } from './events.js';
import { deadLetterOf, openRun, planStepOf, stepIdOf } from './rejections.js';
import { refOf } from './results.js';
import { isCarryingOver, isEnded, type LeaseState, type Run, type RunState } from './state.js';
import { POLICY_VERSION } from '../workflow/plan.js';

/** After a lease is gone its agent may still spend: the reservation is held this long beyond the attempt's deadline. */
export const HOLD_MS = 60_000;

export function startRun(state: RunState, { payload, facts }: RunCommandOf<'StartRun'>): readonly RunEvent[] {
  return [{ type: 'RunStarted', data: beginning(state, payload, facts) }];
}

/** A run that takes over from another starts like any other; its approvals, its budget and its deadline are its own. */
export function replayRun(state: RunState, { payload, facts }: RunCommandOf<'ReplayRun'>): readonly RunEvent[] {
  const { runId, budget, operatorId } = payload;
  const started = beginning(state, { runId, budget, trigger: { kind: 'manual', id: operatorId } }, facts);
  return [{ type: 'RunStarted', data: { ...started, source: facts.source } }];
}

/** The next kept result. One that was carried over already, by whomever, gives nothing; nor does a run that may not go on now. */
export function carryOverResult(
  state: RunState,
  { payload, facts }: RunCommandOf<'CarryOverResult'>,
): readonly RunEvent[] {
  if (state.status !== 'running' || !isCarryingOver(state) || payload.index !== state.carried) return [];
  const { nanoUsd, tokens } = state.budget.spent;
  return [
    { type: 'StepCarriedOver', data: facts.kept },
    ...completion(state, facts.plan.steps.length, nanoUsd, tokens),
  ];
}

function beginning(
  state: RunState,
  payload: Pick<RunPayloads['StartRun'], 'runId' | 'budget' | 'priority' | 'trigger'>,
  facts: StartFacts,
): RunEventData<'RunStarted'> {
  if (state.status !== 'none')
    throw new DomainError('RUN.EXISTS', 'conflict', `Run ${payload.runId} was started already.`);
  if (facts.haltedBecause !== undefined) {
    throw new DomainError(
      'RUN.HALTED',
      'conflict',
      `Workflow "${facts.workflow.id}" is halted: ${facts.haltedBecause}. Lift the halt first (missionctl halt list).`,
    );
  }
  const { plan } = facts;
  const overrides = [
    ...(payload.budget === undefined ? [] : ['budget']),
    ...(payload.priority === undefined ? [] : ['priority']),
  ];
  return {
    runId: payload.runId,
    rootRunId: payload.runId,
    workflow: facts.workflow,
    input: facts.input,
    inputHash: facts.inputHash,
    trigger: {
      kind: payload.trigger.kind,
      id: payload.trigger.id,
      ...(facts.context === undefined ? {} : { context: facts.context }),
    },
    operatorId: facts.actor.id,
    operatorName: facts.actor.name,
    priority: payload.priority ?? plan.priority,
    budget: payload.budget === undefined ? capJson(plan.budget) : budgetJson(payload.budget),
    limits: { parallelism: plan.parallelism },
    ...(plan.deadlineMs === undefined ? {} : { deadlineAt: new Date(facts.now + plan.deadlineMs).toISOString() }),
    controlRevision: facts.controlRevision,
    policies: { version: POLICY_VERSION, ...plan.policies, overrides },
  };
}

const budgetJson = (budget: {
  readonly nanoUsd?: string | undefined;
  readonly tokens?: number | undefined;
}): { nanoUsd?: string; tokens?: number } => ({
  ...(budget.nanoUsd === undefined ? {} : { nanoUsd: budget.nanoUsd }),
  ...(budget.tokens === undefined ? {} : { tokens: budget.tokens }),
});

export function cancelRun(state: RunState, { payload }: RunCommandOf<'CancelRun'>): readonly RunEvent[] {
  const run = openRun(state);
  return [{ type: 'RunCancelled', data: { reason: payload.reason, ...takenBack(run) } }];
}

/** A run that is halted already stays halted by the order that came first. */
export function haltRun(state: RunState, { payload }: RunCommandOf<'HaltRun'>): readonly RunEvent[] {
  const run = openRun(state);
  return run.status === 'halted' ? [] : [halting(run, payload.scope, payload.reason)];
}

/** The emergency stop by which a run is halted; undefined when it is not, or was halted by itself. */
export function haltIdOf({ status, halt }: Run): string | undefined {
  return status !== 'halted' || halt === undefined || halt.scope.kind === 'run' ? undefined : halt.scope.haltId;
}

export function resumeRun(state: RunState, { payload, facts }: RunCommandOf<'ResumeRun'>): readonly RunEvent[] {
  const run = openRun(state);
  if (run.status === 'running')
    throw new DomainError('RUN.NOT_STOPPED', 'conflict', 'The run is running; there is nothing to resume.');
  if (payload.haltId !== undefined && payload.haltId !== haltIdOf(run))
    throw new DomainError('RUN.NOT_STOPPED', 'conflict', 'The run is not halted by this emergency stop.');
  if (facts.haltedBecause !== undefined) {
    throw new DomainError(
      'RUN.HALTED',
      'conflict',
      `Workflow "${run.workflow.id}" is still halted: ${facts.haltedBecause}. Lift the halt first (missionctl halt list).`,
    );
  }
  return [{ type: 'RunResumed', data: { reason: payload.reason, controlRevision: facts.controlRevision } }];
}

/** Nothing new is dispatched; what is in flight goes on. */
export function pauseRun(state: RunState, { payload }: RunCommandOf<'PauseRun'>): readonly RunEvent[] {
  const run = openRun(state);
  if (run.status !== 'running')
    throw new DomainError('RUN.NOT_RUNNING', 'conflict', `The run is ${run.status} already.`);
  return [{ type: 'RunPaused', data: { reason: payload.reason } }];
}

export function changeRunBudget(
  state: RunState,
  { payload, facts }: RunCommandOf<'ChangeRunBudget'>,
): readonly RunEvent[] {
  const run = openRun(state);
  const { reason, stepKey } = payload;
  const after = budgetJson(payload.budget);
  if (stepKey === undefined) {
    const before = capJson(run.budget.limit);
    return [{ type: 'RunBudgetChanged', data: { scope: 'run', id: run.runId, before, after, reason } }];
  }
  const before = capJson(run.steps.get(stepKey)?.limit ?? planStepOf(facts.plan, stepKey).budget);
  const step = { stepKey, stepId: stepIdOf(stepKey) };
  return [{ type: 'RunBudgetChanged', data: { scope: 'step', id: stepKey, step, before, after, reason } }];
}

export function retryStep(state: RunState, { payload, facts }: RunCommandOf<'RetryStep'>): readonly RunEvent[] {
  const step = deadLetterOf(openRun(state), facts.plan, payload.stepKey);
  return [
    { type: 'StepRedriven', data: { step: { stepKey: step.stepKey, stepId: step.stepId }, reason: payload.reason } },
  ];
}

export function skipStep(state: RunState, { payload, facts }: RunCommandOf<'SkipStep'>): readonly RunEvent[] {
  const run = openRun(state);
  const step = deadLetterOf(run, facts.plan, payload.stepKey);
  if (facts.errors.length > 0) {
    throw new DomainError(
      'OUTPUT.INVALID',
      'invalid',
      `The substitute output does not fit the output schema of step "${payload.stepKey}".`,
      { problems: facts.errors },
    );
  }
  const output =
    facts.output === undefined || facts.outputHash === undefined
      ? {}
      : { output: facts.output, outputHash: facts.outputHash };
  return [
    {
      type: 'StepSkipped',
      data: {
        step: { stepKey: step.stepKey, stepId: step.stepId },
        because: 'operator',
        reason: payload.reason,
        ...output,
      },
    },
    ...completion(run, facts.plan.steps.length, run.budget.spent.nanoUsd, run.budget.spent.tokens),
  ];
}

export function abandonStep(state: RunState, { payload, facts }: RunCommandOf<'AbandonStep'>): readonly RunEvent[] {
  const run = openRun(state);
  const { stepKey, stepId } = deadLetterOf(run, facts.plan, payload.stepKey);
  const step = { stepKey, stepId };
  return [
    { type: 'StepAbandoned', data: { step, reason: payload.reason } },
    ending(run, { because: 'abandoned', step, message: `Step "${stepKey}" was abandoned: ${payload.reason}` }),
  ];
}

export function failOnDeadline(state: RunState, { facts }: RunCommandOf<'FailOnDeadline'>): readonly RunEvent[] {
  if (state.status === 'none' || isEnded(state) || state.deadlineAt === undefined || facts.now < state.deadlineAt)
    return [];
  return [
    ending(state, {
      because: 'deadline',
      message: `The run did not end by ${new Date(state.deadlineAt).toISOString()}.`,
    }),
  ];
}

/** When the reservation of a lease that is gone is booked without its agent's word. undefined: nothing is held, or the lease is active. */
export function settleDueAt(lease: LeaseState): number | undefined {
  if (lease.status === 'active') return undefined;
  const held = heldBy(lease);
  return held.nanoUsd > 0n || held.tokens > 0 ? lease.deadlineAt + HOLD_MS : undefined;
}

export function settleReservation(
  state: RunState,
  { payload, facts }: RunCommandOf<'SettleReservation'>,
): readonly RunEvent[] {
  if (state.status === 'none') return [];
  const lease = state.leases.get(payload.leaseId);
  const due = lease && settleDueAt(lease);
  if (!lease || due === undefined || facts.now < due) return [];
  return [
    {
      type: 'ReservationSettled',
      data: { step: refOf(lease), attempt: lease.attempt, leaseId: lease.leaseId, ...finalSettlement(state, lease) },
    },
  ];
}
