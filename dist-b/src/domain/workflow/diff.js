import { formatPath } from "../kernel/edge-json.js";
import { canonicalize } from "../kernel/json.js";
function diffDefinitions(before, after) {
  const { steps: oldSteps, ...oldRest } = before, { steps: newSteps, ...newRest } = after, workflow = fieldChanges(oldRest, newRest), old = new Map(oldSteps.map((step) => [step.id, step])), now = new Set(newSteps.map(({ id }) => id)), moved = movedSteps(
    oldSteps.map(({ id }) => id).filter((id) => now.has(id)),
    newSteps.map(({ id }) => id).filter((id) => old.has(id))
  ), steps = newSteps.flatMap((step) => {
    const previous = old.get(step.id);
    if (previous === void 0) return [{ kind: "added", stepId: step.id }];
    const fields = fieldChanges(previous, step), elsewhere = moved.has(step.id);
    return fields.length > 0 || elsewhere ? [{ kind: "changed", stepId: step.id, moved: elsewhere, fields }] : [];
  });
  for (const { id } of oldSteps) now.has(id) || steps.push({ kind: "removed", stepId: id });
  return { same: workflow.length === 0 && steps.length === 0, workflow, steps };
}
function fieldChanges(before, after, path = []) {
  return [.../* @__PURE__ */ new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((key) => {
    const [a, b] = [Reflect.get(before, key), Reflect.get(after, key)], at = [...path, key];
    return !(path.length === 0 && (key === "output" || key === "input")) && isRecord(a) && isRecord(b) ? fieldChanges(a, b, at) : a !== void 0 && b !== void 0 && canonicalize(a) === canonicalize(b) ? [] : a === b ? [] : [{ field: formatPath(at), before: jsonOf(a), after: jsonOf(b) }];
  });
}
function movedSteps(before, after) {
  const place = new Map(before.map((id, i) => [id, i])), sequence = after.map((id) => place.get(id) ?? 0), tails = [], previous = [], valueAt = (index) => index === void 0 ? -1 : sequence[index] ?? -1;
  for (const [i, value] of sequence.entries()) {
    let low = 0, high = tails.length;
    for (; low < high; ) {
      const middle = low + high >> 1;
      valueAt(tails[middle]) < value ? low = middle + 1 : high = middle;
    }
    previous[i] = low > 0 ? tails[low - 1] : void 0, tails[low] = i;
  }
  const kept = /* @__PURE__ */ new Set();
  for (let at = tails.at(-1); at !== void 0; at = previous[at]) kept.add(at);
  return new Set(after.filter((_, i) => !kept.has(i)));
}
function isRecord(value) {
  return typeof value == "object" && value !== null && !Array.isArray(value);
}
function jsonOf(value) {
  return value === void 0 ? void 0 : JSON.parse(canonicalize(value));
}
export {
  diffDefinitions
};
//# sourceMappingURL=diff.js.map
