import { dependencyGraph } from "./graph.js";
import { layersOf } from "./layers.js";
import { readLoosely } from "./loose-definition.js";
import { asksFirst } from "./plan.js";
const MAX_STEPS = 1e3;
function pictureOf(document, problems, warnings) {
  const { steps: read, approveWrites } = readLoosely(document), first = /* @__PURE__ */ new Map();
  for (const step of read.slice(0, MAX_STEPS))
    step.id !== void 0 && step.id !== "" && !first.has(step.id) && first.set(step.id, step);
  const known = [...first].map(([id, step]) => ({
    id,
    step,
    dependsOn: [...new Set(step.dependsOn.map((edge) => edge.id))].filter((other) => other !== id && first.has(other))
  })), { order, cycles } = dependencyGraph(known), sorted = new Set(order), layers = layersOf(known), layerOf = new Map(layers.flatMap((layer, depth) => layer.map(({ id }) => [id, depth]))), [ofProblems, ofWarnings] = [countByStep(problems), countByStep(warnings)];
  return {
    steps: known.map(({ id, step, dependsOn }) => ({
      id,
      name: step.name ?? id,
      index: step.index,
      layer: layerOf.get(id) ?? 0,
      dependsOn,
      capability: step.capability,
      model: step.model,
      tier: step.tier,
      asksApproval: asksFirst(step.tier, step.approvalRequired ?? approveWrites),
      estimateNanoUsd: step.estimate.nanoUsd,
      inCycle: !sorted.has(id) && cycles.some((cycle) => cycle.split(" -> ").includes(id)),
      problems: ofProblems.get(step.index) ?? 0,
      warnings: ofWarnings.get(step.index) ?? 0
    })),
    layers: layers.map((layer) => layer.map(({ id }) => id)),
    cycles
  };
}
function countByStep(problems) {
  const counts = /* @__PURE__ */ new Map();
  for (const { path } of problems) {
    const index = /^steps\[(\d+)\]/.exec(path)?.[1];
    index !== void 0 && counts.set(Number(index), (counts.get(Number(index)) ?? 0) + 1);
  }
  return counts;
}
export {
  pictureOf
};
//# sourceMappingURL=picture.js.map
