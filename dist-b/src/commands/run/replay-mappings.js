import { canonicalize } from "../../domain/kernel/json.js";
import { evaluateInputs } from "../facts/expressions.js";
import { sourcesOf } from "./definitions.js";
const without = (again, mappings) => Object.fromEntries(Object.entries(mappings).filter(([, text]) => !sourcesOf([text]).some((id) => again.has(id)))), UNCHANGED = { same: !0, failure: [], failedBefore: !1 };
async function mappingsOf(payloads, { story, before, after, changes, inputChanged, left }) {
  const givesOutputs = Object.keys(changes.outputs).length > 0;
  if (before.definition === after.definition && !inputChanged && !givesOutputs) return () => UNCHANGED;
  const outputs = /* @__PURE__ */ new Map(), done = new Set([...story.results.values()].map(({ step }) => step.stepId)), wanted = new Set([...before.sources.values(), ...after.sources.values()].flat());
  for (const { step, output } of story.results.values())
    output !== void 0 && wanted.has(step.stepId) && left.results.get(step.stepKey) !== "gone" && outputs.set(step.stepKey, await payloads.plain(output));
  const inputGone = left.input === "gone", input = inputGone ? null : await payloads.plain(story.input), replayInput = inputChanged && changes.input !== void 0 ? changes.input : input, scope = (of, stepId, runInput, given) => {
    const steps = {};
    for (const id of of.sources.get(stepId) ?? []) {
      const output = Object.hasOwn(given, id) ? given[id] : outputs.get(id);
      output !== void 0 && (steps[id] = { output });
    }
    return { input: runInput, steps };
  };
  return (stepId, again) => {
    const step = after.plan.byId.get(stepId), old = before.plan.byId.get(stepId);
    if (!step || [...before.sources.get(stepId) ?? [], ...after.sources.get(stepId) ?? []].some((id) => left.results.get(id) === "gone" && !Object.hasOwn(changes.outputs, id)) || inputGone && !inputChanged) return UNCHANGED;
    const oldInputs = without(again, old?.inputs ?? {}), was = old && !inputGone ? evaluateInputs(oldInputs, scope(before, stepId, input, {})) : void 0, is = evaluateInputs(without(again, step.inputs), scope(after, stepId, replayInput, changes.outputs)), failedBefore = sourcesOf(Object.values(oldInputs)).every((id) => done.has(id) && left.results.get(id) !== "gone") && was?.ok === !1;
    return is.ok ? {
      same: was?.ok === !0 && canonicalize(was.inputs) === canonicalize(is.inputs),
      failure: [],
      failedBefore
    } : { same: failedBefore, failure: is.problems, failedBefore };
  };
}
export {
  mappingsOf
};
//# sourceMappingURL=replay-mappings.js.map
