function neighboursOf(steps, of) {
  const direct = new Set(of.dependsOn), dependents = /* @__PURE__ */ new Map();
  for (const step of steps)
    for (const id of step.dependsOn) {
      const others = dependents.get(id);
      others ? others.push(step) : dependents.set(id, [step]);
    }
  const after = /* @__PURE__ */ new Set(), open = [of.stepId];
  for (let id = open.pop(); id !== void 0; id = open.pop())
    for (const step of dependents.get(id) ?? [])
      after.has(step) || (after.add(step), open.push(step.stepId));
  return { before: steps.filter(({ stepId }) => direct.has(stepId)), after: steps.filter((step) => after.has(step)) };
}
export {
  neighboursOf
};
//# sourceMappingURL=neighbours.js.map
