import type { StepKey } from '../kernel/ids.js';
import { diffDefinitions, type FieldChange } from '../workflow/diff.js';
import { dependencyGraph } from '../workflow/graph.js';
import type { PlanStep } from '../workflow/plan.js';
import type { ComparedSide, KeptPayload, StepWork } from './compared-side.js';
import { stepKeyOf } from './readiness.js';
import type { StepState, StepStatus } from './state.js';

/** In what a step differs. `only`: one of the two definitions has it. */
export const DIFFERENCES = ['only', 'definition', 'inputs', 'outcome', 'output', 'attempts'] as const;
export type Difference = (typeof DIFFERENCES)[number];

/** Two payloads that are not the same; a side without one has no event that holds it. */
export interface PayloadPair {
  readonly a: KeptPayload | undefined;
  readonly b: KeptPayload | undefined;
}

export interface ComparedStepSide {
  readonly status: StepStatus;
  readonly state: StepState | undefined;
  readonly work: StepWork | undefined;
}

export interface ComparedStep {
  readonly stepKey: StepKey;
  readonly name: string;
  /** Empty: the same on both sides. */
  readonly differs: readonly Difference[];
  /** It differs, though nothing before it does. */
  readonly first: boolean;
  /** Of its definition. */
  readonly fields: readonly FieldChange[];
  readonly inputs: PayloadPair | undefined;
  readonly output: PayloadPair | undefined;
  /** Undefined: that definition has no such step. */
  readonly a: ComparedStepSide | undefined;
  readonly b: ComparedStepSide | undefined;
}

/** Where two runs part. */
export interface Parting {
  readonly stepKey: StepKey;
  readonly name: string;
  readonly reasons: readonly Difference[];
  /** The event of each side that shows it; undefined: there is none yet. */
  readonly a: number | undefined;
  readonly b: number | undefined;
  /** For people, one sentence. */
  readonly text: string;
  /** Further steps that differ though nothing before them does. */
  readonly others: number;
}

/** How the two runs are related: one is a replay of the other, or both are replays of one. */
export type Relation =
  | { readonly kind: 'replay'; readonly of: 'a' | 'b'; readonly revision: number }
  | { readonly kind: 'siblings' | 'sameRun' | 'none' };

export interface RunComparison {
  readonly same: boolean;
  readonly relation: Relation;
  readonly sameWorkflow: boolean;
  readonly parting: Parting | undefined;
  /** What the runs were started with, when it is not the same. */
  readonly input: PayloadPair | undefined;
  /** Fields of the definitions outside of their steps. */
  readonly workflow: readonly FieldChange[];
  /** All steps of both, aligned by step and iteration: each after those that it depends on. */
  readonly steps: readonly ComparedStep[];
}

/** Two runs side by side. `a` is the one that the other is held against. */
export function compareRuns(a: ComparedSide, b: ComparedSide): RunComparison {
  const definitions = diffDefinitions(a.definition, b.definition);
  const fields = new Map(definitions.steps.map((step) => [step.stepId, step.kind === 'changed' ? step.fields : []]));
  const input = pairOf(a.story.input, b.story.input);
  const iterations = iterationsOf(a, b);
  const parted = new Set<string>();
  const steps: ComparedStep[] = [];
  for (const { planStep, dependsOn } of mergedSteps(a, b)) {
    const { id } = planStep;
    const follows = dependsOn.some((before) => parted.has(before));
    const changes = [...(fields.get(id) ?? []), ...chosen(a.plan.byId.get(id), b.plan.byId.get(id), fields.get(id))];
    for (const stepKey of [stepKeyOf(planStep), ...(iterations.get(id) ?? [])]) {
      const step = comparedStep(planStep, stepKey, a, b, changes, follows);
      steps.push(step);
      if (follows || parts(step)) parted.add(id);
    }
  }
  const parting = partingOf(steps, input !== undefined);
  return {
    same: !parting && !input && definitions.workflow.length === 0 && a.run.status === b.run.status,
    relation: relationOf(a, b),
    sameWorkflow: a.run.workflow.id === b.run.workflow.id,
    parting,
    input,
    workflow: definitions.workflow,
    steps,
  };
}

/** More attempts alone are a difference, and not where two runs part. */
const parts = ({ differs }: Pick<ComparedStep, 'differs'>): boolean => differs.some((one) => one !== 'attempts');

/** Steps of both definitions with what each depends on in either, in an order in which all of that comes first. */
function mergedSteps(a: ComparedSide, b: ComparedSide): { planStep: PlanStep; dependsOn: readonly string[] }[] {
  const merged = new Map<string, { readonly planStep: PlanStep; readonly id: string; dependsOn: readonly string[] }>();
  for (const planStep of [...b.plan.steps, ...a.plan.steps]) {
    const { id, dependsOn } = planStep;
    const known = merged.get(id);
    if (known) known.dependsOn = [...new Set([...known.dependsOn, ...dependsOn])];
    else merged.set(id, { planStep, id, dependsOn });
  }
  const steps = [...merged.values()];
  const place = new Map(dependencyGraph(steps).order.map((id, i) => [id, i]));
  // Two versions can order the same steps the other way round: together they are a circle, and stand at the end.
  const placeOf = (id: string): number => place.get(id) ?? steps.length;
  return steps.sort((one, other) => placeOf(one.id) - placeOf(other.id));
}

/** The iterations that either run has of each step, in their order. */
function iterationsOf(a: ComparedSide, b: ComparedSide): ReadonlyMap<string, readonly StepKey[]> {
  const found = new Map<string, Map<StepKey, number>>();
  for (const { story } of [a, b])
    for (const { step } of story.work.values()) {
      if (step.iteration === undefined) continue;
      const ofStep = found.get(step.stepId) ?? new Map<StepKey, number>();
      found.set(step.stepId, ofStep.set(step.stepKey, step.iteration));
    }
  return new Map(
    [...found].map(([id, keys]) => [id, [...keys].sort(([, one], [, other]) => one - other).map(([key]) => key)]),
  );
}

/** An agent or a model that was chosen for a replay is not in its definition. */
function chosen(
  a: PlanStep | undefined,
  b: PlanStep | undefined,
  known: readonly FieldChange[] = [],
): readonly FieldChange[] {
  if (!a || !b) return [];
  const change = (field: string, before: string | undefined, after: string | undefined): FieldChange[] =>
    before === after || known.some((one) => one.field === field || field.startsWith(`${one.field}.`))
      ? []
      : [{ field, before, after }];
  return [...change('agent.name', a.agentName, b.agentName), ...change('model', a.model, b.model)];
}

function comparedStep(
  { id, name }: PlanStep,
  stepKey: StepKey,
  a: ComparedSide,
  b: ComparedSide,
  fields: readonly FieldChange[],
  follows: boolean,
): ComparedStep {
  const [before, after] = [stepSide(id, stepKey, a), stepSide(id, stepKey, b)];
  const inputs = before?.work?.inputs && after?.work?.inputs && pairOf(before.work.inputs, after.work.inputs);
  const output = before && after ? pairOf(before.work?.output, after.work?.output) : undefined;
  const differs: Difference[] = [];
  if (!before || !after) differs.push('only');
  if (fields.length > 0) differs.push('definition');
  if (inputs) differs.push('inputs');
  if (before && after) {
    if (outcomeOf(before) !== outcomeOf(after)) differs.push('outcome');
    if (output) differs.push('output');
    if (attemptsOf(before) !== attemptsOf(after) && !before.work?.keptFrom && !after.work?.keptFrom)
      differs.push('attempts');
  }
  return {
    stepKey,
    name,
    differs,
    first: !follows && parts({ differs }),
    fields,
    inputs,
    output,
    a: before,
    b: after,
  };
}

function stepSide(id: string, stepKey: StepKey, { run, plan, story }: ComparedSide): ComparedStepSide | undefined {
  if (!plan.byId.has(id)) return undefined;
  const state = run.steps.get(stepKey);
  return { status: state?.status ?? 'pending', state, work: story.work.get(stepKey) };
}

const attemptsOf = ({ work }: ComparedStepSide): number => work?.attempts ?? 0;
/** A failure is the same one when its class and code are. */
function outcomeOf({ status, state }: ComparedStepSide): string {
  const cause = status === 'completed' || status === 'skipped' ? undefined : state?.lastCause;
  return cause ? `${status} ${cause.class} ${cause.code}` : status;
}

const pairOf = (a: KeptPayload | undefined, b: KeptPayload | undefined): PayloadPair | undefined =>
  a?.hash === b?.hash ? undefined : { a, b };

function partingOf(steps: readonly ComparedStep[], otherInput: boolean): Parting | undefined {
  const roots = steps.filter(({ first }) => first);
  const [step] = roots;
  if (!step) return undefined;
  const reasons = step.differs.filter((one) => one !== 'attempts');
  return {
    stepKey: step.stepKey,
    name: step.name,
    reasons,
    a: eventOf(step.a, reasons),
    b: eventOf(step.b, reasons),
    text: partingText(step, reasons, otherInput),
    others: roots.length - 1,
  };
}

function eventOf(side: ComparedStepSide | undefined, reasons: readonly Difference[]): number | undefined {
  const work = side?.work;
  if (!work) return undefined;
  if (reasons.includes('definition') || reasons.includes('inputs')) return work.inputs?.revision ?? work.revision;
  return reasons.includes('outcome') ? work.revision : (work.output?.revision ?? work.revision);
}

/** One sentence; `A` and `B` are the sides. */
function partingText({ stepKey, fields, a, b }: ComparedStep, reasons: readonly Difference[], otherInput: boolean) {
  if (!a || !b) return `Only ${a ? 'A' : 'B'} has the step ${stepKey}.`;
  if (reasons.includes('definition')) {
    const names = fields.map(({ field }) => field);
    const shown = names.length > 5 ? [...names.slice(0, 4), `${names.length - 4} more`] : names;
    return `${stepKey} is defined in another way: ${shown.join(', ')}.`;
  }
  if (reasons.includes('inputs'))
    return `${stepKey} got other inputs${otherInput ? ', since the runs were started with different input' : ''}.`;
  if (reasons.includes('outcome')) {
    const [was, is] = [wordsOf(a), wordsOf(b)];
    return `${stepKey} ${was} in A, and ${is} in B.`;
  }
  return a.work?.inputs && b.work?.inputs
    ? `${stepKey} gave another result for the same inputs.`
    : `${stepKey} has another result.`;
}

const WORDS: Readonly<Record<StepStatus, string>> = {
  pending: 'has not run',
  awaitingApproval: 'waits for approval',
  approved: 'is approved',
  awaitingBudget: 'waits for its budget',
  running: 'is running',
  awaitingRetry: 'waits for a retry',
  deadLetter: 'is a dead letter',
  completed: 'completed',
  skipped: 'was skipped',
  abandoned: 'was abandoned',
};
function wordsOf({ status, state }: ComparedStepSide): string {
  const cause = status === 'deadLetter' || status === 'awaitingRetry' ? state?.lastCause : undefined;
  return cause ? `${WORDS[status]} (${cause.code})` : WORDS[status];
}

function relationOf({ run: a }: ComparedSide, { run: b }: ComparedSide): Relation {
  if (a.runId === b.runId) return { kind: 'sameRun' };
  if (b.source?.runId === a.runId) return { kind: 'replay', of: 'a', revision: b.source.revision };
  if (a.source?.runId === b.runId) return { kind: 'replay', of: 'b', revision: a.source.revision };
  return { kind: a.source && a.source.runId === b.source?.runId ? 'siblings' : 'none' };
}
