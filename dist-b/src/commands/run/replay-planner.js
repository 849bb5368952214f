import { DomainError } from "../../domain/kernel/errors.js";
import { canonicalize } from "../../domain/kernel/json.js";
import { isBlobRef } from "../../domain/kernel/payload.js";
import {
  placed,
  planReplay
} from "../../domain/run/replay-plan.js";
import { planOfRun } from "../../domain/run/run-plan.js";
import { isEnded } from "../../domain/run/state.js";
import { priceAt } from "../../domain/pricing/price-table.js";
import { diffDefinitions } from "../../domain/workflow/diff.js";
import { versionOf } from "../../domain/workflow/state.js";
import { validateAgainst } from "../facts/schemas.js";
import { hashOf, sha256 } from "../hashing.js";
import { earlierEffects } from "./earlier-effects.js";
import { estimatesOf } from "./replay-estimates.js";
import { mappingsOf } from "./replay-mappings.js";
import { payloadsLeft } from "./replay-payloads.js";
import { ReplayStory } from "./replay-story.js";
const ASIDE_BYTES = 8 * 1024, GIVEN = "The result was given by the operator who started this replay.";
class ReplayPlanner {
  constructor(deps) {
    this.deps = deps;
  }
  deps;
  /** Rejects with RUN.NOT_FOUND (notFound) or RUN.NO_SUCH_EVENT (invalid); all else that does not fit is in the plan. */
  async plan(order, now) {
    const { history, definitions } = this.deps, { runId, revision } = order.origin, origin = await history.stateAt(runId, revision), { state: originNow } = await history.stateAt(runId), story = new ReplayStory(runId, revision);
    for await (const event of history.events(runId)) story.tell(event);
    const left = await payloadsLeft(this.deps.payloads, story), earlier = await earlierEffects(history, origin.state), before = withChoices(
      await definitions.get(origin.state.workflow.hash, origin.state.workflow.definition),
      origin.state.source?.changes
    ), chosen = await this.#chosenVersion(order, origin.state), changes = this.#effective(order.changes, origin.state.source, chosen.compiled), after = withChoices(chosen.compiled, changes), inputChanged = order.changes.input !== void 0 && hashOf(order.changes.input) !== story.inputHash, had = new Map([...originNow.steps.values()].map((step) => [step.stepKey, step.carriedCost ?? step.spent])), plan = planReplay({
      origin: origin.state,
      revision,
      before: before.plan,
      after: after.plan,
      changes: order.changes,
      budget: order.budget === void 0 ? after.plan.budget : capOf(order.budget),
      changedFields: changedFields(before, after),
      problems: [...chosen.problems, ...await this.#misfits(order, story, after, left)],
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
        left
      })
    });
    return {
      plan,
      order,
      origin,
      originNow,
      workflow: chosen.workflow,
      compiled: after,
      story,
      source: sourceOf(order, origin, story, plan, { ...changes, input: inputChanged, versionBefore: chosen.before })
    };
  }
  /** The definition that a replay goes on with. Rejects with RUN.NOT_FOUND (notFound) or RUN.NO_SUCH_EVENT (invalid). */
  async definitionOf(order) {
    const { state } = await this.deps.history.stateAt(order.origin.runId, order.origin.revision);
    return (await this.#chosenVersion(order, state)).compiled;
  }
  /** Writes the kept results beside the log; `changes` as they may be stored. Rejects with REPLAY.DOES_NOT_FIT (invalid) and every problem. */
  async prepare(planned, changes) {
    const { plan, order, story, source } = planned;
    if (plan.problems.length > 0)
      throw new DomainError("REPLAY.DOES_NOT_FIT", "invalid", "The replay cannot be started: something does not fit.", {
        problems: plan.problems
      });
    const kept = [];
    for (const { stepKey, action, had } of plan.steps) {
      const result = action === "give" ? await this.#given(planned, stepKey, changes) : story.results.get(stepKey);
      if (action === "run" || !result) continue;
      const { revision, output, outputHash, ...more } = result, from = { runId: order.origin.runId, revision }, cost = { nanoUsd: had.nanoUsd.toString(), tokens: had.tokens };
      kept.push({ ...more, from, cost, ...await this.#aside(output, outputHash) });
    }
    const text = canonicalize(kept), carried = await this.deps.payloads.blobs.put(text, sha256(text)), input = source.changes.input && changes.input !== void 0 ? changes.input : void 0;
    for (const payload of [...kept.map(({ output }) => output), ...input === void 0 ? [story.input] : []])
      isBlobRef(payload) && await this.deps.payloads.blobs.keep(payload);
    const stored = input === void 0 ? { payload: story.input, hash: story.inputHash } : await this.deps.payloads.stored(input);
    return { input: stored.payload, inputHash: stored.hash, source: { ...source, carried } };
  }
  async #aside(output, outputHash) {
    return output === void 0 || outputHash === void 0 ? {} : { output: await this.deps.payloads.aside(output, outputHash, ASIDE_BYTES), outputHash };
  }
  async #given({ order, compiled }, stepKey, changes) {
    const { payload, hash } = await this.deps.payloads.stored(changes.outputs[stepKey] ?? null);
    return {
      step: { stepKey, stepId: stepKey },
      outcome: "given",
      output: payload,
      outputHash: hash,
      summary: GIVEN,
      verdict: { schemaHash: compiled.schemaHashes.get(stepKey) ?? "", valid: !0 },
      revision: order.origin.revision
    };
  }
  /** The version that was asked for. One that is not there is a problem; the rest is planned with the origin's then. */
  async #chosenVersion({ changes: { version } }, { workflow }) {
    const same = {
      workflow,
      compiled: await this.deps.definitions.get(workflow.hash, workflow.definition),
      before: void 0
    };
    if (version === void 0 || version === workflow.version) return { ...same, problems: [] };
    const versions = await this.deps.versions(workflow.id), saved = versionOf({ id: workflow.id, versions: [...versions] }, version);
    if (!saved) {
      const message = `workflow "${workflow.id}" has no version ${version}; the latest is ${versions.length}`;
      return { ...same, problems: [{ path: "version", message }] };
    }
    return {
      workflow: { ...saved, id: workflow.id },
      compiled: await this.deps.definitions.get(saved.hash, saved.definition),
      before: workflow.version,
      problems: []
    };
  }
  /** A replay of a replay goes on with the agents and models of its origin, where nothing else is chosen. */
  #effective(changes, origin, { plan }) {
    const known = (chosen) => Object.fromEntries(Object.entries(chosen ?? {}).filter(([id]) => plan.byId.has(id)));
    return {
      agents: { ...known(origin?.changes.agents), ...known(changes.agents) },
      models: { ...known(origin?.changes.models), ...known(changes.models) }
    };
  }
  async #misfits({ changes }, story, after, left) {
    const problems = [], check = (place, schema2, value) => {
      const verdict = validateAgainst(schema2, value);
      verdict.valid || problems.push(...placed(place, verdict.errors));
    }, { input: schema = !0 } = after.definition;
    changes.input !== void 0 ? check("input", schema, changes.input) : changes.version !== void 0 && left.input !== "gone" && check("input", schema, await this.deps.payloads.plain(story.input));
    for (const [id, output] of Object.entries(changes.outputs)) {
      const step = after.plan.byId.get(id);
      step && check(`outputs.${id}`, step.outputSchema, output);
    }
    for (const [id, agent] of Object.entries(changes.agents))
      await this.deps.isAgent(agent) || problems.push({ path: `agents.${id}`, message: `there is no agent "${agent}"` });
    return problems;
  }
  #warnings({ changes }, originNow, workflowId, now) {
    const warnings = [];
    isEnded(originNow) || warnings.push({
      path: "origin",
      message: `The origin is still ${originNow.status}: both runs go on side by side.`
    });
    const halted = this.deps.haltedBecause(workflowId);
    halted !== void 0 && warnings.push({
      path: "workflow",
      message: `The workflow is halted: ${halted}. The replay is refused until that is lifted.`
    });
    for (const [id, model] of Object.entries(changes.models))
      priceAt(this.deps.prices, model, now) || warnings.push({
        path: `models.${id}`,
        message: `Nobody knows a price of "${model}": what it costs will be unknown.`
      });
    return warnings;
  }
}
function withChoices(compiled, chosen) {
  const plan = planOfRun(compiled.plan, chosen);
  return plan === compiled.plan ? compiled : { ...compiled, plan };
}
function changedFields(before, after) {
  if (before.definition === after.definition) return /* @__PURE__ */ new Map();
  const { steps } = diffDefinitions(before.definition, after.definition);
  return new Map(
    steps.flatMap((step) => step.kind === "changed" ? [[step.stepId, step.fields.map(({ field }) => field)]] : [])
  );
}
function sourceOf({ origin, budget }, { state, head }, story, plan, effective) {
  const { versionBefore, ...chosen } = effective;
  return {
    runId: state.runId,
    revision: origin.revision,
    headHash: head.hash,
    steps: plan.steps.filter(({ action }) => action !== "run").length,
    tasks: plan.steps.flatMap(({ stepKey, keepsTask }) => {
      const task = keepsTask ? story.tasks.get(stepKey) : void 0;
      return task ? [{ stepKey, ...task }] : [];
    }),
    changes: {
      ...chosen,
      ...versionBefore === void 0 ? {} : { versionBefore },
      budget: budget !== void 0,
      outputs: plan.steps.filter(({ action }) => action === "give").map(({ stepKey }) => stepKey)
    }
  };
}
const capOf = (budget) => ({
  nanoUsd: budget.nanoUsd === void 0 ? void 0 : BigInt(budget.nanoUsd),
  tokens: budget.tokens
});
export {
  ReplayPlanner,
  withChoices
};
//# sourceMappingURL=replay-planner.js.map
