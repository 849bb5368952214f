import { ERASED, holdsEncrypted, isEncrypted, keysIn } from "../../domain/kernel/encrypted.js";
import { formatPath } from "../../domain/kernel/edge-json.js";
import { canonicalize } from "../../domain/kernel/json.js";
import { redact } from "../../domain/kernel/redaction.js";
import { stepKeyOf } from "../../domain/run/readiness.js";
import { checkExpression, evaluateInputs } from "../facts/expressions.js";
import { memberOf } from "../protection/schema-marks.js";
import { inputOf, outputOf, paramsOf } from "./run-aux.js";
function mapInputs(deps, run, planStep, compiled, context) {
  const step = run.steps.get(stepKeyOf(planStep));
  if (step?.editedAt !== void 0) return editedInputs(deps, step.editedAt, context);
  const values = /* @__PURE__ */ new Map(), reading = [], want = (revision, field) => {
    const value = valueAt(deps, context, revision, field);
    value instanceof Promise ? reading.push(value.then((read) => values.set(revision, read))) : values.set(revision, value);
  };
  want(0, inputOf);
  const from = [];
  for (const id of compiled.sources.get(planStep.id) ?? []) {
    const source = compiled.plan.byId.get(id), before = source && run.steps.get(stepKeyOf(source));
    before?.outputAt !== void 0 && (from.push({ stepKey: before.stepKey, revision: before.outputAt }), want(before.outputAt, outputOf));
  }
  const evaluate = () => {
    const steps = {};
    for (const { stepKey, revision } of from) steps[stepKey] = { output: values.get(revision) ?? null };
    const scope = { input: values.get(0) ?? null, steps };
    for (const value of values.values())
      if (holdsEncrypted(value)) return personalInputs(deps, planStep.inputs, scope, from, context);
    const evaluated = evaluateInputs(planStep.inputs, scope);
    return evaluated.ok ? { ok: !0, value: evaluated.inputs, kept: evaluated.inputs, keys: [], from } : failed(evaluated.problems);
  };
  return reading.length === 0 ? evaluate() : Promise.all(reading).then(evaluate);
}
const failed = (problems) => ({
  ok: !1,
  message: problems.map(({ path, message }) => `${path}: ${message}`).join("; ")
});
async function editedInputs({ payloads, keysOf }, editedAt, { stream }) {
  const kept = await payloads.value(await payloads.at(stream, editedAt, paramsOf)), keys = await keysOf(keysIn(kept));
  return { ok: !0, value: payloads.personal.openWith(keys, kept), kept, keys, from: [] };
}
async function personalInputs({ payloads: { personal }, keysOf }, mappings, stored, from, { context: { commandId } }) {
  const held = await keysOf(keysIn(Object.values(stored.steps), keysIn(stored.input))), those = (ids) => held.filter(({ id }) => ids.has(id)), steps = {};
  for (const [id, { output }] of Object.entries(stored.steps)) steps[id] = { output: personal.openWith(held, output) };
  const plain = { input: personal.openWith(held, stored.input), steps }, evaluated = evaluateInputs(mappings, plain);
  if (!evaluated.ok)
    return failed(
      evaluated.problems.map(({ path }) => ({ path, message: "cannot be evaluated on this personal data" }))
    );
  const { value } = redact(evaluated.inputs), kept = {}, used = /* @__PURE__ */ new Set();
  for (const [name, result] of Object.entries(value)) {
    const text = mappings[name] ?? "", taken = evaluateInputs({ [name]: text }, stored), copy = taken.ok ? taken.inputs[name] : void 0;
    if (copy !== void 0 && canonicalize(personal.openWith(held, copy)) === canonicalize(result)) kept[name] = copy;
    else {
      const keys = those(keysSeenBy(text, stored)), place = `${commandId}
${formatPath(["inputs", name])}`;
      kept[name] = keys.length === 0 ? ERASED : personal.seal(keys, place, result);
    }
    keysIn(kept[name], used);
  }
  return { ok: !0, value, kept, keys: those(used), from };
}
function keysSeenBy(text, { input, steps }) {
  const keys = /* @__PURE__ */ new Set(), checked = checkExpression(text);
  if (!checked.ok) return keys;
  for (const id of checked.stepRefs) keysIn(steps[id]?.output, keys);
  for (const path of checked.inputPaths) {
    let part = input;
    for (const key of path) isEncrypted(part) || (part = memberOf(part, key));
    keysIn(part, keys);
  }
  return keys;
}
function valueAt({ atHand, payloads }, { aux, stream }, revision, field) {
  atHand.used(aux);
  const known = aux.payloads.get(revision);
  return known !== void 0 ? payloads.value(known) : payloads.at(stream, revision, field).then((payload) => (atHand.keep(aux, revision, payload), payloads.value(payload)));
}
export {
  mapInputs
};
//# sourceMappingURL=mapped-inputs.js.map
