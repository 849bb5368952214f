import { dependencyGraph } from "../workflow/graph.js";
import { shortBy } from "./budget.js";
import { stepKeyOf } from "./readiness.js";
import { ownValue } from "./run-plan.js";
const RESULT_FIELDS = ["agent", "output", "tier"], rootOf = (field) => /^[^.[]*/.exec(field)?.[0] ?? field, NOTHING = { nanoUsd: 0n, tokens: 0 }, NO_ESTIMATE = { nanoUsd: void 0, tokens: void 0, durationMs: void 0, from: "nothing" };
function planReplay(facts) {
  const { origin, after } = facts, problems = [...facts.problems, ...unknownSteps(facts)], warnings = [...facts.warnings], again = /* @__PURE__ */ new Set(), planned = /* @__PURE__ */ new Map();
  for (const planStep of inOrder(after)) {
    const step = plannedStep(facts, planStep, again, problems, warnings);
    step.action === "run" && again.add(planStep.id), planned.set(planStep.id, step);
  }
  const steps = after.steps.flatMap(({ id }) => planned.get(id) ?? []), fateOf = (stepKey) => planned.get(stepKey)?.action === "run" ? "again" : "kept", openAttempts = attemptsOpen(facts), open = new Set(openAttempts.map(({ stepKey, attempt }) => `${stepKey} ${attempt}`)), keeps = steps.filter(({ action }) => action === "keep"), runs = steps.filter(({ action }) => action === "run"), left = whatIsLeft(facts, keeps, runs);
  problems.push(...left.problems), warnings.push(...left.warnings);
  const estimate = estimateOf(after, runs);
  return shortBy({ limit: facts.budget, spent: NOTHING, reserved: NOTHING }, estimate) && warnings.push({ path: "budget", message: "What runs again is expected to cost more than the budget." }), {
    revision: facts.revision,
    steps,
    dropped: [...origin.steps.values()].filter(({ stepId, status }) => !after.byId.has(stepId) && (status === "completed" || status === "skipped")).map(({ stepKey }) => ({ stepKey, had: facts.had.get(stepKey) ?? NOTHING })),
    effects: facts.effects.map((effect) => ({
      ...effect,
      fate: fateOf(effect.stepKey),
      open: effect.runId === origin.runId && open.has(`${effect.stepKey} ${effect.attempt}`)
    })).filter(({ fate, later }) => fate === "again" || !later),
    openAttempts,
    approvals: runs.filter(({ stepKey }) => after.byId.get(stepKey)?.approval.required).map(({ stepKey, name, tier }) => ({ stepKey, name, tier, grantedBefore: wasGranted(origin, stepKey) })),
    kept: { steps: keeps.length, had: sum(keeps.map(({ had }) => had)) },
    estimate,
    budget: facts.budget,
    warnings,
    problems
  };
}
const inOrder = (plan) => dependencyGraph(plan.steps).order.flatMap((id) => plan.byId.get(id) ?? []);
function plannedStep(facts, planStep, again, problems, warnings) {
  const { id } = planStep, stepKey = stepKeyOf(planStep), state = facts.origin.steps.get(stepKey), status = facts.before.byId.has(id) ? state?.status ?? "pending" : void 0, given = Object.hasOwn(facts.changes.outputs, id), sources = [.../* @__PURE__ */ new Set([...planStep.dependsOn, ...facts.sources.get(id) ?? []])], upstream = sources.filter((before) => again.has(before)), mapped = given ? void 0 : facts.mapped(id, again), reasons = given ? [] : reasonsOf(facts, planStep, status, sources, upstream, mapped), runs = reasons.length > 0;
  if (runs && mapped) {
    const failures = mapped.failure.map((one) => ({ ...one, path: `steps.${id}.${one.path}` }));
    mapped.failedBefore ? warnings.push(...failures.map((one) => ({ ...one, message: `${one.path}: ${one.message}` }))) : problems.push(...failures);
  }
  return {
    stepKey,
    name: planStep.name,
    action: given ? "give" : runs ? "run" : "keep",
    reasons,
    status,
    tier: planStep.tier,
    had: facts.had.get(stepKey) ?? NOTHING,
    estimate: facts.estimates.get(id) ?? NO_ESTIMATE,
    keepsTask: runs && status !== "completed" && status !== "skipped" && wasBegun(facts.origin, stepKey)
  };
}
const wasBegun = ({ steps, source }, stepKey) => (steps.get(stepKey)?.attempt ?? 0) > 0 || source?.tasks.some((task) => task.stepKey === stepKey) === !0;
function reasonsOf({ before, changes, changedFields }, planStep, status, sources, upstream, mapped) {
  const { id } = planStep, old = before.byId.get(id);
  if (status === void 0 || !old) return [{ kind: "added" }];
  if (status !== "completed" && status !== "skipped") return [{ kind: "notDone", status }];
  const reasons = [], changed = changedFields.get(id) ?? [], { agentName, model } = planStep, otherAgent = ownValue(changes.agents, id) !== void 0 && agentName !== old.agentName ? agentName : void 0, otherModel = ownValue(changes.models, id) !== void 0 && model !== old.model ? model : void 0, fields = changed.filter((field) => {
    const root = rootOf(field);
    return root === "model" ? model !== old.model && otherModel === void 0 : root === "agent" && planStep.capability === old.capability ? agentName !== old.agentName && otherAgent === void 0 : RESULT_FIELDS.includes(root);
  }), mappings = changed.filter((field) => rootOf(field) === "inputs"), different = mapped !== void 0 && upstream.length === 0 && !mapped.same;
  if (different && mappings.length > 0 && fields.push(...mappings), fields.length > 0 && reasons.push({ kind: "version", fields }), otherAgent !== void 0 && reasons.push({ kind: "agent", agent: otherAgent }), otherModel !== void 0 && reasons.push({ kind: "model", model: otherModel }), different && mappings.length === 0) {
    const given = sources.filter((source) => Object.hasOwn(changes.outputs, source));
    reasons.push(given.length > 0 ? { kind: "givenOutput", steps: given } : { kind: "input" });
  }
  return upstream.length > 0 && reasons.push({ kind: "downstream", steps: upstream }), reasons;
}
function unknownSteps({ after, changes }) {
  const known = after.steps.map(({ id }) => `"${id}"`), list = known.length > 20 ? `${known.slice(0, 20).join(", ")} and ${known.length - 20} more` : known.join(", ");
  return ["agents", "models", "outputs"].flatMap(
    (what) => Object.keys(changes[what]).filter((id) => !after.byId.has(id)).map((id) => ({ path: `${what}.${id}`, message: `there is no step "${id}"; the version has ${list}` }))
  );
}
function whatIsLeft({ payloads, changes, sources }, keeps, runs) {
  const problems = [], warnings = [];
  changes.input === void 0 && runs.length > 0 && (payloads.input === "gone" && problems.push({ path: "input", message: "The input is not in the store any more. Give one." }), payloads.input === "erased" && warnings.push({
    path: "input",
    message: "Personal data in the input was erased: what runs gets [erased] in its place, unless you give another."
  }));
  const needed = new Set(runs.flatMap(({ stepKey }) => sources.get(stepKey) ?? []));
  for (const { stepKey, name } of keeps) {
    const standing = payloads.results.get(stepKey), path = `outputs.${stepKey}`;
    standing === "gone" && needed.has(stepKey) ? problems.push({
      path,
      message: `The result of "${name}" is not in the store any more, and a step that runs needs it. Give one.`
    }) : standing === "gone" ? warnings.push({
      path,
      message: `The result of "${name}" is not in the store any more; no step that runs needs it.`
    }) : standing === "erased" && needed.has(stepKey) && warnings.push({
      path,
      message: `Personal data in the result of "${name}" was erased: what runs gets [erased] in its place.`
    });
  }
  return { problems, warnings };
}
const placed = (root, errors) => errors.map(({ path, message }) => ({
  path: path === "" ? root : path.startsWith("[") ? `${root}${path}` : `${root}.${path}`,
  message
}));
function attemptsOpen({ origin, effects }) {
  const own = effects.filter(({ runId, later }) => runId === origin.runId && !later);
  return [...origin.leases.values()].filter(({ status }) => status === "active").map(({ stepKey, attempt, agent }) => ({
    stepKey,
    attempt,
    agentName: agent.name,
    effects: own.filter((one) => one.stepKey === stepKey && one.attempt === attempt).length
  }));
}
function wasGranted(origin, stepKey) {
  for (const { stepKey: of, kind, status } of origin.approvals.values())
    if (of === stepKey && kind === "step" && (status === "granted" || status === "used")) return !0;
  return !1;
}
function estimateOf(plan, runs) {
  const byId = new Map(runs.map((step) => [step.stepKey, step])), endsAt = /* @__PURE__ */ new Map();
  for (const { id, dependsOn } of inOrder(plan)) {
    const startsAt = Math.max(0, ...dependsOn.map((before) => endsAt.get(before) ?? 0));
    endsAt.set(id, startsAt + (byId.get(id)?.estimate.durationMs ?? 0));
  }
  const known = runs.map(({ estimate }) => ({ nanoUsd: estimate.nanoUsd ?? 0n, tokens: estimate.tokens ?? 0 }));
  return {
    ...sum(known),
    durationMs: Math.max(0, ...endsAt.values()),
    unknownCosts: runs.filter(({ estimate }) => estimate.nanoUsd === void 0).length,
    unknownTimes: runs.filter(({ estimate }) => estimate.durationMs === void 0).length
  };
}
const sum = (amounts) => amounts.reduce((all, one) => ({ nanoUsd: all.nanoUsd + one.nanoUsd, tokens: all.tokens + one.tokens }), NOTHING);
export {
  placed,
  planReplay
};
//# sourceMappingURL=replay-plan.js.map
