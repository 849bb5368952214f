function layersOf(steps) {
  const known = new Set(steps.map(({ id }) => id)), waitsFor = /* @__PURE__ */ new Map(), dependents = /* @__PURE__ */ new Map();
  for (const step of steps) {
    const before = new Set(step.dependsOn.filter((id) => known.has(id)));
    waitsFor.set(step.id, before.size);
    for (const id of before) {
      const others = dependents.get(id);
      others ? others.push(step) : dependents.set(id, [step]);
    }
  }
  const depth = /* @__PURE__ */ new Map();
  let open = steps.filter(({ id }) => waitsFor.get(id) === 0), deepest = -1;
  for (; open.length > 0; ) {
    deepest++;
    const next = [];
    for (const { id } of open) {
      depth.set(id, deepest);
      for (const after of dependents.get(id) ?? []) {
        const left = (waitsFor.get(after.id) ?? 0) - 1;
        waitsFor.set(after.id, left), left === 0 && next.push(after);
      }
    }
    open = next;
  }
  const layers = [];
  for (const step of steps) (layers[depth.get(step.id) ?? deepest + 1] ??= []).push(step);
  return layers;
}
export {
  layersOf
};
//# sourceMappingURL=layers.js.map
