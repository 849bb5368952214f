import { DomainError, type Problem } from '../../domain/kernel/errors.js';
import type { StepKey } from '../../domain/kernel/ids.js';
import { canonicalize, type Json } from '../../domain/kernel/json.js';
import { isBlobRef, type Payload } from '../../domain/kernel/payload.js';
import type { BudgetInput, ReplayOrder } from '../../domain/run/commands.js';
import type { ReplaySource } from '../../domain/run/events.js';
import type { RunAt, RunHistory } from '../../domain/run/history.js';
import type { KeptResult } from '../../domain/run/kept-results.js';
import {
  placed,
  planReplay,
  type ReplayChanges,
  type ReplayPayloads,
  type ReplayPlan,
} from '../../domain/run/replay-plan.js';
import type { PlannedReplay } from '../../domain/run/replaying.js';
import { planOfRun } from '../../domain/run/run-plan.js';
import { isEnded, type Cap, type Run } from '../../domain/run/state.js';
import { priceAt, type PriceTable } from '../../domain/pricing/price-table.js';
import { diffDefinitions } from '../../domain/workflow/diff.js';
import type { Limit } from '../../domain/workflow/plan.js';
import { versionOf, type WorkflowVersion } from '../../domain/workflow/state.js';
import { validateAgainst } from '../facts/schemas.js';
import { hashOf, sha256 } from '../hashing.js';
import type { Compiled, Definitions } from './definitions.js';
import { earlierEffects } from './earlier-effects.js';
import type { Payloads } from './payloads.js';
import { estimatesOf } from './replay-estimates.js';
import { mappingsOf } from './replay-mappings.js';
import { payloadsLeft } from './replay-payloads.js';
import { ReplayStory } from './replay-story.js';

export interface ReplayPlannerDeps {
  readonly history: RunHistory;
  readonly definitions: Definitions;
  readonly payloads: Payloads;
  readonly prices: PriceTable;
  /** Versions of a workflow, as its stream says. */
  versions(workflowId: string): Promise<readonly WorkflowVersion[]>;
  /** Whether there is an agent of that id. */
  isAgent(agentId: string): Promise<boolean>;
  /** Reason of an open halt of a workflow or of everything. */
  haltedBecause(workflowId: string): string | undefined;
}

/** A plan with all that a start of it needs. */
export interface PreparedReplay extends PlannedReplay {
  readonly order: ReplayOrder;
  /** With the agents and models that were chosen. */
  readonly compiled: Compiled;
  readonly source: Omit<ReplaySource, 'carried'>;
  readonly story: ReplayStory;
}

/** Kept outputs larger than this stand beside the list of the kept results and beside the events. */
const ASIDE_BYTES = 8 * 1024;
/** What the next agent is told of a step whose result was given. */
const GIVEN = 'The result was given by the operator who started this replay.';

/** Looks up what a replay from an event of a run would do. Reads only; `prepare` writes what a start needs. */
export class ReplayPlanner {
  constructor(readonly deps: ReplayPlannerDeps) {}

  /** Rejects with RUN.NOT_FOUND (notFound) or RUN.NO_SUCH_EVENT (invalid); all else that does not fit is in the plan. */
  async plan(order: ReplayOrder, now: number): Promise<PreparedReplay> {
    const { history, definitions } = this.deps;
    const { runId, revision } = order.origin;
    const origin = await history.stateAt(runId, revision);
    const { state: originNow } = await history.stateAt(runId);
    const story = new ReplayStory(runId, revision);
    for await (const event of history.events(runId)) story.tell(event);
    const left = await payloadsLeft(this.deps.payloads, story);
    const earlier = await earlierEffects(history, origin.state);
    const before = withChoices(
      await definitions.get(origin.state.workflow.hash, origin.state.workflow.definition),
      origin.state.source?.changes,
    );
    const chosen = await this.#chosenVersion(order, origin.state);
    const changes = this.#effective(order.changes, origin.state.source, chosen.compiled);
    const after = withChoices(chosen.compiled, changes);
    const inputChanged = order.changes.input !== undefined && hashOf(order.changes.input) !== story.inputHash;
    const had = new Map([...originNow.steps.values()].map((step) => [step.stepKey, step.carriedCost ?? step.spent]));
    const plan = planReplay({
      origin: origin.state,
      revision,
      before: before.plan,
      after: after.plan,
      changes: order.changes,
      budget: order.budget === undefined ? after.plan.budget : capOf(order.budget),
      changedFields: changedFields(before, after),
      problems: [...chosen.problems, ...(await this.#misfits(order, story, after, left))],
      warnings: [...earlier.warnings, ...this.#warnings(order, originNow, after.plan.workflowId, now)],
      effects: [...earlier.effects, ...story.effects],
      payloads: left,
      had,
      estimates: estimatesOf({ now, prices: this.deps.prices, story, origin: originNow, before: before.plan, after }),
      sources: after.sources,
      mapped: await mappingsOf(this.deps.payloads, {
        story,
        before,
        after,
        changes: order.changes,
        inputChanged,
        left,
      }),
    });
    return {
      plan,
      order,
      origin,
      originNow,
      workflow: chosen.workflow,
      compiled: after,
      story,
      source: sourceOf(order, origin, story, plan, { ...changes, input: inputChanged, versionBefore: chosen.before }),
    };
  }

  /** The definition that a replay goes on with. Rejects with RUN.NOT_FOUND (notFound) or RUN.NO_SUCH_EVENT (invalid). */
  async definitionOf(order: ReplayOrder): Promise<Compiled> {
    const { state } = await this.deps.history.stateAt(order.origin.runId, order.origin.revision);
    return (await this.#chosenVersion(order, state)).compiled;
  }

  /** Writes the kept results beside the log; `changes` as they may be stored. Rejects with REPLAY.DOES_NOT_FIT (invalid) and every problem. */
  async prepare(
    planned: PreparedReplay,
    changes: ReplayChanges,
  ): Promise<{ readonly input: Payload; readonly inputHash: string; readonly source: ReplaySource }> {
    const { plan, order, story, source } = planned;
    if (plan.problems.length > 0)
      throw new DomainError('REPLAY.DOES_NOT_FIT', 'invalid', 'The replay cannot be started: something does not fit.', {
        problems: plan.problems,
      });
    const kept: KeptResult[] = [];
    for (const { stepKey, action, had } of plan.steps) {
      const result = action === 'give' ? await this.#given(planned, stepKey, changes) : story.results.get(stepKey);
      if (action === 'run' || !result) continue;
      const { revision, output, outputHash, ...more } = result;
      const from = { runId: order.origin.runId, revision };
      const cost = { nanoUsd: had.nanoUsd.toString(), tokens: had.tokens };
      kept.push({ ...more, from, cost, ...(await this.#aside(output, outputHash)) });
    }
    const text = canonicalize(kept);
    const carried = await this.deps.payloads.blobs.put(text, sha256(text));
    const input = source.changes.input && changes.input !== undefined ? changes.input : undefined;
    // What was of the origin alone must not go with it.
    for (const payload of [...kept.map(({ output }) => output), ...(input === undefined ? [story.input] : [])])
      if (isBlobRef(payload)) await this.deps.payloads.blobs.keep(payload);
    const stored =
      input === undefined ? { payload: story.input, hash: story.inputHash } : await this.deps.payloads.stored(input);
    return { input: stored.payload, inputHash: stored.hash, source: { ...source, carried } };
  }

  async #aside(
    output: Payload | undefined,
    outputHash: string | undefined,
  ): Promise<{ readonly output?: Payload; readonly outputHash?: string }> {
    if (output === undefined || outputHash === undefined) return {};
    return { output: await this.deps.payloads.aside(output, outputHash, ASIDE_BYTES), outputHash };
  }

  async #given({ order, compiled }: PreparedReplay, stepKey: StepKey, changes: ReplayChanges) {
    const { payload, hash } = await this.deps.payloads.stored(changes.outputs[stepKey] ?? null);
    return {
      step: { stepKey, stepId: stepKey },
      outcome: 'given' as const,
      output: payload,
      outputHash: hash,
      summary: GIVEN,
      verdict: { schemaHash: compiled.schemaHashes.get(stepKey) ?? '', valid: true as const },
      revision: order.origin.revision,
    };
  }

  /** The version that was asked for. One that is not there is a problem; the rest is planned with the origin's then. */
  async #chosenVersion({ changes: { version } }: ReplayOrder, { workflow }: Run) {
    const same = {
      workflow,
      compiled: await this.deps.definitions.get(workflow.hash, workflow.definition),
      before: undefined,
    };
    if (version === undefined || version === workflow.version) return { ...same, problems: [] };
    const versions = await this.deps.versions(workflow.id);
    const saved = versionOf({ id: workflow.id, versions: [...versions] }, version);
    if (!saved) {
      const message = `workflow "${workflow.id}" has no version ${version}; the latest is ${versions.length}`;
      return { ...same, problems: [{ path: 'version', message }] };
    }
    return {
      workflow: { ...saved, id: workflow.id },
      compiled: await this.deps.definitions.get(saved.hash, saved.definition),
      before: workflow.version,
      problems: [],
    };
  }

  /** A replay of a replay goes on with the agents and models of its origin, where nothing else is chosen. */
  #effective(changes: ReplayChanges, origin: ReplaySource | undefined, { plan }: Compiled) {
    const known = (chosen: Readonly<Record<string, string>> | undefined): Record<string, string> =>
      Object.fromEntries(Object.entries(chosen ?? {}).filter(([id]) => plan.byId.has(id)));
    return {
      agents: { ...known(origin?.changes.agents), ...known(changes.agents) },
      models: { ...known(origin?.changes.models), ...known(changes.models) },
    };
  }

  async #misfits(
    { changes }: ReplayOrder,
    story: ReplayStory,
    after: Compiled,
    left: ReplayPayloads,
  ): Promise<Problem[]> {
    const problems: Problem[] = [];
    const check = (place: string, schema: Parameters<typeof validateAgainst>[0], value: Json): void => {
      const verdict = validateAgainst(schema, value);
      if (!verdict.valid) problems.push(...placed(place, verdict.errors));
    };
    const { input: schema = true } = after.definition;
    if (changes.input !== undefined) check('input', schema, changes.input);
    else if (changes.version !== undefined && left.input !== 'gone')
      check('input', schema, await this.deps.payloads.plain(story.input));
    for (const [id, output] of Object.entries(changes.outputs)) {
      const step = after.plan.byId.get(id);
      if (step) check(`outputs.${id}`, step.outputSchema, output);
    }
    for (const [id, agent] of Object.entries(changes.agents))
      if (!(await this.deps.isAgent(agent)))
        problems.push({ path: `agents.${id}`, message: `there is no agent "${agent}"` });
    return problems;
  }

  #warnings({ changes }: ReplayOrder, originNow: Run, workflowId: string, now: number): Problem[] {
    const warnings: Problem[] = [];
    if (!isEnded(originNow))
      warnings.push({
        path: 'origin',
        message: `The origin is still ${originNow.status}: both runs go on side by side.`,
      });
    const halted = this.deps.haltedBecause(workflowId);
    if (halted !== undefined)
      warnings.push({
        path: 'workflow',
        message: `The workflow is halted: ${halted}. The replay is refused until that is lifted.`,
      });
    for (const [id, model] of Object.entries(changes.models))
      if (!priceAt(this.deps.prices, model, now))
        warnings.push({
          path: `models.${id}`,
          message: `Nobody knows a price of "${model}": what it costs will be unknown.`,
        });
    return warnings;
  }
}

/** A definition as a run of it works with it. */
export function withChoices(compiled: Compiled, chosen: Parameters<typeof planOfRun>[1]): Compiled {
  const plan = planOfRun(compiled.plan, chosen);
  return plan === compiled.plan ? compiled : { ...compiled, plan };
}

function changedFields(before: Compiled, after: Compiled): ReadonlyMap<string, readonly string[]> {
  if (before.definition === after.definition) return new Map();
  const { steps } = diffDefinitions(before.definition, after.definition);
  return new Map(
    steps.flatMap((step) => (step.kind === 'changed' ? [[step.stepId, step.fields.map(({ field }) => field)]] : [])),
  );
}

function sourceOf(
  { origin, budget }: ReplayOrder,
  { state, head }: RunAt,
  story: ReplayStory,
  plan: ReplayPlan,
  effective: Pick<ReplaySource['changes'], 'agents' | 'models' | 'input' | 'versionBefore'>,
): PreparedReplay['source'] {
  const { versionBefore, ...chosen } = effective;
  return {
    runId: state.runId,
    revision: origin.revision,
    headHash: head.hash,
    steps: plan.steps.filter(({ action }) => action !== 'run').length,
    tasks: plan.steps.flatMap(({ stepKey, keepsTask }) => {
      const task = keepsTask ? story.tasks.get(stepKey) : undefined;
      return task ? [{ stepKey, ...task }] : [];
    }),
    changes: {
      ...chosen,
      ...(versionBefore === undefined ? {} : { versionBefore }),
      budget: budget !== undefined,
      outputs: plan.steps.filter(({ action }) => action === 'give').map(({ stepKey }) => stepKey),
    },
  };
}

const capOf = (budget: BudgetInput): Cap | Limit => ({
  nanoUsd: budget.nanoUsd === undefined ? undefined : BigInt(budget.nanoUsd),
  tokens: budget.tokens,
});
