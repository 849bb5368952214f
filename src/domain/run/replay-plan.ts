import type { Problem } from '../kernel/errors.js';
import type { RunId, StepKey } from '../kernel/ids.js';
import type { Json } from '../kernel/json.js';
import type { RiskTier } from '../workflow/definition.js';
import { dependencyGraph } from '../workflow/graph.js';
import type { Plan, PlanStep } from '../workflow/plan.js';
import { shortBy } from './budget.js';
import type { SchemaError } from './events.js';
import { stepKeyOf } from './readiness.js';
import { ownValue } from './run-plan.js';
import type { Amount, Cap, Run, StepStatus } from './state.js';

/** What shall be different in a replay. Agents, models and results are by step id. */
export interface ReplayChanges {
  readonly input?: Json | undefined;
  /** Default: the origin's. */
  readonly version?: number | undefined;
  readonly agents: Readonly<Record<string, string>>;
  readonly models: Readonly<Record<string, string>>;
  readonly outputs: Readonly<Record<string, Json>>;
}

/** Why a step runs again. */
export type Reason =
  /** Its status at N. */
  | { readonly kind: 'notDone'; readonly status: StepStatus }
  /** The origin's version has no such step. */
  | { readonly kind: 'added' }
  /** Its definition is another one in these fields. */
  | { readonly kind: 'version'; readonly fields: readonly string[] }
  | { readonly kind: 'agent'; readonly agent: string }
  | { readonly kind: 'model'; readonly model: string }
  /** What it gets of the run's input is not the same. */
  | { readonly kind: 'input' }
  /** What it gets of these steps is not the same: their results were given. */
  | { readonly kind: 'givenOutput'; readonly steps: readonly string[] }
  /** It depends on these, which run again. */
  | { readonly kind: 'downstream'; readonly steps: readonly string[] };

export interface PlannedStep {
  readonly stepKey: StepKey;
  readonly name: string;
  /** `give`: the operator's own result takes the place of one. */
  readonly action: 'keep' | 'give' | 'run';
  /** Empty unless it runs. */
  readonly reasons: readonly Reason[];
  /** Its status at N; undefined when the origin has no such step. */
  readonly status: StepStatus | undefined;
  readonly tier: RiskTier;
  /** What it had cost in the origin by its end. */
  readonly had: Amount;
  /** What running it is expected to cost and to take; undefined when nobody knows. */
  readonly estimate: Estimate;
  /** It was under way at N: with the same inputs it keeps its key for side effects outside. */
  readonly keepsTask: boolean;
}

export interface Estimate {
  readonly nanoUsd: bigint | undefined;
  readonly tokens: number | undefined;
  readonly durationMs: number | undefined;
  /** Of the origin's own work, or of the definition. */
  readonly from: 'origin' | 'definition' | 'nothing';
}

/** Something that an agent did to the world. */
export interface Effect {
  /** Where it is recorded: in the origin, or in a run that the origin goes back to. */
  readonly runId: RunId;
  readonly stepKey: StepKey;
  readonly attempt: number;
  readonly kind: string;
  readonly target: string;
  readonly revision: number;
  /** It happened after the event from which its run was replayed, in what the replay did or does anew. */
  readonly later: boolean;
}
export interface PlannedEffect extends Effect {
  /** `kept`: not repeated. `again`: its step runs again, it may happen twice. */
  readonly fate: 'kept' | 'again';
  /** Its attempt was under way at N. */
  readonly open: boolean;
}

/** An attempt that was under way at N. What it did to the world and did not report is unknown. */
export interface OpenAttempt {
  readonly stepKey: StepKey;
  readonly attempt: number;
  readonly agentName: string;
  /** Side effects that it had recorded by N. */
  readonly effects: number;
}

export interface PlannedApproval {
  readonly stepKey: StepKey;
  readonly name: string;
  readonly tier: RiskTier;
  /** The origin had been granted it by N. It is asked anew. */
  readonly grantedBefore: boolean;
}

export interface ReplayPlan {
  readonly revision: number;
  readonly steps: readonly PlannedStep[];
  /** Results of the origin that the new version has no step for. */
  readonly dropped: readonly { readonly stepKey: StepKey; readonly had: Amount }[];
  readonly effects: readonly PlannedEffect[];
  readonly openAttempts: readonly OpenAttempt[];
  readonly approvals: readonly PlannedApproval[];
  /** What the kept results had cost. */
  readonly kept: { readonly steps: number; readonly had: Amount };
  /** Of all that runs; what is unknown is left out of the sums and counted. The time is that of the longest way through the graph. */
  readonly estimate: Amount & {
    readonly durationMs: number;
    readonly unknownCosts: number;
    readonly unknownTimes: number;
  };
  readonly budget: Cap;
  /** What does not hinder it, and should be known. */
  readonly warnings: readonly Problem[];
  /** Why it cannot be started. */
  readonly problems: readonly Problem[];
}

/** A step's inputs as its mappings give them in the origin and in the replay. */
export interface MappedInputs {
  readonly same: boolean;
  /** Why the replay's mappings give none. */
  readonly failure: readonly Problem[];
  /** The origin's gave none either. */
  readonly failedBefore: boolean;
}

/** What is left of a payload. `erased`: personal data in it was; `gone`: it is not in the store any more, or damaged. */
export type PayloadStanding = 'whole' | 'erased' | 'gone';
/** What is left of what the replay takes over: the input, and results by step key. */
export interface ReplayPayloads {
  readonly input: PayloadStanding;
  readonly results: ReadonlyMap<string, PayloadStanding>;
}

/** What was looked up before planning. */
export interface ReplayPlanFacts {
  /** The origin as it was at N. */
  readonly origin: Run;
  readonly revision: number;
  /** Of the origin as it ran, and of the replay as it will: with the agents and models that were chosen. */
  readonly before: Plan;
  readonly after: Plan;
  readonly changes: ReplayChanges;
  readonly budget: Cap;
  /** By step id: the fields in which its definition differs from the origin's version. */
  readonly changedFields: ReadonlyMap<string, readonly string[]>;
  /** What could not be looked up at all, or does not fit its schema. */
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
  readonly effects: readonly Effect[];
  readonly payloads: ReplayPayloads;
  /** By step key, what it had cost in the origin by now. */
  readonly had: ReadonlyMap<string, Amount>;
  readonly estimates: ReadonlyMap<string, Estimate>;
  /** By step id: the steps whose outputs its mappings refer to; steps before it, not only those right before. */
  readonly sources: ReadonlyMap<string, readonly string[]>;
  /** Evaluates the mappings of a step: those that refer to none of the steps that run again, whose results nobody knows yet. */
  mapped(stepId: string, again: ReadonlySet<string>): MappedInputs;
}

/** Fields of a step's definition that what it results in depends on. What it gets (`inputs`, `dependsOn`) is compared by its values. */
const RESULT_FIELDS = ['agent', 'output', 'tier'];
const rootOf = (field: string): string => /^[^.[]*/.exec(field)?.[0] ?? field;

const NOTHING: Amount = { nanoUsd: 0n, tokens: 0 };
const NO_ESTIMATE: Estimate = { nanoUsd: undefined, tokens: undefined, durationMs: undefined, from: 'nothing' };

/** What a replay would do, step by step, and everything that does not fit, at once. */
export function planReplay(facts: ReplayPlanFacts): ReplayPlan {
  const { origin, after } = facts;
  const problems: Problem[] = [...facts.problems, ...unknownSteps(facts)];
  const warnings: Problem[] = [...facts.warnings];
  const again = new Set<string>();
  const planned = new Map<string, PlannedStep>();
  for (const planStep of inOrder(after)) {
    const step = plannedStep(facts, planStep, again, problems, warnings);
    if (step.action === 'run') again.add(planStep.id);
    planned.set(planStep.id, step);
  }
  const steps = after.steps.flatMap(({ id }) => planned.get(id) ?? []);
  const fateOf = (stepKey: StepKey): 'kept' | 'again' => (planned.get(stepKey)?.action === 'run' ? 'again' : 'kept');
  const openAttempts = attemptsOpen(facts);
  const open = new Set(openAttempts.map(({ stepKey, attempt }) => `${stepKey} ${attempt}`));
  const keeps = steps.filter(({ action }) => action === 'keep');
  const runs = steps.filter(({ action }) => action === 'run');
  const left = whatIsLeft(facts, keeps, runs);
  problems.push(...left.problems);
  warnings.push(...left.warnings);
  const estimate = estimateOf(after, runs);
  if (shortBy({ limit: facts.budget, spent: NOTHING, reserved: NOTHING }, estimate))
    warnings.push({ path: 'budget', message: 'What runs again is expected to cost more than the budget.' });
  return {
    revision: facts.revision,
    steps,
    dropped: [...origin.steps.values()]
      .filter(({ stepId, status }) => !after.byId.has(stepId) && (status === 'completed' || status === 'skipped'))
      .map(({ stepKey }) => ({ stepKey, had: facts.had.get(stepKey) ?? NOTHING })),
    effects: facts.effects
      .map((effect) => ({
        ...effect,
        fate: fateOf(effect.stepKey),
        open: effect.runId === origin.runId && open.has(`${effect.stepKey} ${effect.attempt}`),
      }))
      .filter(({ fate, later }) => fate === 'again' || !later),
    openAttempts,
    approvals: runs
      .filter(({ stepKey }) => after.byId.get(stepKey)?.approval.required)
      .map(({ stepKey, name, tier }) => ({ stepKey, name, tier, grantedBefore: wasGranted(origin, stepKey) })),
    kept: { steps: keeps.length, had: sum(keeps.map(({ had }) => had)) },
    estimate,
    budget: facts.budget,
    warnings,
    problems,
  };
}

/** Every step after those that it depends on. */
const inOrder = (plan: Plan): PlanStep[] => dependencyGraph(plan.steps).order.flatMap((id) => plan.byId.get(id) ?? []);

function plannedStep(
  facts: ReplayPlanFacts,
  planStep: PlanStep,
  again: ReadonlySet<string>,
  problems: Problem[],
  warnings: Problem[],
): PlannedStep {
  const { id } = planStep;
  const stepKey = stepKeyOf(planStep);
  const state = facts.origin.steps.get(stepKey);
  const status = facts.before.byId.has(id) ? (state?.status ?? 'pending') : undefined;
  const given = Object.hasOwn(facts.changes.outputs, id);
  const sources = [...new Set([...planStep.dependsOn, ...(facts.sources.get(id) ?? [])])];
  const upstream = sources.filter((before) => again.has(before));
  const mapped = given ? undefined : facts.mapped(id, again);
  const reasons = given ? [] : reasonsOf(facts, planStep, status, sources, upstream, mapped);
  const runs = reasons.length > 0;
  if (runs && mapped) {
    const failures = mapped.failure.map((one) => ({ ...one, path: `steps.${id}.${one.path}` }));
    // As it was in the origin, it may be so again: there it became a dead letter, which a person can skip.
    if (mapped.failedBefore)
      warnings.push(...failures.map((one) => ({ ...one, message: `${one.path}: ${one.message}` })));
    else problems.push(...failures);
  }
  return {
    stepKey,
    name: planStep.name,
    action: given ? 'give' : runs ? 'run' : 'keep',
    reasons,
    status,
    tier: planStep.tier,
    had: facts.had.get(stepKey) ?? NOTHING,
    estimate: facts.estimates.get(id) ?? NO_ESTIMATE,
    keepsTask: runs && status !== 'completed' && status !== 'skipped' && wasBegun(facts.origin, stepKey),
  };
}

/** It had been tried: in the origin, or in the run that the origin itself replays and had not come to it yet. */
const wasBegun = ({ steps, source }: Run, stepKey: StepKey): boolean =>
  (steps.get(stepKey)?.attempt ?? 0) > 0 || source?.tasks.some((task) => task.stepKey === stepKey) === true;

function reasonsOf(
  { before, changes, changedFields }: ReplayPlanFacts,
  planStep: PlanStep,
  status: StepStatus | undefined,
  sources: readonly string[],
  upstream: readonly string[],
  mapped: MappedInputs | undefined,
): Reason[] {
  const { id } = planStep;
  const old = before.byId.get(id);
  if (status === undefined || !old) return [{ kind: 'added' }];
  if (status !== 'completed' && status !== 'skipped') return [{ kind: 'notDone', status }];
  const reasons: Reason[] = [];
  const changed = changedFields.get(id) ?? [];
  const { agentName, model } = planStep;
  const otherAgent = ownValue(changes.agents, id) !== undefined && agentName !== old.agentName ? agentName : undefined;
  const otherModel = ownValue(changes.models, id) !== undefined && model !== old.model ? model : undefined;
  // What is chosen for the replay holds in place of what the version says.
  const fields = changed.filter((field) => {
    const root = rootOf(field);
    if (root === 'model') return model !== old.model && otherModel === undefined;
    if (root === 'agent' && planStep.capability === old.capability)
      return agentName !== old.agentName && otherAgent === undefined;
    return RESULT_FIELDS.includes(root);
  });
  const mappings = changed.filter((field) => rootOf(field) === 'inputs');
  const different = mapped !== undefined && upstream.length === 0 && !mapped.same;
  if (different && mappings.length > 0) fields.push(...mappings);
  if (fields.length > 0) reasons.push({ kind: 'version', fields });
  if (otherAgent !== undefined) reasons.push({ kind: 'agent', agent: otherAgent });
  if (otherModel !== undefined) reasons.push({ kind: 'model', model: otherModel });
  if (different && mappings.length === 0) {
    const given = sources.filter((source) => Object.hasOwn(changes.outputs, source));
    reasons.push(given.length > 0 ? { kind: 'givenOutput', steps: given } : { kind: 'input' });
  }
  if (upstream.length > 0) reasons.push({ kind: 'downstream', steps: upstream });
  return reasons;
}

/** Whoever names a step that is not there has another workflow in mind: nothing of it is guessed. */
function unknownSteps({ after, changes }: ReplayPlanFacts): Problem[] {
  const known = after.steps.map(({ id }) => `"${id}"`);
  const list = known.length > 20 ? `${known.slice(0, 20).join(', ')} and ${known.length - 20} more` : known.join(', ');
  return (['agents', 'models', 'outputs'] as const).flatMap((what) =>
    Object.keys(changes[what])
      .filter((id) => !after.byId.has(id))
      .map((id) => ({ path: `${what}.${id}`, message: `there is no step "${id}"; the version has ${list}` })),
  );
}

/** What is taken over and is not whole. What no step that runs can get does not hinder. */
function whatIsLeft(
  { payloads, changes, sources }: ReplayPlanFacts,
  keeps: readonly PlannedStep[],
  runs: readonly PlannedStep[],
): { readonly problems: readonly Problem[]; readonly warnings: readonly Problem[] } {
  const problems: Problem[] = [];
  const warnings: Problem[] = [];
  if (changes.input === undefined && runs.length > 0) {
    if (payloads.input === 'gone')
      problems.push({ path: 'input', message: 'The input is not in the store any more. Give one.' });
    if (payloads.input === 'erased')
      warnings.push({
        path: 'input',
        message:
          'Personal data in the input was erased: what runs gets [erased] in its place, unless you give another.',
      });
  }
  const needed = new Set(runs.flatMap(({ stepKey }) => sources.get(stepKey) ?? []));
  for (const { stepKey, name } of keeps) {
    const standing = payloads.results.get(stepKey);
    const path = `outputs.${stepKey}`;
    if (standing === 'gone' && needed.has(stepKey))
      problems.push({
        path,
        message: `The result of "${name}" is not in the store any more, and a step that runs needs it. Give one.`,
      });
    else if (standing === 'gone')
      warnings.push({
        path,
        message: `The result of "${name}" is not in the store any more; no step that runs needs it.`,
      });
    else if (standing === 'erased' && needed.has(stepKey))
      warnings.push({
        path,
        message: `Personal data in the result of "${name}" was erased: what runs gets [erased] in its place.`,
      });
  }
  return { problems, warnings };
}

/** Errors of values against their schemas, with their place in the request. */
export const placed = (root: string, errors: readonly SchemaError[]): Problem[] =>
  errors.map(({ path, message }) => ({
    path: path === '' ? root : path.startsWith('[') ? `${root}${path}` : `${root}.${path}`,
    message,
  }));

function attemptsOpen({ origin, effects }: ReplayPlanFacts): OpenAttempt[] {
  const own = effects.filter(({ runId, later }) => runId === origin.runId && !later);
  return [...origin.leases.values()]
    .filter(({ status }) => status === 'active')
    .map(({ stepKey, attempt, agent }) => ({
      stepKey,
      attempt,
      agentName: agent.name,
      effects: own.filter((one) => one.stepKey === stepKey && one.attempt === attempt).length,
    }));
}

function wasGranted(origin: Run, stepKey: StepKey): boolean {
  for (const { stepKey: of, kind, status } of origin.approvals.values())
    if (of === stepKey && kind === 'step' && (status === 'granted' || status === 'used')) return true;
  return false;
}

function estimateOf(plan: Plan, runs: readonly PlannedStep[]): ReplayPlan['estimate'] {
  const byId = new Map<string, PlannedStep>(runs.map((step) => [step.stepKey, step]));
  const endsAt = new Map<string, number>();
  for (const { id, dependsOn } of inOrder(plan)) {
    const startsAt = Math.max(0, ...dependsOn.map((before) => endsAt.get(before) ?? 0));
    endsAt.set(id, startsAt + (byId.get(id)?.estimate.durationMs ?? 0));
  }
  const known = runs.map(({ estimate }) => ({ nanoUsd: estimate.nanoUsd ?? 0n, tokens: estimate.tokens ?? 0 }));
  return {
    ...sum(known),
    durationMs: Math.max(0, ...endsAt.values()),
    unknownCosts: runs.filter(({ estimate }) => estimate.nanoUsd === undefined).length,
    unknownTimes: runs.filter(({ estimate }) => estimate.durationMs === undefined).length,
  };
}

const sum = (amounts: readonly Amount[]): Amount =>
  amounts.reduce((all, one) => ({ nanoUsd: all.nanoUsd + one.nanoUsd, tokens: all.tokens + one.tokens }), NOTHING);
