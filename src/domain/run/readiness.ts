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
    const done = before !== undefined && isDone(run, before);
    if (MUTANT.dependenciesIgnored && done) return true;
    if (!done) return false;
  }
  return true;
}

/** Every ready step, in the order of the definition. */
export function readySteps(state: RunState, plan: Plan, now: number): StepKey[] {
  if (state.status !== 'running' || isCarryingOver(state)) return [];
  const ready = [...frontOf(state, plan)].filter((planStep) => isReady(state, plan, planStep, now));
  return ready.sort((a, b) => a.order - b.order).map(stepKeyOf);
}

/** The steps of a plan that are not done, though all that they depend on is: no other can be ready. */
interface Front {
  readonly plan: Plan;
  readonly steps: Set<PlanStep>;
}
/**
 * Kept beside a run, whose fold goes on in place: to ask every step after every event would make a step of a long run dearer than one of a short run.
 * A step gets done only in the front (a replay's kept results are all carried over before anything is ready), so what comes into it stands after one that got done.
 */
const fronts = new WeakMap<Run, Front>();

function frontOf(run: Run, plan: Plan): ReadonlySet<PlanStep> {
  const known = fronts.get(run);
  if (known?.plan !== plan) {
    const steps = new Set(plan.steps.filter((step) => !isDone(run, step) && dependenciesDone(run, plan, step)));
    fronts.set(run, { plan, steps });
    return steps;
  }
  const { steps } = known;
  for (let done = doneOf(run, steps); done.length > 0; done = doneOf(run, steps)) {
    const after = new Set<PlanStep>();
    for (const step of done) {
      steps.delete(step);
      for (const next of dependentsOf(plan).get(step.id) ?? []) after.add(next);
    }
    for (const next of after) if (dependenciesDone(run, plan, next)) steps.add(next);
  }
  return steps;
}

const doneOf = (run: Run, steps: ReadonlySet<PlanStep>): PlanStep[] => [...steps].filter((step) => isDone(run, step));

function isDone(run: Run, planStep: PlanStep): boolean {
  const status = run.steps.get(stepKeyOf(planStep))?.status;
  return status === 'completed' || status === 'skipped';
}

const dependents = new WeakMap<Plan, ReadonlyMap<string, readonly PlanStep[]>>();
/** By the id of a step: those that depend on it. */
function dependentsOf(plan: Plan): ReadonlyMap<string, readonly PlanStep[]> {
  const known = dependents.get(plan);
  if (known) return known;
  const made = new Map<string, PlanStep[]>();
  for (const step of plan.steps)
    for (const id of step.dependsOn) {
      const others = made.get(id);
      if (others) others.push(step);
      else made.set(id, [step]);
    }
  dependents.set(plan, made);
  return made;
}
