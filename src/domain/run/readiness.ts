import type { StepKey } from '../kernel/ids.js';
import { StepKey as StepKeySchema } from '../kernel/ids.js';
import type { Plan, PlanStep } from '../workflow/plan.js';
import { askOf, shortBudget } from './budget.js';
import { isCarryingOver, type Run, type RunState } from './state.js';

const keys = new WeakMap<PlanStep, StepKey>();
/** The key of a step that is not mapped is its id. */
export function stepKeyOf(planStep: PlanStep): StepKey {
  let key = keys.get(planStep);
  if (key === undefined) keys.set(planStep, (key = StepKeySchema.parse(planStep.id)));
  return key;
}

/**
 * Readiness is not an event: it follows from the fold and the plan, so it can never disagree with them.
 * A step is ready when the run is running, everything that it depends on is completed or skipped, and nothing else holds it:
 * no request for approval, no retry that is not due, no budget that is short. In a replay nothing is, before the last kept result is carried over.
 */
export function isReady(run: Run, plan: Plan, planStep: PlanStep, now: number): boolean {
  if (run.status !== 'running' || isCarryingOver(run)) return false;
  const step = run.steps.get(stepKeyOf(planStep));
  switch (step?.status) {
    case undefined:
    case 'pending':
      return dependenciesDone(run, plan, planStep);
    case 'approved':
      return true;
    case 'awaitingRetry':
      return step.retryAt !== undefined && step.retryAt <= now;
    case 'awaitingBudget':
      return shortBudget(run, planStep, step, askOf(planStep, step)) === undefined;
    case 'awaitingApproval':
    case 'running':
    case 'deadLetter':
    case 'completed':
    case 'skipped':
    case 'abandoned':
      return false;
  }
}

export function dependenciesDone(run: Run, plan: Plan, planStep: PlanStep): boolean {
  for (const id of planStep.dependsOn) {
    const before = plan.byId.get(id);
    const status = before && run.steps.get(stepKeyOf(before))?.status;
    const isDone = status === 'completed' || status === 'skipped';
    if (MUTANT.dependenciesIgnored && isDone) return true;
    if (!isDone) return false;
  }
  return true;
}

/** Every ready step, in the order of the definition. */
export function readySteps(state: RunState, plan: Plan, now: number): StepKey[] {
  if (state.status !== 'running') return [];
  const ready: StepKey[] = [];
  for (const planStep of plan.steps) if (isReady(state, plan, planStep, now)) ready.push(stepKeyOf(planStep));
  return ready;
}
