function endedAs(run) {
  return run.status === "completed" || run.status === "failed" || run.status === "cancelled" ? run.status : void 0;
}
const WAITS_FOR_PERSON = /* @__PURE__ */ new Set(["approval", "budget", "deadLetter", "paused", "halted"]), isForPerson = (wait) => WAITS_FOR_PERSON.has(wait.kind);
function waitsForPerson(picture) {
  return endedAs(picture.run) !== void 0 || picture.waits.length === 0 || !picture.waits.every(isForPerson) ? !1 : picture.run.status === "halted" ? !0 : !picture.steps.some((step) => step.status === "running" || isReady(step, picture));
}
function isReady(step, picture) {
  return picture.run.status !== "running" ? !1 : step.status === "approved" ? !0 : step.status === "pending" && openDependencies(step, byKey(picture.steps)).length === 0;
}
const byKey = (steps) => new Map(steps.map((step) => [step.stepKey, step]));
function openDependencies(step, steps) {
  return step.dependsOn.filter((key) => {
    const before = steps.get(key);
    return before !== void 0 && before.status !== "completed" && before.status !== "skipped";
  });
}
function layersOf(steps) {
  const known = new Set(steps.map((step) => step.stepKey)), layerOf = /* @__PURE__ */ new Map();
  let open = [...steps];
  for (; open.length > 0; ) {
    const blocked = [];
    for (const step of open) {
      const before = step.dependsOn.filter((key) => known.has(key)).map((key) => layerOf.get(key));
      before.includes(void 0) ? blocked.push(step) : layerOf.set(step.stepKey, 1 + Math.max(-1, ...before.map((layer) => layer ?? -1)));
    }
    if (blocked.length === open.length) {
      for (const step of blocked) layerOf.set(step.stepKey, 0);
      break;
    }
    open = blocked;
  }
  const layers = [];
  for (const step of steps) (layers[layerOf.get(step.stepKey) ?? 0] ??= []).push(step);
  return layers.filter((layer) => layer.length > 0);
}
export {
  byKey,
  endedAs,
  isForPerson,
  layersOf,
  openDependencies,
  waitsForPerson
};
//# sourceMappingURL=picture.js.map
