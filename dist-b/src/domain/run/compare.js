import { diffDefinitions } from "../workflow/diff.js";
import { dependencyGraph } from "../workflow/graph.js";
import { stepKeyOf } from "./readiness.js";
const DIFFERENCES = ["only", "definition", "inputs", "outcome", "output", "attempts"];
function compareRuns(a, b) {
  const definitions = diffDefinitions(a.definition, b.definition), fields = new Map(definitions.steps.map((step) => [step.stepId, step.kind === "changed" ? step.fields : []])), input = pairOf(a.story.input, b.story.input), parted = /* @__PURE__ */ new Set(), steps = [];
  for (const { planStep, dependsOn } of mergedSteps(a, b)) {
    const { id } = planStep, follows = dependsOn.some((before) => parted.has(before)), changes = [...fields.get(id) ?? [], ...chosen(a.plan.byId.get(id), b.plan.byId.get(id), fields.get(id))];
    for (const stepKey of keysOf(planStep, a, b)) {
      const step = comparedStep(planStep, stepKey, a, b, changes, follows);
      steps.push(step), (follows || parts(step)) && parted.add(id);
    }
  }
  const parting = partingOf(steps, input !== void 0);
  return {
    same: !parting && !input && definitions.workflow.length === 0 && a.run.status === b.run.status,
    relation: relationOf(a, b),
    sameWorkflow: a.run.workflow.id === b.run.workflow.id,
    parting,
    input,
    workflow: definitions.workflow,
    steps
  };
}
const parts = ({ differs }) => differs.some((one) => one !== "attempts");
function mergedSteps(a, b) {
  const merged = /* @__PURE__ */ new Map();
  for (const planStep of [...b.plan.steps, ...a.plan.steps]) {
    const { id, dependsOn } = planStep, known = merged.get(id);
    known ? known.dependsOn = [.../* @__PURE__ */ new Set([...known.dependsOn, ...dependsOn])] : merged.set(id, { planStep, id, dependsOn });
  }
  const steps = [...merged.values()], place = new Map(dependencyGraph(steps).order.map((id, i) => [id, i])), placeOf = (id) => place.get(id) ?? steps.length;
  return steps.sort((one, other) => placeOf(one.id) - placeOf(other.id));
}
function keysOf(planStep, a, b) {
  const iterations = /* @__PURE__ */ new Map();
  for (const { story } of [a, b])
    for (const { step } of story.work.values())
      step.stepId === planStep.id && step.iteration !== void 0 && iterations.set(step.stepKey, step.iteration);
  return [stepKeyOf(planStep), ...[...iterations].sort(([, one], [, other]) => one - other).map(([key]) => key)];
}
function chosen(a, b, known = []) {
  if (!a || !b) return [];
  const change = (field, before, after) => before === after || known.some((one) => one.field === field || field.startsWith(`${one.field}.`)) ? [] : [{ field, before, after }];
  return [...change("agent.name", a.agentName, b.agentName), ...change("model", a.model, b.model)];
}
function comparedStep({ id, name }, stepKey, a, b, fields, follows) {
  const [before, after] = [stepSide(id, stepKey, a), stepSide(id, stepKey, b)], inputs = before?.work?.inputs && after?.work?.inputs && pairOf(before.work.inputs, after.work.inputs), output = before && after ? pairOf(before.work?.output, after.work?.output) : void 0, differs = [];
  return (!before || !after) && differs.push("only"), fields.length > 0 && differs.push("definition"), inputs && differs.push("inputs"), before && after && (outcomeOf(before) !== outcomeOf(after) && differs.push("outcome"), output && differs.push("output"), attemptsOf(before) !== attemptsOf(after) && !before.work?.keptFrom && !after.work?.keptFrom && differs.push("attempts")), {
    stepKey,
    name,
    differs,
    first: !follows && parts({ differs }),
    fields,
    inputs,
    output,
    a: before,
    b: after
  };
}
function stepSide(id, stepKey, { run, plan, story }) {
  if (!plan.byId.has(id)) return;
  const state = run.steps.get(stepKey);
  return { status: state?.status ?? "pending", state, work: story.work.get(stepKey) };
}
const attemptsOf = ({ work }) => work?.attempts ?? 0;
function outcomeOf({ status, state }) {
  const cause = status === "completed" || status === "skipped" ? void 0 : state?.lastCause;
  return cause ? `${status} ${cause.class} ${cause.code}` : status;
}
const pairOf = (a, b) => a?.hash === b?.hash ? void 0 : { a, b };
function partingOf(steps, otherInput) {
  const roots = steps.filter(({ first }) => first), [step] = roots;
  if (!step) return;
  const reasons = step.differs.filter((one) => one !== "attempts");
  return {
    stepKey: step.stepKey,
    name: step.name,
    reasons,
    a: eventOf(step.a, reasons),
    b: eventOf(step.b, reasons),
    text: partingText(step, reasons, otherInput),
    others: roots.length - 1
  };
}
function eventOf(side, reasons) {
  const work = side?.work;
  if (work)
    return reasons.includes("definition") || reasons.includes("inputs") ? work.inputs?.revision ?? work.revision : reasons.includes("outcome") ? work.revision : work.output?.revision ?? work.revision;
}
function partingText({ stepKey, fields, a, b }, reasons, otherInput) {
  if (!a || !b) return `Only ${a ? "A" : "B"} has the step ${stepKey}.`;
  if (reasons.includes("definition")) {
    const names = fields.map(({ field }) => field), shown = names.length > 5 ? [...names.slice(0, 4), `${names.length - 4} more`] : names;
    return `${stepKey} is defined in another way: ${shown.join(", ")}.`;
  }
  if (reasons.includes("inputs"))
    return `${stepKey} got other inputs${otherInput ? ", since the runs were started with different input" : ""}.`;
  if (reasons.includes("outcome")) {
    const [was, is] = [wordsOf(a), wordsOf(b)];
    return `${stepKey} ${was} in A, and ${is} in B.`;
  }
  return a.work?.inputs && b.work?.inputs ? `${stepKey} gave another result for the same inputs.` : `${stepKey} has another result.`;
}
const WORDS = {
  pending: "has not run",
  awaitingApproval: "waits for approval",
  approved: "is approved",
  awaitingBudget: "waits for its budget",
  running: "is running",
  awaitingRetry: "waits for a retry",
  deadLetter: "is a dead letter",
  completed: "completed",
  skipped: "was skipped",
  abandoned: "was abandoned"
};
function wordsOf({ status, state }) {
  const cause = status === "deadLetter" || status === "awaitingRetry" ? state?.lastCause : void 0;
  return cause ? `${WORDS[status]} (${cause.code})` : WORDS[status];
}
function relationOf({ run: a }, { run: b }) {
  return a.runId === b.runId ? { kind: "sameRun" } : b.source?.runId === a.runId ? { kind: "replay", of: "a", revision: b.source.revision } : a.source?.runId === b.runId ? { kind: "replay", of: "b", revision: a.source.revision } : { kind: a.source && a.source.runId === b.source?.runId ? "siblings" : "none" };
}
export {
  DIFFERENCES,
  compareRuns
};
//# sourceMappingURL=compare.js.map
