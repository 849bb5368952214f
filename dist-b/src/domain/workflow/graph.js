import { Graph } from "@dagrejs/graphlib";
const MAX_CYCLES = 10;
function dependencyGraph(steps) {
  const graph = new Graph({ directed: !0 });
  for (const { id } of steps) graph.setNode(id);
  const seen = /* @__PURE__ */ new Set();
  for (const { id, dependsOn } of steps)
    if (!seen.has(id)) {
      seen.add(id);
      for (const dependency of dependsOn)
        dependency !== id && graph.hasNode(dependency) && graph.setEdge(dependency, id);
    }
  const predecessors = (id) => graph.predecessors(id) ?? [], successors = (id) => graph.successors(id) ?? [], ids = graph.nodes(), { order, rest } = kahn(ids, predecessors, successors);
  return { order, cycles: cyclesOf(rest, predecessors), before: ancestors(predecessors) };
}
function kahn(ids, predecessors, successors) {
  const waitsFor = new Map(ids.map((id) => [id, predecessors(id).length])), order = ids.filter((id) => waitsFor.get(id) === 0);
  for (let i = 0; i < order.length; i++) {
    const id = order[i];
    if (id === void 0) break;
    for (const next of successors(id)) {
      const left = (waitsFor.get(next) ?? 0) - 1;
      waitsFor.set(next, left), left === 0 && order.push(next);
    }
  }
  const done = new Set(order);
  return { order, rest: new Set(ids.filter((id) => !done.has(id))) };
}
function cyclesOf(rest, predecessors) {
  const cycles = [], finished = /* @__PURE__ */ new Set();
  for (const start of rest) {
    if (cycles.length >= MAX_CYCLES) break;
    const path = [], place = /* @__PURE__ */ new Map();
    let at = start;
    for (; at !== void 0 && !finished.has(at) && !place.has(at); ) {
      place.set(at, path.length), path.push(at);
      const before = predecessors(at).filter((id) => rest.has(id));
      at = before.find((id) => place.has(id)) ?? before.find((id) => !finished.has(id)) ?? before[0];
    }
    const from = at === void 0 ? void 0 : place.get(at);
    for (const id of path) finished.add(id);
    from !== void 0 && cycles.push([...path.slice(from), path[from]].join(" -> "));
  }
  return cycles;
}
function ancestors(predecessors) {
  const known = /* @__PURE__ */ new Map();
  return (id) => {
    const answer = known.get(id);
    if (answer !== void 0) return answer;
    const found = /* @__PURE__ */ new Set(), open = [id];
    for (let at = open.pop(); at !== void 0; at = open.pop())
      for (const before of predecessors(at))
        found.has(before) || (found.add(before), open.push(before));
    return known.set(id, found), found;
  };
}
export {
  dependencyGraph
};
//# sourceMappingURL=graph.js.map
