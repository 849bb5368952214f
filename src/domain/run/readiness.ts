import type { StepKey } from '../kernel/ids.js';
import { StepKey as StepKeySchema } from '../kernel/ids.js';
import type { Plan, PlanStep } from '../workflow/plan.js';
import { askOf, shortBudget } from './budget.js';
import { isCarryingOver, type Run, type RunState, type StepState } from './state.js';

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
  const untouched = step === undefined || step.status === 'pending';
  return untouched ? dependenciesDone(run, plan, planStep) : isFree(run, planStep, step, now);
}

/** Of a step whose dependencies are done: whether nothing else holds it. */
function isFree(run: Run, planStep: PlanStep, step: StepState | undefined, now: number): boolean {
  switch (step?.status) {
    case undefined:
    case 'pending':
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
  return firstOpen(run, plan, planStep, 0) === planStep.dependsOn.length;
}

/** Place of the first dependency that is not done, from a place on: all before that are. */
function firstOpen(run: Run, plan: Plan, { dependsOn }: PlanStep, from: number): number {
  for (let place = from; place < dependsOn.length; place++) {
    const before = plan.byId.get(dependsOn[place] ?? '');
    const done = before !== undefined && isDone(run, before);
    if (MUTANT.dependenciesIgnored && done) return dependsOn.length;
    if (!done) return place;
  }
  return dependsOn.length;
}

/** Every ready step, in the order of the definition. */
export function readySteps(state: RunState, plan: Plan, now: number): StepKey[] {
  if (state.status !== 'running' || isCarryingOver(state)) return [];
  const ready: (readonly [StepKey, PlanStep])[] = [];
  for (const entry of frontOf(state, plan))
    if (isFree(state, entry[1], state.steps.get(entry[0]), now)) ready.push(entry);
  return ready.sort(([, a], [, b]) => a.order - b.order).map(([key]) => key);
}

/** The steps of a plan that are not done, though all that they depend on is: no other can be ready. */
interface Front {
  readonly plan: Plan;
  readonly steps: Map<StepKey, PlanStep>;
  /** Of steps that were asked for and have to wait: the first dependency that was not done. One of 10,000 is not asked of all of them each time. */
  readonly waitFor: Map<PlanStep, number>;
  /** Steps of the run that were done when it was looked at last. */
  done: number;
}
/**
 * Kept beside a run, whose fold goes on in place: to ask every step after every event would make a step of a long run dearer than one of a short run.
 * A step gets done only in the front (a replay's kept results are all carried over before anything is ready), so what comes into it stands after one that got done.
 */
const fronts = new WeakMap<Run, Front>();

function frontOf(run: Run, plan: Plan): ReadonlyMap<StepKey, PlanStep> {
  const known = fronts.get(run);
  if (known?.plan !== plan) {
    const steps = new Map<StepKey, PlanStep>();
    for (const step of plan.steps)
      if (!isDone(run, step) && dependenciesDone(run, plan, step)) steps.set(stepKeyOf(step), step);
    fronts.set(run, { plan, steps, waitFor: new Map(), done: run.done });
    return steps;
  }
  const { steps, waitFor } = known;
  if (run.done === known.done) return steps;
  known.done = run.done;
  const done: PlanStep[] = [];
  for (const [key, step] of steps) if (hasEnded(run, key)) done.push(step);
  const seen = new Set<PlanStep>();
  for (let step = done.pop(); step !== undefined; step = done.pop()) {
    steps.delete(stepKeyOf(step));
    for (const next of dependentsOf(plan).get(step.id) ?? []) {
      if (seen.has(next)) continue;
      seen.add(next);
      const open = firstOpen(run, plan, next, waitFor.get(next) ?? 0);
      if (open < next.dependsOn.length) waitFor.set(next, open);
      // Several may get done before the front is asked for again.
      else if (isDone(run, next)) done.push(next);
      else steps.set(stepKeyOf(next), next);
    }
  }
  return steps;
}

const isDone = (run: Run, planStep: PlanStep): boolean => hasEnded(run, stepKeyOf(planStep));

function hasEnded(run: Run, stepKey: StepKey): boolean {
  const status = run.steps.get(stepKey)?.status;
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
